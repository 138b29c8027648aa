"""What the calendar is made of: the State Council's holiday notices and the centre's service hours.

Both are dated entries. A change is one more entry, which holds for the days that it speaks of; the earlier one stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

_DAY = timedelta(days=1)


class CalendarError(ValueError):
    """Calendar data or a limit that cannot be: calendar_data, limit_amount, limit_unit, instant_naive."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """A notice that arranges the days from `first` to `last`: a whole year, or only what a change speaks of.

    `name` is its number and date. Days off include the weekends inside a holiday; make-up days 调休上班 are worked.
    """

    name: str
    published_on: date
    first: date
    last: date
    off_days: frozenset[date]
    make_up_days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Session:
    """Hours in which the windows are open, local time; `end` is already closed."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """The sessions of a working day, from `valid_from` until the next version or through `valid_until`."""

    valid_from: date
    valid_until: date | None
    sessions: tuple[Session, ...]

    def cover(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def holiday_notices(years: Iterable[Mapping[str, Any]]) -> tuple[HolidayNotice, ...]:
    """The notices in the years' files, changes included, in the order of their dates.

    A year's notice may arrange the last days of the year before. Raises CalendarError calendar_data.
    """
    files = list(years)
    if len({year["year"] for year in files}) != len(files):
        raise CalendarError("calendar_data", "a year occurs twice")
    return tuple(
        sorted((notice for year in files for notice in _of_year(year)), key=lambda notice: notice.published_on)
    )


def hours_versions(data: Iterable[Mapping[str, Any]]) -> tuple[ServiceHours, ...]:
    """The versions of the service hours, without gaps between them. Raises CalendarError calendar_data."""
    versions = tuple(_hours(entry) for entry in data)
    if not versions or (versions[-1].valid_until and versions[-1].valid_until < versions[-1].valid_from):
        raise CalendarError("calendar_data", "no service hours")
    for earlier, later in pairwise(versions):
        ends = earlier.valid_until or later.valid_from - _DAY
        if not earlier.valid_from <= ends == later.valid_from - _DAY:
            raise CalendarError("calendar_data", f"service hours from {later.valid_from} do not follow those before")
    return versions


def _of_year(year: Mapping[str, Any]) -> list[HolidayNotice]:
    new_year, last = date(year["year"], 1, 1), date(year["year"], 12, 31)
    yearly = _notice(year, covering={new_year, last})
    changes = [_notice(change, covering=set()) for change in year.get("changes", ())]
    if any(later.published_on <= earlier.published_on for earlier, later in pairwise([yearly, *changes])):
        raise CalendarError("calendar_data", f"{year['year']}: the notices are not in the order of their dates")
    return [yearly, *changes]


def _notice(data: Mapping[str, Any], *, covering: set[date]) -> HolidayNotice:
    off_days, make_up_days = _days(data["off_days"]), _days(data["make_up_days"])
    if both := off_days & make_up_days:
        raise CalendarError("calendar_data", f"both off and made up: {min(both)}")
    covered = covering | off_days | make_up_days
    if not covered:
        raise CalendarError("calendar_data", f"{data['notice']} changes no day")
    name = f"{data['notice']} {data['published_on']}"
    published_on = date.fromisoformat(data["published_on"])
    return HolidayNotice(name, published_on, min(covered), max(covered), off_days, make_up_days)


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def _hours(data: Mapping[str, Any]) -> ServiceHours:
    until = data["valid_until"]
    sessions = tuple(
        Session(time.fromisoformat(entry["from"]), time.fromisoformat(entry["to"])) for entry in data["sessions"]
    )
    instants = [instant for session in sessions for instant in (session.start, session.end)]
    if not sessions or any(later <= earlier for earlier, later in pairwise(instants)):
        raise CalendarError("calendar_data", "sessions are one or more, in order, and do not overlap")
    return ServiceHours(date.fromisoformat(data["valid_from"]), until and date.fromisoformat(until), sessions)
