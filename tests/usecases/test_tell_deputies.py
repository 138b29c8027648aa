"""Whoever stands in is told in the place of who is away; a step that was handed over is told to the new holder."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.usecases.delegate import Wish, delegate, revoke_delegation
from chalicelib.usecases.enrol_staff import enrol_staff
from tests import cases
from tests.sample import TUESDAY
from tests.usecases.test_tell_leaders import A, B, Office, decide

FIRE, SECOND, OFFICER = "s-xfj-2", "s-xfj-8", "s-xfj-1"
NEXT_MORNING = TUESDAY.replace(hour=8, minute=40) + timedelta(days=1)


@pytest.fixture
def office() -> Office:
    made = Office()
    posts = [{"unit": "XFJ", "post": "chief"}]
    enrol_staff([{"id": SECOND, "name": "许文君", "phone": "19900000088", "posts": posts}], parties=made.world.parties)
    made.world.parties.put(OFFICER, "staff", {"name": "甲", "phone": "19900000087", "posts": ["XFJ:officer"]})
    return made


def away(office: Office, holder: str, to: str, classes: tuple[str, ...] = ()) -> Any:
    wish = Wish("XFJ:chief", to, classes, "2026-03-03", "2026-03-09")
    edition = office.world.catalogue.current()
    ports: Any = {"parties": office.world.parties, "now": TUESDAY}
    return delegate(f"away-{holder}-00000000", wish, holder, given_by=holder, edition=edition, **ports)


def told(office: Office) -> set[str]:
    return {holder for holder, _ in office.told() if holder.startswith("s-xfj")}


def test_who_stands_in_is_told_instead_of_who_is_away(office: Office) -> None:
    away(office, FIRE, OFFICER)
    office.through_handling(A)
    assert told(office) == {OFFICER, SECOND}
    assert office.morning(NEXT_MORNING) > 0
    assert told(office) == {OFFICER, SECOND}


def test_for_other_classes_the_holder_is_told(office: Office) -> None:
    away(office, FIRE, OFFICER, ("service",))
    office.through_handling(A)
    assert told(office) == {FIRE, SECOND}


def test_taken_back_the_holder_is_told_again(office: Office) -> None:
    given = away(office, FIRE, OFFICER)
    revoke_delegation(given.id, FIRE, revoked_by=FIRE, parties=office.world.parties, now=TUESDAY)
    office.through_handling(A)
    assert told(office) == {FIRE, SECOND}


def test_who_stands_in_hears_of_a_new_list_once_the_old_one_is_done(office: Office) -> None:
    away(office, FIRE, OFFICER)
    office.through_handling(A)
    for matter, times in ((A, 1), (B, 2)):
        if matter == B:
            office.through_handling(B)
        assert [holder for holder, _ in office.told()].count(OFFICER) == times
        office.do(matter, decide("fire-opinion", matter))
        office.read(matter)


def test_a_step_that_is_handed_over_is_told_to_its_new_holder_only(office: Office) -> None:
    office.through_handling(A)
    office.do(A, decide("fire-opinion", A))
    office.read(A)
    before = len(office.told())
    office.through_handling(B)
    assert [holder for holder, _ in office.told()].count(SECOND) == 2
    actor = cases.staff(FIRE, "XFJ:chief")
    office.do(B, c.Reassign("hand-over", actor, "fire-opinion", "XFJ", "chief", OFFICER, cases.NOTE))
    office.read(B)
    assert OFFICER in told(office)
    assert len(office.told()) == before + 3
