"""How much an edition holds, counted from its items and units each time, so that no figure can drift from the catalogue."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.catalogue import Edition


@dataclass(frozen=True)
class ZoneTotals:
    code: str
    name: str
    units: int
    items: int


@dataclass(frozen=True)
class Totals:
    """Items count while applications are taken; `by_category` names every category in use. `units` are the city's own,
    `new_units` those of them that joined the centre with the reform; a county's units are not counted. `variants` are
    the handling variants of the items, `instant` those concluded on the spot, `with_forms` the items with a form to
    download."""

    items: int
    by_category: Mapping[str, int]
    variants: int
    instant: int
    with_forms: int
    units: int
    new_units: int
    zones: tuple[ZoneTotals, ...]


def totals(edition: Edition) -> Totals:
    items = [item for item in edition.items() if item["status"] == "published"]
    own = [unit for unit in edition.open_units().values() if not unit.get("county")]
    variants = [edition.variant_data(item["code"], one["code"]) for item in items for one in item["variants"]]
    by_zone, units_by_zone = Counter(item["zone"] for item in items), Counter(unit["zone"] for unit in own)
    return Totals(
        items=len(items),
        by_category=dict(Counter(item["category"] for item in items)),
        variants=len(variants),
        instant=sum(one["promised_limit"]["unit"] == "session" for one in variants),
        with_forms=sum(has_form(item) for item in items),
        units=len(own),
        new_units=sum(bool(unit.get("new")) for unit in own),
        zones=tuple(
            ZoneTotals(zone["code"], zone["name"], units_by_zone[zone["code"]], by_zone[zone["code"]])
            for zone in edition.city["zones"]
        ),
    )


def has_form(item: Mapping[str, Any]) -> bool:
    """Whether one of the papers is a form of the unit's, to be downloaded and filled in."""
    return any(material["blank"] for material in item["materials"])
