"""Whatever versions are published and whatever the moment: exactly one of an item is in force, and it is found again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.catalogue import Edition, UnknownEditionError
from chalicelib.domain.publication.changes import announced, changes
from chalicelib.domain.publication.revision import refounded, revised
from chalicelib.domain.versions import begin, is_moment, moment_of, same_content, versions_of
from tests.sample import SHANGHAI

START = datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
MINUTES = st.integers(-5, 40)
BASE: Mapping[str, Any] = {"city": {"name": "试点"}, "units": [], "items": {}}


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def version(number: int, minute: int | None, telephone: str = "1", **more: Any) -> dict[str, Any]:
    """Of the item A; it begins so many minutes after the start, or at a date long before."""
    begins = "2014-04-25" if minute is None else moment_of(at(minute))
    made = {"code": "A", "name": "甲", "status": "published", "version": number, "effective_from": begins}
    return {**made, "effective_until": None, "telephone": telephone, **more}


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Up to six versions of an item, one of them perhaps in force already, some with an end."""
    begins = draw(st.lists(MINUTES, max_size=6, unique=True))
    ends = [draw(st.none() | MINUTES) for _ in begins]
    versions = [
        version(n, minute, str(n), effective_until=None if over is None else moment_of(at(over)))
        for n, (minute, over) in enumerate(zip(begins, ends, strict=True), 2)
    ]
    items = {"A": version(1, None)} if draw(st.booleans()) else {}
    return Edition("d" * 64, {**BASE, "items": items, "coming": {"A": versions}})


@given(editions(), MINUTES)
def test_the_last_version_that_has_begun_is_in_force_and_later_ones_are_to_come(edition: Edition, minute: int) -> None:
    now, here = at(minute), edition.as_of(at(minute))
    versions = versions_of(edition.data, "A")
    begun = [one for one in versions if begin(one) <= moment_of(now)]
    standing = here.data["items"].get("A")
    assert (standing is None) == (not begun)
    if standing:
        assert standing["version"] == max(begun, key=begin)["version"]
        until = standing["effective_until"]
        assert (standing["status"] == "expired") == (until is not None and until <= moment_of(now))
    assert list(here.coming("A")) == [one for one in versions if begin(one) > moment_of(now)]


@given(editions(), MINUTES, MINUTES)
def test_a_later_look_is_the_same_however_one_came_there(edition: Edition, one: int, other: int) -> None:
    first, second = sorted((one, other))
    direct = edition.as_of(at(second))
    assert edition.as_of(at(first)).as_of(at(second)).data == direct.data
    assert edition.as_of(at(second)).as_of(at(first)) == direct, "never earlier than it stands already"


@given(editions(), MINUTES)
def test_an_edition_as_of_a_minute_is_found_again_by_its_name(edition: Edition, minute: int) -> None:
    here = edition.as_of(at(minute))
    again = Edition(edition.digest, edition.data).named(here.digest)
    assert again.data == here.data
    assert again.digest == here.digest or here.data == edition.data


@given(editions(), MINUTES, MINUTES)
def test_one_name_is_one_catalogue(edition: Edition, one: int, other: int) -> None:
    first, second = (edition.as_of(at(minute)) for minute in (one, other))
    assert first.digest != second.digest or first.data == second.data


def test_a_date_is_the_last_day_of_a_version_and_the_last_of_all_dates_no_end() -> None:
    for until, expired in (
        ("2026-11-26", False),
        ("2026-11-25", True),
        ("9999-12-31", False),
        ("2026-11-26T10:00", True),
    ):
        edition = Edition("d", {**BASE, "items": {"A": version(1, None, effective_until=until)}})
        assert (edition.as_of(START).item("A")["status"] == "expired") is expired


def test_a_minute_of_which_the_edition_knows_nothing_is_unknown() -> None:
    edition = Edition("d" * 64, {**BASE, "items": {"A": version(1, None)}})
    assert edition.as_of(at(0)) is edition
    for name in ("d~20300101T0000", "d~"):
        if name.endswith("~"):
            assert edition.named(name) is edition
        else:
            with pytest.raises(UnknownEditionError):
                edition.named(name)


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("2026-12-01", True),
        ("2026-12-01T09:00", True),
        ("2026-12-01T09:00:00", False),
        ("2026-12-01T09:00+08:00", False),
        ("2026-12-01T0900", False),
        ("20261201", False),
        ("2026-02-30", False),
        ("", False),
        (None, False),
        (7, False),
    ],
)
def test_a_moment_is_a_date_or_a_minute(value: Any, *, good: bool) -> None:
    assert is_moment(value) is good


