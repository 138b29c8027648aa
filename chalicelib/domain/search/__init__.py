"""Finding items by what people type, in memory: parts of a name, synonyms, pinyin, initials, life events, typing errors."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.search.filters import EVERYTHING, Filters, themes_of
from chalicelib.domain.search.han import Han
from chalicelib.domain.search.letters import Letters
from chalicelib.domain.search.phrases import said_of_items
from chalicelib.domain.search.query import idle_places, only_letters, readings_of
from chalicelib.domain.search.readings import Readings
from chalicelib.domain.typed_text import compact

Item = Mapping[str, Any]

LEAST: Final = (0.5, 0.32)
"""What fits a word less is not found by it; the second bound holds where the first leaves nothing."""
CODE: Final = 2.0
"""An item's code is better than any name."""
WORDS_KEPT: Final = 64
"""Words whose fits are kept: a query tries some of its words several times, and many people ask the same."""
NEAR_THE_BEST: Final = 0.6
"""Nor is what fits less than this part of the best."""


class Index:
    """The items of one edition, ready to be searched; made once, read by many."""

    def __init__(self, edition: Edition) -> None:
        synonyms = edition.data.get("synonyms", {})
        self.items: Sequence[Item] = tuple(edition.items())
        self._themes = themes_of(edition)
        self._codes = {compact(item["code"]): place for place, item in enumerate(self.items)}
        self._idle_words = [compact(word) for word in synonyms.get("idle", ())]
        self._readings = Readings.from_data(edition.data.get("readings", {}))
        self._phrases = said_of_items(edition)
        self._han = Han(self._phrases, self._readings)
        self._fits = lru_cache(maxsize=WORDS_KEPT)(self._measured)

    @cached_property
    def _letters(self) -> Letters:
        return Letters(self._phrases, self._readings)

    def find(self, query: str, filters: Filters = EVERYTHING) -> tuple[Item, ...]:
        """The items that fit the words, best first; all of them, in the order of the catalogue, where no word is typed."""
        places = self._places(query)
        return tuple(item for place in places if filters.passes(item := self.items[place], self._themes))

    def forget(self) -> None:
        """Drops the words that are kept: what a query costs is measured without them."""
        self._fits.cache_clear()

    def _places(self, query: str) -> Sequence[int]:
        ways = list(readings_of(query))
        if not ways:
            return range(len(self.items))
        tries = ((way, least) for least in LEAST for way in ways)
        first = self._ranked(ways[0], LEAST[0]) or self._by_any(ways[0])
        return first or next((found for way, least in tries if (found := self._ranked(way, least))), ())

    def _by_any(self, words: Sequence[str]) -> Sequence[int]:
        """What fits one of the words: where no item fits all of them."""
        best: dict[int, float] = {}
        for word in self._telling(words) if len(words) > 1 else ():
            for place, score in self._scores(word, LEAST[0]).items():
                best[place] = best.get(place, 0.0) + score
        return _best_first(best)

    def _ranked(self, words: Sequence[str], enough: float) -> Sequence[int]:
        per_word = [self._scores(word, enough) for word in self._telling(words)]
        fits = set.intersection(*(set(scores) for scores in per_word))
        total = {place: sum(scores[place] for scores in per_word) for place in fits}
        return _best_first(total)

    def _telling(self, words: Sequence[str]) -> Sequence[str]:
        """The words without those that tell nothing; all of them where none tells anything."""
        return [word for word in words if word not in self._idle_words] or words

    def _scores(self, word: str, enough: float) -> Mapping[int, float]:
        """How well items fit one word, by place."""
        if word in self._codes:
            return {self._codes[word]: CODE}
        best: dict[int, float] = {}
        for number, fit in self._fits(word).items():
            phrase = self._phrases[number]
            score = fit * phrase.weight
            if fit >= enough and score > best.get(phrase.place, 0.0):
                best[phrase.place] = score
        return best

    def _measured(self, word: str) -> Mapping[int, float]:
        """How well phrases fit one word, by number."""
        if only_letters(word):
            return self._letters.scores(word) or self._han.scores(self._han.spoken(word))
        return self._han.scores(self._han.typed(word, idle_places(word, self._idle_words)))


def _best_first(scores: Mapping[int, float]) -> Sequence[int]:
    """The places without those that fit much less than the best."""
    least = NEAR_THE_BEST * max(scores.values(), default=0.0)
    return sorted(
        (place for place, score in scores.items() if score >= least), key=lambda place: (-scores[place], place)
    )
