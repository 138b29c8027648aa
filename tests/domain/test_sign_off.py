"""Which links are good, and what a decider sees: over histories of decisions, returns and links sent anew."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.commands import Actor, RenewLink
from chalicelib.domain.desk_posts import desk_posts, is_leaders
from chalicelib.domain.links import DecideLink, expiry
from chalicelib.domain.sign_off import (
    changes,
    last_decision,
    link_generation,
    link_state,
    path_decisions,
    post_of,
    returned_by,
)
from tests.leaders import BRANCHES, DIRECTOR, Leaders
from tests.sample import TUESDAY, World, calendar

events = st.lists(st.sampled_from(["resend", "return"]), min_size=1, max_size=12)


@given(st.lists(st.sampled_from(["officer", "supervisor", "admin", "legal", "chief", "director", "mayor"])))
def test_a_desk_carries_no_leaders_post(codes: list[str]) -> None:
    posts = [f"GHJ:{code}" for code in codes]
    leaders_posts = {post for post in posts if is_leaders(post)}
    assert leaders_posts == {post for post in posts if post.endswith((":chief", ":director", ":mayor"))}
    assert desk_posts(posts) == set(posts) - leaders_posts


def leaders() -> Leaders:
    made = Leaders(World(), calendar(), TUESDAY)
    made.enrol()
    return made


def state_of(file: Any, step: str, generation: int, *posts: str) -> str:
    link = DecideLink(file.case.matter, step, DIRECTOR, generation, expiry(TUESDAY))
    return link_state(link, file.case, file.definition, Actor("staff", DIRECTOR, frozenset(posts)))


@given(events)
@settings(max_examples=40, deadline=None)
def test_each_return_and_each_resending_kills_every_earlier_link(history: list[str]) -> None:
    world = leaders()
    matter = world.up_to("approve", "generations")
    dead: list[int] = []
    for number, event in enumerate(history):
        dead.append(link_generation(world.read(matter).case, "approve"))
        if event == "resend":
            world.execute(matter, RenewLink(f"renew-{number}", world.actor(DIRECTOR), "approve"))
        else:
            world.decide(matter, "approve", "return", "请核实。", to="review")
            world.decide(matter, "review")
    file = world.read(matter)
    good = link_generation(file.case, "approve")
    assert state_of(file, "approve", good, "GHJ:director") == "live"
    assert {state_of(file, "approve", generation, "GHJ:director") for generation in dead} == {"replaced"}


def test_a_link_is_dead_once_the_step_is_decided_returned_or_anothers() -> None:
    world = leaders()
    matter = world.up_to("approve", "states")
    file = world.read(matter)
    good = link_generation(file.case, "approve")
    assert state_of(file, "approve", good, "GHJ:chief") == "reassigned"
    assert state_of(file, "review", good, "GHJ:chief") == "decided"
    world.decide(matter, "approve", "return", "请核实。", to="review")
    returned = world.read(matter)
    assert state_of(returned, "approve", good, "GHJ:director") == "decided"
    decision = last_decision(returned.case, "approve")
    assert decision is not None
    assert decision.fact.outcome == "return"
    assert state_of(world.read(world.received("fresh")), "approve", 1, "GHJ:director") == "closed"


def test_the_path_holds_no_sibling_branch_and_the_join_holds_all() -> None:
    world = leaders()
    matter = world.up_to("fire-opinion", "path")
    for step in ("defence-opinion", "housing-opinion"):
        world.decide(matter, step)
    file = world.read(matter)
    assert [d.fact.step for d in path_decisions(file.case, file.definition, "fire-opinion")] == ["handle"]
    world.decide(matter, "fire-opinion")
    file = world.read(matter)
    assert [d.fact.step for d in path_decisions(file.case, file.definition, "review")] == ["handle", *BRANCHES]


def test_a_step_that_came_back_says_who_returned_it_and_one_in_due_course_says_nothing() -> None:
    world = leaders()
    matter = world.up_to("review", "back")
    assert returned_by(world.read(matter).case, "review") is None
    world.decide(matter, "review", "return", "请核实。", to="handle")
    returned = returned_by(world.read(matter).case, "handle")
    assert returned is not None
    assert returned.fact.step == "review"
    world.decide(matter, "handle")
    assert all(returned_by(world.read(matter).case, step) is None for step in BRANCHES)


def test_what_changed_is_named_and_a_sibling_changes_nothing() -> None:
    world = leaders()
    matter = world.up_to("fire-opinion", "changes")
    before = world.read(matter)
    world.decide(matter, "defence-opinion", "pass", "同意。")
    assert changes(before.case, world.read(matter).case, before.definition, "fire-opinion") == ()
    world.decide(matter, "housing-opinion", "return", "请核实。", to="handle")
    world.decide(matter, "handle", "pass", "已核实。")
    assert changes(before.case, world.read(matter).case, before.definition, "fire-opinion") == ("opinions",)


@pytest.mark.parametrize(("step", "post"), [("fire-opinion", "XFJ:chief"), ("approve", "GHJ:director")])
def test_the_post_is_the_units_own(step: str, post: str) -> None:
    world = leaders()
    assert post_of(world.read(world.received("posts")).definition.flow.step(step)) == post
