"""An agent acts for somebody: both see the case and may act in it, and nobody else; the authorisation is a material."""

from typing import Any

import pytest

from chalicelib.domain.commands import Actor
from chalicelib.domain.commit import read_commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CorrectionRow
from chalicelib.usecases.case_file import UnknownCaseError
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.drafts import correction_draft
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.identify import account_of, parties_of
from chalicelib.usecases.list_my_cases import list_my_cases
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.plan_notices import plan_notices
from chalicelib.usecases.project import project
from chalicelib.usecases.withdraw_case import withdraw_case
from tests import cases
from tests.applying import DRAFT, ID, PHONE, Home, someone_else
from tests.sample import KEY, TUESDAY, World, calendar
from tests.sending import Outside
from tests.walk_ins import ORIGINALS, received, resident_id, walk_in

MOTHER = "+8619900000077"
AGENT = {"agent.name": "李代办", "agent.id_number": resident_id("19850101")}
FOR_MOTHER = {**AGENT, "phone": "19900000077"}


def applied(*, authorised: bool = True, **changes: str) -> tuple[Home, str]:
    """The daughter, signed in with her own telephone, applies for her mother."""
    home = Home()
    home.begin()
    home.type(**{**FOR_MOTHER, **changes})
    home.upload_all()
    if authorised:
        home.upload("agent-authorisation")
    return home, home.submit()


def at_home_of_mother(home: Home) -> Home:
    other = Home(home.world, home.now, account_of(MOTHER, key=KEY), MOTHER)
    other.drafts, other.uploads = home.drafts, home.uploads
    return other


def listed(home: Home) -> list[str]:
    world = home.world
    ports = {"log": world.log, "catalogue": world.catalogue, "parties": world.parties}
    page = list_my_cases(home.account, "", views=world.views, calendar=calendar(), **ports)
    return [one.reference for one in page.matters]


def projected(home: Home, reference: str) -> None:
    world = home.world
    ports = {"log": world.log, "views": world.views, "catalogue": world.catalogue}
    project(home.file(reference).case.matter, calendar=calendar(), projected=lambda *_: None, **ports)


def withdraw(home: Home, reference: str) -> Any:
    ports = {"log": home.world.log, "catalogue": home.world.catalogue, "parties": home.world.parties}
    return withdraw_case(home.account, reference, "w", calendar=calendar(), now=home.now, **ports)


def test_both_see_the_case_and_a_stranger_does_not() -> None:
    home, reference = applied()
    mother = at_home_of_mother(home)
    case = home.file(reference).case
    assert case.application.agent in parties_of(home.account, parties=home.world.parties)
    assert case.application.applicant in parties_of(mother.account, parties=home.world.parties)
    assert case.application.applicant not in parties_of(home.account, parties=home.world.parties)
    assert mother.file(reference).case == case
    projected(home, reference)
    assert listed(home) == listed(mother) == [reference]
    with pytest.raises(UnknownCaseError):
        someone_else(home).file(reference)


def test_the_log_says_who_acted_and_nothing_of_the_persons() -> None:
    home, reference = applied()
    case = home.file(reference).case
    body = home.world.log.get(case.matter, 1)
    assert body is not None
    assert read_commit(body).actor["id"] == case.application.agent
    assert not any(word in body.decode() for word in ("李代办", "张三", ID, AGENT["agent.id_number"]))
    assert form_of(home.file(reference), dossiers=home.world.dossiers)["agent"]["phone"] == PHONE


def test_without_the_authorisation_it_is_incomplete() -> None:
    with pytest.raises(PapersIncompleteError) as refused:
        applied(authorised=False)
    assert list(refused.value.errors) == ["pages.agent-authorisation"]


def test_who_applies_for_themselves_needs_none() -> None:
    home = Home()
    home.complete()
    case = home.file(home.submit()).case
    assert case.application.agent == ""
    assert "agent-authorisation" not in case.application.required


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"agent.name": ""}, {"agent.name": "required"}),
        ({"agent.id_number": "123"}, {"agent.id_number": "resident_id_length"}),
        ({"agent.id_number": ID}, {"agent.id_number": "agent_is_applicant"}),
    ],
)
def test_an_agent_who_cannot_be_is_told_at_the_field(changes: dict[str, str], errors: dict[str, str]) -> None:
    with pytest.raises(InvalidApplicationError) as refused:
        applied(**changes)
    assert refused.value.errors.keys() == errors.keys()
    assert "agent_is_applicant" not in errors.values() or refused.value.errors == errors


