"""A flow as it stands in the catalogue's JSON."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.flow import Branch, Flow, Node, Parallel, Step


def flow_from_json(data: Mapping[str, Any], *, ready: Mapping[str, Any], unit: str) -> Flow:
    """Reads a flow, spelt out or by the name of a ready one (see spelt_out)."""
    data = spelt_out(data, ready)
    return Flow(
        name=data["name"],
        nodes=tuple(_node(node, unit) for node in data["steps"]),
        one_officer=data.get("one_officer", False),
        separated=tuple(frozenset(group) for group in data.get("separated", ())),
    )


def deciding_posts(posts: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The posts by code that may decide a step: those inside the centre."""
    return frozenset(code for code, post in posts.items() if post["inside_centre"])


def spelt_out(data: Mapping[str, Any], ready: Mapping[str, Any]) -> Mapping[str, Any]:
    """The flow's JSON with nothing left to look up.

    `{"use": name, "limits": {step: limit}, "when": {step or branch: condition}}` takes a ready flow with limits and
    conditions of the item's own.
    """
    if "use" not in data:
        return data
    base = ready[data["use"]]
    own = {"limit": data.get("limits", {}), "when": data.get("when", {})}
    return {**base, "steps": [_with_own(node, own) for node in base["steps"]]}


def _with_own(part: Mapping[str, Any], own: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    mine = {key: values[part["id"]] for key, values in own.items() if part.get("id") in values}
    inner = {key: [_with_own(each, own) for each in part[key]] for key in ("branches", "steps") if key in part}
    return {**part, **inner, **mine}


def _node(data: Mapping[str, Any], unit: str) -> Node:
    if data["kind"] == "step":
        return _step(data, unit)
    branches = tuple(
        Branch(
            id=branch["id"],
            name=branch["name"],
            unit=branch["unit"],
            steps=tuple(_step(step, branch["unit"]) for step in branch["steps"]),
            when=branch.get("when"),
        )
        for branch in data["branches"]
    )
    return Parallel(data["id"], data["name"], data["lead"], data["join"], branches)


def _step(data: Mapping[str, Any], unit: str) -> Step:
    return Step(
        id=data["id"],
        name=data["name"],
        unit=data.get("unit", unit),
        post=data["post"],
        limit=data.get("limit"),
        when=data.get("when"),
        needs=tuple(data.get("needs", ())),
    )
