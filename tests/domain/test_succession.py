"""Units that were merged or split: nobody loses a post, nobody gets one of a stranger, and a second run gives nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.changes import changes
from chalicelib.domain.publication.revision import revised
from chalicelib.domain.publication.succession import posts_besides, taken_over
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import TUESDAY, edition, published

POSTS = [{"code": code, "name": code, "inside_centre": code != "admin"} for code in ("officer", "chief", "admin")]
CODES = "ABCDE"


def city(**successors: Sequence[str]) -> Edition:
    units = [{"code": code, "name": code, "successors": list(successors.get(code, ()))} for code in CODES]
    data: Mapping[str, Any] = {"units": units, "posts": POSTS, "items": {}}
    return Edition("0", data)


@pytest.mark.parametrize(
    ("successors", "held", "besides"),
    [
        ({"A": "B"}, "A:officer", {"B:officer"}),
        ({"A": "B"}, "B:chief", {"A:chief"}),
        ({"A": "B"}, "C:chief", set()),
        ({"A": "B"}, "A:admin", set()),
        ({"A": "BC"}, "A:officer", {"B:officer", "C:officer"}),
        ({"A": "BC"}, "B:officer", {"A:officer"}),
        ({"A": "BC"}, "A:officer B:officer", set()),
        ({"A": "B", "B": "C"}, "A:officer", {"B:officer", "C:officer"}),
        ({"B": "A", "C": "A"}, "B:officer", {"A:officer", "C:officer"}),
        ({"A": "B", "B": "C"}, "C:officer", {"A:officer", "B:officer"}),
        ({"A": "C", "B": "C"}, "C:chief", {"A:chief", "B:chief"}),
        ({}, "A:officer", set()),
    ],
)
def test_posts_are_handed_on(successors: Mapping[str, str], held: str, besides: set[str]) -> None:
    assert posts_besides(held.split(), city(**{code: list(heirs) for code, heirs in successors.items()})) == besides


@given(
    st.dictionaries(st.sampled_from(CODES), st.lists(st.sampled_from(CODES), max_size=3, unique=True), max_size=4),
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(("officer", "chief", "admin"))), max_size=4),
)
def test_whatever_is_merged_or_split_a_second_run_gives_nothing_and_work_goes_to_open_units(
    successors: Mapping[str, list[str]], held: list[tuple[str, str]]
) -> None:
    where, posts = city(**successors), {f"{unit}:{code}" for unit, code in held}
    open_units = where.open_units()
    assert all(set(heirs) <= open_units.keys() for heirs in taken_over(where).values())
    besides = posts_besides(posts, where)
    assert besides.isdisjoint(posts)
    assert {post.partition(":")[2] for post in besides} <= {code for _, code in held}
    assert posts_besides(posts | besides, where) == frozenset()


def test_a_merger_is_told_with_who_takes_over_and_its_items_must_have_gone_along() -> None:
    before = edition()
    old, new = (before.unit(code) for code in ("KJJ", "JXW"))
    merged = {**old, "successors": ["JXW"]}
    with pytest.raises(BadEditionError, match="没有编码为“KJJ”的单位"):
        publish_edition(revised(before, [], now=TUESDAY, units=[merged]), catalogue=FakeCatalogue(), now=TUESDAY)
    moved = [item | {"unit": "JXW"} for item in _of_unit(before, "KJJ")]
    data = revised(before, moved, now=TUESDAY, units=[merged])
    after = publish_edition(data, catalogue=published(), now=TUESDAY, before=before)
    told = next(change for change in changes(before, after) if change.code == "KJJ")
    assert (told.kind, told.into) == ("unit_merged", (new["name"],))
    split = {**old, "successors": ["JXW", "JYJ"]}
    told = next(change for change in changes(before, Edition("1", revised(before, [], now=TUESDAY, units=[split]))))
    assert (told.kind, len(told.into)) == ("unit_split", 2)


@pytest.mark.parametrize("successors", [["NONE"], ["KJJ"]])
def test_a_unit_whose_work_goes_nowhere_is_not_closed(successors: list[str]) -> None:
    data = revised(edition(), [], now=TUESDAY, units=[{**edition().unit("KJJ"), "successors": successors}])
    with pytest.raises(BadEditionError, match="由哪个单位接手"):
        publish_edition(data, catalogue=FakeCatalogue(), now=TUESDAY)


def _of_unit(of: Edition, unit: str) -> list[dict[str, Any]]:
    """Its items, with every mention of the unit in their flows and materials as it is."""
    return [dict(item) for item in of.items() if item["unit"] == unit]
