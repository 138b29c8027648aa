"""Whether an item can be delegated (下放) as its data say: to known counties, each with a unit of its own there."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.domain.catalogue import CONTACT
from chalicelib.domain.flow.check import Flaw


def check_delegation(
    item: Mapping[str, Any], *, counties: Collection[str], units: Mapping[str, Mapping[str, Any]]
) -> tuple[Flaw, ...]:
    """The flaws in the delegation of one variant; places are JSON pointers into it, codes those of texts/flow.json."""
    return tuple(_flaws(item["delegation"], counties, units))


def _flaws(
    delegation: list[Mapping[str, Any]], counties: Collection[str], units: Mapping[str, Mapping[str, Any]]
) -> Iterator[Flaw]:
    seen: set[str] = set()
    for index, entry in enumerate(delegation):
        county, unit = str(entry.get("county")), str(entry.get("unit"))
        if county not in counties:
            yield Flaw(f"/{index}/county", "county_unknown", {"county": county})
        if county in seen:
            yield Flaw(f"/{index}/county", "county_twice", {"county": county})
        seen.add(county)
        if unit not in units:
            yield Flaw(f"/{index}/unit", "unit_unknown", {"unit": unit})
        elif units[unit].get("county") != county:
            yield Flaw(f"/{index}/unit", "unit_elsewhere", {"unit": unit, "county": county})
        if not _is_date(entry.get("from")):
            yield Flaw(f"/{index}/from", "date_unreadable", {"county": county})
        for key in CONTACT:
            if not entry.get(key):
                yield Flaw(f"/{index}/{key}", "contact_missing", {"county": county})


def _is_date(text: Any) -> bool:
    try:
        date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True
