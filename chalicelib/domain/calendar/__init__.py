"""Working days, limits and service hours, from the State Council's yearly holiday notices and the centre's own hours."""

import calendar
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from chalicelib.domain.calendar.data import (
    CalendarError,
    HolidayNotice,
    ServiceHours,
    Session,
    holiday_notices,
    hours_versions,
)
from chalicelib.domain.times import SHANGHAI

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_WEEK = 7
_WEEKDAYS = 5
_MONTHS = 12


class LimitUnit(StrEnum):
    """Units of a limit that ends with a day; an instant item's session is `Calendar.session_end`."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class DueDay:
    """The last day of a limit.

    `provisional` where a year on the way has no published notice; `version` names the notices about days on the way.
    """

    on: date
    provisional: bool
    version: str


@dataclass(frozen=True, slots=True)
class DueInstant:
    """As DueDay, for a limit that ends within a day; `at` is in Asia/Shanghai.

    Provisional also where no version of the service hours covers that day.
    """

    at: datetime
    provisional: bool
    version: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which the notices differ from the rule of the week, as ordinals in order, and their sources.

    Counts and due days cost a few look-ups, however long the span.
    """

    off_weekdays: tuple[int, ...]
    worked_weekends: tuple[int, ...]
    years: frozenset[int]
    notices: tuple[HolidayNotice, ...]
    hours: tuple[ServiceHours, ...]

    @classmethod
    def from_data(cls, years: Iterable[Mapping[str, Any]], service_hours: Iterable[Mapping[str, Any]]) -> Self:
        """The calendar in the city's files: one mapping for each year, one for each version of the service hours.

        Where two notices speak of one day, the later one holds. Raises CalendarError calendar_data.
        """
        files = list(years)
        notices = holiday_notices(files)
        off_days, make_up_days = set[date](), set[date]()
        for notice in notices:
            off_days = (off_days - notice.make_up_days) | notice.off_days
            make_up_days = (make_up_days - notice.off_days) | notice.make_up_days
        return cls(
            off_weekdays=tuple(sorted(day.toordinal() for day in off_days if day.weekday() < _WEEKDAYS)),
            worked_weekends=tuple(sorted(day.toordinal() for day in make_up_days if day.weekday() >= _WEEKDAYS)),
            years=frozenset(year["year"] for year in files),
            notices=notices,
            hours=hours_versions(service_hours),
        )

    def is_working_day(self, day: date) -> bool:
        return self.working_days_between(day - _DAY, day) == 1

    def add_working_days(self, start: date, amount: int) -> DueDay:
        """The amount-th working day strictly after `start` (the starting day does not count), amount >= 1."""
        _check_amount(amount)
        on = start.toordinal()
        wanted = self._working_days_up_to(on) + amount
        while left := wanted - self._working_days_up_to(on):
            on += left  # so many days hold at most so many working days: no step passes the end
        return self._due_day(start, date.fromordinal(on))

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days d have after < d <= until; negative where `until` lies before `after`."""
        return self._working_days_up_to(until.toordinal()) - self._working_days_up_to(after.toordinal())

    def due(self, start: date, amount: int, unit: str, stopped: Callable[[date], object] | None = None) -> DueDay:
        """The last day of a limit of `amount` >= 1 of a LimitUnit from `start`, which does not count, nor does a day on
        which the clock stands `stopped`.

        Months end on the day of the same number or at the month's end (Civil Code 202); calendar days and months that
        end on an off day end on the next working day (Civil Code 203). Raises CalendarError limit_amount, limit_unit.
        """
        _check_amount(amount)
        counts = self.is_working_day if unit == LimitUnit.WORKING_DAYS else _every_day
        match unit:
            case LimitUnit.WORKING_DAYS:
                end = self.add_working_days(start, amount).on
            case LimitUnit.CALENDAR_DAYS:
                end = start + _DAY * amount
            case LimitUnit.MONTHS:
                end = _months_after(start, amount)
            case _:
                raise CalendarError("limit_unit", unit)
        if stopped:
            span = (start + _DAY * number for number in range(1, (end - start).days + 1))
            missing = sum(counts(day) and bool(stopped(day)) for day in span)
            while missing:
                end += _DAY
                missing -= counts(end) and not stopped(end)
        return self._due_day(start, self._working_day_from(end))

    def notices_between(self, start: date, on: date) -> tuple[HolidayNotice, ...]:
        """The notices about days from `start` to `on`, by the day of their publication."""
        return tuple(notice for notice in self.notices if notice.first <= on and start <= notice.last)

    def session_end(self, at: datetime) -> DueInstant:
        """The end of the service session at an aware instant, or, outside service hours, of the next one."""
        local = _local(at)
        today = local.date()
        if self.is_working_day(today):
            for session in self._hours_on(today).sessions:
                if local.time() < session.end:
                    return self._due_instant(today, today, session)
        on = self._working_day_from(today + _DAY)
        return self._due_instant(today, on, self._hours_on(on).sessions[0])

    def service_days(self, since: datetime, until: datetime) -> Fraction:
        """The service time between two aware instants, each working day's sessions together being one day; additive."""
        start, end = _local(since), _local(until)
        days = Fraction(0)
        day = start.date()
        while day <= end.date():
            if self.is_working_day(day):
                days += _served_part(day, self._hours_on(day).sessions, start, end)
            day += _DAY
        return days

    def _working_days_up_to(self, ordinal: int) -> int:
        """The working days from 0001-01-01, a Monday with ordinal 1, to the day of this ordinal, both included."""
        sundays, saturdays = ordinal // _WEEK, (ordinal + 1) // _WEEK
        exceptions = bisect_right(self.worked_weekends, ordinal) - bisect_right(self.off_weekdays, ordinal)
        return ordinal - sundays - saturdays + exceptions

    def _working_day_from(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _hours_on(self, day: date) -> ServiceHours:
        """The version of the day; before the first version the first, past the last the last."""
        begun = [version for version in self.hours if version.valid_from <= day]
        return begun[-1] if begun else self.hours[0]

    def _due_day(self, start: date, on: date) -> DueDay:
        unpublished = [year for year in range(start.year, on.year + 1) if year not in self.years]
        used = [notice.name for notice in self.notices_between(start, on)]
        version = "; ".join([*used, *(f"{year} unpublished" for year in unpublished)])
        return DueDay(on, bool(unpublished), version)

    def _due_instant(self, start: date, on: date, session: Session) -> DueInstant:
        day, hours = self._due_day(start, on), self._hours_on(on)
        version = f"{day.version}; service hours from {hours.valid_from}"
        provisional = day.provisional or not hours.cover(on)
        return DueInstant(datetime.combine(on, session.end, SHANGHAI), provisional, version)


def _served_part(day: date, sessions: Sequence[Session], start: datetime, end: datetime) -> Fraction:
    """How much of the day's sessions lies between the two instants."""
    whole = within = timedelta()
    for session in sessions:
        opens, closes = (datetime.combine(day, time, SHANGHAI) for time in (session.start, session.end))
        whole += closes - opens
        within += max(min(closes, end) - max(opens, start), timedelta())
    return Fraction(within // _MICROSECOND, whole // _MICROSECOND)


def _every_day(_day: date) -> bool:
    return True


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise CalendarError("instant_naive", at.isoformat())
    return at.astimezone(SHANGHAI)


def _check_amount(amount: int) -> None:
    if amount < 1:
        raise CalendarError("limit_amount", str(amount))


def _months_after(start: date, amount: int) -> date:
    years, month = divmod(start.month - 1 + amount, _MONTHS)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
