"""A case as supervisors see it, whoever has a part in it: what was done and said, who had it in hand how long, its cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.card import Card
from chalicelib.domain.decide import refusal
from chalicelib.domain.ledger import Ledger, ledger, moments
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Dossiers, Log, Parties
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError, case_of, read_case
from chalicelib.usecases.officer_case import people_in
from chalicelib.usecases.staff_names import names_of

Words = Mapping[str, Mapping[str, Any]]
"""Dossier contents by part name."""


@dataclass(frozen=True)
class SupervisedCase:
    """`words` are without forms and papers; `names` are staff names by id."""

    file: CaseFile
    words: Words
    names: Mapping[str, str]
    in_hand: Ledger


def supervised_case(
    reference: str, *, log: Log, dossiers: Dossiers, catalogue: Catalogue, parties: Parties, now: datetime
) -> SupervisedCase:
    """Raises UnknownCaseError."""
    file = read_case(case_of(reference), log=log, catalogue=catalogue)
    in_hand = ledger(moments(file.case.matter, file.commits, file.definition), file.definition, stamp(now))
    return SupervisedCase(file, words_in(file, dossiers=dossiers), names_of(people_in(file), parties=parties), in_hand)


def unit_card(
    reference: str, card: str, actor: c.Actor, *, log: Log, dossiers: Dossiers, catalogue: Catalogue
) -> tuple[CaseFile, Card, Words]:
    """A card as somebody of the unit that got it sees it, and what was written about its case.

    Raises UnknownCaseError, also for a card of another unit.
    """
    file = read_case(case_of(reference), log=log, catalogue=catalogue)
    found = file.case.card(card)
    if found is None or not any(post.partition(":")[0] == found.fact.unit for post in actor.posts):
        raise UnknownCaseError(reference)
    return file, found, words_in(file, dossiers=dossiers)


def card_moves(file: CaseFile, actor: c.Actor, calendar: Calendar, now: datetime) -> Mapping[str, frozenset[str]]:
    """What this person may now do with each card by id: withdraw, follow_up, answer; under the empty id: give."""

    def possible(commands: Mapping[str, c.Command]) -> frozenset[str]:
        case, of = file.case, file.definition
        return frozenset(name for name, one in commands.items() if not refusal(case, one, of, calendar, stamp(now)))

    moves = {"": possible({"give": c.GiveCard("", actor, "yellow", "", f.PROBE)})}
    for card in file.case.cards:
        name = card.fact.card
        moves[name] = possible(
            {
                "withdraw": c.WithdrawCard("", actor, name, f.PROBE),
                "follow_up": c.FollowUpCard("", actor, name, card.followed_up + 1),
                "answer": c.AnswerCard("", actor, name, "feedback", f.PROBE),
            }
        )
    return moves


def words_in(file: CaseFile, *, dossiers: Dossiers) -> Words:
    """What was written about the case: opinions, notes, reasons; nobody's form or papers."""
    facts = [fact for commit in file.commits for fact in commit.facts]
    seals = {value for fact in facts for value in vars(fact).values() if isinstance(value, f.Sealed) and value.part}
    keys = {(file.case.matter, one.part) for one in seals if one.part.partition("#")[0] not in ("form", "papers")}
    return {name: part.content for (_, name), part in dossiers.get_many(keys).items()}
