"""A revision: items as they are to be, laid over the edition in force; each gets its next version and its first day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.times import local_date, stamp
from chalicelib.domain.versions import begin, in_order, is_moment, moment_of, same_content, with_versions

Item = Mapping[str, Any]


class AnotherCityError(ValueError):
    """The folder is another city's than the data: its people, cases and codes would be mixed. A city that was renamed says
    so in city.json (`formerly`)."""

    code = "another_city"

    def __init__(self, was: str, named: str) -> None:
        super().__init__(f"{named} over {was}")
        self.about: Mapping[str, str] = {"was": was, "named": named}


def revised(
    current: Edition, items: Iterable[Item], *, now: datetime, units: Iterable[Mapping[str, Any]] = ()
) -> Mapping[str, Any]:
    """The data of the next edition. An item that differs from its version in force becomes that version's successor as of
    today; one that does not stays as it is. One that names a later first moment is announced: it replaces what was
    announced for that moment, and takes it back where it equals what holds until then. `units` replace
    those of the same code or are added."""
    data = _with_units(current.as_of(now).data, units)
    known, coming = dict(data["items"]), dict(data.get("coming", {}))
    today = local_date(stamp(now)).isoformat()
    for item in items:
        code = str(item.get("code"))
        was, later = known.get(code), coming.get(code, ())
        if is_moment(item.get("effective_from")) and begin(item) > moment_of(now):
            coming[code] = _announced(item, was, later)
        elif was is None:
            known[code] = {"effective_from": today, **item, "version": _next(None, later)}
        elif not same_content(was, item):
            known[code] = {**item, "version": _next(was, later), "effective_from": _from(item, was, today)}
    return with_versions(data, known, coming)


def refounded(current: Edition, folder: Mapping[str, Any], *, now: datetime) -> Mapping[str, Any]:
    """A city's folder published again: an item that has been published in a later version since, or that the folder does
    not know, stays as it is in force or announced.

    Raises AnotherCityError.
    """
    data = current.as_of(now).data
    was_named, named = data["city"]["name"], folder["city"]["name"]
    if was_named not in (named, *folder["city"].get("formerly", ())):
        raise AnotherCityError(was_named, named)
    items, coming = dict(data["items"]), dict(data.get("coming", {}))
    for code, item in folder["items"].items():
        was, later = items.get(code), coming.get(code, ())
        coming[code] = [one for one in later if one["version"] > item["version"]]
        if was is None or was["version"] == item["version"] or _begun(was, item, now):
            items[code] = item
        elif was["version"] < item["version"]:
            coming[code] = in_order([item, *coming[code]])
    return with_versions(folder, items, coming)


def _begun(was: Item, item: Item, now: datetime) -> bool:
    return bool(was["version"] < item["version"] and begin(item) <= moment_of(now))


def _with_units(data: Mapping[str, Any], units: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    known = {unit["code"]: unit for unit in data["units"]} | {unit["code"]: unit for unit in units}
    return {**data, "units": list(known.values())}


def _announced(item: Item, was: Item | None, coming: Sequence[Item]) -> list[Item]:
    """What is to come of an item once this version of it is announced, too."""
    others = [one for one in coming if begin(one) != begin(item)]
    replaced = [one for one in coming if begin(one) == begin(item)]
    until_then = [one for one in others if begin(one) < begin(item)]
    before = until_then[-1] if until_then else was
    if before is not None and same_content(before, item):
        return others
    if replaced and same_content(replaced[0], item):
        return list(coming)
    return in_order([*others, {**item, "version": _next(was, coming)}])


def _next(was: Item | None, coming: Sequence[Item]) -> int:
    return max((one["version"] for one in (*([was] if was else ()), *coming)), default=0) + 1


def _from(item: Item, was: Item, today: str) -> Any:
    named = item.get("effective_from")
    return named if named and named != was["effective_from"] else today
