"""The officer's worklist, the page of a case, conclusions, and handing over."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import facts as f
from chalicelib.domain.commands import SYSTEM_CERTIFY, Actor, DecideStep, Deputy, GiveCard, Reassign, RecordCertificate
from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.dossier import Part
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.reference import case_matter, from_number, reference_of
from chalicelib.domain.row import RowKey
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, read_case
from chalicelib.usecases.conclude import Acceptance, CorrectionNotice, Declination, Intent, conclude
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.list_tasks import Waiting, Worklist, list_tasks, queues_of
from chalicelib.usecases.officer_case import OfficerCase, read_for_staff, read_to_reassign, show_case
from chalicelib.usecases.project import project
from chalicelib.usecases.record_dispatch import BadParcelError, Sent, record_dispatch
from chalicelib.usecases.record_pickup import (
    Coming,
    find_by_pickup_code,
    list_for_pickup,
    record_collection,
    record_handover,
)
from chalicelib.usecases.task_owners import left_without
from tests import cases, law_city
from tests.sample import KEY, TUESDAY, World, calendar
from tests.walk_ins import NONCE, OFFICER, received, walk_in

MATTER = case_matter(from_number(7))
JOINT_OFFICER = Actor("staff", "s-ghj-1", frozenset({"GHJ:officer"}))


def concluded(world: World, intent: Intent, command: str, matter: str = MATTER) -> Executed:
    return conclude(
        matter,
        command,
        intent,
        JOINT_OFFICER,
        log=world.log,
        dossiers=world.dossiers,
        catalogue=world.catalogue,
        entropy=world.entropy,
        calendar=calendar(),
        now=TUESDAY,
    )


def shown(world: World, matter: str, actor: Actor) -> OfficerCase:
    return show_case(
        reference_of(matter),
        actor,
        log=world.log,
        dossiers=world.dossiers,
        catalogue=world.catalogue,
        parties=world.parties,
        calendar=calendar(),
        now=TUESDAY,
    )


def tasks(world: World, actor: Actor, after: str = "") -> list[Waiting]:
    return list(listed(world, actor, after=after).waiting)


def listed(world: World, actor: Actor, beyond: RowKey | None = None, after: str = "") -> Worklist:
    ports: Any = {"views": world.views, "dossiers": world.dossiers, "log": world.log, "catalogue": world.catalogue}
    return list_tasks(actor, after, **ports, calendar=calendar(), beyond=beyond)


def projected(world: World, matter: str) -> None:
    project(
        matter,
        log=world.log,
        views=world.views,
        catalogue=world.catalogue,
        calendar=calendar(),
        projected=lambda *_: None,
    )


def online(world: World, matter: str = MATTER, name: str = "某公司") -> None:
    cases.opened(world, cases.joint(), TUESDAY, matter)
    world.dossiers.put(Part(matter, cases.FORM.part, "salt", {"applicant": {"name": name}}))


def granted(world: World, nonce: str = NONCE) -> str:
    """A walk-in granted, its certificate made."""
    matter = received(world, walk_in(nonce)).case.matter
    made = RecordCertificate(f"certify:{matter}", SYSTEM_CERTIFY, "k-1", "XNJSZ1")
    cases.run(world, made, TUESDAY, matter)
    return matter


def test_the_worklist_holds_what_waits_with_the_applicants_name() -> None:
    world = World()
    online(world)
    projected(world, MATTER)
    (task,) = tasks(world, JOINT_OFFICER)
    assert (task.reference, task.row["task"], task.applicant) == (reference_of(MATTER), "receive", "某公司")
    assert tasks(world, OFFICER) == []


def test_ones_own_last_change_is_seen_before_the_view_is() -> None:
    world = World()
    online(world)
    projected(world, MATTER)
    concluded(world, Declination("no_permit_needed", "", ""), "d1")
    assert len(tasks(world, JOINT_OFFICER)) == 1
    assert tasks(world, JOINT_OFFICER, after=f"{MATTER}:2") == []
    fresh = World()
    online(fresh)
    assert [task.row["task"] for task in tasks(fresh, JOINT_OFFICER, after=f"{MATTER}:1")] == ["receive"]
    for odd in ("c-NOSUCHCASE:1", "::", "c-:x", f"{case_matter(from_number(9))}:1"):
        assert tasks(fresh, JOINT_OFFICER, after=odd) == []


def test_an_officer_reads_a_fixed_number_of_queues() -> None:
    assert queues_of({"GHJ:officer", "GHJ:chief"}) == ("GHJ:chief", "GHJ:officer", "GHJ:delivery", "GHJ:cards")


def test_a_case_is_shown_to_its_units_only() -> None:
    world = World()
    online(world)
    assert shown(world, MATTER, JOINT_OFFICER).part(cases.FORM)["applicant"] == {"name": "某公司"}
    assert shown(world, MATTER, Actor("staff", "s-xfj-2", frozenset({"XFJ:chief"}))).actions == frozenset()
    for reference in (reference_of(MATTER), "AAAAAAAAAA", reference_of(case_matter(from_number(8)))):
        with pytest.raises(UnknownCaseError):
            show_case(
                reference,
                OFFICER,
                log=world.log,
                dossiers=world.dossiers,
                catalogue=world.catalogue,
                parties=world.parties,
                calendar=calendar(),
                now=TUESDAY,
            )


def test_only_what_is_possible_now_is_offered() -> None:
    world = World()
    online(world)
    assert shown(world, MATTER, JOINT_OFFICER).actions == {"accept", "correct", "decline"}
    concluded(world, Acceptance("accept", ""), "a1")
    after = shown(world, MATTER, JOINT_OFFICER)
    assert after.actions == frozenset()
    assert after.own_step is not None
    assert (after.own_step.step.id, after.own_step.last) == ("handle", False)
    assert shown(world, MATTER, Actor("staff", "s-x", frozenset({"GHJ:director"}))).own_step is None


def test_a_correction_leaves_the_officer_nothing_to_do_until_the_applicant_comes() -> None:
    world = World()
    online(world)
    row = cases.correction("k", cases.joint()).rows
    concluded(world, CorrectionNotice(row, ""), "k1")
    seen = shown(world, MATTER, JOINT_OFFICER)
    assert seen.actions == {"supply"}
    assert seen.own_step is None


def test_sixteen_officers_accept_one_case_once() -> None:
    world = World()
    online(world)

    def accept(number: int) -> str:
        try:
            return f"done {concluded(world, Acceptance('accept', ''), f'a{number}').commit.command}"
        except RefusedError as error:
            return f"{error.code} {error.about['status']}"

    with ThreadPoolExecutor(16) as pool:
        answers = Counter(pool.map(accept, range(16)))
    winner = read_chain(world.log.read(MATTER))[1]
    assert answers == {f"done {winner.command}": 1, "not_possible_now in_review": 15}
    assert len(world.log.read(MATTER)) == 2


def test_a_repeated_conclusion_is_answered_from_its_commit() -> None:
    world = World()
    online(world)
    first = concluded(world, Acceptance("accept", ""), "a1")
    again = concluded(world, Acceptance("accept", ""), "a1")
    assert again.repeated
    assert again.commit == first.commit


def test_many_certificates_go_on_one_waybill_and_one_bad_reference_holds_up_none() -> None:
    world = World()
    matters = [granted(world, f"nonce{number:011}") for number in range(3)]
    unknown = reference_of(case_matter(from_number(5)))
    references = [reference_of(matter) for matter in matters]
    sent = dispatched(world, [*references, references[0], unknown, "?"])
    assert [(one.reference, one.code) for one in sent] == [
        *((reference, "") for reference in references),
        (unknown, "case_unknown"),
        ("?", "reference_length"),
    ]
    assert [one.code for one in dispatched(world, references)] == ["", "", ""]
    again = dispatched(world, references, command="another")
    assert {one.code for one in again} == {"already_dispatched"}


@pytest.mark.parametrize(
    ("carrier", "waybill", "count", "code"),
    [
        ("pigeon", "EA123456789CN", 1, "carrier_unknown"),
        ("ems", "x", 1, "waybill_format"),
        ("ems", "EA123456789CN", 0, "nothing_to_send"),
    ],
)
def test_a_parcel_that_cannot_be_is_refused_whole(carrier: str, waybill: str, count: int, code: str) -> None:
    with pytest.raises(BadParcelError) as refused:
        dispatched(World(), [reference_of(MATTER)] * count, carrier=carrier, waybill=waybill)
    assert refused.value.code == code


def dispatched(
    world: World, references: list[str], command: str = "w1", carrier: str = "ems", waybill: str = "ea 123456789 cn"
) -> tuple[Sent, ...]:
    ports: Any = {"log": world.log, "catalogue": world.catalogue}
    return record_dispatch(
        references, carrier, waybill, command, OFFICER, **ports, calendar=calendar(), now=TUESDAY + timedelta(hours=1)
    )


def found(world: World, code: str, actor: Actor = OFFICER) -> tuple[str, ...]:
    ports: Any = {"parties": world.parties, "log": world.log, "catalogue": world.catalogue}
    return find_by_pickup_code(actor, code, **ports, calendar=calendar(), now=TUESDAY)


def test_a_certificate_is_handed_to_who_shows_the_code() -> None:
    world = World()
    matter = granted(world)
    code = pickup_code(matter, key=KEY)
    assert found(world, code) == ()
    for _ in range(2):
        list_for_pickup(matter, "JYJ", parties=world.parties, key=KEY)
    assert found(world, code) == (matter,)
    assert found(world, code, JOINT_OFFICER) == ()
    assert found(world, code, Actor("staff", "s-jyj-2", frozenset({"JYJ:chief"}))) == ()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for who, why in ((coming(code=wrong), "pickup_code_wrong"), (coming(), "pickup_unproved")):
        with pytest.raises(RefusedError) as refused:
            collected(world, matter, who)
        assert refused.value.code == why
    assert collected(world, matter, coming(code=code)).case.status == "served"
    assert collected(world, matter, coming(code=code)).repeated, "a second click, a second scan"
    assert found(world, code) == ()


def coming(code: str = "", **more: Any) -> Coming:
    return Coming(code, **{"identity_seen": False, "agent": {}, **more})


def collected(world: World, matter: str, who: Coming) -> Executed:
    return record_collection(
        read_case(matter, log=world.log, catalogue=world.catalogue),
        "p1",
        who,
        OFFICER,
        log=world.log,
        dossiers=world.dossiers,
        entropy=world.entropy,
        calendar=calendar(),
        key=KEY,
        now=TUESDAY,
    )


AGENT = {"name": "李四", "id_number": "420101199003070006"}


def test_an_agent_is_named_in_the_dossier_and_never_in_the_log() -> None:
    world = World()
    matter = granted(world)
    for bad in ({**AGENT, "name": " "}, {**AGENT, "id_number": "420101199003070007"}, {"name": "李四"}):
        with pytest.raises(RefusedError) as refused:
            collected(world, matter, coming(identity_seen=True, agent=bad))
        assert refused.value.code == "collector_incomplete"
    done = collected(world, matter, coming(identity_seen=True, agent=AGENT))
    (fact,) = (fact for fact in done.commit.facts if isinstance(fact, f.Collected))
    assert (fact.by, fact.proof) == ("agent", "identity")
    assert AGENT["name"] not in done.commit.body.decode()
    part = world.dossiers.get(matter, fact.who.part)
    assert part is not None
    assert part.content == AGENT
    assert part.seal() == fact.who


def test_a_code_that_two_cases_share_finds_those_that_wait() -> None:
    world = World()
    matters = [granted(world, f"nonce{number:011}") for number in range(3)]
    code = pickup_code(matters[0], key=KEY)
    for matter in matters:
        world.parties.put(f"pickup:JYJ:{code}", matter, {})
    assert found(world, code) == tuple(sorted(matters))
    ports: Any = {"log": world.log, "catalogue": world.catalogue, "calendar": calendar(), "now": TUESDAY}
    record_handover(matters[1], "p1", OFFICER, **ports)
    assert found(world, code) == tuple(sorted((matters[0], matters[2])))


def test_a_long_queue_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.usecases.list_tasks.LISTED", 2)
    world = World()
    matters = [case_matter(from_number(number)) for number in range(10, 15)]
    for matter in matters:
        online(world, matter)
        projected(world, matter)
    projected(world, granted(world))
    both = Actor("staff", OFFICER.id, JOINT_OFFICER.posts | OFFICER.posts)
    pages = [listed(world, both)]
    assert len(pages[0].waiting) == 3
    while pages[-1].more:
        (last,) = pages[-1].more
        pages.append(listed(world, both, last))
    seen = [str(one.row["matter"]) for page in pages for one in page.waiting if one.queue == "GHJ:officer"]
    assert seen == matters
    assert len(pages) == 3
    assert listed(world, OFFICER, RowKey("GHJ:officer", " ")).waiting == []


def test_ones_own_last_change_stays_out_of_another_queues_page() -> None:
    world = World()
    online(world)
    assert listed(world, JOINT_OFFICER, RowKey("GHJ:delivery", " "), f"{MATTER}:1").waiting == []
    assert len(listed(world, JOINT_OFFICER, None, f"{MATTER}:1").waiting) == 1


def test_nothing_is_handed_over_before_the_certificate_exists() -> None:
    world = World()
    matter = received(world, walk_in()).case.matter
    ports: Any = {"log": world.log, "catalogue": world.catalogue, "calendar": calendar(), "now": TUESDAY}
    with pytest.raises(RefusedError) as refused:
        record_handover(matter, "p1", OFFICER, **ports)
    assert refused.value.code == "certificate_not_ready"
    assert "pickup" not in shown(world, matter, OFFICER).actions


def test_a_step_that_waits_for_a_survey_can_be_sent_back_or_refused_and_says_why_not_passed() -> None:
    """The sample's catering licence: the officer's second step needs a survey."""
    office = law_city.Office(world=World()).accept()
    own = desk_of(office).own_step
    assert own is not None
    assert (own.step.id, own.outcomes, own.returns, own.held_up) == ("handle", {"pass", "refuse"}, (), "")
    handled = DecideStep("h", law_city.OFFICER, "handle", "pass", "", cases.NOTE, "", "window")
    office.run(handled)
    own = desk_of(office).own_step
    assert own is not None
    assert (own.step.id, own.outcomes, own.held_up) == ("inspect", {"refuse"}, "result_needed")
    assert [step.id for step in own.returns] == ["handle"]
    office.act("assign_survey", step="inspect", officers=("a", "b"), planned_on=office.on(1))
    own = desk_of(office).own_step
    assert own is not None
    assert (own.outcomes, own.held_up) == (frozenset(), "result_awaited")
    assert desk_of(office, law_city.CHIEF).own_step is None


def test_supervisors_see_every_case_and_who_manages_the_staff_gives_its_steps_away() -> None:
    world = World()
    online(world)
    ports = {"log": world.log, "catalogue": world.catalogue}

    def sees(read: Callable[..., CaseFile], actor: Actor) -> bool:
        try:
            return read(reference_of(MATTER), actor, **ports).case.matter == MATTER
        except UnknownCaseError:
            return False

    for code, seen in (("supervisor", (True, True)), ("admin", (False, True)), ("legal", (False, False))):
        post = f"ZWZX:{code}"
        for actor in (
            Actor("staff", "s-own", frozenset({post})),
            Actor("staff", "s-stands-in", frozenset(), (Deputy(post, "s-away"),)),
        ):
            assert (sees(read_for_staff, actor), sees(read_to_reassign, actor)) == seen, actor
        elsewhere = Actor("staff", "s-stands-in", frozenset(), (Deputy(post, "s-away", frozenset({"other"})),))
        assert not sees(read_to_reassign, elsewhere)


def desk_of(office: law_city.Office, actor: Actor = law_city.OFFICER) -> OfficerCase:
    world = office.world
    reference = reference_of(office.matter)
    return show_case(reference, actor, **office.ports, dossiers=world.dossiers, parties=world.parties)


def test_who_stands_in_for_somebody_whose_id_begins_with_their_own_is_told_for_whom() -> None:
    world = World()
    online(world)
    projected(world, MATTER)
    stand_in = Actor("staff", "s-ghj-1", frozenset(), (Deputy("GHJ:officer", "s-ghj-12"),))
    assert [task.acts_for for task in tasks(world, stand_in)] == ["s-ghj-12"]


def test_a_card_on_a_step_given_to_one_person_is_every_officers_and_blocks_nobody() -> None:
    world = World()
    online(world)
    cases.run(world, cases.accept("a", cases.joint()), TUESDAY, MATTER)
    given = Reassign("r", JOINT_OFFICER, "handle", "GHJ", "officer", "s-ghj-7", cases.NOTE)
    cases.run(world, given, TUESDAY, MATTER)
    supervisor = cases.staff("s-supervisor", "ZWZX:supervisor")
    cases.run(world, GiveCard("g", supervisor, "yellow", "handle", cases.NOTE), TUESDAY, MATTER)
    projected(world, MATTER)
    assert [task.row["task"] for task in tasks(world, JOINT_OFFICER)] == ["card"]
    for staff in ("s-ghj-1", "s-ghj-7"):
        world.parties.put("post:GHJ:officer", staff, {})
    gone = left_without("GHJ:officer", "s-ghj-7", parties=world.parties, views=world.views)
    assert [row["task"] for one in gone for row in one.tasks] == ["decide"]
