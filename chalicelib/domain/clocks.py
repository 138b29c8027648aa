"""Clocks: pure functions of (case, definition, calendar). A due date is computed, never stored as truth.

A clock is a row of CLOCKS: when it runs, since when, how long, by which rule; pauses.py says when it stands still.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.domain import law
from chalicelib.domain.calendar import Calendar, DueInstant
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Limit, limit_from_json
from chalicelib.domain.due import Due
from chalicelib.domain.pauses import Span, correction_limit, limit_of_the_city, spans, stopped
from chalicelib.domain.times import end_of, local, local_date, stamp, start_of


@dataclass(frozen=True)
class ClockRule:
    """One row of the law: `subjects` yields (subject, since) for each clock of this kind that runs; an unlimited one is
    None from `limit`."""

    name: str
    article: str
    subjects: Callable[[Case, Definition, Calendar], Iterator[tuple[str, str]]]
    limit: Callable[[Case, Definition, str], Limit | None]


SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "received": frozenset({"notice", "pre_review", "promised"}),
    "correcting": frozenset({"applicant", "service"}),
    "in_review": frozenset({"promised", "statutory", "joint"}),
    "concluded": frozenset({"delivery"}),
}
"""By status the clocks of which people are shown the earliest; the others are the office's own or lie inside these. Under
review it is the office's day, also while the applicant is to act: that day is told beside."""


def due(case: Case, definition: Definition, calendar: Calendar) -> Due | None:
    """The due date that people are shown: the earliest of the running clocks; None when none runs."""
    running = (clock for clock in clocks(case, definition, calendar) if clock.clock in SHOWN.get(case.status, ()))
    return min(running, key=lambda clock: clock.at, default=None)


def clocks(case: Case, definition: Definition, calendar: Calendar) -> tuple[Due, ...]:
    """Every clock that runs, stopped ones included: those expire when they have run on."""
    found = (_run(rule, case, definition, calendar) for rule in CLOCKS)
    return tuple(clock for running in found for clock in running)


def clock_of(case: Case, name: str, definition: Definition, calendar: Calendar) -> tuple[Due, ...]:
    """The running clocks of one kind."""
    return tuple(clock for rule in CLOCKS if rule.name == name for clock in _run(rule, case, definition, calendar))


def _run(rule: ClockRule, case: Case, definition: Definition, calendar: Calendar) -> Iterator[Due]:
    for subject, since in rule.subjects(case, definition, calendar):
        limit = rule.limit(case, definition, subject)
        if limit is None:
            continue
        explanation = {"unit": limit.unit, "amount": str(limit.amount), "since": since, "article": rule.article}
        held = spans(case, rule.name, subject, definition, calendar)
        if limit.unit == "session":
            ends = _session(since, held, calendar)
            yield Due(rule.name, stamp(ends.at), ends.provisional, {**explanation, "version": ends.version}, subject)
            continue
        day = calendar.due(local_date(since), limit.amount, limit.unit, stopped(held))
        yield Due(rule.name, stamp(end_of(day.on)), day.provisional, {**explanation, "version": day.version}, subject)


def _session(since: str, held: Sequence[Span], calendar: Calendar) -> DueInstant:
    """The end of the first session that no interruption takes from the office."""
    ends = calendar.session_end(local(since))
    for _, last, one in sorted(held, key=lambda span: span[2].since):
        over = min(one.ended_at or stamp(end_of(last)), stamp(end_of(last)))
        if one.since < stamp(ends.at) <= over:
            ends = calendar.session_end(local(over))
    return ends


Subjects = Iterator[tuple[str, str]]


