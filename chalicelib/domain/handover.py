"""When a step is offered to be handed over: once half of its own time is used."""

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.pauses import stopped_by
from chalicelib.domain.times import end_of, local_date, stamp


def offered_at(case: Case, step: str, definition: Definition, calendar: Calendar) -> str:
    """The stamp from which on handing the open step over is offered: the end of the day on which half of its limit, in
    whole days, is used; its opening where it has no limit or one shorter than two days."""
    opened = case.opened[step].at
    clock = next((one for one in clock_of(case, "step", definition, calendar) if one.subject == step), None)
    half = int(clock.explanation["amount"]) // 2 if clock else 0
    if clock is None or not half or clock.explanation["unit"] == "session":
        return opened
    stopped = stopped_by(case, clock, definition, calendar)
    return stamp(end_of(calendar.due(local_date(opened), half, clock.explanation["unit"], stopped).on))
