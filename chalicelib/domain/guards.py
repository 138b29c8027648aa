"""Guards of the transition table: each refuses a command for one reason, with the code of the sentence to tell."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain import law
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case, names_of
from chalicelib.domain.powers import of_the_holder
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.situation import Situation
from chalicelib.domain.step_digest import step_digest
from chalicelib.domain.times import end_of, local_date, stamp

Guard = Callable[[Any, Situation], None]

GROUNDS: Final = ("no_permit_needed", "other_unit", "banned")
"""The closed list on which an application is declined (Administrative Licensing Law, Arts. 32(1), 32(2), 78, 79)."""

FARTHEST: Final = timedelta(days=3 * 366)
"""A date further ahead is a slip of the pen."""

TERMINATION_GROUNDS: Final = ("applicant_gone", "item_cancelled", "fee_unpaid")


def not_ones_own_case(command: Any, at: Situation) -> None:
    """Nobody acts for the office on an application of their own, nor whoever stands in for the applicant there."""
    application = at.case.received or getattr(command, "application", None)
    if application and command.actor.parties(at.definition) & {application.applicant, application.agent}:
        raise RefusedError("own_case")


def whoever_came_was_identified(command: Any, at: Situation) -> None:
    """What staff do for an applicant is done for who stands at the window: the applicant or the agent, identity document
    seen. Online nobody presents one."""
    application = at.case.application
    came = {application.applicant, application.agent} - {""} if command.actor.kind == "staff" else {""}
    if command.presented not in came:
        raise RefusedError("identity_unseen")


def duties_are_separated(command: c.DecideStep, at: Situation) -> None:
    """Steps that the flow separates are different people's; who acts for another counts as both."""
    groups = at.definition.flow.separated or (frozenset(step.id for step in at.flow.steps()),)
    apart = {step for group in groups if command.step in group for step in group} - {command.step}
    people = {command.actor.id, of_the_holder(command, at)} - {""}
    for step, decision in at.case.standing().items():
        if step in apart and people & set(names_of(decision.actor)):
            raise RefusedError("duties_separated")


def chairs_no_hearing(command: c.DecideStep, at: Situation) -> None:
    """Who chairs the hearing has no part in the decision (Administrative Licensing Law, Art. 48(1)(3))."""
    people = {command.actor.id, of_the_holder(command, at)}
    if at.case.hearing and at.case.hearing.chair in people - {""}:
        raise RefusedError("chairs_the_hearing")


def dossier_as_shown(command: c.DecideStep, at: Situation) -> None:
    if command.shown and command.shown != step_digest(at.case, at.definition, command.step):
        raise RefusedError("dossier_changed")


def nothing_is_awaited(command: c.DecideStep, at: Situation) -> None:
    """A step waits for the special procedure or survey that was opened for it, and passes only with those it needs."""
    if command.outcome == "return":
        return
    for one in at.case.interruptions:
        if one.open and one.step in ("", command.step):
            raise RefusedError("result_awaited", {"kind": one.kind})
    had = {one.kind for one in at.case.interruptions if one.step in ("", command.step) and not one.open}
    missing = sorted(set(at.flow.step(command.step).needs) - had)
    if command.outcome == "pass" and missing:
        raise RefusedError("result_needed", {"kind": missing[0]})


def hearing_was_given(command: c.DecideStep, at: Situation) -> None:
    """Nobody decides over the head of a hearing: not while it may be asked for, nor before it was held (Arts. 46–48)."""
    hearing = at.case.hearing
    if command.outcome == "return" or hearing is None or hearing.held_at or not _ends(command, at):
        return
    if hearing.requested_at or hearing.called_on:
        raise RefusedError("hearing_not_held")
    if not hearing_request_over(at):
        raise RefusedError("hearing_may_be_requested")


def join_allows_it(command: c.DecideStep, at: Situation) -> None:
    """What a joint review has vetoed cannot be granted."""
    if command.outcome == "pass" and _ends(command, at) and at.flow.vetoed(_after(command, at)):
        raise RefusedError("join_vetoed")


def with_reason(command: Any, at: Situation) -> None:
    words = next(getattr(command, name) for name in ("reason", "note", "evidence", "notice") if hasattr(command, name))
    if not words.part:
        raise RefusedError("reason_required")


def refusal_has_a_reason(command: c.DecideStep, at: Situation) -> None:
    if command.outcome != "pass" and not command.opinion.part:
        raise RefusedError("reason_required")


def future_date(name: str) -> Guard:
    """The date of this field lies ahead, or is today; not so far that no calendar or clock of ours could reach it."""

    def guard(command: Any, at: Situation) -> None:
        day = _date(getattr(command, name))
        if day < at.today:
            raise RefusedError("date_past", {"date": getattr(command, name)})
        if day - at.today > FARTHEST:
            raise RefusedError("date_far", {"date": getattr(command, name)})

    return guard


def past_date(name: str) -> Guard:
    def guard(command: Any, at: Situation) -> None:
        if _date(getattr(command, name)) > at.today:
            raise RefusedError("date_future", {"date": getattr(command, name)})

    return guard


def two_officers(command: Any, at: Situation) -> None:
    """Two or more officers (Administrative Licensing Law, Art. 34(3))."""
    if len(set(command.officers)) < law.LEAST_OFFICERS:
        raise RefusedError("two_officers_needed")


def hearing_request_until(case: Case, calendar: Calendar) -> date | None:
    """The last of the days in which a hearing may be asked for, counted from service. None where nobody was told of
    the right, or the notice is not served."""
    told = case.document(f"hearing_right-{case.hearing.offered_seq}") if case.hearing else None
    if told is None or not told.served_at:
        return None
    return calendar.due(local_date(told.served_at), law.HEARING_REQUEST_DAYS, "calendar_days").on


def hearing_request_over(at: Situation) -> bool:
    until = hearing_request_until(at.case, at.calendar)
    return until is not None and stamp(end_of(until)) <= at.now


def _after(command: c.DecideStep, at: Situation) -> dict[str, str]:
    return {**at.case.outcomes(), command.step: command.outcome}


def _ends(command: c.DecideStep, at: Situation) -> bool:
    return not at.flow.open_steps(_after(command, at))


def _date(text: str) -> date:
    """A date as facts keep it; Python reads other forms of ISO 8601 too, whose order as text is not that of time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RefusedError("date_format", {"date": text}) from None
    if day.isoformat() != text:
        raise RefusedError("date_format", {"date": text})
    return day
