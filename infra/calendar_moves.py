"""What a changed calendar does to running cases: due dates are computed, never stored, so they move with the notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import due


@dataclass(frozen=True)
class Move:
    """A case whose shown due date moves; both are `clocks.Due.at`, the first instant past the limit, empty for none."""

    case: Case
    was: str
    becomes: str


def moved_due_dates(cases: Iterable[tuple[Case, Definition]], old: Calendar, new: Calendar) -> list[Move]:
    """The cases whose due date under `new` is another than under `old`, the soonest under `new` first."""
    moves = [Move(case, _at(case, definition, old), _at(case, definition, new)) for case, definition in cases]
    return sorted(
        (move for move in moves if move.was != move.becomes), key=lambda move: (move.becomes, move.case.matter)
    )


def known_on(years: Iterable[Mapping[str, Any]], day: date) -> list[Mapping[str, Any]]:
    """The years' files as they were at the end of `day`: without the notices and changes published later."""
    latest = day.isoformat()
    return [
        {**year, "changes": [change for change in year.get("changes", ()) if change["published_on"] <= latest]}
        for year in years
        if year["published_on"] <= latest
    ]


def _at(case: Case, definition: Definition, calendar: Calendar) -> str:
    clock = due(case, definition, calendar)
    return clock.at if clock else ""
