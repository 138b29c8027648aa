"""What a measurement says, and whether it holds its budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`budget` is the most that `value` may be; None where there is none. Ratios have the unit "x"."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def holds(self) -> bool | None:
        return None if self.budget is None else self.value <= self.budget

    def as_json(self) -> dict[str, Any]:
        return {"value": round(self.value, 4), "unit": self.unit, "budget": self.budget, "holds": self.holds}


def table(figures: Sequence[Figure]) -> str:
    """One line a figure; a missed budget says by how much."""
    width = max((len(one.name) for one in figures), default=0)
    return "\n".join(f"{one.name:{width}}  {one.value:>12,.3f} {one.unit:9} {_verdict(one)}" for one in figures)


def _verdict(one: Figure) -> str:
    if one.budget is None:
        return ""
    if one.holds:
        return f"within {one.budget:g}"
    over = f"{one.value / one.budget:.2f} times" if one.budget else f"{one.value:g} more than"
    return f"MISSED: {over} its budget of {one.budget:g}"
