"""Items as the table in which units deliver them: one row for an item, all rows or none.

A cell that is left empty keeps what the item in force says; a new item must fill what publication requires.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.revision import revised
from chalicelib.texts import text
from chalicelib.usecases.check_edition import check_edition
from chalicelib.usecases.item_columns import COLUMNS, CellError, lines

MOST_ROWS: Final = 3000


@dataclass(frozen=True)
class CellFault:
    """`row` and `column` count from 1 as the spreadsheet does."""

    row: int
    column: int
    sentence: str

    @property
    def cell(self) -> str:
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return f"{letters}{self.row}"


@dataclass(frozen=True)
class ParsedTable:
    """The items of the rows that can be read, by code, and the cells that cannot; `rows` is where each code stands first,
    `at` the column of each part."""

    items: Mapping[str, Mapping[str, Any]]
    rows: Mapping[str, int]
    at: Mapping[str, int]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True)
class ReadTable:
    """The items of the table laid over the edition in force, and everything that is wrong; with a fault nothing may be
    published."""

    data: Mapping[str, Any]
    codes: frozenset[str]
    faults: tuple[CellFault, ...]


_NEW: Final[Mapping[str, Any]] = {
    "status": "published",
    "effective_until": None,
    "statutory_limit": None,
    "fees": [],
    "result": None,
    "courier": False,
    "online": False,
    "quota": None,
    "delegation": [],
    "notes": [],
    "faq": [],
    "keywords": [],
    "sources": [],
    "unverified": [],
    "form": {
        "type": "object",
        "required": [],
        "additionalProperties": False,
        "properties": {
            "remark": {
                "type": "string",
                "title": text("item_table.new.remark"),
                "description": text("item_table.new.remark_hint"),
                "maxLength": 200,
            }
        },
    },
}
"""What a new item says where the table has no column for it."""
_NEW_MATERIAL: Final[Mapping[str, Any]] = {
    "required": "always",
    "number": 1,
    "blank": None,
    "sample": None,
    "good_photo": text("item_table.new.good_photo"),
    "corrections": [text("item_table.new.correction")],
}


def table_of(edition: Edition, *, unit: str = "") -> list[list[str]]:
    """The edition's items as a table, its heading first; all, or those of one unit."""
    items = [item for item in edition.items() if unit in ("", item["unit"])]
    return [[one.title for one in COLUMNS], *([one.show(item[one.part]) for one in COLUMNS] for item in items)]


def parse_items(cells: Sequence[Sequence[str]], current: Edition) -> ParsedTable:
    """Every row read; nothing is checked yet that a cell alone cannot tell."""
    at, faults = _places(cells[0])
    items: dict[str, Mapping[str, Any]] = {}
    rows: dict[str, int] = {}
    for row, line in enumerate(cells[1:], 2) if not faults else ():
        if any(line):
            item, wrong = _item(line, at, row, current)
            if item["code"] in rows:
                wrong.append(_fault(row, at["code"], CellError("row_twice", row=str(rows[item["code"]]))))
            faults += wrong
            rows.setdefault(item["code"], row)
            if not wrong:
                items[item["code"]] = item
    if not rows and not faults:
        faults.append(CellFault(1, 1, text("cell.no_rows")))
    return ParsedTable(items, rows, at, tuple(faults))


def read_items(cells: Sequence[Sequence[str]], current: Edition, *, now: datetime) -> ReadTable:
    """Every row read and checked as publication would check it."""
    parsed = parse_items(cells, current)
    data = revised(current, parsed.items.values(), now=now)
    faults = [*parsed.faults, *_checked(data, parsed.rows, parsed.at, parsed.items)]
    return ReadTable(data, frozenset(parsed.items), tuple(sorted(faults, key=lambda one: (one.row, one.column))))


def _places(heading: Sequence[str]) -> tuple[dict[str, int], list[CellFault]]:
    """Part → column; the code's column must be there, and no column may be one that nobody knows."""
    parts = {one.title: one.part for one in COLUMNS}
    at: dict[str, int] = {}
    faults = []
    for column, title in enumerate(heading, 1):
        if title not in parts or parts[title] in at:
            faults.append(CellFault(1, column, text("cell.heading", value=title)))
        else:
            at[parts[title]] = column
    if "code" not in at and not faults:
        faults.append(CellFault(1, 1, text("cell.no_code")))
    return at, faults


def _item(
    line: Sequence[str], at: Mapping[str, int], row: int, current: Edition
) -> tuple[dict[str, Any], list[CellFault]]:
    """The row's item and what cannot be read; a cell as it was exported changes nothing, though the item knows more than
    its cell shows."""
    typed: dict[str, Any] = {}
    faults = []
    named = line[at["code"] - 1].strip() if at["code"] <= len(line) else ""
    was = current.data["items"].get(named)
    for column in COLUMNS:
        place = at.get(column.part, 0)
        cell = line[place - 1].strip() if 0 < place <= len(line) else ""
        if not cell or (was is not None and same_cell(column.show(was[column.part]), cell)):
            continue
        try:
            typed[column.part] = column.read(cell)
        except CellError as error:
            faults.append(_fault(row, place, error))
    if not named:
        faults.append(_fault(row, at["code"], CellError("code_missing")))
    if "materials" in typed:
        typed["materials"] = whole_materials(typed["materials"], was["materials"] if was else ())
    if was is not None:
        return {**was, **typed}, faults
    variants = [{"code": f"{named}-1", "name": typed.get("name") or named}]
    return {**_NEW, "variants": variants, **typed, "code": named}, faults


def whole_materials(typed: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Materials as a cell says them, with what is known of them by code and no cell can say."""
    more = {one["code"]: one for one in known}
    return [{**_NEW_MATERIAL, **more.get(one["code"], {}), **one} for one in typed]


def same_cell(shown: str, cell: str) -> bool:
    """Whether two cells say the same: what stands around a line's words tells nothing."""
    return "\n".join(lines(shown)) == "\n".join(lines(cell))


def _checked(
    data: Mapping[str, Any], rows: Mapping[str, int], at: Mapping[str, int], items: Mapping[str, Any]
) -> list[CellFault]:
    """What publication's own checks find, at the cell of the part; at the code's where the table has no such column."""
    found: dict[tuple[int, int, str], CellFault] = {}
    for fault in check_edition(Edition("", data), only=items.keys()):
        row = rows.get(fault.item, 1)
        part = fault.place.split("/")[1] if fault.place else ""
        column = at.get(part, at.get("code", 1))
        found.setdefault((row, column, fault.place), CellFault(row, column, fault.sentence))
    return list(found.values())


def _fault(row: int, column: int, error: CellError) -> CellFault:
    return CellFault(row, column, text(f"cell.{error.sentence}", **error.about))
