"""Tallies in DynamoDB: one partition a period, one item a window of a unit."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.tables import TallyItem, bound
from chalicelib.domain.tally import Figures, Tallies, Window

_THROUGH: Final = "through"
_DAYS, _CASES, _COMMITS = "days", "cases", "commits"
_A_NOTE: Final = 200
"""Cases in one item: some 3 KB."""


class DynamoTallies:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(TallyItem, table, dynamodb)

    def of(self, period: str, unit: str = "") -> Tallies:
        beginning = self._model.place.startswith(f"{unit}#") if unit else None
        return {_window(item.place): json.loads(item.figures) for item in self._items(period, beginning)}

    def put(self, period: str, window: Window, figures: Figures) -> None:
        text = json.dumps(figures, sort_keys=True, separators=(",", ":"))
        self._model(period, _place(window), figures=text).save()

    def remove(self, period: str, window: Window) -> None:
        self._model(period, _place(window)).delete()

    def note_cases(self, day: date, unit: str, run: str, matters: Sequence[str]) -> None:
        for start in range(0, len(matters), _A_NOTE):
            place = f"{unit}#{run}#{start:06}"
            self._model(_cases_of(day), place, figures=json.dumps(matters[start : start + _A_NOTE])).save()

    def cases(self, day: date, unit: str = "") -> Sequence[tuple[str, str]]:
        beginning = self._model.place.startswith(f"{unit}#") if unit else None
        notes = self._items(_cases_of(day), beginning)
        found = {(item.place.partition("#")[0], matter) for item in notes for matter in json.loads(item.figures)}
        return sorted(found)

    def _items(self, period: str, beginning: Condition | None) -> Iterable[TallyItem]:
        """As the last write left them: a month is added up from days that were written a moment ago."""
        return self._model.query(period, beginning, consistent_read=True)

    def noted_until(self) -> str:
        return self._mark(_CASES)

    def note_until(self, at: str) -> None:
        self._model(_THROUGH, _CASES, figures=at).save()

    def checked_until(self) -> str:
        return self._mark(_COMMITS)

    def check_until(self, at: str) -> None:
        self._model(_THROUGH, _COMMITS, figures=at).save()

    def through(self) -> date | None:
        day = self._mark(_DAYS)
        return date.fromisoformat(day) if day else None

    def seal(self, day: date) -> None:
        self._model(_THROUGH, _DAYS, figures=day.isoformat()).save()

    def _mark(self, what: str) -> str:
        try:
            return str(self._model.get(_THROUGH, what, consistent_read=True).figures)
        except self._model.DoesNotExist:
            return ""


def _cases_of(day: date) -> str:
    return f"cases:{day.isoformat()}"


def _place(window: Window) -> str:
    return f"{window.unit}#{window.name}"


def _window(place: str) -> Window:
    unit, _, name = place.partition("#")
    return Window(unit, name)
