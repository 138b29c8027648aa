"""The colour of a running clock, a rule of the city's practice: words say the same beside it.

`thresholds` below are the city's rule "lights": a clock turns yellow when `yellow_at_percent` of it is used, and one of
`last_day_from` working days or more when one working day is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Limit
from chalicelib.domain.due import last_day
from chalicelib.domain.explanation import Explanation
from chalicelib.domain.times import SHANGHAI, instant

Light = Literal["green", "yellow", "red", "paused"]
Thresholds = Mapping[str, int]


@dataclass(frozen=True)
class Listed:
    """What a row of a list knows of its clock: when it expires (a stamp), the limit that it counts, and through which
    local date it stands still, or empty."""

    at: str
    limit: Limit
    still_until: str = ""


@dataclass(frozen=True)
class Countdown:
    """A due date as seen at one instant: `on` is the last day, `days_left` working days, negative when past."""

    light: Light
    on: date
    days_left: int


def light(seen: Explanation, thresholds: Thresholds, now: datetime) -> Light:
    """Red past the limit, paused while the clock stands still, yellow near its end."""
    if now >= instant(seen.due.at):
        return "red"
    if seen.standing:
        return "paused"
    if seen.unit == "session":
        return "green"
    return "yellow" if _near(seen.unit, seen.used + seen.left, seen.left, thresholds) else "green"


def countdown(clock: Listed, calendar: Calendar, now: datetime, thresholds: Thresholds) -> Countdown:
    """For a row of a list."""
    on, limit = last_day(clock.at), clock.limit
    days_left = calendar.working_days_between(now.astimezone(SHANGHAI).date(), on)
    if now >= instant(clock.at):
        return Countdown("red", on, min(days_left, 0))
    if now.astimezone(SHANGHAI).date().isoformat() <= clock.still_until:
        return Countdown("paused", on, days_left)
    if limit.unit == "working_days":
        near = _near("working_days", limit.amount, days_left, thresholds)
    else:
        near = days_left <= 0 and limit.unit != "session"
    return Countdown("yellow" if near else "green", on, days_left)


def _near(unit: str, amount: int, left: int, thresholds: Thresholds) -> bool:
    last_day = unit == "working_days" and amount >= thresholds["last_day_from"] and left <= 1
    return last_day or (amount - left) * 100 >= thresholds["yellow_at_percent"] * amount
