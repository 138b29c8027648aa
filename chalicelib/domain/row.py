"""A row of a view and its place; `rows` says which rows a case has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class RowKey:
    queue: str
    sort: str


Row = Mapping[str, str | int]
Rows = Mapping[RowKey, Row]


def agent_queue(party: str) -> str:
    """The cases in which this party acts for another, apart from its own."""
    return f"{party}#agent"


def unit_queue(unit: str) -> str:
    """Where a unit finds the cards that wait for its answer."""
    return f"{unit}:cards"


def is_shown(row: Row, today: date) -> bool:
    """Whether a row is to be listed yet."""
    return str(row.get("from_on", "")) <= today.isoformat()
