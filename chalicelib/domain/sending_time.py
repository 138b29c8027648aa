"""When an SMS may go out."""

from datetime import datetime, time, timedelta
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.times import SHANGHAI

MORNING: Final = time(8, 30)
"""When a working day's messages begin."""


def next_morning(calendar: Calendar, now: datetime) -> datetime:
    """The morning of the first working day after this one."""
    day = now.astimezone(SHANGHAI).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=SHANGHAI)
