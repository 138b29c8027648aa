"""Everything by which an item can be asked for: its names, its keywords, and what people say instead (synonyms.json)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.typed_text import compact

Item = Mapping[str, Any]

NAME: Final = 1.0
EVENT: Final = 1.0
EVENT_STEP: Final = 0.02
"""What is needed first for an event stands before what is needed later."""
SAID: Final = 0.97
MOST_SAYINGS: Final = 40
"""Of one name."""
KEYWORD: Final = 0.97
SHARED_KEYWORD: Final = 0.75
"""A keyword of several items tells little about any of them."""
FEW: Final = 2
VARIANT: Final = 0.95
UNIT: Final = 0.55
"""Whoever types a unit's name gets its items, after those that have it in their own."""


@dataclass(frozen=True)
class Phrase:
    """`place` is the item's in the catalogue; `weight` up to 1 is how much it says about the item."""

    text: str
    place: int
    weight: float


def said_of_items(edition: Edition) -> Sequence[Phrase]:
    """The phrases of every item, each text once for an item, with its greatest weight."""
    synonyms = edition.data.get("synonyms", {})
    words, events = synonyms.get("words", ()), _events(synonyms.get("events", ()))
    units = edition.units()
    shared = Counter(keyword for item in edition.items() for keyword in item["keywords"])
    heaviest: dict[tuple[str, int], float] = {}
    for place, item in enumerate(edition.items()):
        for text, weight in _said_of(item, units[item["unit"]], words, events.get(item["code"], ()), shared):
            key = compact(text), place
            heaviest[key] = max(weight, heaviest.get(key, 0.0))
    return [Phrase(text, place, weight) for (text, place), weight in heaviest.items() if text]


def _said_of(
    item: Item,
    unit: Item,
    words: Iterable[Item],
    events: Iterable[tuple[str, float]],
    shared: Mapping[str, int],
) -> Iterator[tuple[str, float]]:
    names = [(item["name"], NAME), *((variant["name"], VARIANT) for variant in item["variants"])]
    yield from names
    yield from ((keyword, KEYWORD if shared[keyword] <= FEW else SHARED_KEYWORD) for keyword in item["keywords"])
    yield from events
    yield from ((unit[key], UNIT) for key in ("name", "short_name"))
    for name, weight in names:
        yield from ((said, weight * SAID) for said in _in_other_words(name, words))


def _in_other_words(name: str, words: Iterable[Item]) -> Sequence[str]:
    """The name with one or several of its words as people say them: 机动车驾驶证补办 is 驾照丢了 too."""
    said = [name]
    for word in words:
        if word["means"] in name:
            said += [one.replace(word["means"], other) for one in said for other in word["say"] if word["means"] in one]
    return said[1 : 1 + MOST_SAYINGS]


def _events(events: Iterable[Item]) -> Mapping[str, list[tuple[str, float]]]:
    """What is said of the items that an event needs, by code."""
    found: dict[str, list[tuple[str, float]]] = {}
    for event in events:
        for step, code in enumerate(event["items"]):
            found.setdefault(code, []).extend((said, EVENT - step * EVENT_STEP) for said in event["say"])
    return found
