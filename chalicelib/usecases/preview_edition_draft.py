"""What a draft would change in the edition that it was made on: item by item, part by part, in the old and the new words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.changes import Change, Kind, changes
from chalicelib.domain.versions import ITEM_OWN
from chalicelib.ports import Catalogue
from chalicelib.usecases.draft_content import next_edition
from chalicelib.usecases.edition_drafts import Found
from chalicelib.usecases.item_columns import COLUMNS

_SHOWN: Final = {column.part: column.show for column in COLUMNS}


@dataclass(frozen=True)
class PartChange:
    """`old` and `new` are empty where the part was or will be absent, or where it is not told in words."""

    part: str
    old: str
    new: str


@dataclass(frozen=True)
class ItemChange:
    """`kind` is empty where the item is too faulty to tell; a new item has no parts.
    `begins` is the local date or minute from which it holds, empty: at once."""

    kind: Kind | Literal[""]
    code: str
    name: str
    parts: tuple[PartChange, ...]
    begins: str = ""


def preview_edition_draft(found: Found, *, catalogue: Catalogue, now: datetime) -> tuple[ItemChange, ...]:
    """In the order of the catalogue; units and rules too where an older edition is to be in force again."""
    base = catalogue.edition(found.draft.stand.base)
    if found.content.wrong:
        return tuple(_faulty(base.data["items"].get(code), item) for code, item in found.content.items.items())
    after = next_edition(found.draft, found.content, catalogue, now=now)
    return tuple(_told(change, base, after) for change in changes(base, after))


def part_words(part: str, value: Any) -> str:
    """A part as the units' table says it, or as JSON where the table cannot."""
    if value is None:
        return ""
    try:
        shown = _SHOWN[part](value) if part in _SHOWN else ""
    except (AttributeError, KeyError, TypeError, ValueError):
        shown = ""  # a draft may say anything
    return shown or json.dumps(value, ensure_ascii=False, indent=1)


def _told(change: Change, base: Edition, after: Edition) -> ItemChange:
    old, new = _known(base.data, change.code), _known(after.data, change.code)
    if change.begins:
        old, new = new or old, _coming(after, change)
    if old is None or new is None:
        parts = tuple(PartChange(part, "", "") for part in change.parts)
    else:
        parts = tuple(_part(part, old, new) for part in change.parts)
    return ItemChange(change.kind, change.code, change.name, parts, change.begins)


def _coming(after: Edition, change: Change) -> Mapping[str, Any] | None:
    return next((item for item in after.coming(change.code) if item["version"] == change.version), None)


def _faulty(was: Mapping[str, Any] | None, item: Mapping[str, Any]) -> ItemChange:
    parts = [part for part in item if part not in ITEM_OWN and was and was.get(part) != item[part]]
    name = str(item.get("name") or (was or {}).get("name") or item["code"])
    return ItemChange("", str(item["code"]), name, tuple(_part(part, was or {}, item) for part in parts))


def _part(part: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> PartChange:
    return PartChange(part, part_words(part, was.get(part)), part_words(part, now.get(part)))


def _known(data: Mapping[str, Any], code: str) -> Mapping[str, Any] | None:
    """The item or unit of the code."""
    units = {unit["code"]: unit for unit in data["units"]}
    found: Mapping[str, Any] | None = data["items"].get(code) or units.get(code)
    return found
