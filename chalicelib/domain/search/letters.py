"""Pinyin as it is typed: whole, first letters only, both mixed, with a wrong, missing or surplus letter."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Final

from chalicelib.domain.search.phrases import Phrase
from chalicelib.domain.search.readings import Readings, alike, typed_letters

MOST_SPELLINGS: Final = 4
"""Of one phrase, where its characters have several readings."""
MOST_HITS: Final = 300
MOST_MIXED: Final = 40
LEAST_FOR_TYPO: Final = 5
LEAST_FOR_MIXED: Final = 3
LEAST_FOR_GAPS: Final = 4
LONGEST_GAP: Final = 4

WHOLE: Final = 1.0
BEGINS: Final = 0.9
INSIDE: Final = 0.75
MISTYPED: Final = 0.7
ABBREVIATED: Final = 0.55
BREVITY: Final = 0.1
"""What a phrase gains that the typed letters exhaust."""


class _Spellings:
    """All phrases in one spelling, in one string that is searched at the speed of `str.find`."""

    def __init__(self, spelt: Sequence[tuple[int, Sequence[str]]]) -> None:
        """`spelt` are phrase numbers with their syllables, or with their initials."""
        self.phrases = [number for number, _ in spelt]
        self.starts: list[int] = []
        self.syllable_starts: list[Mapping[int, int]] = []
        parts, start = [], 0
        for _, syllables in spelt:
            self.starts.append(start)
            at, places = start, {}
            for place, syllable in enumerate(syllables):
                places[at] = place
                at += len(syllable)
            self.syllable_starts.append(places)
            parts.append("".join(syllables))
            start = at + 1
        self.text = "\n".join([*parts, ""])

    def hits(self, letters: str) -> Iterator[tuple[int, int]]:
        """The spellings that contain the letters from the start of a syllable on, each with the place in `text`."""
        at = self.text.find(letters)
        found = 0
        while at >= 0 and found < MOST_HITS:
            spelling = bisect_right(self.starts, at) - 1
            if at in self.syllable_starts[spelling]:
                found += 1
                yield spelling, at
            at = self.text.find(letters, at + 1)

    def ends(self, letters: str) -> Iterator[tuple[int, int]]:
        """The spellings that contain the letters anywhere, each with the place behind them."""
        at = self.text.find(letters)
        for _ in range(MOST_HITS):
            if at < 0:
                return
            yield bisect_right(self.starts, at) - 1, at + len(letters)
            at = self.text.find(letters, at + 1)

    def begins_at(self, spelling: int, at: int) -> bool:
        return self.starts[spelling] == at

    def end(self, spelling: int) -> int:
        return self.text.index("\n", self.starts[spelling])

    def share(self, spelling: int, letters: int) -> float:
        """How much of the spelling so many letters are."""
        return letters / max(1, self.end(spelling) - self.starts[spelling])


class Letters:
    """The phrases by their pinyin and by its initials."""

    def __init__(self, phrases: Sequence[Phrase], readings: Readings) -> None:
        self._phrases = phrases
        self._syllables = [[readings.spelt(char) for char in phrase.text] for phrase in phrases]
        spelt = [(number, spelling) for number, one in enumerate(self._syllables) for spelling in _spellings(one)]
        self._written = _Spellings(spelt)
        self._heard = _Spellings([(number, [alike(part) for part in spelling]) for number, spelling in spelt])
        initials = dict.fromkeys((number, "".join(part[:1] for part in spelling)) for number, spelling in spelt)
        self._initials = _Spellings(list(initials))

    def scores(self, typed: str) -> dict[int, float]:
        """How well phrases fit the typed letters, by number; 0 to about 1, before the phrase's own weight."""
        letters = typed_letters(typed)
        heard = alike(letters)
        found: dict[int, float] = {}
        self._add(found, self._initials, letters)
        self._add(found, self._heard, heard)
        if not found:
            self._add_mixed(found, letters)
        if not found and len(letters) >= LEAST_FOR_GAPS:
            self._add_abbreviated(found, letters)
        for spellings, typo in ((self._written, letters), (self._heard, heard)):
            if not found and len(typo) >= LEAST_FOR_TYPO:
                _add_mistyped(found, spellings, typo)
        return found

    def _add(self, found: dict[int, float], spellings: _Spellings, letters: str) -> None:
        for spelling, at in spellings.hits(letters):
            share = spellings.share(spelling, len(letters))
            fit = INSIDE
            if spellings.begins_at(spelling, at):
                fit = WHOLE if share == 1 else BEGINS
            number = spellings.phrases[spelling]
            found[number] = max(found.get(number, 0.0), fit + BREVITY * share)

    def _add_mixed(self, found: dict[int, float], letters: str) -> None:
        """Some syllables whole, of others only the beginning: jiaoshizgz, jshizige."""
        for length in range(len(letters) - 1, LEAST_FOR_MIXED - 1, -1):
            for spelling, at in islice(self._written.hits(letters[:length]), MOST_MIXED):
                number = self._written.phrases[spelling]
                first = self._written.syllable_starts[spelling][at]
                taken = _reach(letters, self._syllables[number][first:])
                if taken:
                    found[number] = BEGINS + BREVITY * taken / len(self._syllables[number])
            if found:
                return

    def _add_abbreviated(self, found: dict[int, float], letters: str) -> None:
        """The initials of an abbreviation: from the beginning on, with others between."""
        gap = rf"[^\n]{{0,{LONGEST_GAP}}}?"
        pattern = re.compile("^" + gap.join(map(re.escape, letters)), re.MULTILINE)
        for match in pattern.finditer(self._initials.text):
            spelling = bisect_right(self._initials.starts, match.start()) - 1
            found[self._initials.phrases[spelling]] = ABBREVIATED + BREVITY * len(letters) / len(match[0])


