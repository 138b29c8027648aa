"""What is told once each working-day morning, however often the function that sends it runs."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.notice import STAFF_MATTER, Message, planned
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Guards
from chalicelib.usecases.send_notices import Sender, hold, plan_and_send

MORNING: Final = (time(8, 30), time(12, 0))
"""From when the morning's messages are sent, and until when late ones still make sense."""

DAY_SECONDS: Final = 86_400


def tell_each_morning(
    name: str,
    messages: Callable[[date], Iterable[Message]],
    *,
    guards: Guards,
    sender: Sender,
    calendar: Calendar,
    now: datetime,
) -> int:
    """Sends the messages of the day, which are asked for only when they are due; returns how many. `name` tells one
    morning's round from another's."""
    here = now.astimezone(SHANGHAI)
    done, second = f"{name}:{here.date().isoformat()}", int(now.timestamp())
    if not (MORNING[0] <= here.time() < MORNING[1] and calendar.is_working_day(here.date())):
        return 0
    if guards.get(done, now=second) is not None:
        return 0
    told = list(messages(here.date()))
    for message in told:
        notice = planned(STAFF_MATTER, here.date().isoformat(), message, now)
        # A minute later there may be nothing to tell, and nobody would come back to a message that a crash has left.
        hold(notice, sender=sender)
        plan_and_send(notice, sender=sender, now=now)
    guards.put(done, {}, expires_at=second + DAY_SECONDS)
    return len(told)
