"""Guards of the transition table: each refuses a command for one reason, with the code of the sentence to tell."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain import law
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.sign_off import in_hand_of
from chalicelib.domain.situation import RefusedError, Situation
from chalicelib.domain.step_digest import step_digest
from chalicelib.domain.times import end_of, local_date, stamp

Guard = Callable[[Any, Situation], None]

SUPERVISOR: Final = "supervisor"

GROUNDS: Final = ("no_permit_needed", "other_unit", "banned")
"""The closed list on which an application is declined (Administrative Licensing Law, Arts. 32(1), 32(2), 78, 79)."""

FARTHEST: Final = timedelta(days=3 * 366)
"""A date further ahead is a slip of the pen."""

TERMINATION_GROUNDS: Final = ("applicant_gone", "item_cancelled")


def of_the_window(command: Any, at: Situation) -> None:
    """By an officer of the unit that handles the case."""
    _holds(command.actor, at, at.definition.unit, "officer")


def of_the_lead(command: Any, at: Situation) -> None:
    """By the lead unit of the joint review: its officer or section chief."""
    lead = at.flow.parallel(command.node).lead
    if not any(command.actor.holds(f"{lead}:{post}", at.definition) for post in ("officer", "chief")):
        raise RefusedError("not_your_step", {"unit": lead, "post": "chief"})


def in_charge(command: Any, at: Situation) -> None:
    """By the post that the data names as the person in charge, 负责人 (Administrative Licensing Law, Art. 42)."""
    _holds(command.actor, at, at.definition.unit, at.definition.rules["in_charge_post"])


def supervising(command: Any, at: Situation) -> None:
    if not any(post.endswith(f":{SUPERVISOR}") for post in command.actor.posts):
        raise RefusedError("not_your_step", {"unit": at.definition.unit, "post": SUPERVISOR})


def of_the_case(command: Any, at: Situation) -> None:
    """By somebody who has a part in it: an officer of its unit, or the holder of an open step."""
    posts = {f"{opened.unit}:{opened.post}" for opened in at.case.opened.values()}
    if not any(command.actor.holds(post, at.definition) for post in posts | {f"{at.definition.unit}:officer"}):
        raise RefusedError("not_your_step", {"unit": at.definition.unit, "post": "officer"})


def of_the_unit_or_supervising(command: Any, at: Situation) -> None:
    """By the unit's officer, its person in charge, or a supervisor."""
    unit, rules = at.definition.unit, at.definition.rules
    posts = (f"{unit}:officer", f"{unit}:{rules['in_charge_post']}")
    if not any(command.actor.holds(post, at.definition) for post in posts):
        supervising(command, at)


def of_the_applicant(command: Any, at: Situation) -> None:
    if command.actor.id not in (at.case.application.applicant, at.case.application.agent):
        raise RefusedError("not_your_case")


def of_the_applicant_or_window(command: Any, at: Situation) -> None:
    """By the applicant, or by an officer for somebody who came or telephoned."""
    (of_the_applicant if command.actor.kind == "applicant" else of_the_window)(command, at)


def nobody_but_the_holder(command: c.DecideStep, at: Situation) -> None:
    """By a holder of the step's post, and where it was given to one person, by that one."""
    opened = at.case.opened[command.step]
    if not in_hand_of(opened, command.actor, at.definition):
        raise RefusedError("not_your_step", {"unit": opened.unit, "post": opened.post})


def not_ones_own_case(command: Any, at: Situation) -> None:
    application = at.case.received or getattr(command, "application", None)
    if application and command.actor.party and command.actor.party in (application.applicant, application.agent):
        raise RefusedError("own_case")


def step_is_open(command: Any, at: Situation) -> None:
    at.flow.step(command.step)
    if command.step not in at.case.opened:
        raise RefusedError("step_not_open", {"step": command.step})


def duties_are_separated(command: c.DecideStep, at: Situation) -> None:
    """Steps that the flow separates are different people's; who acts for another counts as both."""
    groups = at.definition.flow.separated or (frozenset(step.id for step in at.flow.steps()),)
    apart = {step for group in groups if command.step in group for step in group} - {command.step}
    people = {command.actor.id, _acts_for(command.actor, at, command.step)} - {""}
    for step, decision in at.case.standing().items():
        if step in apart and people & {decision.actor["id"], decision.actor.get("for", "")}:
            raise RefusedError("duties_separated")


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
    had = {one.kind for one in at.case.interruptions if one.step == command.step and not one.open}
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


def _holds(actor: c.Actor, at: Situation, unit: str, post: str) -> None:
    if not actor.holds(f"{unit}:{post}", at.definition):
        raise RefusedError("not_your_step", {"unit": unit, "post": post})


def _acts_for(actor: c.Actor, at: Situation, step: str) -> str:
    opened = at.case.opened[step]
    return actor.acts_for(f"{opened.unit}:{opened.post}", at.definition, opened.staff)


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
