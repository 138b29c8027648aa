"""A supervision card of a question, complaint or rating: who may see it, and what they may do with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain.card import Card, card_of
from chalicelib.domain.inquiry.commands import CardCommand
from chalicelib.domain.inquiry.decide import refusal_of_inquiry
from chalicelib.domain.inquiry.powers import (
    affair_of,
    handling_for,
    of_who_watches,
    of_whom_the_card_was_given,
)
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.reference import MatterKind
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.sealed import PROBE
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.inquiry_file import InquiryFile, UnknownInquiryError, inquiry_of, read_inquiry

ANSWERS: Final = ("feedback", "objection")


@dataclass(frozen=True)
class InquiryCard:
    """`moves` are what this person may now do: answer, withdraw, follow_up; `handles` whether the inquiry is theirs."""

    file: InquiryFile
    card: Card
    moves: frozenset[str]
    handles: bool


def read_inquiry_card(
    kind: str, reference: str, card: str, actor: c.Actor, *, log: Log, catalogue: Catalogue, now: datetime
) -> InquiryCard:
    """For whom it was given, who watches it, and who handles the inquiry.

    Raises UnknownInquiryError.
    """
    try:
        matter = inquiry_of(MatterKind(kind), reference)
    except ValueError:
        raise UnknownInquiryError(reference) from None
    file = read_inquiry(matter, log=log, catalogue=catalogue)
    found = card_of(file.inquiry.cards, card)
    if found is None:
        raise UnknownInquiryError(reference)
    at = InquirySituation(file.inquiry, file.edition, stamp(now))
    handles = bool(file.inquiry.post) and handling_for(actor, affair_of(file.inquiry, file.edition)) is not None
    if not handles and not _has_a_part(card, actor, at):
        raise UnknownInquiryError(reference)
    tries: Mapping[str, CardCommand] = {
        "answer": c.AnswerCard("probe", actor, card, "feedback", PROBE),
        "withdraw": c.WithdrawCard("probe", actor, card, PROBE),
        "follow_up": c.FollowUpCard("probe", actor, card, found.followed_up + 1),
    }
    moves = frozenset(name for name, command in tries.items() if not refusal_of_inquiry(command, at))
    return InquiryCard(file, found, moves, handles)


def _has_a_part(card: str, actor: c.Actor, at: InquirySituation) -> bool:
    """Whether it was given to this person, or is theirs to watch."""
    return any(
        _may(power, command, at)
        for power, command in (
            (of_whom_the_card_was_given, c.AnswerCard("probe", actor, card, "feedback", PROBE)),
            (of_who_watches, c.WithdrawCard("probe", actor, card, PROBE)),
        )
    )


def _may(power: Callable[[Any, InquirySituation], str], command: CardCommand, at: InquirySituation) -> bool:
    try:
        power(command, at)
    except RefusedError:
        return False
    return True
