from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.calendar import Calendar, LimitUnit
from chalicelib.domain.calendar.data import CalendarError
from chalicelib.domain.times import SHANGHAI, local_date


def span(first: str, last: str) -> list[str]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(days=number)).isoformat() for number in range((end - start).days + 1)]


YEAR_2025: dict[str, Any] = {
    "year": 2025,
    "notice": "国办发明电〔2024〕12号",
    "published_on": "2024-11-12",
    "off_days": [
        "2025-01-01",
        *span("2025-01-28", "2025-02-04"),
        *span("2025-04-04", "2025-04-06"),
        *span("2025-05-01", "2025-05-05"),
        *span("2025-05-31", "2025-06-02"),
        *span("2025-10-01", "2025-10-08"),
    ],
    "make_up_days": ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
}
HOURS: list[dict[str, Any]] = [
    {
        "valid_from": "2014-04-25",
        "valid_until": None,
        "sessions": [{"from": "08:30", "to": "12:00"}, {"from": "14:30", "to": "17:30"}],
    }
]
CALENDAR = Calendar.from_data([YEAR_2025], HOURS)
NOTICE = "国办发明电〔2024〕12号 2024-11-12"

days = st.dates(date(2024, 6, 1), date(2027, 6, 30))
amounts = st.integers(1, 60)


def test_weekends_and_holidays_are_off_and_make_up_days_are_not() -> None:
    working = {"2025-09-26", "2025-09-28", "2025-09-29", "2025-09-30", "2025-10-09", "2025-10-10", "2025-10-11"}
    for day in span("2025-09-26", "2025-10-12"):
        assert CALENDAR.is_working_day(date.fromisoformat(day)) == (day in working)


def test_the_starting_day_does_not_count() -> None:
    due = CALENDAR.add_working_days(date(2025, 9, 29), 3)
    assert (due.on, due.provisional, due.version) == (date(2025, 10, 10), False, NOTICE)


def test_a_limit_of_twenty_days_over_the_national_holiday_counts_both_make_up_days() -> None:
    assert CALENDAR.add_working_days(date(2025, 9, 26), 20).on == date(2025, 10, 30)


@given(days, amounts)
@settings(deadline=None)
def test_the_nth_working_day_has_n_working_days_up_to_it(start: date, amount: int) -> None:
    due = CALENDAR.add_working_days(start, amount)
    assert CALENDAR.is_working_day(due.on)
    assert CALENDAR.working_days_between(start, due.on) == amount
    assert CALENDAR.working_days_between(start, due.on - timedelta(days=1)) == amount - 1


@given(days, amounts, amounts)
@settings(deadline=None)
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    halfway = CALENDAR.add_working_days(start, first).on
    assert CALENDAR.add_working_days(halfway, second).on == CALENDAR.add_working_days(start, first + second).on


@given(days, days, days)
@settings(deadline=None)
def test_spans_add_up_in_any_order(one: date, two: date, three: date) -> None:
    between = CALENDAR.working_days_between
    assert between(one, two) + between(two, three) == between(one, three)


@given(days, days, amounts, st.sampled_from(LimitUnit))
@settings(deadline=None)
def test_who_starts_later_is_never_due_earlier(one: date, two: date, amount: int, unit: LimitUnit) -> None:
    earlier, later = sorted((one, two))
    assert CALENDAR.due(earlier, amount, unit).on <= CALENDAR.due(later, amount, unit).on


@given(days, amounts, st.sampled_from(LimitUnit))
@settings(deadline=None)
def test_a_limit_ends_later_than_it_starts_on_a_working_day(start: date, amount: int, unit: LimitUnit) -> None:
    due = CALENDAR.due(start, amount, unit)
    assert due.on > start
    assert CALENDAR.is_working_day(due.on)
    assert CALENDAR.due(start, amount + 1, unit).on >= due.on


@given(days, amounts, st.sampled_from(LimitUnit))
@settings(deadline=None)
def test_a_limit_that_touches_an_unpublished_year_is_provisional(start: date, amount: int, unit: LimitUnit) -> None:
    due = CALENDAR.due(start, amount, unit)
    assert due.provisional == (start.year != 2025 or due.on.year != 2025)
    assert ("unpublished" in due.version) == due.provisional
    assert (NOTICE in due.version) == (start.year <= 2025 <= due.on.year)


