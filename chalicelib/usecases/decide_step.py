"""Deciding one step of a case: by a leader from a link or page, by an officer at the window."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast, get_args

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, DecideStep, StepOutcome
from chalicelib.domain.sealed import UNSEALED
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.act_on_case import act_on_file
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.execute import Executed

OUTCOMES: Final = get_args(StepOutcome)


@dataclass(frozen=True)
class StepAnswer:
    """What somebody answers on a step: `outcome` is one of OUTCOMES, `to` the step returned to (return only), `shown`
    the `step_digest` of what they saw."""

    step: str
    outcome: str
    to: str
    opinion: str
    shown: str


class BadAnswerError(ValueError):
    """An answer that cannot be taken; `field` is where to put it right.

    Codes: outcome_required, return_to_required, reason_required (return, refuse), opinion_too_long, shown_required.
    """

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def decide_step(
    matter: str,
    command: str,
    answer: StepAnswer,
    actor: Actor,
    *,
    via: Literal["link", "page", "window"],
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """Decides the step; the same command again is answered from its commit.

    Raises BadAnswerError, UnknownCaseError, UnknownStepError, BusyError, RefusedError (among them dossier_changed, and
    step_already_decided, which says what, by whom and when).
    """
    return decide_step_on(
        read_case(matter, log=log, catalogue=catalogue),
        command,
        answer,
        actor,
        via=via,
        log=log,
        dossiers=dossiers,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )


def decide_step_on(
    file: CaseFile,
    command: str,
    answer: StepAnswer,
    actor: Actor,
    *,
    via: Literal["link", "page", "window"],
    log: Log,
    dossiers: Dossiers,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """As `decide_step`, on a case that was just read: unless a race is lost, one put into the dossier and one into the
    log are all that is asked of the tables.

    Raises BadAnswerError, UnknownStepError, BusyError, RefusedError.
    """
    outcome = _checked(answer)
    to = answer.to if outcome == "return" else ""
    asked = DecideStep(command, actor, answer.step, outcome, to, UNSEALED, answer.shown, via)
    return act_on_file(
        file,
        asked,
        {"opinion": {"text": answer.opinion}},
        log=log,
        dossiers=dossiers,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )


def _checked(answer: StepAnswer) -> StepOutcome:
    if answer.outcome not in OUTCOMES:
        raise BadAnswerError("outcome_required", "outcome")
    if answer.outcome == "return" and not answer.to:
        raise BadAnswerError("return_to_required", "to")
    if answer.outcome != "pass" and not answer.opinion:
        raise BadAnswerError("reason_required", "opinion")
    if len(answer.opinion) > LONGEST_WORDS:
        raise BadAnswerError("opinion_too_long", "opinion")
    if not answer.shown:
        raise BadAnswerError("shown_required", "shown")
    return cast("StepOutcome", answer.outcome)
