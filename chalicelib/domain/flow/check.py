"""Whether an item's flow can be run: checked before an edition is published, so that no case ever stands in a dead end.

Every path ends with somebody's decision, every wait has an owner and a limit, and nothing is decided outside the centre.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from chalicelib.domain.flow.data import deciding_posts, spelt_out
from chalicelib.domain.flow.placed import Json, PlacedFlow
from chalicelib.domain.flow.values import can_be
from chalicelib.domain.interruption import PROCEDURES, SURVEY


@dataclass(frozen=True)
class Flaw:
    """What is wrong, and where: `place` is a JSON pointer into the flow as spelt out, `code` a sentence of texts/flow.json,
    `about` what the sentence names."""

    place: str
    code: str
    about: Mapping[str, str] = field(default_factory=dict)


Flaws = Iterator[Flaw]


def check_flow(item: Json, *, ready: Json, posts: Mapping[str, Json], units: Mapping[str, Json]) -> tuple[Flaw, ...]:
    """The flaws in the flow of one variant; none where it can be run.

    `item` is the item's data with the variant's merged in; `ready` are the city's ready flows, `posts` and `units` its
    own by code.
    """
    own = item["flow"]
    if own.get("use", "") and own["use"] not in ready:
        return (Flaw("/use", "ready_flow_unknown", {"name": str(own["use"])}),)
    flow = PlacedFlow(spelt_out(own, ready), item, posts, units)
    shape = tuple(_shape(flow))
    return shape or tuple(flaw for check in CHECKS for flaw in check(flow))


def check_instant(item: Json, *, ready: Json, unless: Collection[str]) -> tuple[Flaw, ...]:
    """The flaw of a variant that could be concluded on the spot and is not: no step of it ever needs one of `unless`
    (kinds of pause, by the city's own promise). `item` and `ready` as check_flow takes them, and sound by it."""
    flow = spelt_out(item["flow"], ready)
    needed = {need for one in PlacedFlow(flow, item, {}, {}).steps() for need in one.data.get("needs", ())}
    if flow.get("one_officer", False) or not unless or needed & set(unless):
        return ()
    return (Flaw("/steps", "not_instant"),)


def _shape(flow: PlacedFlow) -> Flaws:
    """What must be right before anything else can be asked."""
    if not flow.nodes:
        yield Flaw("/steps", "flow_empty")
    for place, node in flow.nodes:
        if node.get("kind") not in ("step", "parallel"):
            yield Flaw(f"{place}/kind", "kind_unknown", {"kind": str(node.get("kind"))})
    for place, node in flow.joints:
        if not node.get("branches"):
            yield Flaw(f"{place}/branches", "joint_empty")
    for place, branch in flow.branches:
        if not branch.get("steps"):
            yield Flaw(f"{place}/steps", "branch_empty")
    yield from _unnamed(flow)


def _unnamed(flow: PlacedFlow) -> Flaws:
    for place, part in flow.parts().items():
        for key in ("id", "name"):
            if not isinstance(part.get(key), str) or not part[key]:
                yield Flaw(f"{place}/{key}", f"{key}_missing")


def _ids(flow: PlacedFlow) -> Flaws:
    """Decisions, conditions and links go by the id: no two parts share one."""
    seen: set[str] = set()
    for place, part in flow.parts().items():
        if part["id"] in seen:
            yield Flaw(f"{place}/id", "id_twice", {"id": part["id"]})
        seen.add(part["id"])


def _own_values(flow: PlacedFlow) -> Flaws:
    """The item's own limits and conditions are of parts that the ready flow has."""
    own = flow.item["flow"]
    steps = {one.data["id"] for one in flow.steps()}
    known = {"limits": steps, "when": steps | {branch["id"] for _, branch in flow.branches}}
    for key, ids in known.items():
        for name in own.get(key, ()) if "use" in own else ():
            if name not in ids:
                yield Flaw(f"/{key}/{name}", "own_value_unknown", {"id": name})


def _ends(flow: PlacedFlow) -> Flaws:
    """Somebody decides at the end, whatever the form says: behind the last joint review stands a step that no condition
    takes out."""
    for place, node in reversed(flow.nodes):
        if node["kind"] == "parallel":
            yield Flaw(place, "ends_in_joint_review", {"name": node["name"]})
            return
        if "when" not in node:
            return
    yield Flaw("/steps", "every_step_conditional")


def _owners(flow: PlacedFlow) -> Flaws:
    for place, node in flow.joints:
        if node.get("lead") not in flow.units:
            yield Flaw(f"{place}/lead", "unit_unknown", {"unit": str(node.get("lead"))})
    for place, branch in flow.branches:
        if branch.get("unit") not in flow.units:
            yield Flaw(f"{place}/unit", "unit_unknown", {"unit": str(branch.get("unit"))})
    for one in flow.steps():
        if one.data.get("unit", flow.item["unit"]) not in flow.units:
            yield Flaw(f"{one.place}/unit", "unit_unknown", {"unit": str(one.data.get("unit"))})
        post = flow.posts.get(one.data.get("post", ""))
        if post is None:
            yield Flaw(
                f"{one.place}/post", "post_unknown", {"post": str(one.data.get("post")), "name": one.data["name"]}
            )
        elif one.data["post"] not in deciding_posts(flow.posts):
            yield Flaw(f"{one.place}/post", "post_outside", {"post": post["name"], "name": one.data["name"]})


def _limits(flow: PlacedFlow) -> Flaws:
    """Each step says how long it may take, in the promise's own unit, and together they keep the promise."""
    if flow.instant:
        return
    promised, good = flow.item["promised_limit"], True
    for one in flow.steps():
        limit = one.data.get("limit")
        if not limit:
            code = "limit_missing"
        elif not (isinstance(limit.get("amount"), int) and limit["amount"] > 0):
            code = "limit_amount"
        elif limit.get("unit") != promised["unit"]:
            code = "limit_unit"
        else:
            continue
        good = False
        yield Flaw(f"{one.place}/limit", code, {"name": one.data["name"]})
    total = _longest(flow) if good else 0
    if total > promised.get("amount", 0):
        about = {"total": str(total), "promised": str(promised.get("amount", 0))}
        yield Flaw("/steps", "limits_over_promise", about)


def _longest(flow: PlacedFlow) -> int:
    """The sum of the limits on the longest path."""
    total = 0
    for _, node in flow.nodes:
        lines = [branch["steps"] for branch in node["branches"]] if node["kind"] == "parallel" else [[node]]
        total += max(sum(step["limit"]["amount"] for step in line) for line in lines)
    return total


def _conditions(flow: PlacedFlow) -> Flaws:
    properties = flow.item["form"]["properties"]
    for place, part in flow.parts().items():
        if "when" not in part:
            continue
        name, value = part["when"].get("field"), part["when"].get("equals")
        if part.get("kind") == "parallel":
            yield Flaw(f"{place}/when", "joint_conditional", {"name": part["name"]})
        elif name not in properties:
            yield Flaw(f"{place}/when/field", "condition_field", {"field": str(name), "name": part["name"]})
        elif not can_be(properties[name], value):
            about = {"field": properties[name]["title"], "value": str(value), "name": part["name"]}
            yield Flaw(f"{place}/when/equals", "condition_value", about)


def _needs(flow: PlacedFlow) -> Flaws:
    """A step waits only for what somebody may open for it (see effects.interruption.procedure_is_allowed)."""
    by_law = () if flow.item["regime"] == "promise" else PROCEDURES
    allowed = flow.item.get("procedures", by_law)
    for one in flow.steps():
        for index, kind in enumerate(one.data.get("needs", ())):
            place, about = f"{one.place}/needs/{index}", {"kind": str(kind), "name": one.data["name"]}
            if kind not in (*PROCEDURES, SURVEY):
                yield Flaw(place, "need_unknown", about)
            elif kind != SURVEY and kind not in allowed:
                yield Flaw(place, "need_not_allowed", about)
            elif flow.instant:
                yield Flaw(place, "instant_with_need", about)


def _joins(flow: PlacedFlow) -> Flaws:
    for place, node in flow.joints:
        join, branches = node.get("join", {}), {branch["id"] for branch in node["branches"]}
        match join.get("rule"):
            case "all":
                continue
            case "n_of_m":
                if not (isinstance(join.get("n"), int) and 1 <= join["n"] <= len(branches)):
                    about = {"n": str(join.get("n")), "count": str(len(branches)), "name": node["name"]}
                    yield Flaw(f"{place}/join/n", "join_count", about)
            case "veto":
                for index, branch in enumerate(join.get("by", ())):
                    if branch not in branches:
                        about = {"branch": str(branch), "name": node["name"]}
                        yield Flaw(f"{place}/join/by/{index}", "join_branch", about)
            case rule:
                yield Flaw(f"{place}/join/rule", "join_rule", {"rule": str(rule), "name": node["name"]})


def _separated(flow: PlacedFlow) -> Flaws:
    steps = {one.data["id"] for one in flow.steps()}
    for index, group in enumerate(flow.flow.get("separated", ())):
        for step in group:
            if step not in steps:
                yield Flaw(f"/separated/{index}", "separated_unknown", {"id": str(step)})


def _returns(flow: PlacedFlow) -> Flaws:
    for one in flow.steps():
        to = one.data.get("returns_to")
        if to is not None and to not in one.before:
            yield Flaw(f"{one.place}/returns_to", "returns_forward", {"id": str(to), "name": one.data["name"]})


def _instant(flow: PlacedFlow) -> Flaws:
    """即办: one officer of the unit decides in the sitting (Administrative Licensing Law, Art. 34(2)), and only then is the
    promise the sitting's end."""
    if flow.instant != (flow.item["promised_limit"]["unit"] == "session"):
        yield Flaw("/one_officer", "instant_promise")
    if not flow.instant:
        return
    steps = [one for one in flow.steps() if one.data.get("post") == "officer" and one.unit == flow.item["unit"]]
    if len(flow.nodes) != 1 or len(steps) != 1 or flow.joints:
        yield Flaw("/steps", "instant_steps")


CHECKS: Final[tuple[Callable[[PlacedFlow], Flaws], ...]] = (
    _ids,
    _own_values,
    _ends,
    _owners,
    _limits,
    _conditions,
    _needs,
    _joins,
    _separated,
    _returns,
    _instant,
)
