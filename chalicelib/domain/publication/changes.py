"""What a new edition changes, as the public change log tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Edition

Kind = Literal[
    "published",
    "changed",
    "suspended",
    "cancelled",
    "delegated",
    "resumed",
    "withdrawn",
    "unit_added",
    "unit_changed",
    "unit_dropped",
    "rules",
]

ITEM_OWN: Final = ("version", "effective_from")
"""What differs between two versions by itself."""


@dataclass(frozen=True)
class Change:
    """One line: `code` and `name` of the item or unit (empty: the city's rules), `parts` are the names of the parts that
    differ, `version` is the item's new one."""

    kind: Kind
    code: str
    name: str
    parts: tuple[str, ...] = ()
    version: int = 0


def changes(before: Edition | None, after: Edition) -> list[Change]:
    """Units first, then items in the order of the catalogue, then the city's rules; all items of a first edition are new."""
    old: Mapping[str, Any] = before.data if before else {"items": {}, "units": []}
    return [
        *_units(old["units"], after.data["units"]),
        *_items(old["items"], after.data["items"]),
        *_rules(old, after.data),
    ]


def _units(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[Change]:
    was, now = ({unit["code"]: unit for unit in units} for units in (old, new))
    for code, unit in now.items():
        if code not in was:
            yield Change("unit_added", code, unit["name"])
        elif differing := _differing(was[code], unit):
            yield Change("unit_changed", code, unit["name"], differing)
    for code in was.keys() - now.keys():
        yield Change("unit_dropped", code, was[code]["name"])


def _items(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for code, item in new.items():
        was = old.get(code)
        if was is None:
            yield Change("published", code, item["name"], version=item["version"])
        elif parts := tuple(part for part in _differing(was, item) if part not in ITEM_OWN):
            yield Change(_kind(was, item), code, item["name"], parts, item["version"])
    for code in sorted(old.keys() - new.keys()):
        yield Change("withdrawn", code, old[code]["name"])


def _kind(was: Mapping[str, Any], item: Mapping[str, Any]) -> Kind:
    if was["status"] == item["status"]:
        return "changed"
    if item["status"] == "published":
        return "resumed"
    kinds: Mapping[str, Kind] = {"suspended": "suspended", "cancelled": "cancelled", "delegated": "delegated"}
    return kinds[item["status"]]


def _rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    parts = tuple(key for key in new if key not in ("items", "units") and old.get(key) != new[key])
    if "city" in old and parts:
        yield Change("rules", "", "", parts)


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key for key in dict.fromkeys([*now, *was]) if was.get(key) != now.get(key))
