"""What was required on a day: every instant of it belongs to exactly one part, and that part holds what held then."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.catalogue import Edition, UnknownItemError
from chalicelib.domain.publication.revision import revised
from chalicelib.domain.times import end_of, instant, stamp, start_of
from chalicelib.domain.versions import moment_of
from chalicelib.usecases.item_on_day import item_on_day
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import SHANGHAI

START = datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
BASE: Mapping[str, Any] = {"city": {"name": "试点"}, "units": [], "items": {}}
DAYS = [date(2026, 11, 24) + timedelta(days=n) for n in range(7)]
HOURS = st.integers(0, 96)


def item(number: int, begins: str, until: str | None = None) -> dict[str, Any]:
    made = {"code": "A", "name": "甲", "status": "published", "version": 0, "effective_from": begins}
    return {**made, "effective_until": until, "telephone": str(number)}


@st.composite
def histories(draw: st.DrawFn) -> tuple[FakeCatalogue, list[tuple[datetime, Edition]]]:
    """Publications over four days, each of a version for at once or for later, some with an end."""
    catalogue, told = FakeCatalogue(), []
    current = Edition("0", BASE)
    for n, hour in enumerate(sorted(draw(st.lists(HOURS, max_size=6, unique=True))), 1):
        at = START + timedelta(hours=hour, minutes=n)
        begins = draw(st.none() | st.integers(1, 48))
        ends = draw(st.none() | st.integers(1, 60))
        moment = moment_of(at + timedelta(hours=begins)) if begins else "2014-04-25"
        over = moment_of(at + timedelta(hours=(begins or 0) + ends)) if ends else None
        current = Edition(str(n), revised(current, [item(n, moment, over)], now=at))
        catalogue.publish(current, now=stamp(at))
        told.append((at, current))
    return catalogue, told


@given(histories(), st.sampled_from(DAYS), st.integers(0, 24 * 60 - 1))
def test_each_instant_of_the_day_has_the_version_that_was_in_force(
    history: tuple[FakeCatalogue, list[tuple[datetime, Edition]]], day: date, minute: int
) -> None:
    catalogue, told = history
    asked = start_of(day) + timedelta(minutes=minute, seconds=30)
    standing = next((edition.as_of(asked) for at, edition in reversed(told) if at <= asked), None)
    if not told:
        return
    found = item_on_day("A", day, catalogue=catalogue)
    assert found.recorded_since == stamp(told[0][0])
    parts = [part for part in found.parts if instant(part.since) <= asked < instant(part.until)]
    assert len(parts) == (standing is not None)
    if standing:
        assert parts[0].item == standing.data["items"].get("A")
        assert found.parts[-1].until == stamp(end_of(day))
    for first, second in zip(found.parts, found.parts[1:], strict=False):
        assert first.until == second.since
        assert first.item != second.item


def test_nothing_is_known_of_before_the_first_publication() -> None:
    catalogue = FakeCatalogue()
    catalogue.publish(Edition("1", {**BASE, "items": {"A": item(1, "2014-04-25")}}), now=stamp(START))
    before = item_on_day("A", date(2026, 11, 25), catalogue=catalogue)
    assert (before.parts, before.recorded_since) == ([], stamp(START))
    [part] = item_on_day("A", date(2026, 11, 26), catalogue=catalogue).parts
    assert (part.since, part.item is not None) == (stamp(START), True)


def test_an_item_that_no_edition_knows_is_unknown() -> None:
    catalogue = FakeCatalogue()
    catalogue.publish(Edition("1", BASE), now=stamp(START))
    with pytest.raises(UnknownItemError):
        item_on_day("A", date(2026, 11, 26), catalogue=catalogue)


def test_few_publications_are_read_however_many_there_were() -> None:
    class Counted(FakeCatalogue):
        reads = 0

        def publications(self, *, beyond: int = 0, limit: int = 20) -> Any:
            self.reads += 1
            return super().publications(beyond=beyond, limit=limit)

    catalogue = Counted()
    data = {**BASE, "items": {"A": item(1, "2014-04-25")}}
    for n in range(1000):
        catalogue.publish(Edition(str(n), data), now=stamp(START + timedelta(days=n)))
    [part] = item_on_day("A", (START + timedelta(days=500)).date(), catalogue=catalogue).parts
    assert part.item is not None
    assert catalogue.reads < 16
