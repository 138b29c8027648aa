"""Tallies in DynamoDB: one partition a period, one item a window of a unit."""

import json
from datetime import date
from typing import Any, Final

from chalicelib.adapters.tables import TallyItem, bound
from chalicelib.domain.tally import Figures, Tallies, Window

_THROUGH: Final = "through"


class DynamoTallies:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(TallyItem, table, dynamodb)

    def of(self, period: str, unit: str = "") -> Tallies:
        beginning = self._model.place.startswith(f"{unit}#") if unit else None
        return {_window(item.place): json.loads(item.figures) for item in self._model.query(period, beginning)}

    def put(self, period: str, window: Window, figures: Figures) -> None:
        text = json.dumps(figures, sort_keys=True, separators=(",", ":"))
        self._model(period, _place(window), figures=text).save()

    def remove(self, period: str, window: Window) -> None:
        self._model(period, _place(window)).delete()

    def through(self) -> date | None:
        try:
            return date.fromisoformat(self._model.get(_THROUGH, _THROUGH, consistent_read=True).figures)
        except self._model.DoesNotExist:
            return None

    def seal(self, day: date) -> None:
        self._model(_THROUGH, _THROUGH, figures=day.isoformat()).save()


def _place(window: Window) -> str:
    return f"{window.unit}#{window.name}"


def _window(place: str) -> Window:
    unit, _, name = place.partition("#")
    return Window(unit, name)