def _notice(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """Of every licence, an instant one too: what is to be done at once is not deemed accepted the less."""
    if case.status == "received" and definition.regime == "licence":
        yield "", case.received_at


def _pre_review(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """Where no law deems a silence accepted, the city still answers by a day of its own."""
    if case.status == "received" and definition.regime != "licence" and not definition.instant:
        yield "", case.received_at


def _promised(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """Of an instant item from its receipt: accepting it late gains nothing."""
    if case.status == "in_review" or (case.status == "received" and definition.instant):
        yield "", case.received_at if definition.instant else case.accepted_at


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
    """From acceptance, wherever in the flow the survey belongs."""
    if case.status == "in_review" and definition.regime == "licence":
        for step_id in case.unsurveyed(definition):
            yield step_id, case.accepted_at


def _procedures(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    for one in case.interruptions:
        if one.running:
            yield one.id, one.since


def _hearing(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    if case.status == "in_review" and case.hearing and case.hearing.requested_at and not case.hearing.held_at:
        yield "", case.hearing.requested_at


def _fee(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """From the last day for paying: the office then ends the case, or goes on waiting at its own charge."""
    if case.fee_due:
        yield case.fee_due.id, stamp(start_of(date.fromisoformat(case.fee_due.planned_end_on)))


def _delivery(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """The unit's part ends when the carrier has the parcel, or the certificate lies ready for who picks it up; what comes
    back is the unit's again, and the days that the carrier had it do not count. What is out of force is owed to nobody."""
    if case.status != "concluded" or case.outcome != "granted" or definition.regime != "licence" or case.taken_away:
        return
    under_way = case.parcels and not case.parcels[-1].given_back_at
    if not (under_way or case.collected(definition)):
        yield "", case.concluded_at


def _service(case: Case, definition: Definition, calendar: Calendar) -> Subjects:
    """The issue of a correction notice tells in time (Art. 32(4)); that it arrives, the office owes by the city's rule."""
    if notice := case.unserved_notice:
        yield notice.id, notice.at


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
    """Moved by the days that were granted (Administrative Licensing Law, Art. 42(2))."""
    granted = min(case.extension.amount, law.LONGEST_JOINT_EXTENSION) if case.extension else 0
    return Limit(law.JOINT_DAYS + granted, "working_days")


def _planned(case: Case, _definition: Definition, procedure: str) -> Limit | None:
    """Calendar days from its start to the planned end, which the written notice names as a date."""
    one = case.interruption(procedure)
    days = (date.fromisoformat(one.planned_end_on) - local_date(one.since)).days if one else 0
    return Limit(days, "calendar_days") if days else None


def _by_law(days: int) -> Callable[[Case, Definition, str], Limit]:
    """Working days: the law binds the agency (Administrative Licensing Law, Art. 82)."""
    return lambda _case, _definition, _subject: Limit(days, "working_days")


def _of_the_city(rule: str) -> Callable[[Case, Definition, str], Limit | None]:
    """By the city's own rule of this name."""
    return lambda _case, definition, _subject: limit_of_the_city(rule, definition)


CLOCKS: Final = (
    ClockRule("notice", "licensing_32", _notice, _by_law(law.NOTICE_DAYS)),
    ClockRule("pre_review", "city_pre_review", _pre_review, _of_the_city("pre_review_limit")),
    ClockRule("promised", "promise", _promised, lambda _case, definition, _: definition.promised),
    ClockRule("statutory", "item_statute", _statutory, _statutory_limit),
    ClockRule("joint", "licensing_42", _joint, _joint_limit),
    ClockRule("step", "flow", _steps, _step_limit),
    ClockRule("survey", "licensing_55", _survey, _by_law(law.SURVEY_DAYS)),
    ClockRule("procedure", "licensing_45", _procedures, _planned),
    ClockRule("hearing", "licensing_47", _hearing, _by_law(law.HEARING_DAYS)),
    ClockRule("fee", "city_fee", _fee, _of_the_city("unpaid_fee_limit")),
    ClockRule("delivery", "licensing_44", _delivery, _by_law(law.DELIVERY_DAYS)),
    ClockRule("service", "city_service", _service, _of_the_city("service_limit")),
    ClockRule("applicant", "city_correction", _applicant, lambda _case, definition, _: correction_limit(definition)),
)
