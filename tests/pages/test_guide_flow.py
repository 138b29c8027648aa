"""The guide draws the flow that the engine runs: conditions, what a step needs, and the join rule, in words."""

from typing import Any

import pytest

from chalicelib.pages.guide import guide
from tests.law_world import law_world
from tests.sample import edition

JOINT: Any = edition().data["flows"]["joint"]


def drawn(*nodes: Any) -> list[dict[str, Any]]:
    world, of = law_world(flow={**JOINT, "steps": list(nodes)})
    shown: list[dict[str, Any]] = guide(of, world.catalogue.current())["flow"]
    return shown


def node(kind: str, **changes: Any) -> Any:
    return {**next(each for each in JOINT["steps"] if each["kind"] == kind), **changes}


def test_a_step_says_on_which_answer_it_depends_and_what_it_needs() -> None:
    when = {"field": "needs_detailed_plan", "equals": True}
    (step,) = drawn(node("step", when=when, needs=["survey", "expert_review"]))
    title = edition().item("XN-GHJ-001")["form"]["properties"]["needs_detailed_plan"]["title"]
    assert step["notes"] == [f"{title}选“是”的才有这一步", "要先现场踏勘", "要先专家评审"]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"rule": "all"}, "全部同意才往下走"),
        ({"rule": "n_of_m", "n": 2}, "3家里有2家同意就往下走"),
        ({"rule": "veto"}, "有一家不同意就不再往下走"),
        ({"rule": "veto", "by": ["fire", "defence"]}, "消防审查、人防审查不同意就不再往下走"),
    ],
)
def test_a_joint_review_says_when_it_is_through(rule: Any, says: str) -> None:
    (joint,) = drawn(node("parallel", join=rule))
    assert joint["notes"] == [says]
    assert [branch["notes"] for branch in joint["branches"]] == [[], [], []]


def test_a_branch_that_not_everybody_needs_says_so() -> None:
    when = {"field": "needs_detailed_plan", "equals": False}
    first, *others = node("parallel")["branches"]
    (joint,) = drawn(node("parallel", branches=[{**first, "when": when}, *others]))
    assert joint["branches"][0]["notes"][0].endswith("选“否”的才有这一步")
