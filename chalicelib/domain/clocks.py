"""Clocks: pure functions of (case, definition, calendar). A due date is computed, never stored as truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition, Limit
from chalicelib.domain.facts import DeemedAccepted, Fact
from chalicelib.domain.times import end_of, local, local_date, stamp

NOTICE_WORKING_DAYS = 5
"""Accept, decline or ask for corrections within five working days (Administrative Licensing Law, Art. 32(4))."""

Clock = Literal["notice", "promised", "statutory", "delivery"]
DELIVERY = Limit(10, "working_days")
"""Certificate handed over or sent within ten working days of the decision (Administrative Licensing Law, Art. 44)."""


@dataclass(frozen=True)
class Due:
    """When a running clock expires: `at` is the first instant past the limit, `explanation` the facts of the sum."""

    clock: Clock
    at: str
    provisional: bool
    explanation: Mapping[str, str]


@dataclass(frozen=True)
class TimeBrought:
    """What time has already brought: facts with a command id of their own, so that they are written once."""

    command: str
    facts: tuple[Fact, ...]


def due(case: Case, definition: Definition, calendar: Calendar) -> Due | None:
    """The due date that people are shown: the earliest of the running clocks; None when none runs."""
    running = [clock for clock in _running(case, definition, calendar) if clock]
    return min(running, key=lambda clock: clock.at, default=None)


def overdue(case: Case, definition: Definition, calendar: Calendar, now: datetime) -> tuple[TimeBrought, ...]:
    """What the law says has happened by `now` although nobody did it; to be committed before any other command."""
    if case.status != "received" or definition.regime != "licence":
        return ()
    notice = _due("notice", case.received_at, Limit(NOTICE_WORKING_DAYS, "working_days"), calendar)
    if stamp(now) < notice.at:
        return ()
    deemed = DeemedAccepted(effective_at=case.received_at, due_at=notice.at)
    return (TimeBrought(f"deemed:{case.matter}:{notice.at}", (deemed,)),)


def next_instant(case: Case, definition: Definition, calendar: Calendar) -> str:
    """When the sweep must look at this case again; empty when time alone brings nothing."""
    if case.status == "received" and definition.regime == "licence":
        return _due("notice", case.received_at, Limit(NOTICE_WORKING_DAYS, "working_days"), calendar).at
    return ""


def _running(case: Case, definition: Definition, calendar: Calendar) -> tuple[Due | None, ...]:
    if case.status == "received":
        if definition.instant:
            return (_session_end(case.received_at, calendar),)
        return (_due("notice", case.received_at, Limit(NOTICE_WORKING_DAYS, "working_days"), calendar),)
    if case.status == "in_review":
        return (_promised(case, definition, calendar), _statutory(case, definition, calendar))
    if case.status == "concluded" and case.outcome == "granted" and definition.regime == "licence":
        return (_due("delivery", case.concluded_at, DELIVERY, calendar),)
    return ()


def _promised(case: Case, definition: Definition, calendar: Calendar) -> Due:
    if definition.instant:
        return _session_end(case.accepted_at, calendar)
    return _due("promised", case.accepted_at, definition.promised, calendar)


def _statutory(case: Case, definition: Definition, calendar: Calendar) -> Due | None:
    return _due("statutory", case.accepted_at, definition.statutory, calendar) if definition.statutory else None


def _session_end(since: str, calendar: Calendar) -> Due:
    ends = calendar.session_end(local(since))
    return Due(
        "promised", stamp(ends.at), ends.provisional, {"unit": "session", "since": since, "version": ends.version}
    )


def _due(clock: Clock, since: str, limit: Limit, calendar: Calendar) -> Due:
    day = calendar.due(local_date(since), limit.amount, limit.unit)
    explanation = {"unit": limit.unit, "amount": str(limit.amount), "since": since, "version": day.version}
    return Due(clock, stamp(end_of(day.on)), day.provisional, explanation)
