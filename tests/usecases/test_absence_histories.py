"""Whatever is given, taken back and changed in whatever order: nobody acts for somebody who does not hold the post."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chalicelib.domain.commands import Actor
from chalicelib.domain.delegation import DelegationError
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.change_posts import change_posts
from chalicelib.usecases.delegate import Wish, delegate, delegations_by, revoke_delegation
from chalicelib.usecases.enrol_staff import enrol_staff
from chalicelib.usecases.post_people import post_people
from tests import cases
from tests.sample import TUESDAY, World, edition

PEOPLE = ("s-a", "s-b", "s-c", "s-d")
POSTS = ("GHJ:chief", "GHJ:director")
people, posts, days = st.sampled_from(PEOPLE), st.sampled_from(POSTS), st.integers(-2, 4)
classes = st.sampled_from([(), ("licence",), ("service",)])


class Absence(RuleBasedStateMachine):
    """Four people of one bureau, two posts, some days; the model is the list of what was given."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.now, self.count = World(), TUESDAY, 0
        self.given: dict[str, Any] = {}
        for number, person in enumerate(PEOPLE):
            held = [{"unit": "GHJ", "post": POSTS[number % 2].partition(":")[2]}]
            record = {"id": person, "name": person, "phone": "19900000000", "posts": held}
            enrol_staff([record], parties=self.world.parties)

    @rule(by=people, to=people, post=posts, first=days, length=days, only=classes)
    def give(self, **asked: Any) -> None:
        today = self.now.date()
        first = today + timedelta(asked["first"])
        last = (first + timedelta(asked["length"])).isoformat()
        wish = Wish(asked["post"], asked["to"], asked["only"], first.isoformat(), last)
        self.count += 1
        with suppress(DelegationError):
            given = delegate(
                f"give-{self.count:012}",
                wish,
                asked["by"],
                given_by=asked["by"],
                edition=edition(),
                parties=self.world.parties,
                now=self.now,
            )
            self.given[given.id] = given

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        mine = [one for one in self.given.values() if one in delegations_by(one.by, parties=self.world.parties)]
        if mine:
            one = data.draw(st.sampled_from(mine))
            revoke_delegation(one.id, one.by, revoked_by=one.by, parties=self.world.parties, now=self.now)
            self.given.pop(one.id)

    @rule(person=people, held=st.sets(posts))
    def move(self, person: str, held: set[str]) -> None:
        ports: Any = {"parties": self.world.parties, "views": self.world.views}
        before = self.actor(person).posts
        change_posts(person, held, changed_by="s-admin", edition=edition(), **ports, now=self.now)
        lost = before - held
        self.given = {key: one for key, one in self.given.items() if not (one.by == person and one.post in lost)}

    @rule(passed=st.integers(1, 3))
    def wait(self, passed: int) -> None:
        self.now += timedelta(days=passed)

    @invariant()
    def somebody_acts_for_exactly_what_was_given_and_holds_today(self) -> None:
        today = self.now.date().isoformat()
        for person in PEOPLE:
            held = {(one.post, one.by, one.classes) for one in self.actor(person).deputy}
            assert held == {
                (one.post, one.by, frozenset(one.classes))
                for one in self.given.values()
                if one.to == person and one.from_on <= today <= one.until_on
            }
            assert all(post in self.actor(by).posts for post, by, _ in held)

    @invariant()
    def a_task_is_everybodys_who_may_do_it_and_somebodys_while_the_post_is_held(self) -> None:
        joint = cases.joint()
        for post in POSTS:
            found = post_people(post, parties=self.world.parties)
            assert set(found.holders) == {person for person in PEOPLE if post in self.actor(person).posts}
            told = found.in_charge_of("", joint, self.now.date())
            assert bool(told) == bool(found.holders)
            assert all(self.actor(person).holds(post, joint) for person in told)

    def actor(self, person: str) -> Actor:
        found = acting_staff(person, parties=self.world.parties, now=self.now)
        assert found is not None
        return found


TestAbsence = Absence.TestCase
TestAbsence.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
