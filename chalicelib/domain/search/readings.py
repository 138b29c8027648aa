"""How characters are read, as the edition tells it, and what an ear takes for the same sound."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Self

_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_ALIKE: Final = re.compile(r"(?<=[zcs])h|(?<=n)g")
_SPELLINGS: Final = str.maketrans({"ü": "v", "Ü": "v"})


LONGEST_SYLLABLE: Final = len("zhuang")


def is_han(char: str) -> bool:
    return bool(_HAN.match(char))


def typed_letters(text: str) -> str:
    """Latin letters in the spelling of the table: lower case, `v` for ü, but `lue` and `nue`."""
    return text.translate(_SPELLINGS).lower().replace("lve", "lue").replace("nve", "nue")


@lru_cache(maxsize=1024)
def alike(letters: str) -> str:
    """One spelling for what southern ears do not part: z and zh, c and ch, s and sh, n and ng at a syllable's end."""
    return _ALIKE.sub("", letters)


@dataclass(frozen=True)
class Readings:
    """The syllables of each character without tones, the usual one first."""

    syllables: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, str]]) -> Self:
        """`data` is `first` and `also`, each characters by syllable; empty for a city without the table."""
        found: dict[str, list[str]] = defaultdict(list)
        for part in ("first", "also"):
            for syllable, characters in data.get(part, {}).items():
                for char in characters:
                    found[char].append(syllable)
        return cls({char: tuple(syllables) for char, syllables in found.items()})

    def of(self, char: str) -> tuple[str, ...]:
        """Empty for a character that the table lacks."""
        return self.syllables.get(char, ())

    def spelt(self, char: str) -> tuple[str, ...]:
        """What may be typed for the character: its syllables; of a letter or digit itself; of any other itself too."""
        return self.syllables.get(char) or (typed_letters(char),)

    @cached_property
    def _every_syllable(self) -> frozenset[str]:
        return frozenset(syllable for syllables in self.syllables.values() for syllable in syllables)

    def syllables_in(self, letters: str) -> tuple[str, ...]:
        """The letters as whole syllables, as few as possible; empty where they are none."""
        ways: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - LONGEST_SYLLABLE), end):
                before, syllable = ways[start], letters[start:end]
                if before is not None and syllable in self._every_syllable:
                    way, known = (*before, syllable), ways[end]
                    ways[end] = way if known is None or len(way) < len(known) else known
        return ways[-1] or ()

    def sound(self, char: str) -> str:
        """One key for all characters that sound alike in their usual reading."""
        return alike(self.spelt(char)[0])
