"""The bureaux that a month is lived at: units of the city with their own items, officers and leaders.

The report's bureau comes first; after it those units whose items bear every kind of the mix, the ones with most items that
are decided on the spot before the others.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from infra.simulate.plan import MIX, Office

Json = Mapping[str, Any]

FLOWS: Final = {"surveyed": "surveyed", "reviewed": "reviewed"}
"""Of the kinds whose flow waits for somebody; all others are decided on the spot."""

ON_THE_SPOT: Final = "instant"


class TooFewOfficesError(ValueError):
    """So many units of this city bear the mix."""

    code = "too_few_offices"


@dataclass(frozen=True)
class People:
    """Staff ids of a unit; `surveyors` are two officers, one lent by the centre where the unit has one of its own."""

    officers: Sequence[str]
    surveyors: Sequence[str]
    leaders: Mapping[str, str]


def offices(data: Json, count: int) -> Sequence[Office]:
    """Raises TooFewOfficesError."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, item in sorted(data["items"].items()):
        if _can_be_played(item):
            found[item["unit"]][item["flow"].get("use", "")].append(code)
    flows = {ON_THE_SPOT, *FLOWS.values()}
    able = [
        Office(unit, {kind: tuple(items[FLOWS.get(kind, ON_THE_SPOT)]) for kind in MIX["kinds"]})
        for unit, items in found.items()
        if flows <= items.keys()
    ]
    able.sort(key=lambda one: (one.unit != MIX["unit"], -len(one.items["window"]), one.unit))
    if len(able) < count:
        raise TooFewOfficesError(f"{len(able)} units of this city have items of every kind, {count} are asked for")
    return able[:count]


def people_of(unit: str, staff: Sequence[Json], lender: str) -> People:
    """`lender` is the unit that lends a surveyor."""
    officers = _holders(unit, "officer", staff)
    lent = [one for one in _holders(lender, "officer", staff) if one not in officers]
    leaders = {post: _holders(unit, post, staff)[0] for post in ("chief", "director")}
    return People(officers, (*officers, *lent)[:2], leaders)


def holder_of(post: str, staff: Sequence[Json]) -> str:
    """The staff id of the first who holds the post in any unit."""
    return next(str(one["id"]) for one in staff for held in one["posts"] if held["post"] == post)


def _holders(unit: str, post: str, staff: Sequence[Json]) -> list[str]:
    return [str(one["id"]) for one in staff if {"unit": unit, "post": post} in one["posts"]]


def _can_be_played(item: Json) -> bool:
    """Applied for by everybody in every way, free of charge, and with a certificate at its end."""
    return bool(
        item["status"] == "published"
        and item["result"]
        and item["courier"]
        and item["online"]
        and not (item["fees"] or item["delegation"] or item["quota"])
        and any(one["required"] == "always" and one["source"] != "shared" for one in item["materials"])
    )
