"""The timeline, the next step and the clock of a case in every state it can reach."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.pages.case_timeline import timeline
from chalicelib.pages.case_view import clock, next_sentence, status_mark
from tests import cases
from tests.sample import TUESDAY, World, calendar, edition

ALL_STATES = {"done", "current", "waiting", "returned", "skipped"}


@pytest.fixture
def world() -> World:
    return World()


def shown(case: Case, of: Definition) -> list[tuple[str, str]]:
    steps = timeline(case, of, edition())
    assert {step["state"] for step in steps} <= ALL_STATES
    assert next_sentence(case)
    assert status_mark(case.status, case.outcome)["text"]
    return [(step["name"], step["state"]) for step in steps]


def joint_review(world: World) -> Case:
    of = cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a", of), TUESDAY)
    return cases.run(world, cases.decide("h", of, "handle"), TUESDAY).case


def test_a_received_case_waits_at_the_window(world: World) -> None:
    of = cases.joint()
    steps = timeline(cases.opened(world, of, TUESDAY).case, of, edition())
    waiting = next(step for step in steps if step["state"] == "current")
    assert waiting["holder"] == "规划局窗口承办人"
    assert waiting["since"]


def test_branches_stand_side_by_side_and_the_join_waits_for_all(world: World) -> None:
    of = cases.joint()
    case = joint_review(world)
    joint = next(step for step in timeline(case, of, edition()) if step.get("branches"))
    assert [branch["state"] for branch in joint["branches"]] == ["current"] * 3
    for step in ("fire-opinion", "defence-opinion"):
        case = cases.run(world, cases.decide(step, of, step), TUESDAY).case
    joint = next(step for step in timeline(case, of, edition()) if step.get("branches"))
    assert joint["state"] == "current"
    assert sorted(branch["state"] for branch in joint["branches"]) == ["current", "done", "done"]
    case = cases.run(world, cases.decide("housing", of, "housing-opinion"), TUESDAY).case
    assert ("联审联办", "done") in shown(case, of)
    assert ("审核", "current") in shown(case, of)


def test_a_step_that_is_done_again_says_so(world: World) -> None:
    of = cases.joint()
    joint_review(world)
    for step in ("fire-opinion", "defence-opinion", "housing-opinion"):
        cases.run(world, cases.decide(step, of, step), TUESDAY)
    case = cases.run(world, cases.decide("back", of, "review", "return", "handle"), TUESDAY).case
    again = next(step for step in timeline(case, of, edition()) if step["state"] == "current")
    assert again["name"] == "承办"
    assert "退回" in again["note"]


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_a_concluded_case_ends_with_its_outcome(world: World, outcome: str) -> None:
    of = cases.joint()
    joint_review(world)
    for step in ("fire-opinion", "defence-opinion", "housing-opinion", "review"):
        cases.run(world, cases.decide(step, of, step), TUESDAY)
    last = "pass" if outcome == "granted" else "refuse"
    case = cases.run(world, cases.decide("approve", of, "approve", last), TUESDAY).case
    names = shown(case, of)
    assert (status_mark(case.status, case.outcome)["text"], "done") in names
    assert names[-1][1] == ("current" if outcome == "granted" else "done")


@pytest.mark.parametrize("accepted", [False, True])
def test_a_withdrawn_case_shows_nothing_still_to_come(world: World, accepted: bool) -> None:  # noqa: FBT001
    of = cases.joint()
    cases.opened(world, of, TUESDAY)
    if accepted:
        cases.run(world, cases.accept("a", of), TUESDAY)
    case = cases.run(world, c.Withdraw("w", cases.APPLICANT), TUESDAY).case
    states = [state for _, state in shown(case, of)]
    assert set(states) == {"done"}
    assert clock(case, of, calendar(), TUESDAY) is None


def test_a_correction_is_in_the_applicants_hands(world: World) -> None:
    of = cases.joint()
    cases.opened(world, of, TUESDAY)
    case = cases.run(world, cases.correction("k", of), TUESDAY).case
    assert ("补正材料", "current") in shown(case, of)
    assert status_mark(case.status, case.outcome)["text"] == "等您补正"


@pytest.mark.parametrize(
    ("item", "what", "days"),
    [(cases.JOINT, "答复是否受理", 5), (cases.INSTANT, "办结", 0)],
)
def test_the_clock_says_what_is_due_and_why(world: World, item: str, what: str, days: int) -> None:
    of = cases.definition(item)
    case = cases.opened(world, of, TUESDAY).case
    running: Any = clock(case, of, calendar(), TUESDAY)
    assert (running["what"], running["days_left"], running["light"]) == (what, days, "green")
    assert "{" not in running["explanation"]
    late: Any = clock(case, of, calendar(), TUESDAY + timedelta(days=30))
    assert late["light"] == "red"
    assert late["days_left"] < 0


def test_opinions_are_not_the_applicants_to_read(world: World) -> None:
    of = cases.joint()
    assert not any("opinions" in step for step in timeline(joint_review(world), of, edition()))
