"""The sample city holds what the city's own figures of 2014 say (one newspaper report), counted from its files."""

from collections import Counter
from typing import Any

from chalicelib.domain.catalogue_totals import totals
from tests.sample import edition

DATA = edition().data
ITEMS: list[dict[str, Any]] = list(DATA["items"].values())
UNITS = [unit for unit in DATA["units"] if not unit.get("county")]
ZONED = {
    "enterprise": {"工商局", "质监局", "国税局", "地税局", "卫生局", "药监局", "安监局"},
    "construction": {"发改委", "规划局", "住建委", "国土局", "消防支队", "人防办", "地震局", "气象局"},
    "convenience": {"公交公司", "供电公司", "天然气公司", "移动公司", "联通公司", "电信公司"},
}


def variants() -> list[dict[str, Any]]:
    """Every variant with its item's parts, merged here by hand."""
    return [{**item, **own} for item in ITEMS for own in item["variants"]]


def test_594_items_of_which_87_are_licences_25_approvals_and_482_services() -> None:
    assert Counter(item["category"] for item in ITEMS) == {"licence": 87, "approval": 25, "service": 482}


def test_689_variants_of_which_557_are_instant() -> None:
    promised = [variant["promised_limit"]["unit"] for variant in variants()]
    assert (len(promised), promised.count("session")) == (689, 557)


def test_more_than_180_items_have_a_form_to_download() -> None:
    assert 180 < sum(any(paper["blank"] for paper in item["materials"]) for item in ITEMS) < 200


def test_63_units_11_of_them_new_in_the_zones_of_the_report() -> None:
    assert len(UNITS) == 63
    assert sum("new" in unit for unit in UNITS) == 11
    for zone, names in ZONED.items():
        assert {unit["short_name"] for unit in UNITS if unit["zone"] == zone} == names
    assert {unit["code"] for unit in UNITS} == {item["unit"] for item in ITEMS}, "a unit without an item has no window"


def test_at_least_25_items_are_written_from_sources() -> None:
    sourced = [item for item in ITEMS if "" not in item["unverified"]]
    assert len(sourced) >= 25
    assert all(any(source["date"] for source in item["sources"]) for item in sourced)


def test_the_history_adds_up_to_what_is_kept() -> None:
    history = DATA["history"]
    removed = sum(kind["items"] for kind in history["removed"])
    assert removed == 731
    assert history["declared"]["items"] - removed == len(ITEMS)
    assert history["simplified"] == {"variants": len(variants()), "instant": totals(edition()).instant}


def test_what_the_edition_says_of_itself_is_what_is_counted_here() -> None:
    told = totals(edition())
    assert (told.items, told.variants, told.units, told.new_units) == (594, 689, 63, 11)
    assert told.by_category == Counter(item["category"] for item in ITEMS)
    assert {zone.code: zone.items for zone in told.zones} == Counter(item["zone"] for item in ITEMS)
    assert sum(zone.units for zone in told.zones) == 63


def test_what_no_longer_takes_applications_is_not_counted() -> None:
    item = ITEMS[0]
    closed = {**DATA, "items": {**DATA["items"], item["code"]: {**item, "status": "suspended"}}}
    told = totals(type(edition())("closed", closed))
    assert told.items == len(ITEMS) - 1
    assert told.variants == len(variants()) - len(item["variants"])
