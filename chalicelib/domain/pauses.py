"""When a clock stands still: a day on which an interruption starts counts, the day on which it ends does not, so that a
pause within one day gains nothing and two on one day count once."""

from collections.abc import Callable, Sequence
from datetime import date

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Limit, limit_from_json
from chalicelib.domain.due import Due
from chalicelib.domain.interruption import CARRIED, FEE, SUPPLEMENT, WITHHELD, Interruption, stops
from chalicelib.domain.sealed import UNSEALED
from chalicelib.domain.times import local_date

Span = tuple[date, date, Interruption]
"""(first day, last day, interruption); the first day itself still counts."""


def stopped_by(
    case: Case, clock: Due, definition: Definition, calendar: Calendar
) -> Callable[[date], Interruption | None]:
    """Which interruption keeps a day from counting for this clock, if any."""
    return stopped(spans(case, clock.clock, clock.subject, definition, calendar)) or (lambda _day: None)


def stands_still(
    case: Case, clock: Due, definition: Definition, calendar: Calendar, today: date
) -> Interruption | None:
    """The open interruption for which this clock stands still today, if any."""
    found = spans(case, clock.clock, clock.subject, definition, calendar)
    return next((one for first, last, one in found if one.open and first <= today <= last), None)


def still_until(case: Case, clock: Due, definition: Definition, calendar: Calendar) -> str:
    """The local date through which open interruptions keep this clock standing still; empty where none does."""
    found = spans(case, clock.clock, clock.subject, definition, calendar)
    return max((last.isoformat() for _, last, one in found if one.open), default="")


def stopped(found: Sequence[Span]) -> Callable[[date], Interruption | None] | None:
    """Which of these keeps a day from counting; None where nothing ever stopped the clock."""

    def stopping(day: date) -> Interruption | None:
        return next((one for first, last, one in found if first < day <= last), None)

    return stopping if found else None


def spans(case: Case, name: str, subject: str, definition: Definition, calendar: Calendar) -> list[Span]:
    """Each time that the clock of this name stood still, or is to."""
    if name == "delivery":
        return [*_carried(case), *_withheld(case)]
    return [
        (local_date(one.since), _last_day(one, case, definition, calendar), one)
        for one in case.interruptions
        if name in stops(one, definition) and (name != "step" or one.step in ("", subject))
    ]


def _carried(case: Case) -> list[Span]:
    """The times for which the result was out of the unit's hands and came back."""
    found = []
    for place, parcel in enumerate(case.parcels):
        after = case.parcels[place + 1].dispatched_at if place + 1 < len(case.parcels) else ""
        until = parcel.given_back_at or after
        if until:
            found.append(_span(CARRIED, place, parcel.left_at, until))
    return found


def _withheld(case: Case) -> list[Span]:
    """The times for which the certificate was out of force and came back into it."""
    return [_span(WITHHELD, place, one.since, one.until) for place, one in enumerate(case.withheld) if one.until]


def _span(kind: str, place: int, since: str, until: str) -> Span:
    first, last = local_date(since), local_date(until)
    return first, last, Interruption(f"{kind}-{place}", kind, "", since, last.isoformat(), UNSEALED, ended_at=until)


def _last_day(one: Interruption, case: Case, definition: Definition, calendar: Calendar) -> date:
    """Until when the clocks stand still: the end, or the planned one where that comes first."""
    if one.kind == SUPPLEMENT:
        planned = _answer_by(one, case, definition, calendar)
    elif one.kind == FEE:
        planned = _settled_by(one, definition, calendar)
    else:
        planned = date.fromisoformat(one.planned_end_on)
    return planned if one.open else min(planned, local_date(one.ended_at))


def _answer_by(one: Interruption, case: Case, definition: Definition, calendar: Calendar) -> date:
    """The last day of the applicant's own time, which starts with the service of the notice, or with its date."""
    served = case.document(one.id.replace(SUPPLEMENT, "correction_notice"))
    since = served.served_at if served and served.served_at else one.since
    limit = correction_limit(definition)
    return calendar.due(local_date(since), limit.amount, limit.unit).on


def _settled_by(fee: Interruption, definition: Definition, calendar: Calendar) -> date:
    """The last day on which the office settles what to do of an unpaid fee: the applicant's delay costs it no time."""
    pay_by = date.fromisoformat(fee.planned_end_on)
    limit = limit_of_the_city("unpaid_fee_limit", definition)
    return calendar.due(pay_by, limit.amount, limit.unit).on if limit else pay_by


def limit_of_the_city(rule: str, definition: Definition) -> Limit | None:
    """The city's own limit of this name; an edition from before the rule has none."""
    return limit_from_json(definition.rules[rule]) if rule in definition.rules else None


def correction_limit(definition: Definition) -> Limit:
    """How long the applicant has to answer a correction notice: the item's rule, else the city's."""
    return limit_from_json(definition.data.get("correction_limit", definition.rules["correction_limit"]))
