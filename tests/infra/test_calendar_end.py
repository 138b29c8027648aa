"""The calendar must be renewed 60 days before it ends; a notice that is not out yet may be awaited for a month."""

import warnings
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.city_files import SAMPLE_CITY, read_city
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.times import SHANGHAI
from infra.calendar_end import Awaited, Standing, findings, last_published_day, read_awaited, standing
from tests.sample import calendar

END = date(2026, 12, 31)
AWAITED = Awaited(2027, date(2026, 11, 25), date(2026, 12, 24), "not out yet")
YEARS: list[dict[str, Any]] = [
    {"year": year, "notice": "n", "published_on": f"{year - 1}-11-01", "off_days": [], "make_up_days": []}
    for year in (2024, 2025, 2027)
]
SESSIONS = [{"from": "08:30", "to": "12:00"}]


@pytest.mark.filterwarnings("default::UserWarning")
def test_the_citys_calendar_lasts_sixty_days_more() -> None:
    """Fails 60 days before the last published year, or the last version of the service hours, is over."""
    today = datetime.now(SHANGHAI).date()
    for finding in findings(calendar(), read_awaited(SAMPLE_CITY), today):
        assert finding.standing is not Standing.RUNS_OUT, finding.text
        if finding.standing is Standing.AWAITED:
            warnings.warn(f"THE CALENDAR RUNS OUT. {finding.text}", stacklevel=1)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 31), Standing.LASTS),
        (date(2026, 11, 1), Standing.RUNS_OUT),
        (date(2026, 12, 31), Standing.RUNS_OUT),
        (date(2027, 1, 1), Standing.RUNS_OUT),
    ],
)
def test_sixty_days_before_the_end_it_runs_out(today: date, expected: Standing) -> None:
    assert standing(END, today, None) is expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 31), Standing.LASTS),
        (date(2026, 11, 24), Standing.RUNS_OUT),  # nobody had looked yet
        (date(2026, 11, 25), Standing.AWAITED),
        (date(2026, 12, 24), Standing.AWAITED),
        (date(2026, 12, 25), Standing.RUNS_OUT),
    ],
)
def test_a_notice_may_be_awaited_until_the_day_to_look_again(today: date, expected: Standing) -> None:
    assert standing(END, today, AWAITED) is expected


@pytest.mark.parametrize(
    ("looked_for_on", "look_again_by", "last"),
    [
        (date(2026, 11, 1), date(2026, 12, 31), date(2026, 12, 1)),  # a month at most
        (date(2026, 12, 20), date(2027, 1, 10), date(2026, 12, 31)),  # never beyond the end
    ],
)
def test_waiting_has_an_end_whatever_the_file_says(looked_for_on: date, look_again_by: date, last: date) -> None:
    awaited = replace(AWAITED, looked_for_on=looked_for_on, look_again_by=look_again_by)
    assert standing(END, last, awaited) is Standing.AWAITED
    assert standing(END, last + timedelta(days=1), awaited) is Standing.RUNS_OUT


@pytest.mark.parametrize("year", [2026, 2028])
def test_only_the_next_year_can_be_awaited(year: int) -> None:
    assert standing(END, date(2026, 12, 1), replace(AWAITED, year=year)) is Standing.RUNS_OUT


def open_hours(valid_until: str | None) -> list[dict[str, Any]]:
    return [{"valid_from": "2024-01-01", "valid_until": valid_until, "sessions": SESSIONS}]


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2024, 6, 1), date(2025, 12, 31)),  # 2027 lies beyond a gap
        (date(2026, 6, 1), date(2025, 12, 31)),
        (date(2027, 6, 1), date(2027, 12, 31)),
    ],
)
def test_the_calendar_ends_at_the_first_gap(today: date, last: date) -> None:
    assert last_published_day(Calendar.from_data(YEARS, open_hours(None)), today) == last


@pytest.mark.parametrize(
    ("valid_until", "today", "expected"),
    [
        (None, date(2025, 5, 1), [Standing.LASTS]),
        ("2025-06-30", date(2025, 4, 30), [Standing.LASTS, Standing.LASTS]),
        ("2025-06-30", date(2025, 5, 1), [Standing.LASTS, Standing.RUNS_OUT]),
    ],
)
def test_service_hours_with_an_end_run_out_too(valid_until: str | None, today: date, expected: list[Standing]) -> None:
    awaited = Awaited(2026, today, today, "the hours' next version is the city's own to write")
    found = findings(Calendar.from_data(YEARS, open_hours(valid_until)), awaited, today)
    assert [finding.standing for finding in found] == expected


def test_a_finding_says_what_to_do() -> None:
    (told,) = findings(Calendar.from_data(YEARS, open_hours(None)), None, date(2025, 12, 1))
    for words in ("calendar/2026.json", "notice", "pytest tests/domain/test_published_years.py", "30 days"):
        assert words in told.text


def test_what_is_awaited_is_no_year_of_the_edition(tmp_path: Path) -> None:
    awaited = read_awaited(SAMPLE_CITY)
    assert awaited is None or awaited.year not in [year["year"] for year in read_city(SAMPLE_CITY)["calendar"]]
    assert read_awaited(tmp_path) is None
    (tmp_path / "calendar").mkdir()
    text = '{"year": 2027, "looked_for_on": "2026-11-25", "look_again_by": "2026-12-24", "why": "not out yet"}'
    (tmp_path / "calendar" / "awaited.json").write_text(text, encoding="utf-8")
    assert read_awaited(tmp_path) == AWAITED
