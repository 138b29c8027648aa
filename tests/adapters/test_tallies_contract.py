"""TallyStore: the fake and the real adapter keep the same contract."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from chalicelib import wiring
from chalicelib.domain.tally import Window
from chalicelib.ports import TallyStore
from tests.fakes.tallies import FakeTallies

pytestmark = pytest.mark.usefixtures("cloud")
both = pytest.mark.parametrize("make", [FakeTallies, wiring.tallies], ids=["fake", "real"])
FIRST, SECOND, NONE = Window("GHJ", "一楼A区1号窗口"), Window("GHJ", "二楼B区"), Window("GH", "")


@both
def test_figures_stand_under_period_unit_and_window_until_removed(make: Callable[[], TallyStore]) -> None:
    tallies, period = make(), uuid4().hex
    assert tallies.of(period) == {}
    for window, received in ((FIRST, 1), (SECOND, 2), (NONE, 3), (FIRST, 4)):
        tallies.put(period, window, {"received": received, "time_post:GHJ:chief": 1500})
    assert {window: figures["received"] for window, figures in tallies.of(period).items()} == {
        FIRST: 4,
        SECOND: 2,
        NONE: 3,
    }
    assert list(tallies.of(period, "GH")) == [NONE]
    tallies.remove(period, FIRST)
    tallies.remove(period, FIRST)
    assert list(tallies.of(period, "GHJ")) == [SECOND]
    assert tallies.of(uuid4().hex) == {}


@both
def test_cases_noted_twice_are_told_once_by_unit_and_in_order(make: Callable[[], TallyStore]) -> None:
    tallies, day, many = make(), date(1999, 12, 31), [f"c-{number:04}" for number in range(450)]
    tallies.note_cases(day, "GHJ", "first", many)
    tallies.note_cases(day, "GHJ", "second", many[:3])
    tallies.note_cases(day, "GH", "first", ["c-X"])
    assert list(tallies.cases(day, "GHJ")) == [("GHJ", matter) for matter in many]
    assert next(iter(tallies.cases(day))) == ("GH", "c-X")
    assert len(tallies.cases(day)) == 451
    assert list(tallies.cases(date(2000, 1, 1))) == []
    assert tallies.checked_until() == ""
    tallies.check_until("2026-03-02T00:00:00.000000Z")
    assert tallies.checked_until() == "2026-03-02T00:00:00.000000Z"
    tallies.note_until("2026-03-03T00:00:00.000000Z")
    assert tallies.noted_until() == "2026-03-03T00:00:00.000000Z"


@both
def test_the_last_day_counted_is_what_was_sealed_last(make: Callable[[], TallyStore]) -> None:
    tallies = make()
    tallies.seal(date(2026, 3, 3))
    tallies.seal(date(2026, 3, 4))
    assert tallies.through() == date(2026, 3, 4)
