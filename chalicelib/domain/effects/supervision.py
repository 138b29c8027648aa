"""Supervision cards: facts, and the guards that are their own."""

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.case import Card
from chalicelib.domain.powers import acting, held
from chalicelib.domain.situation import RefusedError, Situation
from chalicelib.domain.time_rules import MANUAL, holder


def about_an_open_step(command: c.GiveCard, at: Situation) -> None:
    if command.step and command.step not in at.case.opened:
        raise RefusedError("step_not_open", {"step": command.step})


def give_card(command: c.GiveCard, at: Situation) -> tuple[f.Fact, ...]:
    unit, post, staff, step = holder(at.case, at.definition, command.step)
    card = f"{MANUAL}-{at.case.seq + 1}"
    return (f.CardGiven(at.now, card, command.colour, MANUAL, unit, post, staff, step, command.note),)


def by_the_unit_that_got_it(command: c.AnswerCard, at: Situation) -> str:
    told = _card(command.card, at).fact
    posts = held(command.actor, lambda unit, _code: unit == told.unit)
    return acting(command.actor, at, f"{told.unit}:{told.post}", *posts)


def card_is_open(command: c.AnswerCard | c.FollowUpCard, at: Situation) -> None:
    if not _card(command.card, at).open:
        raise RefusedError("card_closed")


def answer_card(command: c.AnswerCard, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CardAnswered(at.now, command.card, command.answer, command.note),)


def after_an_objection(command: c.WithdrawCard, at: Situation) -> None:
    card = _card(command.card, at)
    if card.withdrawn_at:
        raise RefusedError("card_closed")
    if not any(kind == "objection" for kind, _ in card.answers):
        raise RefusedError("no_objection")


def withdraw_card(command: c.WithdrawCard, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CardWithdrawn(at.now, command.card, command.note),)


def the_next_level(command: c.FollowUpCard, at: Situation) -> None:
    card = _card(command.card, at)
    if card.fact.colour != "red" or command.level != card.followed_up + 1 or command.level > len(_levels(at)):
        raise RefusedError("level_unknown", {"level": str(command.level)})


def follow_up_card(command: c.FollowUpCard, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CardFollowedUp(at.now, command.card, command.level),)


def _levels(at: Situation) -> list[int]:
    levels: list[int] = at.definition.rules["follow_up_after"]
    return levels


def _card(card_id: str, at: Situation) -> Card:
    card = at.case.card(card_id)
    if card is None:
        raise RefusedError("card_unknown", {"card": card_id})
    return card
