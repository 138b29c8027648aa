"""Standing in for somebody who is away: dated, by class, revocable, never passed on, both names on the record."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.decide import RefusedError
from chalicelib.domain.delegation import DelegationError
from chalicelib.usecases.delegate import UnknownDelegationError, delegate, delegations_by, revoke_delegation
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.list_tasks import list_tasks
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.project import project
from chalicelib.usecases.show_step import StepView, show_step
from tests.absence import POST, SECOND, TODAY, acting, enrol_second, give, wish
from tests.leaders import CHIEF, DIRECTOR, OFFICER, Leaders
from tests.sample import JOINT, TUESDAY, World, calendar
from tests.usecases.test_project import nobody


@pytest.fixture
def leaders() -> Leaders:
    made = Leaders(World(), calendar(), TUESDAY)
    made.enrol()
    enrol_second(made.ports.parties)
    return made


def listed(leaders: Leaders, staff: str) -> list[tuple[str, str]]:
    """(step, in whose place) of what waits for this person."""
    ports = leaders.ports
    stores: Any = {"views": ports.views, "dossiers": ports.dossiers, "log": ports.log, "catalogue": ports.catalogue}
    found = list_tasks(acting(ports, staff), "", **stores, calendar=calendar())
    return [(str(one.row["step"]), one.acts_for) for one in found.waiting]


def at_approval(leaders: Leaders, seed: str = "absent") -> str:
    matter, ports = leaders.up_to("approve", seed), leaders.ports
    stores: Any = {"log": ports.log, "views": ports.views, "catalogue": ports.catalogue}
    project(matter, **stores, calendar=calendar(), projected=nobody)
    return matter


def view(leaders: Leaders, matter: str, staff: str) -> StepView:
    ports = leaders.ports
    stores: Any = {
        "log": ports.log,
        "dossiers": ports.dossiers,
        "catalogue": ports.catalogue,
        "parties": ports.parties,
    }
    return show_step(matter.removeprefix("c-"), "approve", acting(ports, staff), **stores)


def test_who_stands_in_sees_the_step_decides_it_and_both_names_are_on_the_record(leaders: Leaders) -> None:
    matter = at_approval(leaders)
    assert listed(leaders, SECOND) == []
    give(leaders.ports)
    assert listed(leaders, SECOND) == [("approve", DIRECTOR)]
    assert listed(leaders, DIRECTOR) == [("approve", "")]
    done = leaders.decide(matter, "approve", actor=acting(leaders.ports, SECOND))
    assert done.commit.actor == {"kind": "staff", "id": SECOND, "for": DIRECTOR}
    for staff in (SECOND, DIRECTOR):
        decided = view(leaders, matter, staff).decided
        assert decided is not None
        assert (decided.by, decided.for_whom) == ("许文君", "熊维国")


@pytest.mark.parametrize("classes", [("service",), ("XN-JYJ-001", "approval")])
def test_other_classes_are_not_given(leaders: Leaders, classes: tuple[str, ...]) -> None:
    matter = at_approval(leaders)
    give(leaders.ports, classes=classes)
    assert listed(leaders, SECOND) == []
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "approve", actor=acting(leaders.ports, SECOND))
    assert refused.value.code == "not_your_step"


@pytest.mark.parametrize("classes", [("licence",), (JOINT, "service")])
def test_the_class_that_was_given_is(leaders: Leaders, classes: tuple[str, ...]) -> None:
    at_approval(leaders)
    give(leaders.ports, classes=classes)
    assert listed(leaders, SECOND) == [("approve", DIRECTOR)]


@pytest.mark.parametrize(
    ("first", "last", "holds"), [(0, 0, True), (-3, 0, True), (1, 3, False), (0, 5, True), (-1, 1, True)]
)
def test_it_holds_from_its_first_day_to_its_last(leaders: Leaders, first: int, last: int, *, holds: bool) -> None:
    dates = {"from_on": (TODAY + timedelta(first)).isoformat(), "until_on": (TODAY + timedelta(last)).isoformat()}
    give(leaders.ports, **dates)
    assert bool(acting(leaders.ports, SECOND).deputy) == holds
    assert not acting(leaders.ports, SECOND, TUESDAY + timedelta(days=last + 1)).deputy


def test_taken_back_it_is_gone_at_once_and_the_post_remembers(leaders: Leaders) -> None:
    given = give(leaders.ports)
    stores: Any = {"parties": leaders.ports.parties, "now": TUESDAY}
    with pytest.raises(UnknownDelegationError):
        revoke_delegation(given.id, CHIEF, revoked_by=CHIEF, **stores)
    revoke_delegation(given.id, DIRECTOR, revoked_by="s-zwzx-2", **stores)
    assert not acting(leaders.ports, SECOND).deputy
    [remembered] = delegations_by(DIRECTOR, parties=leaders.ports.parties)
    assert (remembered.revoked_by, bool(remembered.revoked_at)) == ("s-zwzx-2", True)
    assert give(leaders.ports) == remembered, "the same command does not give it again"
    assert not acting(leaders.ports, SECOND).deputy
    assert post_people(POST, parties=leaders.ports.parties).holders == (DIRECTOR,)


def test_what_is_held_for_another_is_not_passed_on(leaders: Leaders) -> None:
    give(leaders.ports)
    with pytest.raises(DelegationError) as refused:
        give(leaders.ports, SECOND, to=CHIEF)
    assert (refused.value.code, refused.value.field) == ("delegation_passed_on", "post")
    give(leaders.ports, SECOND, post="GHJ:chief", to=OFFICER)
    assert [one.post for one in acting(leaders.ports, OFFICER).deputy] == ["GHJ:chief"], "only what is one's own"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"post": "GHJ:chief"}, "not_your_post"),
        ({"to": DIRECTOR}, "deputy_self"),
        ({"to": "s-nobody"}, "deputy_unknown"),
        ({"to": "s-rsj-3"}, "deputy_other_unit"),
        ({"classes": ("XN-NONE-001",)}, "class_unknown"),
        ({"until_on": "2026-03-02"}, "delegation_dates"),
        ({"from_on": "tomorrow"}, "delegation_dates"),
        ({"until_on": ""}, "delegation_dates"),
        ({"from_on": "2026-02-01", "until_on": "2026-03-02"}, "delegation_past"),
        ({"until_on": "2026-06-01"}, "delegation_too_long"),
    ],
)
def test_what_cannot_be_given_is_refused_and_leaves_nothing(leaders: Leaders, changes: Any, code: str) -> None:
    before = dict(leaders.ports.parties.items)
    with pytest.raises(DelegationError) as refused:
        give(leaders.ports, **changes)
    assert refused.value.code == code
    assert leaders.ports.parties.items == before


def test_the_longest_that_may_be_given_is_ninety_days(leaders: Leaders) -> None:
    assert give(leaders.ports, until_on="2026-05-31").until_on == "2026-05-31"


def test_what_is_over_is_cleared_from_who_stood_in(leaders: Leaders) -> None:
    give(leaders.ports, until_on=TODAY.isoformat())
    kinds = [kind for kind, _ in leaders.ports.parties.query(SECOND)]
    later = TUESDAY + timedelta(days=2)
    leaders.now = later
    again = wish(from_on=later.date().isoformat())
    edition = leaders.ports.catalogue.current()
    delegate(
        "another-one-00001",
        again,
        DIRECTOR,
        given_by=DIRECTOR,
        edition=edition,
        parties=leaders.ports.parties,
        now=later,
    )
    assert len([kind for kind, _ in leaders.ports.parties.query(SECOND)]) == len(kinds)
    assert len(delegations_by(DIRECTOR, parties=leaders.ports.parties)) == 2


def test_who_has_handled_the_case_does_not_approve_it_in_anothers_place(leaders: Leaders) -> None:
    matter = at_approval(leaders)
    give(leaders.ports, to=CHIEF)
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "approve", actor=acting(leaders.ports, CHIEF))
    assert refused.value.code == "duties_separated"


def test_nobody_decides_a_case_of_their_own(leaders: Leaders) -> None:
    posts = [{"unit": "GHJ", "post": "director"}]
    owner = {"id": "s-own", "name": "甲", "phone": "19900000089", "posts": posts, "party": "p-applicant"}
    enrol_staff([owner], parties=leaders.ports.parties)
    matter = leaders.up_to("approve", "own")
    with pytest.raises(RefusedError) as refused:
        leaders.decide(matter, "approve", actor=acting(leaders.ports, "s-own"))
    assert refused.value.code == "own_case"
    assert POST in acting(leaders.ports, "s-own").posts


def test_whoever_stands_in_is_known_by_whom_they_stand_in_for_as_a_private_person(leaders: Leaders) -> None:
    parties = leaders.ports.parties
    standing = parties.get(DIRECTOR, "staff")
    parties.put(DIRECTOR, "staff", {**standing, "party": "p-director"})
    give(leaders.ports)
    of = leaders.ports.catalogue.current().definition(JOINT, f"{JOINT}-1")
    assert acting(leaders.ports, SECOND).parties(of) == {"p-director"}
