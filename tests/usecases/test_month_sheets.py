"""What is shown of a month: nights and today together, nothing twice; and what is exchanged of a day, each record once."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from chalicelib.domain.commit import read_chain
from chalicelib.domain.exchange import ACCEPTANCE, APPLICATION, Record
from chalicelib.domain.reference import case_matter, derive, reference_of
from chalicelib.domain.tally.sheet import measures, total
from chalicelib.domain.times import instant, stamp
from chalicelib.ports import Written
from chalicelib.usecases import exchange_day as exchange
from chalicelib.usecases.check_day import SETTLING
from chalicelib.usecases.exchange_day import ExchangeDay
from chalicelib.usecases.month_sheets import MonthSheets
from chalicelib.usecases.note_cases import note_cases
from tests.usecases.test_recount import MATTERS, City, busy

MARCH = "2026-03"


def sheets(city: City, units: Sequence[str] | None = None) -> MonthSheets:
    return MonthSheets(units, city.world.views, city.tallies, city.now)


def received(city: City, units: Sequence[str] | None = None) -> int:
    return measures(total(sheets(city, units).month(MARCH).tallies)).received


def test_days_counted_by_night_and_today_are_each_counted_once() -> None:
    city = City()
    city.do(MATTERS[0], "open", 0)
    city.follow()
    assert received(city) == 1
    city.now += timedelta(days=1)
    city.do(MATTERS[1], "open", 1)
    city.follow()
    assert received(city) == 2
    city.count()
    assert received(city) == 2, "yesterday's tally, and today's rows"
    city.now += timedelta(days=1)
    assert received(city) == 2, "a night that has not been yet"
    city.count()
    city.count()
    assert received(city) == received(city, ["GHJ"]) == 2
    assert received(city, ["RSJ"]) == 0


def test_what_nobody_has_counted_is_told_as_lacking_until_somebody_has() -> None:
    city = City()
    city.do(MATTERS[0], "open", 0)
    city.follow()
    city.now += timedelta(days=10)
    found = sheets(city).month(MARCH)
    assert (found.until, found.lacking[-1]) == (date(2026, 3, 13), date(2026, 3, 10))
    assert measures(total(found.tallies)).received == 0
    city.count()
    found = sheets(city).month(MARCH)
    assert (found.lacking, measures(total(found.tallies)).received) == ((), 1)
    assert sheets(city).month("2026-04").until is None


def test_the_trend_is_the_sheets_of_its_months() -> None:
    city = busy()
    months = sheets(city).trend(MARCH)
    assert len(months) == 12
    assert months[-1] == (MARCH, total(sheets(city).month(MARCH).tallies))
    assert not any(figures for _, figures in months[:-1])


def noted(city: City) -> None:
    """A night, in which every commit of the log is taken for one of the last 24 hours."""
    log = city.world.log
    chains = [read_chain(log.read(matter)) for matter in log.matters()]
    written = [Written(one.matter, one.seq, instant(one.recorded_at)) for chain in chains for one in chain]
    note_cases(written, log=log, tallies=city.tallies, now=city.now)


def told(city: City, day: date, unit: str = "") -> list[tuple[str, str]]:
    of_day = ExchangeDay(day, unit, city.tallies, city.world.log, city.world.catalogue)
    paged, beyond = list[Record](), ""
    while True:
        page = of_day.page(beyond)
        paged, beyond = [*paged, *page.records], page.beyond
        if not beyond:
            break
    assert paged == list(of_day.whole())
    return [(one.kind, str(one.values["reference"])) for one in paged]


def test_of_a_day_the_records_of_that_day_are_told() -> None:
    city, matter = City(), MATTERS[0]
    first = city.now.date()
    city.do(matter, "open", 0)
    city.now += timedelta(days=1)
    city.do(matter, "accept", 1)
    assert told(city, first) == [], "no night has been"
    noted(city)
    noted(city)
    assert [kind for kind, _ in told(city, first)] == [APPLICATION]
    assert [kind for kind, _ in told(city, first + timedelta(days=1))] == ["pre_acceptance", ACCEPTANCE]
    assert told(city, first + timedelta(days=2)) == []
    assert told(city, first, "RSJ") == []
    assert told(city, first, "GHJ") == told(city, first)


def test_a_day_is_complete_once_the_nights_have_been_through_it_without_a_gap() -> None:
    city = City()
    ports = {"log": city.world.log, "tallies": city.tallies}
    days = [ExchangeDay(date(2026, 3, day), "", city.tallies, city.world.log, city.world.catalogue) for day in (3, 4)]
    assert [day.complete for day in days] == [False, False]
    night = city.now.replace(hour=2) + timedelta(days=1)
    assert note_cases([], now=night, **ports).gap == ""
    assert [day.complete for day in days] == [True, False]
    late = note_cases([], now=night + timedelta(days=2), **ports)
    assert late.gap == city.tallies.noted_until() == stamp(night - SETTLING)
    assert [day.complete for day in days] == [True, False], "nobody knows what was written in between"


def test_pages_of_a_day_have_every_case_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "A_PAGE", 2)
    city = City()
    matters = [case_matter(derive("many", number)) for number in range(5)]
    for number, matter in enumerate(matters):
        city.do(matter, "open", number)
    noted(city)
    assert sorted(told(city, city.now.date())) == sorted((APPLICATION, reference_of(matter)) for matter in matters)


def test_what_was_written_after_midnight_is_found_on_the_day_that_it_records() -> None:
    city, matter = City(), MATTERS[0]
    city.now = city.now.replace(hour=23, minute=59, second=59)
    city.do(matter, "open", 0)
    late = Written(matter, 1, city.now + timedelta(seconds=30))
    note_cases([late], log=city.world.log, tallies=city.tallies, now=city.now)
    assert [kind for kind, _ in told(city, city.now.date())] == [APPLICATION]
    assert told(city, city.now.date() + timedelta(days=1)) == []