@pytest.mark.parametrize("who", ["agent", "applicant"])
def test_either_may_withdraw_and_the_log_says_which(who: str) -> None:
    home, reference = applied()
    done = withdraw(home if who == "agent" else at_home_of_mother(home), reference)
    assert done.case.outcome == "withdrawn"
    assert done.commit.actor["id"] == getattr(done.case.application, who)


def test_the_agent_supplies_and_stays_the_agent() -> None:
    home, reference = applied()
    matter = home.file(reference).case.matter
    ask = cases.c.RequestCorrection("r", cases.officer(home.item), (CorrectionRow("form", -1),), cases.NOTE)
    cases.run(home.world, ask, home.now, matter)
    draft, world = "b" * 26, home.world
    ports = {"log": world.log, "catalogue": world.catalogue, "parties": world.parties}
    correction_draft(draft, home.account, reference, drafts=home.drafts, now=home.now, **ports)
    home.type(draft, phone="19900000077")
    done = home.supply(reference, draft)
    assert done.commit.actor["id"] == done.case.application.agent
    assert form_of(home.file(reference), dossiers=world.dossiers)["agent"]["name"] == "李代办"


@pytest.mark.parametrize(("phone", "told"), [("19900000077", [MOTHER, PHONE]), ("19900000001", [PHONE])])
def test_both_telephones_are_told_and_one_telephone_once(phone: str, told: list[str]) -> None:
    home, reference = applied(phone=phone)
    outside = Outside()
    outside.world = home.world
    matter, ports = home.file(reference).case.matter, {"lists": outside.lists, "sender": outside.sender}
    plan_notices(matter, 1, log=home.world.log, not_before="", now=home.now, **ports)
    assert sorted(number for number, _ in outside.sms.sent) == sorted(told)
    assert len({words for _, words in outside.sms.sent}) == 1


OFFICER = Actor("staff", "s-jyj-1", frozenset({"JYJ:officer"}))


def test_at_the_window_the_officer_ticks_that_both_papers_were_seen() -> None:
    world = World()
    with pytest.raises(RefusedError, match="originals_unchecked"):
        received(world, walk_in(**AGENT))
    done = received(
        world, walk_in(originals=(*ORIGINALS, "agent-authorisation"), **AGENT, **{"agent.phone": "19900007777"})
    )
    assert "agent-authorisation" in done.case.originals
    assert done.case.application.agent in parties_of(account_of("+8619900007777", key=KEY), parties=world.parties)


def test_a_tick_without_an_agent_is_no_authorisation_seen() -> None:
    done = received(World(), walk_in(originals=(*ORIGINALS, "agent-authorisation")))
    assert "agent-authorisation" not in done.case.originals


def test_the_agents_telephone_does_not_reach_the_other_cases_of_who_is_known() -> None:
    world = World()
    own = received(world, walk_in())
    entered = walk_in("nonce00000000002", originals=(*ORIGINALS, "agent-authorisation"), phone="19900007777", **AGENT)
    by_agent = received(world, entered)
    assert by_agent.case.application.applicant == own.case.application.applicant
    held = parties_of(account_of("+8619900007777", key=KEY), parties=world.parties)
    assert own.case.application.applicant not in held
    assert by_agent.case.application.agent in held


def test_an_officer_decides_no_case_in_which_they_are_the_agent() -> None:
    home, reference = applied()
    case = home.file(reference).case
    interested = Actor("staff", "s-jyj-1", frozenset({"JYJ:officer"}), party=case.application.agent)
    with pytest.raises(RefusedError, match="own_case"):
        cases.run(home.world, cases.c.Accept("a", interested, "accept", cases.NOTE), TUESDAY, case.matter)


def test_a_draft_submitted_again_is_the_same_case() -> None:
    home, reference = applied()
    assert home.submit(DRAFT) == reference
