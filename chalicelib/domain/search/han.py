"""Chinese as it is typed: parts of a name, abbreviations, characters that sound alike or are wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final, TypeVar

from chalicelib.domain.search.phrases import Phrase
from chalicelib.domain.search.readings import Readings, alike, typed_letters

Part = TypeVar("Part")

COMPARISONS: Final = 2000
"""Characters that one word may compare: a long word has fewer candidates, the best of them."""
MOST_CANDIDATES: Final = 250
MOST_ABBREVIATED: Final = 400

IDLE: Final = 0.05
"""What a word like 怎么办 tells beside others."""
NO_CHARACTER: Final = "\0"
SOUNDS_ALIKE: Final = 0.75
"""What a character of the same sound is worth beside the right one."""
OF_CHARACTERS: Final = 0.45
OF_PAIRS: Final = 0.4
OF_LENGTH: Final = 0.15
WHOLE: Final = 0.3
BEGINS: Final = 0.12
INSIDE: Final = 0.08
IN_ORDER: Final = 0.15
"""For an abbreviation: all its characters, in their order, with others between."""


@dataclass(frozen=True)
class Typed:
    """A word of the query: each character with its sound, and how much each character and pair of neighbours tells."""

    text: str
    sounds: tuple[str, ...]
    of_characters: tuple[float, ...]
    of_pairs: tuple[float, ...]


class Han:
    """The phrases by their characters, by the sounds of these and by pairs of neighbouring sounds."""

    def __init__(self, phrases: Sequence[Phrase], readings: Readings) -> None:
        self._phrases = phrases
        self._readings = readings
        self._sounds = [tuple(map(readings.sound, phrase.text)) for phrase in phrases]
        self._pairs = [frozenset(pairwise(sounds)) for sounds in self._sounds]
        self._with_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._with_sound: dict[str, int] = defaultdict(int)
        for number, pairs in enumerate(self._pairs):
            for pair in pairs:
                self._with_pair[pair].append(number)
        self._mask_sounds()
        self._items = len({phrase.place for phrase in phrases})
        self._sounding = _items_with(phrases, self._sounds)
        self._neighbours = _items_with(phrases, self._pairs)

    def _mask_sounds(self) -> None:
        """The phrases in which a sound occurs, as the bits of one number: their intersection is one operation."""
        numbers: dict[str, set[int]] = defaultdict(set)
        for number, sounds in enumerate(self._sounds):
            for sound in sounds:
                numbers[sound].add(number)
        width = len(self._phrases) // 8 + 1
        for sound, members in numbers.items():
            bits = bytearray(width)
            for number in members:
                bits[number >> 3] |= 1 << (number & 7)
            self._with_sound[sound] = int.from_bytes(bits, "little")

    def typed(self, word: str, idle: Sequence[bool]) -> Typed:
        """The word with the weight of its parts: the rarer in the catalogue the heavier, what is `idle` nearly nothing."""
        return self._weighed(word, tuple(map(self._readings.sound, word)), [IDLE if one else 1.0 for one in idle])

    def spoken(self, letters: str) -> Typed:
        """The syllables that were typed as letters, which sound like any of their characters and are none; no syllables
        where the letters are not made of them."""
        sounds = tuple(map(alike, self._readings.syllables_in(typed_letters(letters))))
        return self._weighed(NO_CHARACTER * len(sounds), sounds, [1.0] * len(sounds))

    def _weighed(self, word: str, sounds: tuple[str, ...], worth: Sequence[float]) -> Typed:
        characters = tuple(w * self._rarity(self._sounding[sound]) for w, sound in zip(worth, sounds, strict=True))
        pairs = tuple(
            min(near) * self._rarity(self._neighbours[pair])
            for near, pair in zip(pairwise(worth), pairwise(sounds), strict=True)
        )
        return Typed(word, sounds, characters, pairs)

    def _rarity(self, items: int) -> float:
        return log(1 + self._items / (1 + items))

    def scores(self, typed: Typed) -> dict[int, float]:
        """How well phrases fit, by number; 0 to about 1.3, before the phrase's own weight."""
        return {number: self._score(typed, number) for number in self._candidates(typed)} if typed.text else {}

    def _candidates(self, typed: Typed) -> set[int]:
        gained: dict[int, float] = defaultdict(float)
        for weight, pair in zip(typed.of_pairs, pairwise(typed.sounds), strict=True):
            for number in self._with_pair.get(pair, ()):
                gained[number] += weight
        most = min(MOST_CANDIDATES, COMPARISONS // max(1, len(typed.sounds)))
        best = sorted(gained, key=gained.__getitem__, reverse=True)[:most]
        return {*best, *self._abbreviated(typed)}

    def _abbreviated(self, typed: Typed) -> Iterator[int]:
        """Some of the phrases that have all the sounds, wherever they stand."""
        having = -1
        for sound in typed.sounds:
            having &= self._with_sound.get(sound, 0)
        for _ in range(MOST_ABBREVIATED if typed.sounds else 0):
            if having <= 0:
                return
            lowest = having & -having
            yield lowest.bit_length() - 1
            having ^= lowest

    def _score(self, typed: Typed, number: int) -> float:
        text, sounds, pairs = self._phrases[number].text, self._sounds[number], self._pairs[number]
        characters = matched = 0.0
        for char, sound, weight in zip(typed.text, typed.sounds, typed.of_characters, strict=True):
            worth = 1.0 if char in text else SOUNDS_ALIKE if sound in sounds else 0.0
            characters += worth * weight
            matched += worth
        neighbours = 0.0
        for place, (pair, weight) in enumerate(zip(pairwise(typed.sounds), typed.of_pairs, strict=True)):
            if typed.text[place : place + 2] in text:
                neighbours += weight
            elif pair in pairs:
                neighbours += SOUNDS_ALIKE * weight
        covered = characters / sum(typed.of_characters)
        beside = neighbours / sum(typed.of_pairs) if typed.of_pairs else covered
        length = min(1.0, matched / len(text))
        return OF_CHARACTERS * covered + OF_PAIRS * beside + OF_LENGTH * length + _order(typed.text, text)


def _order(typed: str, text: str) -> float:
    if typed == text:
        return WHOLE
    if text.startswith(typed):
        return BEGINS
    if typed in text:
        return INSIDE
    left = iter(text)
    return IN_ORDER if all(char in left for char in typed) else 0.0


def _items_with(phrases: Sequence[Phrase], parts: Sequence[Iterable[Part]]) -> Counter[Part]:
    """In the phrases of how many items each part occurs."""
    seen = {(phrase.place, part) for phrase, of_it in zip(phrases, parts, strict=True) for part in of_it}
    return Counter(part for _, part in seen)
