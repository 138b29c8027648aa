"""A flow as it was written, not yet known to be sound: its parts, each with the place (a JSON pointer) where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Placed:
    """A step where it stands: `unit` is whose it is, `before` the ids of the steps before it on its path."""

    place: str
    data: Json
    unit: Any
    before: frozenset[str]


@dataclass(frozen=True)
class PlacedFlow:
    """`item` is the item's data with the variant's merged in; `posts` and `units` are the city's by code. What a part lacks
    is not missed here: that is what is checked."""

    flow: Json
    item: Json
    posts: Mapping[str, Json]
    units: Mapping[str, Json]

    @property
    def instant(self) -> bool:
        return bool(self.flow.get("one_officer", False))

    @property
    def nodes(self) -> tuple[tuple[str, Json], ...]:
        return tuple((f"/steps/{index}", node) for index, node in enumerate(self.flow.get("steps", ())))

    @property
    def joints(self) -> tuple[tuple[str, Json], ...]:
        return tuple((place, node) for place, node in self.nodes if node.get("kind") == "parallel")

    @property
    def branches(self) -> tuple[tuple[str, Json], ...]:
        return tuple(
            (f"{place}/branches/{index}", branch)
            for place, node in self.joints
            for index, branch in enumerate(node.get("branches", ()))
        )

    def steps(self) -> Iterator[Placed]:
        """Every step in reading order."""
        passed: frozenset[str] = frozenset()
        for place, node in self.nodes:
            lines = [line for line in self.branches if line[0].startswith(f"{place}/")]
            here = [(place, [node], self.item["unit"])]
            if node.get("kind") == "parallel":
                here = [(f"{line}/steps", branch.get("steps", ()), branch.get("unit")) for line, branch in lines]
            for line_place, line, unit in here:
                before = passed
                for index, step in enumerate(line):
                    own = line_place if line_place == place else f"{line_place}/{index}"
                    yield Placed(own, step, step.get("unit", unit), before)
                    before |= {str(step.get("id"))}
            passed |= {str(step.get("id")) for _, line, _ in here for step in line}

    def parts(self) -> Mapping[str, Json]:
        """Nodes, branches and steps by their places."""
        return dict(chain(self.nodes, self.branches, ((one.place, one.data) for one in self.steps())))
