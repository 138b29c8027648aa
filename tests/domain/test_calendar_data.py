"""Notices and service hours are dated entries: a later one holds for the days it speaks of, the earlier one stays."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.calendar.data import CalendarError, holiday_notices, hours_versions
from chalicelib.domain.times import SHANGHAI
from infra.calendar_moves import known_on

YEAR: dict[str, Any] = {
    "year": 2025,
    "notice": "first",
    "published_on": "2024-11-12",
    "off_days": ["2025-05-01", "2025-05-02"],
    "make_up_days": ["2025-04-27"],
}
CHANGE: dict[str, Any] = {
    "notice": "second",
    "published_on": "2025-03-20",
    "off_days": ["2025-04-27", "2025-05-05"],
    "make_up_days": ["2025-05-02", "2025-05-10"],
}
CHANGED = {**YEAR, "changes": [CHANGE]}
MORNING = [{"from": "08:30", "to": "12:00"}]
ALL_DAY = [{"from": "09:00", "to": "17:00"}]
HOURS: list[dict[str, Any]] = [{"valid_from": "2014-04-25", "valid_until": None, "sessions": MORNING}]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def working(years: list[Any], *days: str) -> list[bool]:
    calendar = Calendar.from_data(years, HOURS)
    return [calendar.is_working_day(date.fromisoformat(day)) for day in days]


DAYS = ("2025-04-27", "2025-05-01", "2025-05-02", "2025-05-05", "2025-05-10")


def test_a_change_holds_for_its_days_and_leaves_the_others() -> None:
    assert working([YEAR], *DAYS) == [True, False, False, True, False]
    assert working([CHANGED], *DAYS) == [False, False, True, False, True]


def test_the_later_date_holds_whatever_the_order_of_the_files() -> None:
    before = {**YEAR, "year": 2024, "published_on": "2023-10-25", "off_days": [], "make_up_days": ["2025-05-01"]}
    assert working([before, YEAR], *DAYS) == working([YEAR, before], *DAYS) == working([YEAR], *DAYS)


def test_the_calendar_can_be_had_as_it_stood_before_a_change() -> None:
    assert known_on([CHANGED], date(2024, 11, 11)) == []
    assert working(known_on([CHANGED], date(2025, 3, 19)), *DAYS) == working([YEAR], *DAYS)
    assert working(known_on([CHANGED], date(2025, 3, 20)), *DAYS) == working([CHANGED], *DAYS)
    assert CHANGED["changes"] == [CHANGE], "the file keeps both"


@pytest.mark.parametrize(
    ("start", "amount", "version"),
    [
        (date(2025, 4, 1), 5, "first 2024-11-12"),
        (date(2025, 4, 21), 3, "first 2024-11-12"),
        (date(2025, 4, 24), 2, "first 2024-11-12; second 2025-03-20"),
        (date(2025, 5, 10), 1, "first 2024-11-12; second 2025-03-20"),
        (date(2025, 5, 11), 1, "first 2024-11-12"),
    ],
)
def test_the_version_names_a_change_only_where_it_speaks_of_a_day_on_the_way(
    start: date, amount: int, version: str
) -> None:
    assert Calendar.from_data([CHANGED], HOURS).add_working_days(start, amount).version == version


def test_the_version_names_the_next_years_notice_from_the_first_day_it_arranges() -> None:
    december = {**YEAR, "year": 2026, "notice": "next", "published_on": "2025-11-04", "make_up_days": ["2025-12-28"]}
    calendar = Calendar.from_data([YEAR, {**december, "off_days": ["2025-12-31"]}], HOURS)
    assert calendar.add_working_days(date(2025, 12, 22), 4).version == "first 2024-11-12"
    due = calendar.add_working_days(date(2025, 12, 22), 5)
    assert (due.on, due.version) == (date(2025, 12, 28), "first 2024-11-12; next 2025-11-04")


@pytest.mark.parametrize(
    "years",
    [
        [YEAR, YEAR],
        [YEAR | {"make_up_days": ["2025-05-01"]}],
        [YEAR | {"changes": [CHANGE | {"published_on": "2024-11-12"}]}],
        [YEAR | {"changes": [CHANGE, CHANGE]}],
        [YEAR | {"changes": [CHANGE | {"off_days": [], "make_up_days": []}]}],
        [YEAR | {"changes": [CHANGE | {"off_days": CHANGE["make_up_days"]}]}],
    ],
    ids=["twice", "both", "change not later", "changes not in order", "changes nothing", "change says both"],
)
def test_notices_that_cannot_be_are_refused(years: list[dict[str, Any]]) -> None:
    with pytest.raises(CalendarError) as refused:
        holiday_notices(years)
    assert refused.value.code == "calendar_data"


SUMMER: list[dict[str, Any]] = [
    {"valid_from": "2014-04-25", "valid_until": "2025-05-31", "sessions": MORNING},
    {"valid_from": "2025-06-01", "valid_until": "2025-09-30", "sessions": ALL_DAY},
]


@pytest.mark.parametrize(
    ("instant", "end", "provisional"),
    [
        ("2014-04-24T09:00", "2014-04-24T12:00", True),  # before the first version: its hours, provisionally
        ("2025-05-30T08:40", "2025-05-30T12:00", False),
        ("2025-05-30T13:00", "2025-06-02T17:00", False),  # the next working day has the new hours
        ("2025-06-02T08:00", "2025-06-02T17:00", False),
        ("2025-09-30T16:59", "2025-09-30T17:00", False),
        ("2025-09-30T17:00", "2025-10-01T17:00", True),  # past the last version: its hours, provisionally
    ],
)
def test_a_session_is_that_of_the_version_valid_on_its_day(instant: str, end: str, provisional: bool) -> None:  # noqa: FBT001
    years = [{**YEAR, "year": year, "off_days": [], "make_up_days": []} for year in (2014, 2025)]
    due = Calendar.from_data(years, SUMMER).session_end(at(instant))
    assert (due.at, due.provisional) == (at(end), provisional)


def test_the_windows_open_by_the_version_of_the_day() -> None:
    calendar = Calendar.from_data([YEAR], SUMMER)
    minutes = [at(text) for text in ("2025-05-30T08:40", "2025-06-02T08:40", "2025-06-02T16:00")]
    assert [calendar.service_days(one, one + timedelta(minutes=1)) > 0 for one in minutes] == [True, False, True]


def test_a_sessions_version_names_the_hours_that_were_used() -> None:
    calendar = Calendar.from_data([YEAR], SUMMER)
    assert calendar.session_end(at("2025-05-30T09:00")).version.endswith("; service hours from 2014-04-25")
    assert calendar.session_end(at("2025-05-30T13:00")).version.endswith("; service hours from 2025-06-01")


def test_a_version_without_an_end_ends_where_the_next_begins() -> None:
    until_further_notice = [SUMMER[0] | {"valid_until": None}, SUMMER[1]]
    calendar = Calendar.from_data([YEAR], until_further_notice)
    assert calendar.session_end(at("2025-06-02T08:00")).at == at("2025-06-02T17:00")


def hours(valid_from: str, valid_until: str | None, *sessions: tuple[str, str]) -> dict[str, Any]:
    spans = [{"from": start, "to": end} for start, end in sessions]
    return {"valid_from": valid_from, "valid_until": valid_until, "sessions": spans or MORNING}


@pytest.mark.parametrize(
    "versions",
    [
        [],
        [{"valid_from": "2025-01-01", "valid_until": None, "sessions": []}],
        [hours("2025-01-01", None, ("12:00", "08:30"))],
        [hours("2025-01-01", None, ("08:30", "12:00"), ("11:30", "17:30"))],
        [hours("2025-01-01", "2024-12-31")],
        [hours("2025-01-01", "2025-05-30"), hours("2025-06-01", None)],
        [hours("2025-01-01", "2025-06-01"), hours("2025-06-01", None)],
        [hours("2025-06-01", None), hours("2025-06-01", None)],
        [hours("2025-06-01", None), hours("2025-01-01", None)],
    ],
    ids=["none", "no session", "backwards", "overlapping", "ends first", "a gap", "one day twice", "same", "order"],
)
def test_hours_that_cannot_be_are_refused(versions: list[dict[str, Any]]) -> None:
    with pytest.raises(CalendarError) as refused:
        hours_versions(versions)
    assert refused.value.code == "calendar_data"
