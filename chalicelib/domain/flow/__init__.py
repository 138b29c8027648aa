"""The flow of a case: steps in sequence, conditions, and parallel branches with a join. Pure data and the questions
asked of it. `outcomes` below are the decisions that stand: step id → pass or refuse."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

JoinResult = Literal["", "agreed", "vetoed"]


@dataclass(frozen=True)
class Step:
    """One decision by one post of one unit. `limit` is JSON as in the catalogue, or None; `when` is the condition on one
    form field under which the step takes place; `needs` are the kinds of survey or special procedure without whose
    result it cannot be passed."""

    id: str
    name: str
    unit: str
    post: str
    limit: Mapping[str, Any] | None
    when: Mapping[str, Any] | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    id: str
    name: str
    unit: str
    steps: tuple[Step, ...]
    when: Mapping[str, Any] | None = None

    def result(self, outcomes: Mapping[str, str]) -> str:
        """Empty while a step waits; else what the branch's last step decided: pass or refuse."""
        if any(step.id not in outcomes for step in self.steps):
            return ""
        return outcomes[self.steps[-1].id]


@dataclass(frozen=True)
class Parallel:
    """Joint review (联审联办): branches that run side by side under a lead unit until the join rule holds.

    `join` is {"rule": "all"}: every branch is heard, and all must agree; {"rule": "n_of_m", "n": 2}: so many must agree;
    {"rule": "veto", "by": [branch, ...]}: a refusal by one of these (by default any) ends the review at once.
    """

    id: str
    name: str
    lead: str
    join: Mapping[str, Any]
    branches: tuple[Branch, ...]

    def joined(self, outcomes: Mapping[str, str]) -> JoinResult:
        """How the join stands; empty while it waits for branches."""
        results = {branch.id: branch.result(outcomes) for branch in self.branches}
        agreed = sum(result == "pass" for result in results.values())
        waiting = sum(not result for result in results.values())
        match self.join["rule"]:
            case "n_of_m":
                enough = min(self.join["n"], len(results))
                return "agreed" if agreed >= enough else "vetoed" if agreed + waiting < enough else ""
            case "veto":
                by = self.join.get("by") or results
                if any(results.get(branch) == "refuse" for branch in by):
                    return "vetoed"
                return "" if waiting else "agreed"
            case _:
                if waiting:
                    return ""
                return "agreed" if agreed == len(results) else "vetoed"


Node = Step | Parallel


class UnknownStepError(LookupError):
    code = "step_unknown"


