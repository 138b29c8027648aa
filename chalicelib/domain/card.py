"""A supervision card, 督办牌: one concept for all that can earn one, a case as well as a question, complaint or rating."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from chalicelib.domain import facts as f


@dataclass(frozen=True)
class Card:
    """`answers` are (kind, at) of feedback and objections."""

    fact: f.CardGiven
    seq: int
    answers: tuple[tuple[str, str], ...] = ()
    followed_up: int = 0
    withdrawn_at: str = ""

    @property
    def open(self) -> bool:
        """Whether the unit still owes its feedback."""
        return not self.withdrawn_at and not any(kind == "feedback" for kind, _ in self.answers)


Cards = tuple[Card, ...]


def card_of(cards: Cards, card: str) -> Card | None:
    """The card of this id."""
    return next((one for one in cards if one.fact.card == card), None)


def after_fact(cards: Cards, fact: Any, seq: int) -> Cards:
    """The cards after one of CARD_FACTS, of the commit `seq`."""
    if isinstance(fact, f.CardGiven):
        return (*cards, Card(fact, seq))
    change = _CHANGES[type(fact)]
    return tuple(change(card, fact) if card.fact.card == fact.card else card for card in cards)


def warned(cards: Cards) -> str:
    """The colour of the worst card that waits for its unit, or empty."""
    colours = {card.fact.colour for card in cards if card.open}
    return "red" if "red" in colours else min(colours, default="")


_CHANGES: Final[Mapping[type, Callable[[Card, Any], Card]]] = {
    f.CardAnswered: lambda card, fact: replace(card, answers=(*card.answers, (fact.answer, fact.effective_at))),
    f.CardWithdrawn: lambda card, fact: replace(card, withdrawn_at=fact.effective_at),
    f.CardFollowedUp: lambda card, fact: replace(card, followed_up=fact.level),
}
CARD_FACTS: Final = (f.CardGiven, *_CHANGES)
