"""Finding items by name part, keyword and pinyin initials in the sample city."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.search import search
from tests.sample import edition

ITEMS: list[Any] = list(edition().items())


def found(query: str) -> list[str]:
    return [item["code"] for item in search(ITEMS, query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("教师资格证认定", "XN-JYJ-001"),
        ("教师", "XN-JYJ-001"),
        ("jszg", "XN-JYJ-001"),
        ("JSZG", "XN-JYJ-001"),
        ("ｊｓｚｇ", "XN-JYJ-001"),
        ("教资", "XN-JYJ-001"),
        ("中等职业学校", "XN-JYJ-001"),
        ("规划 许可", "XN-GHJ-001"),
        ("XN-GHJ-001", "XN-GHJ-001"),
    ],
)
def test_what_people_type_finds_the_item_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_every_word_must_fit() -> None:
    assert "XN-JYJ-001" not in found("教师 规划")


def test_an_empty_query_is_everything_in_the_order_of_the_catalogue() -> None:
    assert found("  ") == [item["code"] for item in ITEMS]


def test_nonsense_finds_nothing() -> None:
    assert found("不存在的事项") == []


@given(st.sampled_from(ITEMS), st.data())
def test_any_part_of_a_name_finds_the_item(item: Any, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(item["name"]) - 1))
    end = data.draw(st.integers(start + 1, len(item["name"])))
    part = item["name"][start:end]
    assert part.isspace() or item["code"] in found(part)


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for(query: str) -> None:
    assert len(found(query)) <= len(ITEMS)
