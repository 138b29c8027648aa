"""Supervision cards: facts, and the guards that are their own. What is done with a card that was given is one and the
same for a case and for a question, complaint or rating."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.actor import held
from chalicelib.domain.card import Card, Cards, card_of
from chalicelib.domain.powers import acting
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.situation import Situation
from chalicelib.domain.time_rules import MANUAL, holder


def about_an_open_step(command: c.GiveCard, at: Situation) -> None:
    if command.step and command.step not in at.case.opened:
        raise RefusedError("step_not_open", {"step": command.step})


def give_card(command: c.GiveCard, at: Situation) -> tuple[f.Fact, ...]:
    unit, post, staff, step = holder(at.case, at.definition, command.step)
    card = f"{MANUAL}-{at.case.seq + 1}"
    return (f.CardGiven(at.now, card, command.colour, MANUAL, unit, post, staff, step, command.note),)


def by_the_unit_that_got_it(command: c.AnswerCard, at: Situation) -> str:
    told = given(command.card, at).fact
    posts = held(command.actor, lambda unit, _code: unit == told.unit)
    return acting(command.actor, at, f"{told.unit}:{told.post}", *posts)


class Supervised(Protocol):
    """What a command on a card meets; `now` is a stamp."""

    @property
    def now(self) -> str: ...

    @property
    def cards(self) -> Cards: ...

    @property
    def follow_up_after(self) -> Sequence[int]:
        """Working days after a red card, one for each level."""
        ...


def card_is_open(command: c.AnswerCard | c.FollowUpCard, at: Supervised) -> None:
    if not given(command.card, at).open:
        raise RefusedError("card_closed")


def answer_card(command: c.AnswerCard, at: Supervised) -> tuple[f.Fact, ...]:
    return (f.CardAnswered(at.now, command.card, command.answer, command.note),)


def after_an_objection(command: c.WithdrawCard, at: Supervised) -> None:
    card = given(command.card, at)
    if card.withdrawn_at:
        raise RefusedError("card_closed")
    if not any(kind == "objection" for kind, _ in card.answers):
        raise RefusedError("no_objection")


def withdraw_card(command: c.WithdrawCard, at: Supervised) -> tuple[f.Fact, ...]:
    return (f.CardWithdrawn(at.now, command.card, command.note),)


def the_next_level(command: c.FollowUpCard, at: Supervised) -> None:
    card = given(command.card, at)
    if card.fact.colour != "red" or command.level != card.followed_up + 1 or command.level > len(at.follow_up_after):
        raise RefusedError("level_unknown", {"level": str(command.level)})


def follow_up_card(command: c.FollowUpCard, at: Supervised) -> tuple[f.Fact, ...]:
    return (f.CardFollowedUp(at.now, command.card, command.level),)


def given(card_id: str, at: Supervised) -> Card:
    """Raises RefusedError (card_unknown)."""
    card = card_of(at.cards, card_id)
    if card is None:
        raise RefusedError("card_unknown", {"card": card_id})
    return card
