"""What a new edition changes, at once or from a later minute on, as the public change log tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.ending import END, running_cases
from chalicelib.domain.versions import ITEM_OWN, begin, versions_of

Kind = Literal[
    "published",
    "changed",
    "suspended",
    "cancelled",
    "cancelled_with_cases",
    "delegated",
    "resumed",
    "expired",
    "taken_back",
    "withdrawn",
    "unit_added",
    "unit_changed",
    "unit_dropped",
    "unit_merged",
    "unit_split",
    "rules",
]

STATUS_KINDS: Final[Mapping[str, Kind]] = {
    "published": "resumed",
    "suspended": "suspended",
    "cancelled": "cancelled",
    "delegated": "delegated",
    "expired": "expired",
}
"""What a change of the status is called, by the new one."""


@dataclass(frozen=True)
class Change:
    """One line: `code` and `name` of the item or unit (empty: the city's rules), `parts` are the names of the parts that
    differ, `version` is the item's new one, `begins` the local date or minute from which it holds (empty: at once), `into` the names
    of the units that take over from one that was merged or split."""

    kind: Kind
    code: str
    name: str
    parts: tuple[str, ...] = ()
    version: int = 0
    begins: str = ""
    into: tuple[str, ...] = ()


def changes(before: Edition | None, after: Edition) -> list[Change]:
    """Units first, then items in the order of the catalogue, then the city's rules; all items of a first edition are new."""
    old: Mapping[str, Any] = before.data if before else {"items": {}, "units": []}
    return [
        *_units(old["units"], after.data["units"]),
        *_items(old["items"], after.data["items"]),
        *_coming(old, after.data),
        *_rules(old, after.data),
    ]


def _units(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[Change]:
    was, now = ({unit["code"]: unit for unit in units} for units in (old, new))
    for code, unit in now.items():
        if code not in was:
            yield Change("unit_added", code, unit["name"])
        elif (heirs := unit.get("successors")) and heirs != was[code].get("successors"):
            into = tuple(now[heir]["name"] for heir in heirs if heir in now)
            yield Change("unit_merged" if len(heirs) == 1 else "unit_split", code, unit["name"], into=into)
        elif differing := _differing(was[code], unit):
            yield Change("unit_changed", code, unit["name"], differing)
    for code in was.keys() - now.keys():
        yield Change("unit_dropped", code, was[code]["name"])


def _items(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for code, item in new.items():
        if change := difference(old.get(code), item):
            yield change
    for code in sorted(old.keys() - new.keys()):
        yield Change("withdrawn", code, old[code]["name"])


def difference(was: Mapping[str, Any] | None, item: Mapping[str, Any], begins: str = "") -> Change | None:
    """What the version changes in the one before it (None: the item's first); None where nothing but its number."""
    if was is None:
        return Change("published", item["code"], item["name"], (), item["version"], begins)
    parts = tuple(part for part in _differing(was, item) if part not in ITEM_OWN)
    return Change(_kind(was, item), item["code"], item["name"], parts, item["version"], begins) if parts else None


def announced(edition: Edition, code: str) -> list[Change]:
    """What has been published about the item and has not yet begun, the next first."""
    versions: list[Mapping[str, Any] | None] = list(versions_of(edition.data, code))
    before = versions if code in edition.data["items"] else [None, *versions]
    told = [difference(was, item, item["effective_from"]) for was, item in pairwise(before) if item]
    return [change for change in told if change]


def _coming(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """What is announced, and what was announced and will not come."""
    was, now = old.get("coming", {}), new.get("coming", {})
    for code in now:
        known = {item["version"] for item in was.get(code, ())}
        yield from (change for change in announced(Edition("", new), code) if change.version not in known)
    for code, versions in was.items():
        kept = {begin(item) for item in now.get(code, ())}
        for item in versions:
            if begin(item) not in kept and item != new["items"].get(code):
                yield Change("taken_back", code, item["name"], (), item["version"], item["effective_from"])


def _kind(was: Mapping[str, Any], item: Mapping[str, Any]) -> Kind:
    if was["status"] == item["status"]:
        return "changed"
    return "cancelled_with_cases" if running_cases(item) == END else STATUS_KINDS[item["status"]]


def _rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    parts = tuple(key for key in new if key not in ("items", "units", "coming") and old.get(key) != new[key])
    if "city" in old and parts:
        yield Change("rules", "", "", parts)


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key for key in dict.fromkeys([*now, *was]) if was.get(key) != now.get(key))
