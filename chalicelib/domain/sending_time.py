"""When an SMS may go out: not at night, but for codes and for what the law wants told before the morning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clocks
from chalicelib.domain.times import SHANGHAI, local_date, stamp

MORNING: Final = time(8, 30)
"""When a working day's messages begin."""

QUIET: Final = ("21:00", "08:00")
"""Of a city that names no other hours."""

APPLICANTS_OWN: Final = frozenset({"applicant"})
"""Clocks that do not bind the office."""


@dataclass(frozen=True)
class SmsRules:
    """What a city has decided about its SMS (`sms` of rules.json): local hours from and until which none goes out; how many
    one number gets on a day, and how many parts all numbers together (0: no limit); at how many percent of these somebody
    is called; a part's price in thousandths of a yuan."""

    quiet_from: time
    quiet_until: time
    most_a_day: int = 0
    parts_a_day: int = 0
    alarm_at_percent: int = 100
    part_price: int = 0

    @staticmethod
    def of(rules: Mapping[str, Any]) -> "SmsRules":
        own = rules.get("sms", {})
        quiet_from, quiet_until = own.get("quiet", QUIET)
        return SmsRules(
            time.fromisoformat(quiet_from),
            time.fromisoformat(quiet_until),
            own.get("most_a_day", 0),
            own.get("parts_a_day", 0),
            own.get("alarm_at_percent", 100),
            own.get("part_price", {}).get("thousandths_of_yuan", 0),
        )

    def next_day(self, at: datetime) -> datetime:
        """When the next local day's messages may go out."""
        return datetime.combine(local_date(stamp(at)) + timedelta(days=1), self.quiet_until, tzinfo=SHANGHAI)

    def quiet_until_at(self, at: datetime) -> datetime | None:
        """The end of the quiet hours in which `at` lies, or None outside them."""
        here = at.astimezone(SHANGHAI)
        over_midnight = self.quiet_from > self.quiet_until
        late, early = here.time() >= self.quiet_from, here.time() < self.quiet_until
        if not ((late or early) if over_midnight else (late and early)):
            return None
        day = here.date() + timedelta(days=late and over_midnight)
        return datetime.combine(day, self.quiet_until, tzinfo=SHANGHAI)


def may_go_at(kind: str, limit_on: str, at: datetime, rules: SmsRules) -> datetime:
    """When a message of this kind that was to go out `at` may: then, or when the quiet hours end. A legal one goes at once
    where the last day on which it may be told, `limit_on` (ISO date or empty), would then be past."""
    morning = rules.quiet_until_at(at)
    if morning is None or kind == "code":
        return at
    if kind == "legal" and limit_on and date.fromisoformat(limit_on) < morning.date():
        return at
    return morning


def limit_ended(before: Case, after: Case, definition: Definition, calendar: Calendar) -> str:
    """The last local day (ISO) of the earliest of the office's limits that the step between the two states has met; empty
    where it met none."""
    running = {(one.clock, one.subject) for one in clocks(after, definition, calendar)}
    met = (one for one in clocks(before, definition, calendar) if (one.clock, one.subject) not in running)
    days = [one.on.isoformat() for one in met if one.clock not in APPLICANTS_OWN]
    return min(days, default="")


def next_morning(calendar: Calendar, now: datetime) -> datetime:
    """The morning of the first working day after this one."""
    day = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=SHANGHAI)
