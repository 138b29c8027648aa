"""Giving, answering, withdrawing and following up a supervision card, with the words that go on record."""

from datetime import datetime

from chalicelib.domain import commands as c
from chalicelib.domain.actor import held
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.powers import has_a_part
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.act_on_case import act_on_case, act_on_file
from chalicelib.usecases.case_file import UnknownCaseError, case_of, read_case
from chalicelib.usecases.execute import Executed

CardCommand = c.GiveCard | c.WithdrawCard | c.FollowUpCard
"""What supervisors do, to whom every case is known."""


def act_on_card(
    reference: str,
    command: CardCommand,
    words: str,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """Carries out the command, whose note these words become; a follow-up has none.

    Raises UnknownCaseError, RefusedError (among them reason_required, words_too_long), BusyError.
    """
    matter, note = case_of(reference), words.strip()
    return act_on_case(
        matter,
        command,
        {"note": {"text": note}} if note else {},
        log=log,
        dossiers=dossiers,
        catalogue=catalogue,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )


def answer_card(
    reference: str,
    command: c.AnswerCard,
    words: str,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    calendar: Calendar,
    now: datetime,
) -> Executed:
    """Carries out the answer of the unit that got the card.

    Raises as `act_on_card`; UnknownCaseError also for who is neither of that unit nor has a part in the case.
    """
    file, note = read_case(case_of(reference), log=log, catalogue=catalogue), words.strip()
    card, actor = file.case.card(command.card), command.actor
    of_its_unit = card and held(actor, lambda unit, _code: unit == card.fact.unit)
    if not (of_its_unit or has_a_part(actor, file.case, file.definition)):
        raise UnknownCaseError(reference)
    return act_on_file(
        file,
        command,
        {"note": {"text": note}} if note else {},
        log=log,
        dossiers=dossiers,
        entropy=entropy,
        calendar=calendar,
        now=now,
    )
