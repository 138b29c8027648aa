"""`decide`: which facts a command adds to a case, or why it may not. Total and pure; the rules are transitions.py."""

from collections.abc import Mapping

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain import transitions
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case, Decision
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.effects.application import received
from chalicelib.domain.flow import UnknownStepError
from chalicelib.domain.guards import not_ones_own_case
from chalicelib.domain.powers import has_a_part, of_the_window
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.situation import Situation
from chalicelib.domain.step_digest import step_digest

__all__ = ["RefusedError", "acts_for", "decide", "refusal", "step_digest"]


def decide(case: Case, command: c.Command, definition: Definition, calendar: Calendar, now: str) -> tuple[f.Fact, ...]:
    """The facts of this command at the instant `now` (a stamp).

    Raises RefusedError, UnknownStepError.
    """
    at = Situation(case, definition, calendar, now)
    if isinstance(command, c.ReceiveAtWindow):
        return _sitting(command, at)
    if isinstance(command, c.DecideStep):
        _told_the_truth(command, at)
    return _allowed(command, case.phase, at).facts(command, at)


def refusal(case: Case, command: c.Command, definition: Definition, calendar: Calendar, now: str) -> str:
    """The code with which `decide` would refuse the command, a step that is not of the flow included; empty where not."""
    try:
        decide(case, command, definition, calendar, now)
    except (RefusedError, UnknownStepError) as refused:
        return refused.code
    return ""


def acts_for(case: Case, command: c.Command, definition: Definition, calendar: Calendar, now: str) -> str:
    """For whom somebody acts who holds the post of this command only as a deputy; empty where nobody.

    Raises as `decide`.
    """
    at = Situation(case, definition, calendar, now)
    if isinstance(command, c.ReceiveAtWindow):
        return of_the_window(command, at)
    return _row(command, case.phase, at).by(command, at)


def _row(command: object, phase: str, at: Situation) -> transitions.Transition:
    for row in transitions.TRANSITIONS:
        if isinstance(command, row.command) and phase in row.phases and at.definition.regime in row.regimes:
            return row
    raise RefusedError("not_possible_now", {"status": phase})


def _allowed(command: c.Command, phase: str, at: Situation) -> transitions.Transition:
    """The row under which the command is possible."""
    row = _row(command, phase, at)
    row.by(command, at)
    for guard in (*transitions.OF_EVERY_ROW, *row.guards):
        guard(command, at)
    return row


def _sitting(command: c.ReceiveAtWindow, at: Situation) -> tuple[f.Fact, ...]:
    """A walk-in is received and its papers judged in one sitting: the conclusion is one that a received case allows."""
    if at.case.status != "none":
        raise RefusedError("not_possible_now", {"status": at.case.phase})
    of_the_window(command, at)
    not_ones_own_case(command, at)
    missing = sorted(set(command.application.required) - set(command.originals))
    if isinstance(command.then, c.Accept) and missing:
        raise RefusedError("originals_unchecked", {"materials": ",".join(missing)})
    row = _allowed(command.then, "received", at)
    receipt = (received(command.application, at), f.OriginalsChecked(command.originals))
    return (*receipt, *row.facts(command.then, at))


def _told_the_truth(command: c.DecideStep, at: Situation) -> None:
    """A step that was decided meanwhile is answered with what was decided, not with a bare refusal: to those whose post has
    a part in the case, for nobody else learns of it."""
    decision = at.case.standing().get(command.step)
    if decision is None or command.step in at.case.opened:
        return
    if has_a_part(command.actor, at.case, at.definition):
        raise RefusedError("step_already_decided", _shown_decision(decision))


def _shown_decision(decision: Decision) -> Mapping[str, str]:
    return {"outcome": decision.fact.outcome, "by": decision.actor["id"], "at": decision.at}
