"""Clocks: pure functions of (case, definition, calendar). A due date is computed, never stored as truth.

A clock is a row of CLOCKS: when it runs, since when, how long, by which rule. What stands still meanwhile is the
interruptions' to say (see interruption.stops): a day on which one starts counts, the day on which it ends does not, so
that a stop within one day gains nothing and two on one day count once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.domain import law
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Limit, limit_from_json
from chalicelib.domain.interruption import SUPPLEMENT, SURVEY, Interruption, stops
from chalicelib.domain.times import end_of, local, local_date, stamp


@dataclass(frozen=True)
class Due:
    """When a running clock expires: `at` is the first instant past the limit, `on` the last day, `since` a stamp;
    `subject` is the step or procedure that the clock is of, or empty; `explanation` the facts of the sum: unit, amount,
    since, version (of the calendar), article (a code of texts/law.json)."""

    clock: str
    at: str
    provisional: bool
    explanation: Mapping[str, str]
    subject: str = ""

    @property
    def since(self) -> str:
        return self.explanation["since"]

    @property
    def on(self) -> date:
        return last_day(self.at)


def last_day(at: str) -> date:
    """The last local day of a limit that expires at this stamp: the one that ends then, or the day of a session's end."""
    return (local(at) - timedelta(microseconds=1)).date()


@dataclass(frozen=True)
class ClockRule:
    """One row of the law: `subjects` yields (subject, since) for each clock of this kind that runs; an unlimited one is
    None from `limit`."""

    name: str
    article: str
    subjects: Callable[[Case, Definition, Calendar], Iterator[tuple[str, str]]]
    limit: Callable[[Case, Definition, str], Limit | None]


SHOWN: Final = frozenset({"notice", "promised", "statutory", "delivery", "applicant"})
"""The clocks of which people are shown the earliest; the others are the office's own or lie inside these."""


def due(case: Case, definition: Definition, calendar: Calendar) -> Due | None:
    """The due date that people are shown: the earliest of the running clocks; None when none runs."""
    running = (clock for clock in clocks(case, definition, calendar) if clock.clock in SHOWN)
    return min(running, key=lambda clock: clock.at, default=None)


def clocks(case: Case, definition: Definition, calendar: Calendar) -> tuple[Due, ...]:
    """Every clock that runs, stopped ones included: those expire when they have run on."""
    found = (_run(rule, case, definition, calendar) for rule in CLOCKS)
    return tuple(clock for running in found for clock in running)


def clock_of(case: Case, name: str, definition: Definition, calendar: Calendar) -> tuple[Due, ...]:
    """The running clocks of one kind."""
    return tuple(clock for rule in CLOCKS if rule.name == name for clock in _run(rule, case, definition, calendar))


def stopped_by(
    case: Case, clock: Due, definition: Definition, calendar: Calendar
) -> Callable[[date], Interruption | None]:
    """Which interruption keeps a day from counting for this clock, if any."""
    return _stopped(case, clock.clock, clock.subject, definition, calendar) or (lambda _day: None)


def _run(rule: ClockRule, case: Case, definition: Definition, calendar: Calendar) -> Iterator[Due]:
    for subject, since in rule.subjects(case, definition, calendar):
        limit = rule.limit(case, definition, subject)
        if limit is None:
            continue
        explanation = {"unit": limit.unit, "amount": str(limit.amount), "since": since, "article": rule.article}
        if limit.unit == "session":
            ends = calendar.session_end(local(since))
            yield Due(rule.name, stamp(ends.at), ends.provisional, {**explanation, "version": ends.version}, subject)
            continue
        stopped = _stopped(case, rule.name, subject, definition, calendar)
        day = calendar.due(local_date(since), limit.amount, limit.unit, stopped)
        yield Due(rule.name, stamp(end_of(day.on)), day.provisional, {**explanation, "version": day.version}, subject)


def stands_still(
    case: Case, clock: Due, definition: Definition, calendar: Calendar, today: date
) -> Interruption | None:
    """The open interruption for which this clock stands still today, if any."""
    spans = _spans(case, clock.clock, clock.subject, definition, calendar)
    return next((one for first, last, one in spans if one.open and first <= today <= last), None)


def still_until(case: Case, clock: Due, definition: Definition, calendar: Calendar) -> str:
    """The local date through which open interruptions keep this clock standing still; empty where none does."""
    spans = _spans(case, clock.clock, clock.subject, definition, calendar)
    return max((last.isoformat() for _, last, one in spans if one.open), default="")


def _stopped(
    case: Case, name: str, subject: str, definition: Definition, calendar: Calendar
) -> Callable[[date], Interruption | None] | None:
    """None where nothing ever stopped the clock."""
    spans = _spans(case, name, subject, definition, calendar)

    def stopped(day: date) -> Interruption | None:
        return next((one for first, last, one in spans if first < day <= last), None)

    return stopped if spans else None


def _spans(
    case: Case, name: str, subject: str, definition: Definition, calendar: Calendar
) -> list[tuple[date, date, Interruption]]:
    """(first day, last day, interruption) of each stop of this clock; the first day itself still counts."""
    return [
        (local_date(one.since), _last_day(one, case, definition, calendar), one)
        for one in case.interruptions
        if name in stops(one, definition) and (name != "step" or one.step in ("", subject))
    ]


