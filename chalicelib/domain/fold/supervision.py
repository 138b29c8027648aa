"""How supervision cards change a case; they change nothing of its course."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib.domain.card import CARD_FACTS, after_fact
from chalicelib.domain.case import Case
from chalicelib.domain.commit import Commit
from chalicelib.domain.replacing import replace


def _card(fact: Any, case: Case, commit: Commit) -> Case:
    return replace(case, cards=after_fact(case.cards, fact, commit.seq))


SUPERVISION: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = dict.fromkeys(CARD_FACTS, _card)
