"""One item as a form: each part that people can type as the units' table says it, everything else as JSON."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from chalicelib.texts import text
from chalicelib.usecases.item_columns import COLUMNS, SEPARATOR, CellError, Column, choice_of, lines, parts_of, words_of
from chalicelib.usecases.item_file import ItemFileError, json_of
from chalicelib.usecases.item_table import same_cell, whole_materials

REST: Final = "rest"
"""The field with everything that has no field of its own."""

UNTOUCHED: Final = ("code", "version")
"""What publication or the address says."""


_YUAN: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Edited:
    """The item as typed, and the sentence of each field that could not be read."""

    item: Mapping[str, Any]
    wrong: Mapping[str, str]


def _fees(cell: str) -> list[Mapping[str, Any]]:
    """项目|金额（元）|单位|依据, a line for each; none: free."""
    found: list[Mapping[str, Any]] = []
    for line in lines(cell):
        item, amount, unit, basis = parts_of(line, 4)
        found.append({"item": item, "amount_fen": _fen(amount), "unit": unit, "basis": basis})
    return found


def _fen(amount: str) -> int:
    if not _YUAN.fullmatch(amount):
        raise CellError("amount", value=amount)
    return int(Decimal(amount) * 100)


def _fees_shown(value: list[Mapping[str, Any]]) -> str:
    """Empty where a fee says more than a line can."""
    if any(fee.keys() != {"item", "amount_fen", "unit", "basis"} for fee in value):
        return ""
    return "\n".join(
        SEPARATOR.join((fee["item"], f"{Decimal(fee['amount_fen']) / 100:f}", fee["unit"], fee["basis"]))
        for fee in value
    )


def _ended(cell: str) -> Mapping[str, str]:
    return {"instead": cell} if cell else {}


FIELDS: Final[tuple[Column, ...]] = (
    *(column for column in COLUMNS if column.part not in UNTOUCHED),
    Column("fees", _fees, _fees_shown),
    Column("effective_from", str),
    Column("status", *choice_of(words_of("status", ("published", "suspended", "cancelled", "delegated")))),
    Column("ended", _ended, lambda ended: str((ended or {}).get("instead", ""))),
)
_PARTS: Final = frozenset(field.part for field in FIELDS)


def fields_of(item: Mapping[str, Any]) -> dict[str, str]:
    """Each field's words; empty for what its field cannot say, which then stands in the rest."""
    shown = {field.part: _shown(field.show, item.get(field.part)) for field in FIELDS}
    return {**shown, REST: json.dumps(_rest(item, shown), ensure_ascii=False, indent=2)}


def edited_item(item: Mapping[str, Any], typed: Mapping[str, str]) -> Edited:
    """A field as it was shown changes nothing, though the item knows more than the field shows; one that is not there
    neither. An emptied one is empty: whether it may be, publication's checks say."""
    shown = fields_of(item)
    changed: dict[str, Any] = dict(item)
    wrong: dict[str, str] = {}
    if not same_cell(shown[REST], typed.get(REST, shown[REST])):
        try:
            changed = {
                **{part: item[part] for part in item if part not in json.loads(shown[REST])},
                **_read(typed[REST]),
            }
        except ItemFileError as error:
            wrong[REST] = text(f"cell.{error.code}", **error.about)
    for field in FIELDS:
        cell = typed.get(field.part, shown[field.part]).replace("\r\n", "\n").strip()
        if same_cell(shown[field.part], cell):
            continue
        try:
            changed[field.part] = _value(field, cell, item)
        except CellError as error:
            wrong[field.part] = text(f"cell.{error.sentence}", **error.about)
    return Edited({**changed, **{part: item[part] for part in UNTOUCHED if part in item}}, wrong)


def _value(field: Column, cell: str, item: Mapping[str, Any]) -> Any:
    value = field.read(cell)
    if field.part == "ended":
        return {**item.get("ended", {}), **value} if value else {}
    return whole_materials(value, item.get("materials", ())) if field.part == "materials" else value


def _read(cell: str) -> Mapping[str, Any]:
    said = json_of(cell.encode())
    if not isinstance(said, dict):
        raise ItemFileError("items_shape", {"count": "1"})
    return {part: value for part, value in said.items() if part not in UNTOUCHED}


def _rest(item: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    """What has no field, and what its field cannot show."""
    return {
        part: value
        for part, value in item.items()
        if part not in UNTOUCHED and (part not in _PARTS or (value and not shown[part]))
    }


def _shown(show: Callable[[Any], str], value: Any) -> str:
    try:
        return show(value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""  # a draft may say anything
