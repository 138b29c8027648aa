"""Items in a file as units and programs deliver them: JSON (one item or a list), CSV or XLSX. A file may come packed by gzip."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.ports import Tables
from chalicelib.usecases.item_table import MOST_ROWS, parse_items

MOST_UNPACKED: Final = 8 * 1024 * 1024
"""Bytes of JSON: a city's whole catalogue is a third of it."""

_GZIP: Final = b"\x1f\x8b"
_DEEPEST: Final = 30
_LARGEST: Final = 2**53 - 1
_MEGABYTE: Final = 1024 * 1024


class ItemFileError(ValueError):
    """The file holds no items that can be read; `code` and `about` make the sentence."""

    def __init__(self, code: str, about: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.about = about or {}


@dataclass(frozen=True)
class ItemFile:
    """`items` by code; `unread` are (cell, sentence) of what no item could be made of. `body` is what came, unpacked."""

    name: str
    body: bytes
    items: Mapping[str, Mapping[str, Any]]
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def is_workbook(self) -> bool:
        return self.name.lower().endswith(".xlsx")


def read_item_file(name: str, body: bytes, current: Edition, *, tables: Tables) -> ItemFile:
    """A table's cells are laid over the edition's items; JSON says items whole.

    Raises ItemFileError (items_type, items_too_large, items_not_json, items_shape, items_twice), TableUnreadableError.
    """
    unpacked, kind = _unpacked(body), name.rpartition(".")[2].lower()
    if kind in ("xlsx", "csv"):
        parsed = parse_items(tables.read(unpacked, name, most_rows=MOST_ROWS), current)
        return ItemFile(name, unpacked, parsed.items, tuple((one.cell, one.sentence) for one in parsed.faults))
    if kind == "json":
        return ItemFile(name, unpacked, items_of(json_of(unpacked)))
    raise ItemFileError("items_type")


def items_of(said: Any) -> Mapping[str, Mapping[str, Any]]:
    """Items by code from JSON that says one or a list. Raises ItemFileError (items_shape, items_twice)."""
    listed: Sequence[Any] = said if isinstance(said, list) else [said]
    items: dict[str, Mapping[str, Any]] = {}
    for number, item in enumerate(listed, 1):
        if not isinstance(item, dict) or not _named(item) or not _shallow(item, _DEEPEST):
            raise ItemFileError("items_shape", {"count": str(number)})
        if item["code"] in items:
            raise ItemFileError("items_twice", {"item": item["code"]})
        items[item["code"]] = item
    if not items:
        raise ItemFileError("items_shape", {"count": "1"})
    return items


def _named(item: Mapping[str, Any]) -> bool:
    return isinstance(item.get("code"), str) and bool(item["code"])


def _shallow(value: Any, left: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_shallow(one, left - 1) for one in inner)


def json_of(body: bytes) -> Any:
    """Raises ItemFileError (items_not_json)."""
    try:
        said = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number, parse_int=_whole)
        json.dumps(said, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise ItemFileError("items_not_json", {"line": str(error.lineno), "column": str(error.colno)}) from None
    except (ValueError, RecursionError):
        raise ItemFileError("items_not_json", {"line": "1", "column": "1"}) from None
    return said


def _whole(digits: str) -> int:
    """Canonical JSON (RFC 8785) holds no whole number that a double cannot."""
    number = int(digits) if len(digits) <= len(str(_LARGEST)) + 1 else _LARGEST + 1
    if abs(number) > _LARGEST:
        raise ValueError(digits)
    return number


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _unpacked(body: bytes) -> bytes:
    """At most so much that reading it cannot take a function's memory."""
    if body.startswith(_GZIP):
        try:
            unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
            body = unpacking.decompress(body, MOST_UNPACKED + 1)
        except zlib.error:
            raise ItemFileError("items_type") from None
    if len(body) > MOST_UNPACKED:
        raise ItemFileError("items_too_large", {"megabytes": str(MOST_UNPACKED // _MEGABYTE)})
    return body
