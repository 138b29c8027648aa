"""The catalogue's items as a file that can be read in again: sent back unchanged it changes nothing."""

import json
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Edition
from chalicelib.ports import Tables
from chalicelib.usecases.item_table import table_of

ExportKind = Literal["xlsx", "csv", "json"]
EXPORT_KINDS: Final[tuple[ExportKind, ...]] = ("xlsx", "csv", "json")


def export_catalogue(edition: Edition, kind: ExportKind, *, tables: Tables, unit: str = "") -> bytes:
    """All items, or those of one unit; JSON says them whole, a table what its columns can say."""
    if kind == "json":
        items: list[Any] = [item for item in edition.items() if unit in ("", item["unit"])]
        return json.dumps(items, ensure_ascii=False, indent=2).encode()
    return tables.write(table_of(edition, unit=unit), kind)