def _add_mistyped(found: dict[int, float], spellings: _Spellings, typed: str) -> None:
    """One edit leaves one half of the letters as it is (the pigeonhole principle); the other is compared beside it."""
    middle = len(typed) // 2
    first, second, text = typed[:middle], typed[middle:], spellings.text
    for spelling, at in spellings.ends(first):
        if _one_edit_away(second, text[at : spellings.end(spelling)]):
            _note_typo(found, spellings, spelling, at - middle, len(typed))
    for spelling, at in spellings.ends(second):
        half = at - len(second)
        if _one_edit_away(first[::-1], text[spellings.starts[spelling] : half][::-1]):
            _note_typo(found, spellings, spelling, half - middle, len(typed))


def _note_typo(found: dict[int, float], spellings: _Spellings, spelling: int, at: int, letters: int) -> None:
    number = spellings.phrases[spelling]
    begins = abs(at - spellings.starts[spelling]) <= 1
    fit = MISTYPED + (BEGINS - INSIDE if begins else 0) + BREVITY * min(1.0, spellings.share(spelling, letters))
    found[number] = max(found.get(number, 0.0), fit)


def _spellings(syllables: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    return islice(product(*syllables), MOST_SPELLINGS)


def _reach(letters: str, syllables: Sequence[Sequence[str]]) -> int:
    """Over how many syllables from the first on the letters reach, taking at least one letter of each; 0: they do not."""
    left = {letters}
    for taken, readings in enumerate(syllables, start=1):
        left = {rest for one in left for reading in readings for rest in _rests(one, reading)}
        if "" in left:
            return taken
        if not left:
            return 0
    return 0


def _rests(letters: str, syllable: str) -> Iterator[str]:
    """What is left of the letters after the syllable's beginnings of every length that they start with."""
    for length in range(1, len(syllable) + 1):
        if not letters.startswith(syllable[:length]):
            return
        yield letters[length:]


def _one_edit_away(typed: str, text: str) -> bool:
    """Whether the text begins with what was typed, but for one letter wrong, missing, surplus or swapped with its neighbour."""
    same = next((place for place, pair in enumerate(zip(typed, text, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return len(typed) <= len(text) + 1
    rest, left = typed[same:], text[same:]
    surplus, swapped = rest[1:], rest[1::-1] + rest[2:]
    wrong_or_missing = left[1:].startswith((rest[1:], rest))
    return wrong_or_missing or left.startswith((surplus, swapped))
