"""The search's own rules on the sample city; how well it finds what people really type is `test_search_queries.py`."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.search import Index
from chalicelib.domain.search.filters import KINDS, Filters
from chalicelib.domain.search.letters import _one_edit_away
from chalicelib.domain.search.readings import Readings, is_han
from chalicelib.domain.search.variant import meant_variant
from chalicelib.domain.typed_text import compact
from tests.sample import edition

INDEX = Index(edition())
ITEMS: list[Any] = list(edition().items())
READINGS = Readings.from_data(edition().data["readings"])
TEACHER, PLANNING = "XN-JYJ-001", "XN-GHJ-001"

any_item = st.sampled_from(ITEMS)


def found(query: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008 - a value that cannot change
    return [item["code"] for item in INDEX.find(query, filters)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("教师资格证认定", TEACHER),
        ("教师", TEACHER),
        ("jszg", TEACHER),
        ("JSZG", TEACHER),
        ("ｊｓｚｇ", TEACHER),
        ("教资", TEACHER),
        ("中等职业学校教师", TEACHER),
        ("XN-GHJ-001", PLANNING),
        ("xn-ghj-001", PLANNING),
        ("建设工程 规划 许可", PLANNING),
        ("叫师资格证", TEACHER),
        ("教帅资格证", TEACHER),
        ("jiaoshizigezheng", TEACHER),
        ("jiao shi zi ge zheng", TEACHER),
        ("jiaosizigezen", TEACHER),
        ("jiaoshizigzheng", TEACHER),
        ("jiaoshizgz", TEACHER),
    ],
)
def test_what_people_type_finds_the_item_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_where_items_fit_every_word_no_others_are_found() -> None:
    assert found("教师 规划")[:2] == [PLANNING, TEACHER]
    assert found("教师资格证 补办")[0] == "XN-JYJ-002"
    assert PLANNING not in found("建设工程 消防")


def test_where_no_item_fits_all_words_those_that_fit_one_are_found() -> None:
    assert {TEACHER, "XN-GAJ-012"} <= set(found("教师资格证 普通护照申领 取水"))


def test_words_beyond_the_sixth_are_read_as_one() -> None:
    assert found("教 师 资 格 证 认 定")[0] == TEACHER


def test_an_empty_query_is_everything_in_the_order_of_the_catalogue() -> None:
    assert found("  ") == found("。，！") == [item["code"] for item in ITEMS]


@pytest.mark.parametrize("query", ["外星人登陆", "qqqqqqq", "😀", "zzxxyyqq", "%00", "'; drop table"])
def test_nonsense_finds_nothing(query: str) -> None:
    assert found(query) == []


@given(any_item, st.data())
def test_any_part_of_a_name_finds_the_item(item: Any, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(item["name"]) - 2))
    end = data.draw(st.integers(start + 2, len(item["name"])))
    part = item["name"][start:end]
    if any(is_han(char) for char in part) and len(compact(part)) > 1:
        assert item["code"] in {one["code"] for one in INDEX.find(part)}


@given(any_item)
def test_a_whole_name_or_its_pinyin_finds_the_item_first_or_one_of_the_same_name(item: Any) -> None:
    pinyin = "".join(READINGS.spelt(char)[0] for char in item["name"] if char.isalnum())
    assert INDEX.find(item["name"])[0]["name"] == item["name"]
    if pinyin.isalpha() and len(pinyin) <= 60:
        assert item["code"] in {one["code"] for one in INDEX.find(pinyin)[:5]}


@given(st.text(max_size=200), st.sampled_from(["", *KINDS]))
def test_any_text_can_be_searched_for_and_filters_only_take_away(query: str, kind: str) -> None:
    everywhere = found(query)
    narrowed = found(query, Filters(kind=kind))
    assert narrowed == [code for code in everywhere if not kind or KINDS[kind](edition().item(code))]


@given(any_item)
def test_filters_are_by_zone_unit_kind_and_theme(item: Any) -> None:
    assert item["code"] in found("", Filters(zone=item["zone"], unit=item["unit"]))
    assert all(edition().item(code)["zone"] == item["zone"] for code in found("", Filters(zone=item["zone"])))
    for kind, holds in KINDS.items():
        assert (item["code"] in found("", Filters(kind=kind))) == holds(item)


@pytest.mark.parametrize("name", ["zone", "unit", "kind", "theme"])
def test_a_filter_that_names_nothing_is_known_as_such_and_lets_nothing_pass(name: str) -> None:
    nothing = Filters(**{name: "NONE"})
    assert nothing.unknown(edition()) == (name,)
    assert found("", nothing) == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [("jiaoshi", True), ("jiashi", True), ("jiaooshi", True), ("jioashi", True), ("jiaoxhi", True), ("jaohsi", False)],
)
def test_one_edit_is_a_wrong_missing_surplus_or_swapped_letter(text: str, fits: bool) -> None:  # noqa: FBT001
    assert _one_edit_away(text, "jiaoshizige") == fits


@pytest.mark.parametrize(
    ("query", "variant"),
    [
        ("中等职业学校教师资格", "XN-JYJ-001-2"),
        ("中等职业学校", "XN-JYJ-001-2"),
        ("教师资格证", None),
        ("jszg", None),
        ("", None),
    ],
)
def test_words_about_one_variant_name_it(query: str, variant: str | None) -> None:
    meant = meant_variant(edition().item(TEACHER), query)
    assert (meant and meant["code"]) == variant


@given(any_item, st.text(max_size=20))
def test_whatever_is_typed_a_variant_that_is_meant_is_one_of_the_items(item: Any, query: str) -> None:
    assert meant_variant(item, query) in [None, *item["variants"]]


letters = st.text("abc", min_size=1, max_size=8)


@given(letters, letters, st.integers(0, 8), st.sampled_from("abc"))
def test_any_one_edit_is_forgiven(typed: str, rest: str, at: int, letter: str) -> None:
    place = min(at, len(typed) - 1)
    for text in (
        typed[:place] + letter + typed[place:],
        typed[:place] + letter + typed[place + 1 :],
        typed[:place] + typed[place + 1 :],
        typed[:place] + typed[place : place + 2][::-1] + typed[place + 2 :],
    ):
        assert _one_edit_away(text, typed + rest)


def test_a_city_without_readings_synonyms_and_themes_is_searched_by_characters() -> None:
    kept = {name: value for name, value in edition().data.items() if name not in ("readings", "synonyms", "themes")}
    bare = Index(Edition("bare", kept))
    assert bare.find("教师资格证")[0]["code"] == TEACHER
    assert bare.find("jszg")[0]["code"] == TEACHER, "the item names these letters as a keyword"
