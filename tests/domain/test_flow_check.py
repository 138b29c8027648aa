"""Generated flows are accepted exactly when they satisfy a statement written the other way round: by trying every path."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from chalicelib.domain.flow import Branch, Flow, Parallel, Step
from chalicelib.domain.flow.check import check_flow
from chalicelib.domain.flow.data import flow_from_json

POSTS = {
    "officer": {"name": "窗口", "inside_centre": True},
    "chief": {"name": "科长", "inside_centre": True},
    "minister": {"name": "厅长", "inside_centre": False},
}
UNITS: dict[str, Any] = {"U": {}, "V": {}}
FORM = {
    "properties": {
        "big": {"type": "boolean", "title": "大"},
        "kind": {"type": "string", "title": "种类", "enum": ["甲", "乙"]},
        "floors": {"type": "integer", "title": "层数", "minimum": 1, "maximum": 9},
    }
}
POSSIBLE = {"big": (True, False), "kind": ("甲", "乙"), "floors": tuple(range(1, 10))}


def mostly(good: Any, *bad: Any) -> st.SearchStrategy[Any]:
    """One of the bad values now and then."""
    return st.sampled_from([good] * 40 + list(bad))


CONDITIONS = st.sampled_from(
    [None] * 60
    + [{"field": "big", "equals": True}, {"field": "kind", "equals": "乙"}, {"field": "floors", "equals": 3}] * 4
    + [{"field": "big", "equals": "是"}, {"field": "kind", "equals": "丙"}, {"field": "height", "equals": 3}]
    + [{"field": "floors", "equals": 0}, {"field": "floors", "equals": True}, {"field": "big", "equals": 1}]
)


@st.composite
def a_step(draw: st.DrawFn, step_id: str, earlier: list[str]) -> dict[str, Any]:
    step = {"id": step_id, "kind": "step", "name": step_id, "post": draw(mostly("officer", "minister", "nobody"))}
    limit = {"amount": draw(mostly(1, 0, 5)), "unit": draw(mostly("working_days", "months"))}
    optional = {
        "limit": draw(mostly(limit, None)),
        "when": draw(CONDITIONS),
        "unit": draw(mostly(None, "V", "W")),
        "needs": draw(mostly(None, ["survey"], ["expert_review"], ["hearing"], ["testing"])),
        "returns_to": draw(mostly(None, *earlier, step_id)),
    }
    return step | {key: value for key, value in optional.items() if value is not None}


@st.composite
def a_joint(draw: st.DrawFn, node_id: str, earlier: list[str]) -> dict[str, Any]:
    branches = []
    for b in range(draw(st.integers(1, 3))):
        branch_id = f"{node_id}b{b}"
        inside: list[str] = []
        steps = []
        for s in range(draw(mostly(1, 0, 2))):
            steps.append(draw(a_step(f"{branch_id}s{s}", [*earlier, *inside])))
            inside.append(f"{branch_id}s{s}")
        branch = {"id": branch_id, "name": branch_id, "unit": draw(mostly("V", "W")), "steps": steps}
        when = draw(CONDITIONS)
        branches.append(branch | ({"when": when} if when else {}))
    count = len(branches)
    rules = [{"rule": "all"}, {"rule": "n_of_m", "n": 1}, {"rule": "n_of_m", "n": count}, {"rule": "veto"}]
    join = draw(st.sampled_from([*rules, {"rule": "veto", "by": [f"{node_id}b0"]}]))
    broken = ({"rule": "most"}, {"rule": "n_of_m", "n": 0}, {"rule": "n_of_m", "n": count + 1})
    join = draw(mostly(join, *broken, {"rule": "veto", "by": ["x"]}))
    lead = draw(mostly("U", "W"))
    return {"id": node_id, "kind": "parallel", "name": node_id, "lead": lead, "join": join, "branches": branches}


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    earlier: list[str] = []
    for index in range(draw(mostly(3, 0, 1, 2, 4))):
        node_id = draw(mostly(f"n{index}", "n0"))
        part = draw(a_joint(node_id, earlier) if index == 1 and draw(st.booleans()) else a_step(node_id, earlier))
        steps.append(part)
        own = [part["id"]] if part["kind"] == "step" else [s["id"] for b in part["branches"] for s in b["steps"]]
        earlier += own
    one_officer = draw(mostly(False, True))
    if draw(st.integers(0, 5)) == 0:
        steps, one_officer = steps[:1], True
    promised = {"unit": "session"} if draw(mostly(one_officer, not one_officer)) else wd(draw(st.integers(3, 6)))
    regime = draw(st.sampled_from(["licence", "other_law", "promise"]))
    flow = {"name": "f", "one_officer": one_officer, "steps": steps, "separated": [draw(mostly(earlier, ["x"]))]}
    item = {"unit": "U", "regime": regime, "promised_limit": promised, "form": FORM, "flow": flow}
    return item | draw(mostly({}, {"procedures": ["testing"]}))


def wd(amount: int) -> dict[str, Any]:
    return {"amount": amount, "unit": "working_days"}


@settings(max_examples=250)
@given(items())
def test_a_flow_is_accepted_exactly_when_every_path_through_it_is_sound(item: dict[str, Any]) -> None:
    flaws = check_flow(item, ready={}, posts=POSTS, units=UNITS)
    event(flaws[0].code if flaws else "accepted")
    assert (not flaws) == sound(item), flaws


def sound(item: dict[str, Any]) -> bool:
    flow = flow_from_json(item["flow"], ready={}, unit=item["unit"])
    return bool(
        flow.nodes
        and all(node.branches and all(b.steps for b in node.branches) for node in flow.parallels())
        and max(Counter(ids(flow)).values()) == 1
        and all(ends_with_a_decision(flow.without(skipped)) for skipped in every_choice(flow))
        and all(has_an_owner(step) and has_its_limit(step, item) for step in flow.steps())
        and all(can_be_met(part.when) for part in conditional(flow))
        and all(can_be_had(kind, item) for step in flow.steps() for kind in step.needs)
        and all(branch.unit in UNITS for node in flow.parallels() for branch in node.branches)
        and all(node.lead in UNITS and can_join(node) for node in flow.parallels())
        and all(step in {s.id for s in flow.steps()} for group in flow.separated for step in group)
        and all(goes_back(one, flow) for one in raw_steps(item["flow"]))
        and (keeps_the_sitting(flow, item) if flow.one_officer else keeps_the_promise(flow, item))
    )


def ids(flow: Flow) -> Iterator[str]:
    for node in flow.nodes:
        yield node.id
        if isinstance(node, Parallel):
            for branch in node.branches:
                yield from (branch.id, *(step.id for step in branch.steps))


def conditional(flow: Flow) -> list[Step | Branch]:
    parts: list[Step | Branch] = [*flow.steps(), *(branch for node in flow.parallels() for branch in node.branches)]
    return [part for part in parts if part.when]


def every_choice(flow: Flow) -> Iterator[tuple[str, ...]]:
    free = [part.id for part in conditional(flow)]
    return chain.from_iterable(combinations(free, n) for n in range(len(free) + 1))


def ends_with_a_decision(flow: Flow) -> bool:
    """Followed with everybody agreeing, the flow opens some step at every moment and a single step last of all."""
    outcomes: dict[str, str] = {}
    last: tuple[Step, ...] = ()
    while waiting := flow.open_steps(outcomes):
        last = waiting
        outcomes.update(dict.fromkeys((step.id for step in waiting), "pass"))
    return len(last) == 1 and flow.branch_of(last[0].id) is None


def has_an_owner(step: Step) -> bool:
    return step.unit in UNITS and step.post in ("officer", "chief")


def has_its_limit(step: Step, item: dict[str, Any]) -> bool:
    if item["flow"]["one_officer"]:
        return True
    return step.limit is not None and step.limit["amount"] > 0 and step.limit["unit"] == item["promised_limit"]["unit"]


def can_be_met(when: Any) -> bool:
    values = POSSIBLE.get(when["field"], ())
    return any(
        when["equals"] is value or when["equals"] == value for value in values if type(value) is type(when["equals"])
    )


def can_be_had(kind: str, item: dict[str, Any]) -> bool:
    if kind == "survey":
        return True
    return kind in item.get("procedures", [] if item["regime"] == "promise" else ["expert_review", "testing"])


def can_join(node: Parallel) -> bool:
    """Somebody's agreement makes it agree, and nobody who is not there is waited for."""
    everybody = {step.id: "pass" for branch in node.branches for step in branch.steps}
    if node.join["rule"] not in ("all", "n_of_m", "veto") or not set(node.join.get("by", [])) <= {
        b.id for b in node.branches
    }:
        return False
    return node.joined({}) == "" and node.joined(everybody) == "agreed" and node.join.get("n", 1) <= len(node.branches)


def raw_steps(flow: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for n in flow["steps"] for line in n.get("branches", [{"steps": [n]}]) for s in line["steps"]]


def goes_back(step: dict[str, Any], flow: Flow) -> bool:
    return "returns_to" not in step or step["returns_to"] in {one.id for one in flow.before(step["id"])}


def keeps_the_sitting(flow: Flow, item: dict[str, Any]) -> bool:
    one = flow.nodes[0]
    alone = len(flow.nodes) == 1 and isinstance(one, Step) and (one.unit, one.post, one.needs) == ("U", "officer", ())
    return alone and item["promised_limit"]["unit"] == "session"


def keeps_the_promise(flow: Flow, item: dict[str, Any]) -> bool:
    lines = [[node] if isinstance(node, Step) else [branch.steps for branch in node.branches] for node in flow.nodes]
    paths = product(*([[line[0]]] if isinstance(line[0], Step) else line for line in lines))
    longest = max(sum(step.limit["amount"] for part in path for step in part if step.limit) for path in paths)
    return bool(item["promised_limit"]["unit"] != "session" and longest <= item["promised_limit"]["amount"])
