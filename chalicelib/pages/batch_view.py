"""Batches as pages show them: rows that are wrong, cases and how far they are. Codes become sentences here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from chalicelib.domain.case import Case
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.pages.case_view import status_mark
from chalicelib.texts import error_text, text

Shown = dict[str, Any]
MOST_ERRORS: Final = 30
"""Wrong rows that are listed at once: who has more of them looks into the file anyway."""


class WrongRow(Protocol):
    @property
    def line(self) -> int: ...

    @property
    def values(self) -> Mapping[str, str]: ...

    @property
    def errors(self) -> Mapping[str, object]: ...


class Child(Protocol):
    @property
    def row(self) -> int: ...

    @property
    def matter(self) -> str: ...

    @property
    def summary(self) -> Row: ...


def row_errors(rows: Sequence[WrongRow], titles: Mapping[str, str]) -> list[Shown]:
    """Each wrong row with what its cells say and what is wrong with them."""
    return [
        {
            "line": row.line,
            "cells": [
                {"title": titles[name], "value": row.values.get(name, ""), "sentence": _sentence(error)}
                for name, error in row.errors.items()
            ],
        }
        for row in rows[:MOST_ERRORS]
    ]


def child_rows(children: Iterable[Child], keys: Sequence[str]) -> list[Shown]:
    """One line for each case; a case that is still to be opened has no address, one that waits for the applicant has
    `attention` 1."""
    return [_child(child, keys[child.row - 1] if keys else text("batch.row", row=child.row)) for child in children]


def overlaid(summary: Row, case: Case) -> Row:
    """The summary with what the case's own log says now."""
    return {**summary, "status": case.status, "outcome": case.outcome}


def counts(children: Iterable[Shown]) -> list[Shown]:
    """How many stand where, the most first: [{"text", "count"}]."""
    counted = Counter(child["mark"]["text"] for child in children)
    return [{"text": name, "count": count} for name, count in counted.most_common()]


def _child(child: Child, key: str) -> Shown:
    if not child.matter:
        mark = {"text": text("batch.opening"), "colour": ""}
        nothing = dict.fromkeys(("id", "reference", "status", "outcome"), "")
        return {"row": child.row, "key": key, **nothing, "mark": mark, "attention": 0}
    reference = reference_of(child.matter)
    status, outcome = str(child.summary["status"]), str(child.summary["outcome"])
    return {
        "row": child.row,
        "key": key,
        "id": reference,
        "reference": shown(reference),
        "status": status,
        "outcome": outcome,
        "mark": status_mark(status, outcome),
        "attention": int(status == "correcting"),
    }


def _sentence(error: object) -> str:
    if isinstance(error, Mapping):
        return error_text(str(error["code"]), **error).sentence
    return error_text(str(error)).sentence
