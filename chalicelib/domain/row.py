"""A row of a view and its place; `rows` says which rows a case has."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class RowKey:
    queue: str
    sort: str


Row = Mapping[str, str | int]
Rows = Mapping[RowKey, Row]


def agent_queue(party: str) -> str:
    """The cases in which this party acts for another, apart from its own."""
    return f"{party}#agent"
