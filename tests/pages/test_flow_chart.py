"""The flow chart: every step, question, branch and join of the flow stands in it, and nothing lies over anything else."""

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.catalogue import Definition
from chalicelib.pages.flow_chart import NARROW, Chart, flow_chart
from chalicelib.pages.guide import guide
from tests.sample import definitions_by_unit, edition

WIDE = 620
END = {"name": "办结", "notes": ["到窗口领取"]}
WORDS = st.text("承办审核批准联审消防（）、ABC123", min_size=1, max_size=40)
STEPS = st.fixed_dictionaries(
    {
        "name": WORDS,
        "by": WORDS,
        "limit": st.sampled_from([None, {"amount": 3, "unit": "working_days"}]),
        "question": st.one_of(st.just(""), WORDS),
        "answers": st.just(("是", "否")),
        "needs": st.lists(WORDS, max_size=2),
        "notes": st.lists(WORDS, max_size=2),
        "branches": st.just([]),
    }
)
BRANCHES = st.lists(
    st.tuples(STEPS, st.sampled_from(["a", "b", "c", "d", "e"])).map(lambda pair: pair[0] | {"branch": pair[1]}),
    min_size=1,
    max_size=7,
)
STAGES = st.lists(
    st.one_of(
        STEPS,
        st.fixed_dictionaries(
            {"name": WORDS, "by": WORDS, "lead": WORDS, "notes": st.just(["都同意"]), "branches": BRANCHES}
        ),
    ),
    min_size=1,
    max_size=6,
)

Box = tuple[float, float, float, float]


def outline(path: str) -> Box:
    """Left, top, right and bottom of a closed outline of ours."""
    x = y = 0.0
    xs, ys = list[float](), list[float]()
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        match command:
            case "M" | "L":
                x, y = values
            case "H":
                (x,) = values
            case "h":
                x += values[0]
            case "v":
                y += values[0]
            case "a":
                x, y = x + values[-2], y + values[-1]
        xs.append(x)
        ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def boxes(chart: Chart) -> list[Box]:
    return [outline(path) for _, path in chart.boxes]


def check(chart: Chart) -> None:
    """Inside the picture; no box on another; every name and note in a box or free of all."""
    found = boxes(chart)
    slack = 0.3
    for left, top, right, bottom in found:
        assert -slack <= left < right <= chart.width + slack
        assert -slack <= top < bottom <= chart.height + slack
    for one, other in combinations(found, 2):
        apart = one[2] <= other[0] + slack or other[2] <= one[0] + slack
        assert apart or one[3] <= other[1] + slack or other[3] <= one[1] + slack
    for line in chart.lines:
        assert 0 < line.x < chart.width
        assert 0 < line.y < chart.height


def said(chart: Chart) -> str:
    return "".join(line.words for line in chart.lines)


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("unit", definitions_by_unit())
def test_every_step_of_a_published_flow_stands_in_its_chart(unit: str, width: float) -> None:
    for definition in definitions_by_unit()[unit]:
        check_whole(definition, width)


def check_whole(definition: Definition, width: float) -> None:
    chart = guide(definition, edition(), width=width)["chart"]
    check(chart)
    for step in definition.flow.steps():
        assert step.name in said(chart)
    for node in definition.flow.parallels():
        assert node.name in said(chart)
        assert sum(kind == "fork" for kind, _ in chart.boxes) == 2 * len(definition.flow.parallels())
    assert sum(kind == "question" for kind, _ in chart.boxes) == len(
        [node for node in definition.flow.nodes if getattr(node, "when", None)]
    )


@given(STAGES, st.sampled_from([NARROW, WIDE, 1000]))
@settings(max_examples=60, deadline=None)
def test_any_flow_is_laid_out_without_one_thing_on_another(stages: list[dict[str, Any]], width: float) -> None:
    chart = flow_chart(END, stages, END, width=width)
    check(chart)
    assert sum(kind == "question" for kind, _ in chart.boxes) == sum(bool(one.get("question")) for one in stages)
    for stage in stages:
        for one in (stage, *stage["branches"]):
            assert all(char in said(chart) for char in one["name"])


def test_branches_stand_beside_each_other_where_there_is_room() -> None:
    definition = edition().definition("XN-GHJ-001", "XN-GHJ-001-1")
    branches = len(definition.flow.parallels()[0].branches)

    def tops(width: float) -> int:
        chart = guide(definition, edition(), width=width)["chart"]
        begun = [round(outline(path)[1]) for kind, path in chart.boxes if kind == "step"]
        return max(begun.count(top) for top in begun)

    assert tops(WIDE) == branches
    assert tops(NARROW) == 1


def test_a_question_has_a_way_past_the_step() -> None:
    chart = guide(edition().definition("XN-YJJ-001", "XN-YJJ-001-1"), edition())["chart"]
    (asked,) = [outline(path) for kind, path in chart.boxes if kind == "question"]
    (past,) = [path for path in chart.arrows if path.count("H") == 2]
    lane = float(re.findall(r"H([\d.]+)", past)[0])
    assert all(right <= lane for _, _, right, _ in boxes(chart)), "it crosses nothing"
    assert asked[1] < float(re.findall(r"M[\d.]+ ([\d.]+)", past)[0]) < asked[3]
    assert {"是", "否"} <= {line.words for line in chart.lines}