def test_past_the_last_notice_weekdays_count_as_working_days() -> None:
    due = CALENDAR.add_working_days(date(2025, 12, 31), 2)
    assert (due.on, due.provisional) == (date(2026, 1, 2), True)
    assert due.version == f"{NOTICE}; 2026 unpublished"


@pytest.mark.parametrize(
    ("start", "amount", "unit", "on"),
    [
        ("2025-03-10", 15, "calendar_days", "2025-03-25"),
        ("2025-09-20", 12, "calendar_days", "2025-10-09"),  # 2 October is off: Civil Code 203
        ("2025-09-25", 3, "calendar_days", "2025-09-28"),  # a Sunday that is worked
        ("2025-01-15", 2, "months", "2025-03-17"),  # the 15th is a Saturday
        ("2025-01-31", 1, "months", "2025-02-28"),  # no 31st: month's end, Civil Code 202
        ("2025-08-31", 6, "months", "2026-03-02"),  # 28 February 2026 is a Saturday
        ("2025-12-10", 1, "months", "2026-01-12"),
        ("2025-09-29", 3, "working_days", "2025-10-10"),
    ],
)
def test_limits_in_each_unit(start: str, amount: int, unit: str, on: str) -> None:
    assert CALENDAR.due(date.fromisoformat(start), amount, unit).on == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("amount", "unit", "code"),
    [(0, "working_days", "limit_amount"), (-1, "months", "limit_amount"), (1, "session", "limit_unit")],
)
def test_a_limit_that_cannot_be(amount: int, unit: str, code: str) -> None:
    with pytest.raises(CalendarError) as refused:
        CALENDAR.due(date(2025, 3, 10), amount, unit)
    assert refused.value.code == code


def is_open(at: datetime) -> bool:
    return CALENDAR.service_days(at, at + timedelta(seconds=1)) > 0


def test_the_next_working_day_is_strictly_after() -> None:
    assert CALENDAR.add_working_days(date(2025, 9, 30), 1).on == date(2025, 10, 9)
    assert CALENDAR.add_working_days(date(2025, 9, 27), 1).on == date(2025, 9, 28)


@pytest.mark.parametrize(
    ("at", "in_service", "end"),
    [
        ("2025-03-10T08:29:59", False, "2025-03-10T12:00"),
        ("2025-03-10T08:30", True, "2025-03-10T12:00"),
        ("2025-03-10T11:59:59", True, "2025-03-10T12:00"),
        ("2025-03-10T12:00", False, "2025-03-10T17:30"),
        ("2025-03-10T14:30", True, "2025-03-10T17:30"),
        ("2025-03-10T17:30", False, "2025-03-11T12:00"),
        ("2025-03-14T18:00", False, "2025-03-17T12:00"),  # Friday evening
        ("2025-09-30T23:59", False, "2025-10-09T12:00"),
        ("2025-09-28T09:00", True, "2025-09-28T12:00"),  # a make-up Sunday
    ],
)
def test_an_instant_case_is_due_by_the_end_of_the_session(at: str, in_service: bool, end: str) -> None:  # noqa: FBT001
    instant = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    due = CALENDAR.session_end(instant)
    assert is_open(instant) == in_service
    assert due.at == datetime.fromisoformat(end).replace(tzinfo=SHANGHAI)
    assert not due.provisional


def test_instants_are_read_in_local_time() -> None:
    at = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
    assert is_open(at)
    assert CALENDAR.session_end(at).at.isoformat() == "2025-03-10T12:00:00+08:00"
    assert local_date("2025-03-09T16:00:00.000000Z") == date(2025, 3, 10)


def test_a_session_in_an_unpublished_year_is_provisional() -> None:
    assert CALENDAR.session_end(datetime(2025, 12, 31, 18, 0, tzinfo=SHANGHAI)).provisional


@given(st.integers(0, 363 * 24 * 60))
@settings(deadline=None)
def test_a_session_ends_after_its_instant_and_on_a_working_day(minutes: int) -> None:
    at = datetime(2025, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
    end = CALENDAR.session_end(at).at
    assert end > at
    assert is_open(end - timedelta(seconds=1))
    if is_open(at):
        assert end - at <= timedelta(hours=3, minutes=30)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(CalendarError) as refused:
        CALENDAR.session_end(datetime(2025, 3, 10, 9, 0))  # noqa: DTZ001
    assert refused.value.code == "instant_naive"
