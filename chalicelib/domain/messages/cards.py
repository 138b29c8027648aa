"""What a commit tells the office of supervision cards: whom, by which template. Pure; who holds a post is looked up later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.reference import reference_of, shown

SUPERVISORS: Final = "supervisors"

HIGHEST_LEVEL: Final = 2
"""The follow-up that the supervisors hear of too."""


@dataclass(frozen=True)
class CardNews:
    """`to` is a staff id, a post `unit:post`, or SUPERVISORS; parameters without personal data: codes of `rule` and
    `bureau`, `item` as the definition has it, `reference` as shown."""

    to: str
    template: str
    params: Mapping[str, str]


def card_news(commit: Commit, after: Case, definition: Definition) -> tuple[CardNews, ...]:
    """The gravest first: who is told several of these is told the first."""
    found = [news for fact in commit.facts for news in _news(fact, after, definition)]
    return tuple(sorted(found, key=lambda news: _GRAVEST_FIRST.index(news.template)))


_GRAVEST_FIRST: Final = (
    "card_followed_up_2",
    "card_followed_up_1",
    "card_red",
    "card_red_head",
    "card_yellow",
    "card_yellow_head",
)


def _news(fact: f.Fact, after: Case, definition: Definition) -> Iterator[CardNews]:
    if isinstance(fact, f.CardGiven):
        params = _params(fact, after, definition)
        yield CardNews(fact.staff or f"{fact.unit}:{fact.post}", f"card_{fact.colour}", params)
        yield CardNews(_head(fact.unit, definition), f"card_{fact.colour}_head", params)
    if isinstance(fact, f.CardFollowedUp) and (card := after.card(fact.card)):
        params = _params(card.fact, after, definition)
        to = (_head(card.fact.unit, definition), *([SUPERVISORS] if fact.level == HIGHEST_LEVEL else []))
        yield from (CardNews(one, f"card_followed_up_{fact.level}", params) for one in to)


def _head(unit: str, definition: Definition) -> str:
    return f"{unit}:{definition.rules['in_charge_post']}"


def _params(card: f.CardGiven, after: Case, definition: Definition) -> Mapping[str, str]:
    about = {"item": definition.name, "reference": shown(reference_of(after.matter))}
    return {**about, "rule": card.rule, "bureau": card.unit}
