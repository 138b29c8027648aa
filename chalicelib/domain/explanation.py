"""How a clock comes to its due date: which day of how many it is, and which days did not count, by which rule."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.due import Due
from chalicelib.domain.interruption import Interruption
from chalicelib.domain.pauses import stands_still, stopped_by
from chalicelib.domain.times import SHANGHAI, local_date


@dataclass(frozen=True)
class Stop:
    """Days that did not count because of interruptions of one kind; `article` is a code of texts/law.json."""

    kind: str
    article: str
    days: int


@dataclass(frozen=True)
class Explanation:
    """A clock as seen on one day. `used` and `left` count days of `unit`: working_days or calendar_days; of a session
    only the working days `left` until it ends. `left` is negative past the last day `on`. `stopped` are the days until
    today that did not count; `standing` is the open interruption for which the clock stands still now."""

    due: Due
    unit: str
    used: int
    left: int
    stopped: tuple[Stop, ...]
    standing: Interruption | None
    on: date
    served: Document | None = None

    @property
    def amount(self) -> int:
        """The limit in the unit of the law: days, or months."""
        return int(self.due.explanation["amount"])


def explain(case: Case, due: Due, definition: Definition, calendar: Calendar, now: datetime) -> Explanation:
    """Used and stopped days are those since the start until today; used and left ones add up to a limit of working days."""
    on = due.on
    today = now.astimezone(SHANGHAI).date()
    if due.explanation["unit"] == "session":
        standing = stands_still(case, due, definition, calendar, today)
        return Explanation(due, "session", 0, calendar.working_days_between(today, on), (), standing, on)
    unit = "working_days" if due.explanation["unit"] == "working_days" else "calendar_days"
    stopped = stopped_by(case, due, definition, calendar)

    def counting(after: date, until: date) -> list[date]:
        days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
        return [day for day in days if unit == "calendar_days" or calendar.is_working_day(day)]

    elapsed = counting(local_date(due.since), today)
    stops = Counter((one.kind, one.article) for one in map(stopped, elapsed) if one)
    ahead = sum(not stopped(day) for day in counting(today, on))
    over = sum(not stopped(day) for day in counting(on, today))
    return Explanation(
        due=due,
        unit=unit,
        used=len(elapsed) - stops.total(),
        left=ahead - over,
        stopped=tuple(Stop(kind, article, days) for (kind, article), days in stops.items()),
        standing=stands_still(case, due, definition, calendar, today),
        on=on,
        served=_served(case) if due.clock == "applicant" else None,
    )


def _served(case: Case) -> Document | None:
    """The correction notice from whose service the applicant's time runs."""
    return case.document(f"correction_notice-{case.corrections[-1].seq}")
