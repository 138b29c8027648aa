"""The flow of a case: steps in sequence and parallel branches with a join. Pure data and the questions asked of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One decision by one post of one unit. `limit` is JSON as in the catalogue, or None."""

    id: str
    name: str
    unit: str
    post: str
    limit: Mapping[str, Any] | None


@dataclass(frozen=True)
class Branch:
    id: str
    name: str
    unit: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Parallel:
    """Joint review (联审联办): branches that run side by side under a lead unit until the join rule holds."""

    id: str
    name: str
    lead: str
    join: Mapping[str, Any]
    branches: tuple[Branch, ...]


Node = Step | Parallel


class UnknownStepError(LookupError):
    code = "step_unknown"


@dataclass(frozen=True)
class Flow:
    """`one_officer`: the officer who accepts may decide on the spot (Administrative Licensing Law, Art. 34(2))."""

    name: str
    nodes: tuple[Node, ...]
    one_officer: bool

    def steps(self) -> Iterator[Step]:
        """Every step in reading order."""
        for node in self.nodes:
            if isinstance(node, Step):
                yield node
            else:
                for branch in node.branches:
                    yield from branch.steps

    def step(self, step_id: str) -> Step:
        for step in self.steps():
            if step.id == step_id:
                return step
        raise UnknownStepError(step_id)

    def branch_of(self, step_id: str) -> Branch | None:
        """The joint-review branch in which the step stands, or None for a step of the main line."""
        for node in self.nodes:
            if isinstance(node, Parallel):
                for branch in node.branches:
                    if any(step.id == step_id for step in branch.steps):
                        return branch
        return None

    def open_steps(self, passed: Collection[str]) -> tuple[Step, ...]:
        """The steps that wait for a decision once `passed` have passed; empty when the flow is through."""
        for node in self.nodes:
            waiting = _waiting(node, passed)
            if waiting:
                return waiting
        return ()

    def downstream(self, step_id: str) -> frozenset[str]:
        """The step and everything that stands on its result: its branch from there on and all after the join."""
        ids: set[str] = set()
        reached = False
        for node in self.nodes:
            if reached:
                ids.update(step.id for step in _steps_of(node))
                continue
            for line in _lines(node):
                here = [step.id for step in line]
                if step_id in here:
                    ids.update(here[here.index(step_id) :])
                    reached = True
        if not reached:
            raise UnknownStepError(step_id)
        return frozenset(ids)

    def before(self, step_id: str) -> tuple[Step, ...]:
        """The steps of this path that come before it, nearest last; sibling branches are not on the path."""
        path: list[Step] = []
        for node in self.nodes:
            lines = _lines(node)
            for line in lines:
                here = [step.id for step in line]
                if step_id in here:
                    return (*path, *line[: here.index(step_id)])
            path.extend(step for line in lines for step in line)
        raise UnknownStepError(step_id)


def _lines(node: Node) -> tuple[tuple[Step, ...], ...]:
    return ((node,),) if isinstance(node, Step) else tuple(branch.steps for branch in node.branches)


def _steps_of(node: Node) -> Iterator[Step]:
    for line in _lines(node):
        yield from line


def _waiting(node: Node, passed: Collection[str]) -> tuple[Step, ...]:
    firsts = (next((step for step in line if step.id not in passed), None) for line in _lines(node))
    return tuple(step for step in firsts if step)


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
    )
