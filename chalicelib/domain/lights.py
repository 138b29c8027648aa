"""The colour of a running clock, a rule of the city's practice: words say the same beside it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.clocks import Due
from chalicelib.domain.times import SHANGHAI, instant, local

Light = Literal["green", "yellow", "red"]

LAST_DAY_FROM = 5
"""A limit of so many working days or more turns yellow one working day before its end."""

NEARLY_USED = 0.9


@dataclass(frozen=True)
class Countdown:
    """A due date as seen at one instant: `on` is the last day, `days_left` working days, negative when past."""

    light: Light
    on: date
    days_left: int


def countdown(due: Due, calendar: Calendar, now: datetime) -> Countdown:
    """The working days left and the light: red past the limit, yellow near its end."""
    on = (local(due.at) - timedelta(microseconds=1)).date()
    days_left = calendar.working_days_between(now.astimezone(SHANGHAI).date(), on)
    if now >= instant(due.at):
        return Countdown("red", on, min(days_left, 0))
    return Countdown("yellow" if _near(due, days_left) else "green", on, days_left)


def _near(due: Due, days_left: int) -> bool:
    if due.explanation["unit"] != "working_days":
        return days_left <= 0 and due.explanation["unit"] != "session"
    amount = int(due.explanation["amount"])
    return (amount >= LAST_DAY_FROM and days_left <= 1) or amount - days_left >= NEARLY_USED * amount