def _last_day(one: Interruption, case: Case, definition: Definition, calendar: Calendar) -> date:
    """Until when the clocks stand still: the end, or the planned one where that comes first."""
    if one.kind == SUPPLEMENT:
        planned = _answer_by(one, case, definition, calendar)
    else:
        planned = date.fromisoformat(one.planned_end_on)
    return planned if one.open else min(planned, local_date(one.ended_at))


def _answer_by(one: Interruption, case: Case, definition: Definition, calendar: Calendar) -> date:
    """The last day of the applicant's own time, which starts with the service of the notice, or with its date."""
    served = case.document(one.id.replace(SUPPLEMENT, "correction_notice"))
    since = served.served_at if served and served.served_at else one.since
    limit = correction_limit(definition)
    return calendar.due(local_date(since), limit.amount, limit.unit).on


def correction_limit(definition: Definition) -> Limit:
    """How long the applicant has to answer a correction notice: the item's rule, else the city's."""
    return limit_from_json(definition.data.get("correction_limit", definition.rules["correction_limit"]))


Subjects = Iterator[tuple[str, str]]


def _notice(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    if case.status == "received" and not definition.instant:
        yield "", case.received_at


def _promised(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    if case.status == "in_review":
        yield "", case.accepted_at
    elif case.status == "received" and definition.instant:
        yield "", case.received_at


def _statutory(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    if case.status == "in_review":
        yield "", case.accepted_at


def _joint(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    if case.status == "in_review" and definition.regime == "licence" and case.flow(definition).parallels():
        yield "", case.accepted_at


def _steps(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    for step_id in sorted(case.opened):
        yield step_id, case.opened[step_id].at


def _survey(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """Runs while a step that needs a survey has nobody assigned to it."""
    assigned = {one.step for one in case.interruptions if one.kind == SURVEY}
    for step_id in sorted(case.opened):
        if SURVEY in case.flow(definition).step(step_id).needs and step_id not in assigned:
            yield step_id, case.opened[step_id].at


def _procedures(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    for one in case.interruptions:
        if one.running:
            yield one.id, one.since


def _hearing(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    if case.status == "in_review" and case.hearing and case.hearing.requested_at and not case.hearing.held_at:
        yield "", case.hearing.requested_at


def _delivery(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """The unit's part ends when the carrier has the parcel, or the certificate lies ready for who picks it up."""
    if case.status != "concluded" or case.outcome != "granted" or definition.regime != "licence" or case.parcels:
        return
    ready = case.certificate or not definition.data["result"]
    if not (case.application.delivery == "pickup" and ready):
        yield "", case.concluded_at


def _applicant(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """The applicant's own time: from the service of the notice, not before."""
    if case.phase not in ("correcting", "supplementing"):
        return
    served = case.document(f"correction_notice-{case.corrections[-1].seq}")
    if served and served.served_at:
        yield "", served.served_at


def _step_limit(case: Case, definition: Definition, step_id: str) -> Limit | None:
    limit = case.flow(definition).step(step_id).limit
    return limit_from_json(limit) if limit else None


def _statutory_limit(case: Case, definition: Definition, _subject: str) -> Limit | None:
    limit = definition.statutory
    return Limit(limit.amount + case.extension.amount, limit.unit) if limit and case.extension else limit


def _joint_limit(case: Case, _definition: Definition, _subject: str) -> Limit:
    return Limit(law.JOINT_DAYS + (law.LONGEST_JOINT_EXTENSION if case.extension else 0), "working_days")


def _planned(case: Case, _definition: Definition, procedure: str) -> Limit | None:
    """Calendar days from its start to the planned end, which the written notice names as a date."""
    one = case.interruption(procedure)
    days = (date.fromisoformat(one.planned_end_on) - local_date(one.since)).days if one else 0
    return Limit(days, "calendar_days") if days else None


def _by_law(days: int) -> Callable[[Case, Definition, str], Limit]:
    """Working days: the law binds the agency (Administrative Licensing Law, Art. 82)."""
    return lambda _case, _definition, _subject: Limit(days, "working_days")


CLOCKS: Final = (
    ClockRule("notice", "licensing_32", _notice, _by_law(law.NOTICE_DAYS)),
    ClockRule("promised", "promise", _promised, lambda _case, definition, _: definition.promised),
    ClockRule("statutory", "item_statute", _statutory, _statutory_limit),
    ClockRule("joint", "licensing_42", _joint, _joint_limit),
    ClockRule("step", "flow", _steps, _step_limit),
    ClockRule("survey", "licensing_55", _survey, _by_law(law.SURVEY_DAYS)),
    ClockRule("procedure", "licensing_45", _procedures, _planned),
    ClockRule("hearing", "licensing_47", _hearing, _by_law(law.HEARING_DAYS)),
    ClockRule("delivery", "licensing_44", _delivery, _by_law(law.DELIVERY_DAYS)),
    ClockRule("applicant", "city_correction", _applicant, lambda _case, definition, _: correction_limit(definition)),
)
