"""What was typed, as words that can be looked for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from chalicelib.domain.typed_text import compact

LONGEST_QUERY: Final = 60
MOST_WORDS: Final = 6
"""Further words are read as one with the last."""
_BREAKS: Final = re.compile(r"[\s,，.。、;；:：!！?？\"“”'‘’()（）《》<>/|+~…_]+")
_LETTERS: Final = re.compile(r"[A-ZÜ]+")


def readings_of(query: str) -> Iterator[tuple[str, ...]]:
    """The query as words, in the ways in which it may be meant: as typed, written together, parted where letters end."""
    parts = _BREAKS.split(query[:LONGEST_QUERY].strip(), maxsplit=MOST_WORDS - 1)
    words = tuple(word for part in parts if (word := compact(_BREAKS.sub("", part))))
    ways = (words, ("".join(words),) if words else (), tuple(_parted("".join(words))))
    yield from dict.fromkeys(way for way in ways if way)


def only_letters(word: str) -> bool:
    return bool(_LETTERS.fullmatch(word))


def idle_places(word: str, idle_words: Iterable[str]) -> Sequence[bool]:
    """Which characters of the word belong to one of the phrases that tell nothing; none, where all do."""
    idle = [False] * len(word)
    for phrase in idle_words:
        at = word.find(phrase)
        while at >= 0:
            idle[at : at + len(phrase)] = [True] * len(phrase)
            at = word.find(phrase, at + 1)
    return [False] * len(word) if all(idle) else idle


def _parted(word: str) -> Iterator[str]:
    return ("".join(part) for _, part in groupby(word, only_letters))
