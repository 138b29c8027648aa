"""The tables that the sample items are made from."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """One item of items.tsv: `number` counts within the unit and is never given twice, hand-written items included."""

    unit: str
    number: str
    object: str
    action: str
    category: Literal["licence", "approval", "service"]
    handled: Literal["instant", "survey", "review"]
    applicants: tuple[str, ...]
    variants: tuple[str, ...]

    @property
    def code(self) -> str:
        return f"XN-{self.unit}-{self.number}"

    @property
    def name(self) -> str:
        return self.object + self.action


@dataclass(frozen=True)
class Subject:
    """What a unit asks about one matter: it is meant where `word` stands in the item's name, everywhere if empty."""

    unit: str
    word: str
    law: str
    papers: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class Group:
    """What is said of every item whose action ends in one of `endings`; `{name}`, `{object}`, `{law}` are filled in."""

    code: str
    endings: tuple[str, ...]
    form: str | None
    result: Mapping[str, str] | None
    conditions: tuple[str, ...]
    question: tuple[str, str]
    fields: Mapping[str, Any]


@cache
def rows() -> tuple[Row, ...]:
    return tuple(
        Row(**{**read, "applicants": _several(read["applicants"]), "variants": _several(read["variants"])})
        for read in _read("items")
    )


@cache
def subjects() -> tuple[Subject, ...]:
    return tuple(Subject(**{**read, "papers": _several(read["papers"])}) for read in _read("subjects"))


@cache
def actions() -> Mapping[str, Any]:
    """Groups, ready corrections, who issues a paper, and fees by an item's name."""
    told: Mapping[str, Any] = json.loads((FOLDER / "actions.json").read_text(encoding="utf-8"))
    return told


def subject_of(row: Row) -> Subject:
    """The unit's subject with the longest word in the item's name."""
    known = [one for one in subjects() if one.unit == row.unit and one.word in row.name]
    return max(known, key=lambda one: len(one.word))


def group_of(row: Row) -> Group:
    """The group with the longest ending of the item's name."""
    groups = actions()["groups"]
    endings = {
        ending: code for code, group in groups.items() for ending in group["endings"] if row.name.endswith(ending)
    }
    code = endings[max(endings, key=len)] if endings else actions()["otherwise"]
    return Group(code, **groups[code])


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("/") if part)


def _read(name: str) -> list[dict[str, Any]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
