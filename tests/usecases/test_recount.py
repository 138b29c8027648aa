"""The tallies equal a recount of the log that knows neither rows nor tallies, however often and late they were counted."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.tally import Figures, Tallies, Window, added, together
from chalicelib.domain.tally.counts import counts_queue
from chalicelib.domain.tally.periods import month_of
from chalicelib.domain.times import SHANGHAI, local_date
from chalicelib.usecases.check_counts import counts_of, mend_counts
from chalicelib.usecases.hinted_log import ReadOnceLog
from chalicelib.usecases.project import project
from chalicelib.usecases.recount import PAGE, count_day, recount, recount_days
from tests import cases
from tests.effort import share
from tests.fakes.tallies import FakeTallies
from tests.fakes.views import FakeViews
from tests.sample import TUESDAY, World, calendar
from tests.usecases.test_project import any_command

MATTERS = tuple(case_matter(derive("recount", number)) for number in range(3))
COMMANDS = ("accept", "correct", "supply", "withdraw", "card", "handle:pass", "review:pass", "approve:pass")


@dataclass
class City:
    """A log with its rows and tallies, and a clock."""

    world: World = field(default_factory=World)
    tallies: FakeTallies = field(default_factory=FakeTallies)
    now: datetime = TUESDAY

    def do(self, matter: str, kind: str, number: int) -> None:
        try:
            if kind == "open":
                cases.opened(self.world, cases.joint(), self.now, matter)
            elif self.world.log.read(matter):
                cases.run(self.world, any_command(number, kind), self.now, matter)
        except RefusedError:
            return

    def follow(self) -> None:
        for matter in self.world.log.matters():
            project(
                matter,
                log=self.world.log,
                views=self.world.views,
                catalogue=self.world.catalogue,
                calendar=calendar(),
                projected=lambda *_: None,
            )

    def count(self) -> tuple[tuple[str, str, str], ...]:
        return recount(views=self.world.views, tallies=self.tallies, now=self.now).differences

    def by_the_log(self, month: str) -> Mapping[Window, Figures]:
        """Of the days of this month that are over."""
        today = self.now.astimezone(SHANGHAI).date()
        found: dict[Window, list[Figures]] = {}
        for matter in self.world.log.matters():
            rows = counts_of(matter, log=self.world.log, catalogue=self.world.catalogue, calendar=calendar())
            for key, row in rows.items():
                day = date.fromisoformat(key.queue.partition(":")[2])
                if month_of(day) == month and day < today:
                    figures = {name: value for name, value in row.items() if isinstance(value, int)}
                    found.setdefault(Window(key.sort.partition("#")[0], str(row["window"])), []).append(figures)
        return together([{window: added(parts)} for window, parts in found.items()])

    def received_in(self, month: str) -> int:
        """By the facts as they lie in the log, without anything that counts."""
        bodies = [json.loads(body) for matter in self.world.log.matters() for body in self.world.log.read(matter)]
        facts = [(local_date(body["recorded_at"]), fact) for body in bodies for fact in body["facts"]]
        return sum(fact["type"] == "received" and month_of(day) == month for day, fact in facts)


events = st.lists(
    st.tuples(st.sampled_from(MATTERS), st.sampled_from(("open", *COMMANDS)), st.integers(0, 72), st.booleans()),
    max_size=25,
)


@pytest.mark.thorough
@settings(max_examples=share(300), deadline=None)
@given(events)
def test_tallies_are_a_recount_of_the_log(history: list[tuple[str, str, int, bool]]) -> None:
    city = City()
    for number, (matter, kind, hours, counts) in enumerate(history):
        city.now += timedelta(hours=hours)
        city.do(matter, kind, number)
        if counts:
            city.follow()
            assert city.count() == (), "nothing that was counted comes out otherwise"
    city.now += timedelta(days=2)
    city.follow()
    city.count()
    for month in ("2026-03", "2026-04", "2026-05", "2026-06"):
        assert city.tallies.of(month) == city.by_the_log(month)
        assert sum(one.get("received", 0) for one in city.tallies.of(month).values()) == city.received_in(month)


def busy() -> City:
    city = City()
    for number, matter in enumerate(MATTERS):
        city.do(matter, "open", number)
        city.do(matter, "accept", 10 + number)
    city.follow()
    city.now += timedelta(days=1)
    assert city.count() == ()
    return city


def test_a_tally_that_is_not_what_its_rows_come_to_is_told_and_put_right() -> None:
    city = busy()
    [(window, figures)] = city.tallies.of("2026-03-03").items()
    city.tallies.put("2026-03-03", window, {**figures, "received": 99})
    city.tallies.put("2026-03-03", Window("GHJ", "nowhere"), {"received": 1})
    assert city.count() == (("2026-03-03", "GHJ", "nowhere"), ("2026-03-03", "GHJ", window.name))
    assert city.tallies.of("2026-03-03") == {window: figures}
    assert city.count() == ()


def test_a_month_that_is_not_the_sum_of_its_days_is_told_and_put_right() -> None:
    city = busy()
    [(window, figures)] = city.tallies.of("2026-03").items()
    city.tallies.remove("2026-03", window)
    assert city.count() == (("2026-03", "GHJ", window.name),)
    assert city.tallies.of("2026-03") == {window: figures}


def test_a_row_that_is_not_what_the_log_says_is_told_and_put_right_and_then_counted() -> None:
    city, matter = busy(), MATTERS[0]
    key = RowKey(counts_queue(date(2026, 3, 3)), f"GHJ#{matter}")
    views, row = city.world.views, city.world.views.rows[key]
    views.put(key, {**row, "received": 7})
    ports = {"views": views, "catalogue": city.world.catalogue, "calendar": calendar()}
    ports |= {"log": city.world.log, "now": city.world.log}
    assert mend_counts(matter, 1, **ports) == [f"count {key.queue} {key.sort}"]
    assert mend_counts(matter, 1, **ports) == []
    views.delete(key)
    assert len(city.count()) == 1, "the row is gone, so the day comes out otherwise"
    assert mend_counts(matter, 2, **ports) == [f"count {key.queue} {key.sort}"]
    assert len(city.count()) == 1
    assert city.tallies.of("2026-03") == city.by_the_log("2026-03")


def test_a_commit_that_comes_while_counts_are_mended_counts_too() -> None:
    city, matter = busy(), MATTERS[0]
    key = RowKey(counts_queue(date(2026, 3, 3)), f"GHJ#{matter}")
    views, behind = city.world.views, ReadOnceLog(city.world.log, {matter: 1})
    right = dict(views.rows[key])
    views.put(key, {**right, "received": 7})

    class Racing(type(views)):  # type: ignore[misc]
        """Another function's commit and row come between the reading of the log and the writing of the row."""

        raced = False

        def put(self, at: RowKey, row: Row) -> None:
            if not self.raced:
                self.raced = True
                city.now -= timedelta(days=1)
                city.do(matter, "card", 99)
                city.follow()
            super().put(at, row)

    views.__class__ = Racing
    ports = {"views": views, "catalogue": city.world.catalogue, "calendar": calendar()}
    mend_counts(matter, 2, log=behind, now=city.world.log, **ports)
    assert (
        views.rows[key]
        == counts_of(matter, log=city.world.log, **{n: ports[n] for n in ("catalogue", "calendar")})[key]
    )
    assert views.rows[key] != right, "the card counts for that day"


