"""Units are merged: what moves is listed before, and afterwards everything that waits has somebody who may do it."""

from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.publication.revision import revised
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.end_items import follow_catalogue
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.hand_over_units import hand_over_posts, look_at_units
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.project import project
from tests import cases
from tests.fakes.parties import FakeParties
from tests.sample import JOINT, TUESDAY, World, calendar, edition
from tests.usecases.test_project import nobody

OLD, NEW = "GHJ", "GTJ"
MATTER = case_matter(derive("merged", 0))
PEOPLE = {
    "s-old": [(OLD, "officer"), (OLD, "chief")],
    "s-new-1": [(NEW, "officer")],
    "s-new-2": [(NEW, "chief"), (NEW, "director")],
    "s-other": [("JYJ", "officer")],
}


def merged(before: Edition) -> Edition:
    """The old unit's items go along; what other items name of it, as a branch or a lead, too."""
    items = [_renamed(item) for item in before.items() if OLD in str(item)]
    units = [{**before.unit(OLD), "successors": [NEW]}]
    return Edition("merged", revised(before, items, now=TUESDAY, units=units))


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part) for part in value]
    return NEW if value == OLD else value


@pytest.fixture
def world() -> World:
    made = World()
    people = [
        {"id": staff, "name": staff, "phone": "+8619900000001", "posts": [{"unit": u, "post": p} for u, p in posts]}
        for staff, posts in PEOPLE.items()
    ]
    enrol_staff(people, parties=made.parties)
    cases.opened(made, cases.joint(), TUESDAY, MATTER)
    ports: Any = {"log": made.log, "views": made.views, "catalogue": made.catalogue, "calendar": calendar()}
    project(MATTER, **ports, projected=nobody)
    return made


def acting(world: World, staff: str) -> c.Actor:
    actor = acting_staff(staff, parties=world.parties, now=TUESDAY)
    assert actor is not None
    return actor


def accept(world: World, staff: str, command: str) -> None:
    cases.run(world, c.Accept(command, acting(world, staff), "accept", cases.NOTE), TUESDAY, MATTER)


def test_the_look_lists_items_posts_staff_and_tasks_and_changes_nothing(world: World) -> None:
    people, before = dict(world.parties.items), edition()
    [moved] = look_at_units(before, merged(before), parties=world.parties, views=world.views)
    assert (moved.unit, moved.heirs) == (OLD, (NEW,))
    assert (JOINT, NEW) in moved.items
    assert len(moved.items) == sum(item["unit"] == OLD for item in before.items())
    posts = {post.post: post for post in moved.posts}
    officer = posts[f"{OLD}:officer"]
    assert (officer.tasks, officer.holders, officer.joined) == (1, ["s-old"], ["s-new-1"])
    assert not any(post.ownerless for post in moved.posts)
    assert moved.staff == {"s-old": {f"{NEW}:officer", f"{NEW}:chief"}}
    assert world.parties.items == people


def test_tasks_that_would_wait_for_nobody_are_told(world: World) -> None:
    world.parties = FakeParties()
    [moved] = look_at_units(edition(), merged(edition()), parties=world.parties, views=world.views)
    assert [post.post for post in moved.posts if post.ownerless] == [f"{OLD}:officer"]


def test_a_running_case_goes_on_by_its_version_in_the_hands_of_the_unit_that_takes_over(world: World) -> None:
    with pytest.raises(RefusedError):
        accept(world, "s-new-1", "too-early")
    world.catalogue.publish(merged(edition()), now="")
    follow_catalogue(catalogue=world.catalogue, views=world.views, queue=world.queue, now=TUESDAY)
    assert [task.body["kind"] for task in world.queue.tasks] == ["hand_over_posts"]
    assert hand_over_posts(world.catalogue.current(), parties=world.parties) == 3
    with pytest.raises(RefusedError):
        accept(world, "s-other", "a-stranger")
    accept(world, "s-new-1", "taken-over")
    assert {f"{OLD}:chief", f"{OLD}:director"} >= acting(world, "s-new-2").posts - {f"{NEW}:chief", f"{NEW}:director"}
    case = read_case(MATTER, log=world.log, catalogue=world.catalogue)
    assert (case.case.phase, case.definition.unit) == ("in_review", OLD)
    assert set(post_people(f"{OLD}:officer", parties=world.parties).holders) == {"s-old", "s-new-1"}
    assert set(post_people(f"{NEW}:officer", parties=world.parties).holders) == {"s-old", "s-new-1"}


class CrashError(Exception):
    """The function was killed between two writes."""


class CrashingParties(FakeParties):
    def __init__(self, items: Any, writes: int) -> None:
        super().__init__()
        self.items, self._writes = dict(items), writes

    def put(self, party: str, kind: str, value: Any) -> None:
        if not self._writes:
            raise CrashError
        self._writes -= 1
        super().put(party, kind, value)


def test_handing_on_again_or_after_a_crash_gives_the_same(world: World) -> None:
    after, whole, writes = merged(edition()), CrashingParties(world.parties.items, 1000), 0
    hand_over_posts(after, parties=whole)
    assert hand_over_posts(after, parties=whole) == 0
    while True:
        broken = CrashingParties(world.parties.items, writes)
        try:
            hand_over_posts(after, parties=broken)
        except CrashError:
            again = CrashingParties(broken.items, 1000)
            hand_over_posts(after, parties=again)
            assert again.items == whole.items
            writes += 1
        else:
            break
    assert writes > len(PEOPLE)
