"""Working days, limits and service hours, from the State Council's yearly holiday notices and the centre's own hours."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from chalicelib.domain.times import SHANGHAI

_DAY = timedelta(days=1)
_WEEKDAYS = 5
_MONTHS = 12


class CalendarError(ValueError):
    """Calendar data or a limit that cannot be: calendar_data, limit_amount, limit_unit, instant_naive."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class LimitUnit(StrEnum):
    """Units of a limit that ends with a day; an instant item's session is `Calendar.session_end`."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class DueDay:
    """The last day of a limit.

    `provisional` where a year on the way has no published notice; `version` names the notices that were used.
    """

    on: date
    provisional: bool
    version: str


@dataclass(frozen=True, slots=True)
class DueInstant:
    """As DueDay, for a limit that ends within a day; `at` is in Asia/Shanghai."""

    at: datetime
    provisional: bool
    version: str


@dataclass(frozen=True, slots=True)
class Session:
    """Hours in which the windows are open, local time; `end` is already closed."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """Off days beside weekends, make-up days 调休上班, the notice of each published year, the sessions of a working day."""

    off_days: frozenset[date]
    make_up_days: frozenset[date]
    notices: Mapping[int, str]
    sessions: tuple[Session, ...]

    @classmethod
    def from_data(cls, years: Iterable[Mapping[str, Any]], service_hours: Mapping[str, Any]) -> Self:
        """The calendar in the city's files: one mapping for each year, and the service hours.

        A notice's days may lie in the year before its own. Raises CalendarError calendar_data.
        """
        published = list(years)
        off_days = _days(published, "off_days")
        make_up_days = _days(published, "make_up_days")
        notices = {year["year"]: f"{year['notice']} {year['published_on']}" for year in published}
        if len(notices) != len(published):
            raise CalendarError("calendar_data", "a year occurs twice")
        if both := off_days & make_up_days:
            raise CalendarError("calendar_data", f"both off and made up: {min(both)}")
        return cls(off_days, make_up_days, notices, _sessions(service_hours))

    def is_working_day(self, day: date) -> bool:
        return day in self.make_up_days or (day.weekday() < _WEEKDAYS and day not in self.off_days)

    def add_working_days(self, start: date, amount: int) -> DueDay:
        """The amount-th working day strictly after `start` (the starting day does not count), amount >= 1."""
        _check_amount(amount)
        on = start
        for _ in range(amount):
            on = self._working_day_from(on + _DAY)
        return self._due_day(start, on)

    def next_working_day(self, day: date) -> DueDay:
        """The first working day strictly after `day`."""
        return self.add_working_days(day, 1)

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days d have after < d <= until; negative where `until` lies before `after`."""
        if until < after:
            return -self.working_days_between(until, after)
        days = (after + _DAY * number for number in range(1, (until - after).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def due(self, start: date, amount: int, unit: str) -> DueDay:
        """The last day of a limit of `amount` >= 1 of a LimitUnit from `start`, which does not count.

        Months end on the day of the same number or at the month's end (Civil Code 202); calendar days and months that
        end on an off day end on the next working day (Civil Code 203). Raises CalendarError limit_amount, limit_unit.
        """
        _check_amount(amount)
        match unit:
            case LimitUnit.WORKING_DAYS:
                return self.add_working_days(start, amount)
            case LimitUnit.CALENDAR_DAYS:
                end = start + _DAY * amount
            case LimitUnit.MONTHS:
                end = _months_after(start, amount)
            case _:
                raise CalendarError("limit_unit", unit)
        return self._due_day(start, self._working_day_from(end))

    def in_service(self, at: datetime) -> bool:
        """Whether the windows are open at an aware instant."""
        local = _local(at)
        return self.is_working_day(local.date()) and any(
            session.start <= local.time() < session.end for session in self.sessions
        )

    def session_end(self, at: datetime) -> DueInstant:
        """The end of the service session at an aware instant, or, outside service hours, of the next one."""
        local = _local(at)
        today = local.date()
        if self.is_working_day(today):
            for session in self.sessions:
                if local.time() < session.end:
                    return self._due_instant(today, today, session)
        return self._due_instant(today, self._working_day_from(today + _DAY), self.sessions[0])

    def _working_day_from(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _DAY
        return day

    def _due_day(self, start: date, on: date) -> DueDay:
        years = range(start.year, on.year + 1)
        version = "; ".join(self.notices.get(year, f"{year} unpublished") for year in years)
        return DueDay(on, any(year not in self.notices for year in years), version)

    def _due_instant(self, start: date, on: date, session: Session) -> DueInstant:
        day = self._due_day(start, on)
        return DueInstant(datetime.combine(on, session.end, SHANGHAI), day.provisional, day.version)


def local_date(at: datetime) -> date:
    """The day in Asia/Shanghai of an aware instant."""
    return _local(at).date()


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


def _days(years: Iterable[Mapping[str, Any]], key: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for year in years for day in year[key])


def _sessions(service_hours: Mapping[str, Any]) -> tuple[Session, ...]:
    sessions = tuple(
        Session(time.fromisoformat(entry["from"]), time.fromisoformat(entry["to"]))
        for entry in service_hours["sessions"]
    )
    instants = [instant for session in sessions for instant in (session.start, session.end)]
    if not sessions or any(later <= earlier for earlier, later in pairwise(instants)):
        raise CalendarError("calendar_data", "sessions are one or more, in order, and do not overlap")
    return sessions