def test_a_night_asks_for_no_day_twice_and_for_none_to_come() -> None:
    city, asked = busy(), Counter[str]()

    class Asked(FakeViews):
        def query(self, queue: str, **page: Any) -> Sequence[tuple[RowKey, Row]]:
            asked[queue] += 1
            return super().query(queue, **page)

    class AskedTallies(FakeTallies):
        def of(self, period: str, unit: str = "") -> Tallies:
            asked[period] += 1
            return super().of(period, unit)

    city.world.views.__class__, city.tallies.__class__ = Asked, AskedTallies
    assert city.count() == ()
    assert set(asked.values()) == {1}
    days = [name for name in asked if len(name) == len("2026-03-03")]
    assert (min(days), max(days)) == ("2026-02-01", "2026-03-03"), "whole months, as far as they are over"


@pytest.mark.parametrize("rows", [PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_every_row_of_a_day_is_counted_however_many_pages_they_fill(rows: int) -> None:
    views, queue = FakeViews(), counts_queue(date(2026, 3, 3))
    for number in range(rows):
        views.put(RowKey(queue, f"GHJ#c-{number:05}"), {"window": "1", "received": 1})
    assert count_day(date(2026, 3, 3), views=views) == {Window("GHJ", "1"): {"received": rows}}


def test_rows_that_come_from_dead_letters_are_counted() -> None:
    city = City()
    city.do(MATTERS[0], "open", 0)
    city.now += timedelta(days=1)
    assert city.count() == ()
    city.now += timedelta(days=12)
    city.count()
    city.follow()
    city.count()
    assert city.tallies.of("2026-03") == city.by_the_log("2026-03") != {}


def test_days_that_were_never_counted_are_not_sealed_by_later_ones() -> None:
    city = busy()
    sealed = city.tallies.through()
    recount_days(date(2026, 4, 1), date(2026, 4, 30), views=city.world.views, tallies=city.tallies)
    assert city.tallies.through() == sealed


def test_days_without_a_count_are_made_up_for_and_today_is_never_sealed() -> None:
    city = City()
    city.do(MATTERS[0], "open", 0)
    city.now += timedelta(days=20)
    city.do(MATTERS[1], "open", 1)
    city.follow()
    assert city.count() == ()
    assert city.tallies.through() == date(2026, 3, 22)
    assert city.tallies.of("2026-03")[next(iter(city.tallies.of("2026-03")))]["received"] == 1
    assert sum(one["received"] for one in count_day(date(2026, 3, 23), views=city.world.views).values()) == 1


def test_an_older_day_can_be_counted_by_hand_without_forgetting_the_last_one() -> None:
    city = busy()
    sealed = city.tallies.through()
    recount_days(date(2026, 2, 1), date(2026, 2, 28), views=city.world.views, tallies=city.tallies)
    assert city.tallies.through() == sealed


def test_one_unit_is_counted_from_its_own_rows_only() -> None:
    city = busy()
    assert count_day(date(2026, 3, 3), views=city.world.views, unit="GHJ") == city.tallies.of("2026-03-03")
    assert count_day(date(2026, 3, 3), views=city.world.views, unit="GH") == {}
