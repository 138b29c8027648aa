"""A flow as it stands in the catalogue's JSON."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.flow import Branch, Flow, Node, Parallel, Step


def flow_from_json(data: Mapping[str, Any], *, ready: Mapping[str, Any], unit: str) -> Flow:
    """Reads a flow, or takes the ready flow that `{"use": name, "limits": {step: limit}}` names."""
    limits: Mapping[str, Any] = {}
    if "use" in data:
        limits = data.get("limits", {})
        data = ready[data["use"]]
    return Flow(
        name=data["name"],
        nodes=tuple(_node(node, unit, limits) for node in data["steps"]),
        one_officer=data.get("one_officer", False),
        separated=tuple(frozenset(group) for group in data.get("separated", ())),
    )


def _node(data: Mapping[str, Any], unit: str, limits: Mapping[str, Any]) -> Node:
    if data["kind"] == "step":
        return _step(data, unit, limits)
    branches = tuple(
        Branch(
            id=branch["id"],
            name=branch["name"],
            unit=branch["unit"],
            steps=tuple(_step(step, branch["unit"], limits) for step in branch["steps"]),
            when=branch.get("when"),
        )
        for branch in data["branches"]
    )
    return Parallel(data["id"], data["name"], data["lead"], data["join"], branches)


def _step(data: Mapping[str, Any], unit: str, limits: Mapping[str, Any]) -> Step:
    return Step(
        id=data["id"],
        name=data["name"],
        unit=data.get("unit", unit),
        post=data["post"],
        limit=limits.get(data["id"], data.get("limit")),
        when=data.get("when"),
        needs=tuple(data.get("needs", ())),
    )
