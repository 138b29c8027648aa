"""How supervision cards change a case; they change nothing of its course."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Card, Case
from chalicelib.domain.commit import Commit


def _given(fact: f.CardGiven, case: Case, commit: Commit) -> Case:
    return replace(case, cards=(*case.cards, Card(fact, commit.seq)))


def _answered(fact: f.CardAnswered, case: Case, _commit: Commit) -> Case:
    return _change(
        case, fact.card, lambda card: replace(card, answers=(*card.answers, (fact.answer, fact.effective_at)))
    )


def _withdrawn(fact: f.CardWithdrawn, case: Case, _commit: Commit) -> Case:
    return _change(case, fact.card, lambda card: replace(card, withdrawn_at=fact.effective_at))


def _followed_up(fact: f.CardFollowedUp, case: Case, _commit: Commit) -> Case:
    return _change(case, fact.card, lambda card: replace(card, followed_up=fact.level))


def _change(case: Case, card_id: str, change: Callable[[Card], Card]) -> Case:
    return replace(case, cards=tuple(change(card) if card.fact.card == card_id else card for card in case.cards))


SUPERVISION: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = {
    f.CardGiven: _given,
    f.CardAnswered: _answered,
    f.CardWithdrawn: _withdrawn,
    f.CardFollowedUp: _followed_up,
}
