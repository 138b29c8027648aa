"""The years in the city's folder against the `chinesecalendar` package, which reads the same notices.

To renew: when the State Council publishes a year, add calendar/<year>.json and raise the chinesecalendar pin; when a
published year is changed, add an entry to its `changes`.
"""

import json
import re
from bisect import bisect_right
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.city_files import SAMPLE_CITY, read_city
from chalicelib.domain.calendar import Calendar
from infra.calendar_moves import known_on

CITY = read_city(SAMPLE_CITY)
YEARS: list[dict[str, Any]] = CITY["calendar"]
HOURS: list[dict[str, Any]] = CITY["service_hours"]
CALENDAR = Calendar.from_data(YEARS, HOURS)
FIRST, LAST = date(2013, 1, 1), date(YEARS[-1]["year"], 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
NOTICES = [notice for year in YEARS for notice in (year, *year.get("changes", ()))]

every_year = pytest.mark.parametrize("year", YEARS, ids=[str(year["year"]) for year in YEARS])
every_notice = pytest.mark.parametrize("notice", NOTICES, ids=[notice["published_on"] for notice in NOTICES])


def test_the_years_follow_each_other_from_2013() -> None:
    numbers = [year["year"] for year in YEARS]
    assert numbers == list(range(2013, numbers[-1] + 1))
    assert numbers[-1] >= 2026
    assert [path.stem for path in sorted((SAMPLE_CITY / "calendar").glob("[0-9]*.json"))] == [str(n) for n in numbers]


def test_every_due_date_of_one_to_sixty_working_days_is_that_of_chinesecalendar() -> None:
    working = [day for day in DAYS if chinese_calendar.is_workday(day)]
    expected: list[date | None] = [*working, *[None] * 60]
    wrong = []
    for start in DAYS:
        after = bisect_right(working, start)
        for amount, on in enumerate(expected[after : after + 60], 1):
            due = CALENDAR.add_working_days(start, amount)
            if (None if due.provisional else due.on) != on:
                wrong.append((start, amount, due, on))
    assert wrong == []
    assert CALENDAR.add_working_days(LAST, 1).provisional


@every_year
def test_a_year_is_named_by_its_file_and_arranges_its_own_days(year: dict[str, Any]) -> None:
    on_file = json.loads((SAMPLE_CITY / "calendar" / f"{year['year']}.json").read_text(encoding="utf-8"))
    assert on_file == year
    assert date.fromisoformat(year["published_on"]).year == year["year"] - 1
    days = [date.fromisoformat(day) for key in ("off_days", "make_up_days") for day in year[key]]
    assert {day.year for day in days} <= {year["year"], year["year"] - 1}
    assert all(day.month == 12 for day in days if day.year < year["year"])
    assert all(date.fromisoformat(day).weekday() >= 5 for day in year["make_up_days"])


@every_notice
def test_a_notice_has_a_number_of_its_year_and_its_days_in_order(notice: dict[str, Any]) -> None:
    number = re.fullmatch(r"国(?:办)?发明电〔(\d{4})〕[1-9]\d*号", notice["notice"])
    assert number
    assert number[1] == notice["published_on"][:4]
    for key in ("off_days", "make_up_days"):
        assert notice[key] == sorted(set(notice[key]))


@pytest.mark.parametrize(
    ("published", "changed", "start", "before", "after"),
    [
        ("2015-05-13", "国发明电〔2015〕1号", date(2015, 9, 1), date(2015, 9, 7), date(2015, 9, 8)),
        ("2019-03-22", "国办发明电〔2019〕3号", date(2019, 4, 29), date(2019, 5, 6), date(2019, 5, 7)),
        ("2020-01-26", "国办发明电〔2020〕1号", date(2020, 1, 22), date(2020, 2, 3), date(2020, 2, 5)),
    ],
)
def test_the_three_years_that_were_changed_are_known_before_and_after(
    published: str, changed: str, start: date, before: date, after: date
) -> None:
    day = date.fromisoformat(published)
    was = Calendar.from_data(known_on(YEARS, day - timedelta(days=1)), HOURS).add_working_days(start, 4)
    becomes = Calendar.from_data(known_on(YEARS, day), HOURS).add_working_days(start, 4)
    assert (was.on, becomes.on) == (before, after)
    assert (changed in was.version, changed in becomes.version) == (False, True)


@given(st.dates(date(2012, 6, 1), date(2027, 6, 30)), st.integers(1, 60))
@settings(deadline=None)
def test_the_notices_that_the_version_names_are_enough_for_the_answer(start: date, amount: int) -> None:
    due = CALENDAR.add_working_days(start, amount)

    def named(notice: dict[str, Any]) -> bool:
        return f"{notice['notice']} {notice['published_on']}" in due.version

    files = [{**year, "changes": [c for c in year.get("changes", ()) if named(c)]} for year in YEARS if named(year)]
    assert Calendar.from_data(files, HOURS).add_working_days(start, amount) == due
