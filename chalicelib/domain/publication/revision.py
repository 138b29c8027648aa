"""A revision: items as they are to be, laid over the edition in force; each gets its next version and its first day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.changes import ITEM_OWN


def revised(current: Edition, items: Iterable[Mapping[str, Any]], *, today: date) -> Mapping[str, Any]:
    """The data of the next edition. An item that differs from its version in force becomes that version's successor as of
    today; one that does not stays as it is. A later first day that the item names itself is kept."""
    known = dict(current.data["items"])
    for item in items:
        code, was = str(item.get("code")), known.get(item.get("code"))
        if was is None:
            known[code] = {"version": 1, "effective_from": today.isoformat(), **item}
        elif _without_own(was) != _without_own(item):
            known[code] = {**item, "version": was["version"] + 1, "effective_from": _from(item, was, today)}
    return {**current.data, "items": known}


def refounded(current: Edition, folder: Mapping[str, Any]) -> Mapping[str, Any]:
    """A city's folder published again: an item that has been published in a later version since, or that the folder does
    not know, stays as it is in force. Another city's folder replaces everything."""
    if current.data["city"]["name"] != folder["city"]["name"]:
        return folder
    items = dict(folder["items"])
    for code, item in current.data["items"].items():
        if code not in items or items[code]["version"] < item["version"]:
            items[code] = item
    return {**folder, "items": items}


def _from(item: Mapping[str, Any], was: Mapping[str, Any], today: date) -> Any:
    named = item.get("effective_from")
    return named if named and named != was["effective_from"] else today.isoformat()


def _without_own(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in item.items() if key not in ITEM_OWN}
