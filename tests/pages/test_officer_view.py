"""What the window's pages are given, beyond what the tests over HTTP look at."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.domain.row import RowKey
from chalicelib.pages import officer_view
from chalicelib.ports import Draft
from chalicelib.texts import FOLDER
from tests.sample import INSTANT, edition

CLOCKS = json.loads((FOLDER / "hall.json").read_text(encoding="utf-8"))["clock_rule"]


@pytest.mark.parametrize("rule", sorted(CLOCKS))
def test_a_clock_is_explained_to_applicant_and_officer_alike(rule: str) -> None:
    assert "您" not in CLOCKS[rule]


@pytest.mark.parametrize(
    ("queue", "named"), [("JYJ:officer", "教育局窗口承办人"), ("JYJ:delivery", "教育局待交付的证照")]
)
def test_the_way_to_the_next_page_names_the_queue(queue: str, named: str) -> None:
    last = RowKey(queue, "2026-03-03T01:30:00.000000Z#c-CP6553X2RM#receive")
    shown = officer_view.more(last, edition())
    assert shown["of"] == named
    assert dict(parse_qsl(urlsplit(shown["href"]).query)) == {"queue": queue, "beyond": last.sort}


@pytest.mark.parametrize(
    ("fields", "applicant"),
    [({"name": ["", "张三"]}, "张三"), ({"company_name": ["某公司"], "name": [""]}, "某公司"), ({"note": ["x"]}, "")],
)
def test_a_kept_walk_in_is_known_by_item_and_applicant(fields: dict[str, list[str]], applicant: str) -> None:
    draft = Draft("d", "s-jyj-1", INSTANT, f"{INSTANT}-1", "", "", fields, {}, "", "2026-03-03T01:30:00.000000Z", 0)
    assert officer_view.kept(draft, edition()) == {
        "draft": "d",
        "name": "教师资格证认定",
        "applicant": applicant,
        "at": draft.saved_at,
    }


def test_every_material_has_a_place_for_scans_and_none_is_needed() -> None:
    definition = edition().definition(INSTANT, f"{INSTANT}-1")
    slots = officer_view.scan_slots(definition, {"degree": [{"upload": "u"}]})
    assert [slot["code"] for slot in slots] == [material.code for material in definition.materials]
    assert {slot["required"] for slot in slots} == {""}
    assert [slot["code"] for slot in slots if slot["pages"]] == ["degree"]