@dataclass(frozen=True)
class Flow:
    """`one_officer`: the officer who accepts may decide on the spot (Administrative Licensing Law, Art. 34(2)).
    `separated`: groups of steps that must be decided by different people; empty: all of them."""

    name: str
    nodes: tuple[Node, ...]
    one_officer: bool
    separated: tuple[frozenset[str], ...] = ()

    def steps(self) -> Iterator[Step]:
        """Every step in reading order."""
        for node in self.nodes:
            for line in _lines(node):
                yield from line

    def step(self, step_id: str) -> Step:
        for step in self.steps():
            if step.id == step_id:
                return step
        raise UnknownStepError(step_id)

    def parallels(self) -> tuple[Parallel, ...]:
        return tuple(node for node in self.nodes if isinstance(node, Parallel))

    def parallel(self, node_id: str) -> Parallel:
        """Raises UnknownStepError."""
        for node in self.parallels():
            if node.id == node_id:
                return node
        raise UnknownStepError(node_id)

    def branch_of(self, step_id: str) -> Branch | None:
        """The joint-review branch in which the step stands, or None for a step of the main line."""
        branches = (branch for node in self.parallels() for branch in node.branches)
        return next((branch for branch in branches if any(step.id == step_id for step in branch.steps)), None)

    def open_steps(self, outcomes: Mapping[str, str]) -> tuple[Step, ...]:
        """The steps that wait for a decision; empty when the flow is through."""
        current = self.current(outcomes)
        return _waiting(current, outcomes) if current else ()

    def current(self, outcomes: Mapping[str, str]) -> Node | None:
        """The node at which the case stands; None when the flow is through."""
        return next((node for node in self.nodes if not _through(node, outcomes)), None)

    def ahead(self, outcomes: Mapping[str, str]) -> tuple[Step, ...]:
        """The steps without a decision to which the case can still come."""
        lines = (line for node in self.nodes if not _through(node, outcomes) for line in _lines(node))
        return tuple(step for line in lines for step in line if step.id not in outcomes)

    def vetoed(self, outcomes: Mapping[str, str]) -> bool:
        """Whether a joint review has said no: what follows cannot grant."""
        return any(node.joined(outcomes) == "vetoed" for node in self.parallels())

    def downstream(self, step_id: str) -> frozenset[str]:
        """The step and everything that stands on its result: its branch from there on and all after the join."""
        ids: set[str] = set()
        reached = False
        for node in self.nodes:
            if reached:
                ids.update(step.id for line in _lines(node) for step in line)
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

    def skipped_by(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """The ids of steps and branches whose condition these form answers do not meet."""
        conditional: list[Step | Branch] = [*self.steps()]
        conditional += [branch for node in self.parallels() for branch in node.branches]
        return tuple(sorted(one.id for one in conditional if one.when and not holds(one.when, answers)))

    def without(self, ids: Collection[str]) -> "Flow":
        """The flow without these steps and branches; a joint review without a branch falls away."""
        nodes = tuple(node for node in (_pruned(node, ids) for node in self.nodes) if node) if ids else self.nodes
        return self if nodes == self.nodes else replace(self, nodes=nodes)

    def with_branch(self, node_id: str, branch: Branch) -> "Flow":
        nodes = (
            replace(node, branches=(*node.branches, branch))
            if isinstance(node, Parallel) and node.id == node_id
            else node
            for node in self.nodes
        )
        return replace(self, nodes=tuple(nodes))

    def routed(self, unit: str, to: str) -> "Flow":
        """The same flow with the steps of one unit in another's hands: a county's, for a delegated item."""
        return replace(self, nodes=tuple(_routed(node, unit, to) for node in self.nodes))


def holds(condition: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Whether a condition {"field", "equals"} on a form is met."""
    return bool(answers.get(condition["field"]) == condition["equals"])


def _lines(node: Node) -> tuple[tuple[Step, ...], ...]:
    return ((node,),) if isinstance(node, Step) else tuple(branch.steps for branch in node.branches)


def _through(node: Node, outcomes: Mapping[str, str]) -> bool:
    return node.id in outcomes if isinstance(node, Step) else bool(node.joined(outcomes))


def _waiting(node: Node, outcomes: Mapping[str, str]) -> tuple[Step, ...]:
    firsts = (next((step for step in line if step.id not in outcomes), None) for line in _lines(node))
    return tuple(step for step in firsts if step)


def _pruned(node: Node, ids: Collection[str]) -> Node | None:
    if isinstance(node, Step):
        return None if node.id in ids else node
    shortened = (_shortened(branch, ids) for branch in node.branches if branch.id not in ids)
    branches = tuple(branch for branch in shortened if branch.steps)
    if branches == node.branches:
        return node
    return replace(node, branches=branches) if branches else None


def _shortened(branch: Branch, ids: Collection[str]) -> Branch:
    steps = tuple(step for step in branch.steps if step.id not in ids)
    return branch if steps == branch.steps else replace(branch, steps=steps)


def _routed(node: Node, unit: str, to: str) -> Node:
    def moved(step: Step) -> Step:
        return replace(step, unit=to) if step.unit == unit else step

    if isinstance(node, Step):
        return moved(node)
    branches = (
        replace(b, unit=to if b.unit == unit else b.unit, steps=tuple(moved(step) for step in b.steps))
        for b in node.branches
    )
    return replace(node, lead=to if node.lead == unit else node.lead, branches=tuple(branches))
