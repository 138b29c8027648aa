"""What a commit tells the office of supervision cards: whom, by which template. Pure; who holds a post is looked up later."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.card import Cards, card_of
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.reference import reference_of, shown

SUPERVISORS: Final = "supervisors"

HIGHEST_LEVEL: Final = 2
"""The follow-up that the supervisors hear of too."""


@dataclass(frozen=True)
class CardNews:
    """`to` is a staff id, a post `unit:post`, a post's code in whichever unit, or SUPERVISORS; parameters without personal
    data: codes of `rule` and `bureau`, `reference` as shown, and of a case `item` as the definition has it."""

    to: str
    template: str
    params: Mapping[str, str]


@dataclass(frozen=True)
class Watch:
    """Who is told of a card beside who has the matter in hand: `head` of its holder, and `watchers` of the highest
    follow-up; `about` are the parameters that name the matter."""

    head: Callable[[f.CardGiven], str]
    watchers: str
    about: Mapping[str, str]


def card_news(commit: Commit, after: Case, definition: Definition) -> tuple[CardNews, ...]:
    """Of a case; the gravest first: who is told several of these is told the first."""
    about = {"item": definition.name, "reference": shown(reference_of(after.matter))}
    watch = Watch(lambda card: f"{card.unit}:{definition.rules['in_charge_post']}", SUPERVISORS, about)
    return news_of_cards(commit, after.cards, watch)


def news_of_cards(commit: Commit, cards: Cards, watch: Watch) -> tuple[CardNews, ...]:
    """As `card_news`, of whatever has these cards after the commit."""
    found = [news for fact in commit.facts for news in _news(fact, cards, watch)]
    return tuple(sorted(found, key=lambda news: _GRAVEST_FIRST.index(news.template)))


_GRAVEST_FIRST: Final = (
    "card_followed_up_2",
    "card_followed_up_1",
    "card_red",
    "card_red_head",
    "card_yellow",
    "card_yellow_head",
)


def _news(fact: f.Fact, cards: Cards, watch: Watch) -> Iterator[CardNews]:
    if isinstance(fact, f.CardGiven):
        params = _params(fact, watch)
        yield CardNews(holder_of(fact), f"card_{fact.colour}", params)
        yield CardNews(watch.head(fact), f"card_{fact.colour}_head", params)
    if isinstance(fact, f.CardFollowedUp) and (card := card_of(cards, fact.card)):
        to = (watch.head(card.fact), *([watch.watchers] if fact.level == HIGHEST_LEVEL else []))
        yield from (CardNews(one, f"card_followed_up_{fact.level}", _params(card.fact, watch)) for one in to)


def holder_of(card: f.CardGiven) -> str:
    """Who had the matter in hand: a staff id, a post `unit:post`, or a post in whichever unit."""
    return card.staff or (f"{card.unit}:{card.post}" if card.unit else card.post)


def _params(card: f.CardGiven, watch: Watch) -> Mapping[str, str]:
    return {**watch.about, "rule": card.rule, "bureau": card.unit}
