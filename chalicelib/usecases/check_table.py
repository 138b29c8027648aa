"""Checking a table of subjects: its columns are the item's form fields by title, each row is checked as a form is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.subject_key import subject_key
from chalicelib.domain.typed_text import compact
from chalicelib.usecases.check_form import LONGEST, FieldError, check_form

FIRST_LINE: Final = 2
"""The line of the first row in the file: people count the heading."""


class TableColumnsError(ValueError):
    """Columns that must be there are not; `about` names them."""

    code = "table_columns"

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(",".join(titles))
        self.about = {"columns": tuple(titles)}


@dataclass(frozen=True)
class TypedRow:
    """One row as it was typed: texts by field; `line` counts from 1 as the spreadsheet does."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class CheckedRow:
    """`key` is empty where the key's own cell cannot be read; `errors` by field."""

    line: int
    key: str
    values: Mapping[str, str]
    answers: Mapping[str, Any]
    errors: Mapping[str, FieldError] = field(default_factory=dict)


def batch_rules(definition: Definition) -> Mapping[str, Any] | None:
    """What the item says of batches of it: `key`, `most_rows`, `photos`, `shared`, `results`; None where it takes none."""
    rules: Mapping[str, Any] | None = definition.data.get("batch")
    return rules


def columns_of(definition: Definition) -> Mapping[str, str]:
    """Field → title of the table's columns, in order."""
    return {name: schema["title"] for name, schema in definition.data["form"]["properties"].items()}


def result_columns(definition: Definition) -> Mapping[str, str]:
    """Field → title of the columns of the results' file: the key, and what it brings."""
    rules, titles = batch_rules(definition) or {}, columns_of(definition)
    results = rules.get("results")
    return {name: titles[name] for name in (rules["key"], *results["fields"])} if results else {}


def sample_row(columns: Mapping[str, str], definition: Definition) -> list[str]:
    """An example for each column, from the fields' own examples and choices."""
    properties = definition.data["form"]["properties"]
    return [str((*properties[name].get("examples", ()), *properties[name].get("enum", ()), "")[0]) for name in columns]


def typed_rows(
    cells: Sequence[Sequence[str]], columns: Mapping[str, str], wanted: Iterable[str], sample: Sequence[str]
) -> list[TypedRow]:
    """The rows under their fields; columns that nobody knows are left out, and so is the template's own sample row.

    Raises TableColumnsError when a wanted column is not there.
    """
    known = {_heading(title): name for name, title in columns.items()}
    at = {known[_heading(title)]: place for place, title in enumerate(cells[0]) if _heading(title) in known}
    missing = [columns[name] for name in wanted if name not in at]
    if missing:
        raise TableColumnsError(missing)
    example = dict(zip(columns, sample, strict=True))
    rows = (
        TypedRow(line, {name: row[place][: LONGEST + 1] for name, place in at.items() if place < len(row)})
        for line, row in enumerate(cells[1:], FIRST_LINE)
        if any(row)
    )
    return [row for row in rows if any(value != example.get(name) for name, value in row.values.items())]


def merged(rows: Iterable[TypedRow], results: Iterable[TypedRow], key: str) -> tuple[list[TypedRow], list[TypedRow]]:
    """The rows with what the results bring for their keys, and the results that fit no row."""
    found = {subject_key(result.values.get(key, "")): result for result in results}
    merged_rows, used = [], set()
    for row in rows:
        of = subject_key(row.values.get(key, ""))
        brought = {name: value for name, value in found[of].values.items() if value} if of in found else {}
        used.add(of)
        merged_rows.append(replace(row, values={**row.values, **{n: v for n, v in brought.items() if n != key}}))
    return merged_rows, [result for of, result in found.items() if of not in used]


def check_rows(rows: Iterable[TypedRow], definition: Definition, *, today: date) -> list[CheckedRow]:
    """Every row by the item's form; of two rows with one key the second is wrong."""
    key = (batch_rules(definition) or {})["key"]
    lines: dict[str, int] = {}
    checked = []
    for row in rows:
        answers, errors = check_form(definition.data["form"], row.values, today=today)
        own = subject_key(str(answers.get(key, "")))
        if own and lines.setdefault(own, row.line) != row.line:
            errors[key] = {"code": "row_repeated", "line": lines[own]}
        checked.append(CheckedRow(row.line, own, row.values, answers, errors))
    return checked


def _heading(title: str) -> str:
    return compact(title).rstrip("*")
