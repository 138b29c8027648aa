"""Notices that wait for a telephone call: rows of the unit's officers, and of the supervisors where nobody answers."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.rows import UNLIMITED
from chalicelib.domain.times import local_date

TELEPHONE: Final[Mapping[str, int]] = {"after_days": 1, "unreached_days": 3}
"""What holds for an edition from before the city's rule `telephone`: calendar days in which the SMS and the page have time
before the officer telephones, and on how many days nobody must have answered before the supervisors see it."""

UNREACHED_QUEUE: Final = "unreached"
"""Notices about which nobody answered the telephone on so many days: they stay with the unit, and supervisors see them."""


def call_rows(
    matter: str, documents: Iterable[Document], definition: Definition, common: Row, due: Mapping[str, str]
) -> Rows:
    """A row for each of these documents, shown from a day of its own; `due` has the stamp by document id until when the
    office owes its service."""
    rows: dict[RowKey, Row] = {}
    for document in documents:
        row = {**common, **_row(document, definition, due.get(document.id, ""))}
        place = f"{row['from_on']}#{matter}#telephone-{document.id}"
        rows[RowKey(f"{definition.unit}:officer", place)] = row
        if int(row["tried_days"]) >= _rule(definition)["unreached_days"]:
            rows[RowKey(UNREACHED_QUEUE, f"{document.at}#{matter}#{document.id}")] = {**row, "post": "officer"}
    return rows


def _row(document: Document, definition: Definition, due_at: str) -> dict[str, str | int]:
    return {
        "task": "telephone",
        "subject": document.id,
        "since": document.at,
        "from_on": _telephone_on(document, definition).isoformat(),
        **UNLIMITED,
        "due_at": due_at,
        "limit_unit": "calendar_days",
        "unit": definition.unit,
        "tried_days": len(_tried_days(document)),
    }


def _rule(definition: Definition) -> Mapping[str, int]:
    """The city's rule of telephoning; an edition from before it keeps what held then."""
    return {**TELEPHONE, **definition.rules.get("telephone", {})}


def _tried_days(document: Document) -> frozenset[date]:
    """The local days on which nobody answered the telephone about it."""
    return frozenset(local_date(call) for call in document.calls)


def _telephone_on(document: Document, definition: Definition) -> date:
    """At once where the SMS failed, else when it has had its time; after a call that nobody answered, the next day."""
    patience = timedelta(days=_rule(definition)["after_days"])
    first = local_date(document.undelivered_at) if document.undelivered_at else local_date(document.at) + patience
    return max(first, *(day + timedelta(days=1) for day in _tried_days(document))) if document.calls else first
