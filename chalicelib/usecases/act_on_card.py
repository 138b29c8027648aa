"""Giving, answering, withdrawing and following up a supervision card, with the words that go on record."""

from datetime import datetime

from chalicelib.domain import commands as c
from chalicelib.domain.calendar import Calendar
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.act_on_case import act_on_case
from chalicelib.usecases.case_file import case_of
from chalicelib.usecases.execute import Executed

CardCommand = c.GiveCard | c.AnswerCard | c.WithdrawCard | c.FollowUpCard


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
