"""Items as the table in which units deliver them: one row for an item, all rows or none.

A cell that is left empty keeps what the item in force says; a new item must fill what publication requires.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.revision import revised
from chalicelib.texts import text
from chalicelib.usecases.check_edition import check_edition

MOST_ROWS: Final = 3000
SEPARATOR: Final = "|"
Read = Callable[[str], Any]


class CellError(ValueError):
    """The cell cannot be read; `sentence` is one of texts/publication.json under `cell`."""

    def __init__(self, sentence: str, **about: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.about = about


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
class ReadTable:
    """The items of the table laid over the edition in force, and everything that is wrong; with a fault nothing may be
    published."""

    data: Mapping[str, Any]
    codes: frozenset[str]
    faults: tuple[CellFault, ...]


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _choice(words: Mapping[str, Any]) -> tuple[Read, Callable[[Any], str]]:
    """A cell with one of these words, and how a value is shown."""

    def read(cell: str) -> Any:
        if cell not in words:
            raise CellError("choice", value=cell, known="、".join(words))
        return words[cell]

    return read, lambda value: next((word for word, known in words.items() if known == value), "")


_UNITS: Final = {"个工作日": "working_days", "个日历日": "calendar_days", "个月": "months"}
_KINDS: Final = {"原件": "original", "复印件": "copy", "电子件": "electronic"}
_SOURCES: Final = {"申请人": "applicant", "共享": "shared"}


def _limit(cell: str) -> Mapping[str, Any] | None:
    if cell == "无":
        return None
    if cell == "当场":
        return {"unit": "session"}
    for word, unit in _UNITS.items():
        if cell.endswith(word) and cell.removesuffix(word).isdecimal():
            return {"amount": int(cell.removesuffix(word)), "unit": unit}
    raise CellError("limit", value=cell)


def _limit_shown(limit: Mapping[str, Any] | None) -> str:
    if limit is None:
        return "无"
    words = {unit: word for word, unit in _UNITS.items()}
    return "当场" if limit["unit"] == "session" else f"{limit['amount']}{words[limit['unit']]}"


def _parts(line: str, count: int) -> list[str]:
    parts = [part.strip() for part in line.replace("｜", SEPARATOR).split(SEPARATOR)]
    if len(parts) != count:
        raise CellError("parts", line=line, count=str(count))
    return parts


def _basis(cell: str) -> list[Mapping[str, str]]:
    return [dict(zip(("law", "article"), _parts(line, 2), strict=True)) for line in _lines(cell)]


def _basis_shown(value: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(f"{one['law']}{SEPARATOR}{one['article']}" for one in value)


def _materials(cell: str) -> list[Mapping[str, Any]]:
    """编码|名称|种类|来源|依据, a line for each; a source that is none of the words is a unit's code."""
    found: list[Mapping[str, Any]] = []
    for line in _lines(cell):
        code, name, kind, source, basis = _parts(line, 5)
        found.append(
            {
                "code": code,
                "name": name,
                "kind": _KINDS.get(kind, ""),
                "source": _SOURCES.get(source) or ({"unit": source} if source else ""),
                "basis": basis,
            }
        )
    return found


def _materials_shown(value: Sequence[Mapping[str, Any]]) -> str:
    kinds, sources = ({known: word for word, known in words.items()} for words in (_KINDS, _SOURCES))
    return "\n".join(
        SEPARATOR.join(
            (
                one["code"],
                one["name"],
                kinds[one["kind"]],
                one["source"]["unit"] if isinstance(one["source"], Mapping) else sources[one["source"]],
                one["basis"],
            )
        )
        for one in value
    )


def _text(cell: str) -> str:
    return cell


def _flow(cell: str) -> Mapping[str, str]:
    return {"use": cell}


def _flow_shown(value: Mapping[str, Any]) -> str:
    """Empty where the item spells its flow out or sets limits of its own: a table cannot say it."""
    return str(value["use"]) if value.keys() == {"use"} else ""


@dataclass(frozen=True)
class Column:
    title: str
    part: str
    read: Read
    show: Callable[[Any], str] = str


_YES_NO: Final = _choice({"是": True, "否": False})
COLUMNS: Final = (
    Column("编码", "code", _text),
    Column("名称", "name", _text),
    Column("单位编码", "unit", _text),
    Column("功能区编码", "zone", _text),
    Column("类别", "category", *_choice({"行政许可": "licence", "非行政许可": "approval", "服务管理": "service"})),
    Column("适用规则", "regime", *_choice({"行政许可法": "licence", "其他法律": "other_law", "自行承诺": "promise"})),
    Column(
        "申请人",
        "applicants",
        *_choice(
            {
                "个人": ["person"],
                "单位": ["company"],
                "个人和单位": ["person", "company"],
                "单位和个人": ["company", "person"],
            }
        ),
    ),
    Column("谁可以申请", "who", _text),
    Column("办理条件", "conditions", _lines, "\n".join),
    Column("办理依据", "legal_basis", _basis, _basis_shown),
    Column("法定时限", "statutory_limit", _limit, _limit_shown),
    Column("承诺时限", "promised_limit", _limit, _limit_shown),
    Column("流程", "flow", _flow, _flow_shown),
    Column("申请材料", "materials", _materials, _materials_shown),
    Column("收费说明", "fee_basis", _text),
    Column("窗口", "window", _text),
    Column("咨询电话", "telephone", _text),
    Column("投诉电话", "complaint_telephone", _text),
    Column("能否寄送", "courier", *_YES_NO),
    Column("能否网上申请", "online", *_YES_NO),
    Column("检索词", "keywords", _lines, "\n".join),
)
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
            "remark": {"type": "string", "title": "申请说明", "description": "写清要办什么", "maxLength": 200}
        },
    },
}
"""What a new item says where the table has no column for it."""
_NEW_MATERIAL: Final[Mapping[str, Any]] = {
    "required": "always",
    "number": 1,
    "blank": None,
    "sample": None,
    "good_photo": "四个角都在画面里，字看得清，不反光。",
    "corrections": ["照片看不清。请对准后重新拍摄。"],
}


def table_of(edition: Edition, *, unit: str = "") -> list[list[str]]:
    """The edition's items as a table, its heading first; all, or those of one unit."""
    items = [item for item in edition.items() if unit in ("", item["unit"])]
    return [[one.title for one in COLUMNS], *([one.show(item[one.part]) for one in COLUMNS] for item in items)]


def read_items(cells: Sequence[Sequence[str]], current: Edition, *, today: date) -> ReadTable:
    """Every row read and checked as publication would check it."""
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
    data = revised(current, items.values(), today=today)
    faults += _checked(data, rows, at, items)
    return ReadTable(data, frozenset(items), tuple(sorted(faults, key=lambda one: (one.row, one.column))))


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
        if not cell or (was is not None and _same(column.show(was[column.part]), cell)):
            continue
        try:
            typed[column.part] = column.read(cell)
        except CellError as error:
            faults.append(_fault(row, place, error))
    if not named:
        faults.append(_fault(row, at["code"], CellError("code_missing")))
    if "materials" in typed:
        known = {one["code"]: one for one in was["materials"]} if was else {}
        typed["materials"] = [{**_NEW_MATERIAL, **known.get(one["code"], {}), **one} for one in typed["materials"]]
    if was is not None:
        return {**was, **typed}, faults
    variants = [{"code": f"{named}-1", "name": typed.get("name") or named}]
    return {**_NEW, "variants": variants, **typed, "code": named}, faults


def _same(shown: str, cell: str) -> bool:
    return "\n".join(_lines(shown)) == "\n".join(_lines(cell))


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