# What is published is a sequence of versions, each named for a minute or for at once.
PUBLISHED = st.lists(st.tuples(MINUTES, st.sampled_from("123")), max_size=8)


@given(PUBLISHED)
def test_however_versions_are_published_numbers_are_never_given_twice_and_no_minute_has_two(
    published: list[tuple[int, str]],
) -> None:
    edition = Edition("0", {**BASE, "items": {"A": version(1, None)}})
    seen = {1: "1"}
    for n, (minute, telephone) in enumerate(published):
        item = version(0, minute if minute > 0 else None, telephone)
        data = revised(edition, [item], now=at(0))
        after = Edition(str(n + 1), data)
        versions = versions_of(data, "A")
        numbers = [one["version"] for one in versions]
        assert len(set(numbers)) == len(numbers)
        assert len({begin(one) for one in versions[1:]}) == len(versions[1:])
        new = [one for one in versions if one not in versions_of(edition.data, "A")]
        assert len(new) <= 1
        for one in new:
            assert one["version"] > max(each["version"] for each in versions_of(edition.data, "A"))
            seen[one["version"]] = one["telephone"]
        told = changes(edition, after)
        assert bool(told) == (data != edition.data)
        edition = after


def test_a_version_for_later_leaves_the_one_in_force_and_begins_by_itself() -> None:
    edition = Edition("0", {**BASE, "items": {"A": version(1, None)}})
    after = Edition("1", revised(edition, [version(1, 30, "2")], now=at(0)))
    assert after.as_of(at(29)).item("A")["telephone"] == "1"
    assert after.as_of(at(30)).item("A")["telephone"] == "2"
    (told,) = changes(edition, after)
    assert (told.kind, told.parts, told.version, told.begins) == ("changed", ("telephone",), 2, "2026-11-26T10:30")
    assert announced(after, "A") == [told]
    assert announced(after.as_of(at(30)), "A") == []
    assert changes(after.as_of(at(31)), after.as_of(at(31))) == []


def test_what_is_announced_can_be_put_right_and_taken_back_until_it_begins() -> None:
    edition = Edition("0", {**BASE, "items": {"A": version(1, None)}})
    announced_once = Edition("1", revised(edition, [version(1, 30, "2")], now=at(0)))
    right = Edition("2", revised(announced_once, [version(1, 30, "3")], now=at(1)))
    assert [one["telephone"] for one in right.coming("A")] == ["3"]
    assert [(one.kind, one.version) for one in changes(announced_once, right)] == [("changed", 3)]
    back = Edition("3", revised(right, [version(1, 30, "1")], now=at(2)))
    assert back.data == edition.data
    assert [(one.kind, one.begins) for one in changes(right, back)] == [("taken_back", "2026-11-26T10:30")]


def test_an_item_published_for_later_is_there_from_its_minute_on() -> None:
    edition = Edition("0", BASE)
    after = Edition("1", revised(edition, [version(1, 30)], now=at(0)))
    assert list(after.as_of(at(29)).items()) == []
    assert [item["code"] for item in after.as_of(at(30)).items()] == ["A"]
    assert [(one.kind, one.begins) for one in changes(edition, after)] == [("published", "2026-11-26T10:30")]


@given(editions(), MINUTES)
def test_the_folder_published_again_changes_nothing_that_was_published_since(edition: Edition, minute: int) -> None:
    here = edition.as_of(at(minute))
    folder = {**BASE, "items": {"A": version(1, None)}}
    again = refounded(edition, folder, now=at(minute))
    if "A" in here.data["items"]:
        assert again == here.data
    assert refounded(replace(edition, data=again), folder, now=at(minute)) == again


def test_a_folder_whose_next_version_begins_later_announces_it() -> None:
    edition = Edition("0", {**BASE, "items": {"A": version(1, None)}})
    folder = {**BASE, "items": {"A": version(2, 30, "2")}}
    after = Edition("1", refounded(edition, folder, now=at(0)))
    assert after.item("A")["version"] == 1
    assert after.as_of(at(30)).item("A")["version"] == 2
    assert same_content(after.as_of(at(30)).item("A"), folder["items"]["A"])
