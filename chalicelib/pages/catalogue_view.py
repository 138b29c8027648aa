"""The catalogue's pages: the front page, the ways in, and what was found, a page at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib.domain.catalogue import Edition, handling_units
from chalicelib.domain.search.filters import KINDS, Filters, themes_of
from chalicelib.domain.search.variant import meant_variant
from chalicelib.pages.guide import item_row
from chalicelib.texts import joined, text

Item = Mapping[str, Any]
Shown = dict[str, Any]

POPULAR: Final = 6
EVENTS: Final = 8
ON_A_PAGE: Final = 30


def front(edition: Edition) -> Shown:
    open_items = _open(edition.items())
    instant = [item for item in open_items if KINDS["instant"](item)]
    examples = tuple(edition.data.get("synonyms", {}).get("examples", ()))
    return {
        "hint": text("catalogue.for_example", examples=examples) if examples else "",
        "popular": [item_row(item, edition) for item in instant[:POPULAR]],
        "events": _events(edition)[:EVENTS],
        "zones": _zones(edition, open_items),
    }


def browsing(edition: Edition) -> Shown:
    """Every way into the catalogue with the number of open items behind it."""
    open_items = _open(edition.items())
    themes = themes_of(edition)
    by_unit = Counter(unit for item in open_items for unit in handling_units(item))
    units = [{**unit, "count": by_unit[code]} for code, unit in edition.units().items() if by_unit[code]]
    return {
        "total": len(open_items),
        "zones": _zones(edition, open_items),
        "events": _events(edition),
        "themes": _links("theme", {code: theme["name"] for code, theme in themes.items()}),
        "kinds": _links("kind", _kind_names()),
        "unit_groups": [
            {"name": zone["name"], "units": [_unit_link(unit) for unit in units if unit["zone"] == zone["code"]]}
            for zone in edition.city["zones"]
        ],
    }


def results(found: Sequence[Item], query: str, filters: Filters, page: int, edition: Edition) -> Shown:
    """One page of what was found; words alone also find what is not open now, so that its page can say where to go."""
    listed = found if query else _open(found)
    pages = max(1, -(-len(listed) // ON_A_PAGE))
    page = min(page, pages)
    only = _names(filters, edition)
    rows = listed[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return {
        "heading": _heading(query, only, found=bool(rows)),
        "query": query,
        "by_pinyin": bool(edition.data.get("readings")),
        "only": only,
        "choices": _choices(filters, edition),
        "items": [_found_row(item, query, edition) for item in rows],
        "total": len(listed),
        "page": page,
        "pages": pages,
        "earlier": _address(query, filters, page - 1) if page > 1 else "",
        "later": _address(query, filters, page + 1) if page < pages else "",
        "everywhere": _address(query, Filters()),
    }


def _found_row(item: Item, query: str, edition: Edition) -> Shown:
    """The item's row; where the words are about one of its variants, that one's."""
    row, variant = item_row(item, edition), meant_variant(item, query)
    if variant is None or variant["name"] == item["name"]:
        return row
    note = joined([variant["name"], row["note"]], "parts")
    return {**row, "href": f"{row['href']}?variant={variant['code']}", "note": note}


def _open(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item["status"] == "published"]


def _zones(edition: Edition, open_items: Sequence[Item]) -> list[Shown]:
    counted = Counter(item["zone"] for item in open_items)
    return [
        {
            "href": _address("", Filters(zone=zone["code"])),
            "title": zone["name"],
            "note": text("catalogue.count", count=counted[zone["code"]]),
        }
        for zone in edition.city["zones"]
    ]


def _events(edition: Edition) -> list[Shown]:
    """What people call the events of their lives, each with the search that finds what it needs."""
    events = edition.data.get("synonyms", {}).get("events", ())
    return [{"href": _address(event["say"][0], Filters()), "title": event["say"][0]} for event in events]


def _links(filter_name: str, names: Mapping[str, str]) -> list[Shown]:
    return [{"href": f"/items?{filter_name}={code}", "title": name} for code, name in names.items()]


def _unit_link(unit: Item) -> Shown:
    title = text("catalogue.unit_count", name=unit["short_name"], count=unit["count"])
    return {"href": f"/items?unit={unit['code']}", "title": title}


def _choices(filters: Filters, edition: Edition) -> list[Shown]:
    """The filters as fields: name, label, and (code, name, chosen) of each choice; units of the chosen zone only."""
    units = {
        code: unit["short_name"] for code, unit in edition.open_units().items() if filters.zone in ("", unit["zone"])
    }
    named: Mapping[str, Mapping[str, str]] = {
        "zone": _zone_names(edition),
        "unit": units,
        "kind": _kind_names(),
        "theme": {code: theme["name"] for code, theme in themes_of(edition).items()},
    }
    return [
        {"name": name, "label": text(f"catalogue.{name}"), "options": options, "chosen": getattr(filters, name)}
        for name, options in named.items()
        if options
    ]


def _heading(query: str, only: str, *, found: bool) -> str:
    if query:
        return text("catalogue.found" if found else "catalogue.none", query=query)
    return only if found else text("catalogue.none_here")


def _names(filters: Filters, edition: Edition) -> str:
    """What the filters leave, in words; empty where there are none."""
    names = (
        _zone_names(edition).get(filters.zone),
        edition.units()[filters.unit]["short_name"] if filters.unit else None,
        themes_of(edition)[filters.theme]["name"] if filters.theme else None,
        _kind_names().get(filters.kind),
    )
    return joined([name for name in names if name], "parts")


def _zone_names(edition: Edition) -> Mapping[str, str]:
    return {zone["code"]: zone["name"] for zone in edition.city["zones"]}


def _kind_names() -> Mapping[str, str]:
    return {kind: text(f"catalogue.kinds.{kind}") for kind in KINDS}


def _address(query: str, filters: Filters, page: int = 1) -> str:
    asked = {"q": query, "zone": filters.zone, "unit": filters.unit, "kind": filters.kind, "theme": filters.theme}
    asked["page"] = str(page) if page > 1 else ""
    return f"/items?{urlencode({name: value for name, value in asked.items() if value})}"
