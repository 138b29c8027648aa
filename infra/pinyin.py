"""`make pinyin`: renews the readings of characters in CITY_DIR, by which the search finds pinyin, initials and homophones.

The table holds what an input method offers first (GB 2312) and every character of the catalogue's names; functions read
it from the edition and ship no dictionary. With --check nothing is written; exit 1: characters are missing.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pypinyin import lazy_pinyin
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from chalicelib.adapters.city_files import read_city
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.search.phrases import said_of_items
from chalicelib.domain.search.readings import Readings, is_han, typed_letters
from infra.city_folder import city_folder

FILE: Final = "readings.json"
LEAST_SHARE: Final = 0.015
"""A reading that fewer of a character's words have is left out, unless the catalogue itself uses it."""

_ROWS, _CELLS = range(0xB0, 0xF8), range(0xA1, 0xFF)


def common_characters() -> Iterable[str]:
    """The 6,763 characters of GB 2312."""
    cells = (bytes([row, cell]) for row in _ROWS for cell in _CELLS)
    return (char for cell in cells if (char := cell.decode("gb2312", errors="ignore")))


def texts(data: Mapping[str, Any]) -> list[str]:
    """Every phrase by which an item of the city can be found."""
    return sorted({phrase.text for phrase in said_of_items(Edition("", data))})


def missing(data: Mapping[str, Any]) -> str:
    """The characters of the catalogue's phrases that have no reading in the city's table, each once."""
    readings = Readings.from_data(data.get("readings", {}))
    return "".join(sorted({char for text in texts(data) for char in text if is_han(char) and not readings.of(char)}))


def table(data: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    """The table as it is committed: `first` and `also`, each characters by syllable."""
    used: dict[str, set[str]] = defaultdict(set)
    for text in texts(data):
        syllables = lazy_pinyin(text, errors=list, v_to_u=False)  # type: ignore[arg-type]  # it takes lists too
        for char, syllable in zip(text, syllables, strict=True):
            used[char].add(typed_letters(syllable))
    by_place: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for char in sorted({*common_characters(), *filter(is_han, used)}):
        for place, syllable in enumerate(_readings(char, used.get(char, set()))):
            characters = by_place[min(place, 1)]
            characters[syllable] = characters.get(syllable, "") + char
    return {name: dict(sorted(part.items())) for name, part in zip(("first", "also"), by_place, strict=True)}


def _readings(char: str, used: set[str]) -> list[str]:
    """The usual reading, then others that are common or that the catalogue has."""
    known = [_plain(reading) for reading in pinyin_dict.get(ord(char), "").split(",") if reading]
    counted = _counted().get(char, Counter(known[:1]))
    common = [reading for reading, count in counted.most_common() if count >= LEAST_SHARE * counted.total()]
    return list(dict.fromkeys(reading for reading in (*common, *sorted(used)) if reading))


@cache
def _counted() -> Mapping[str, Counter[str]]:
    """How many words of the dictionary have a character in each of its readings."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for word, readings in phrases_dict.items():
        for char, reading in zip(word, readings, strict=False):
            counted[char][_plain(reading[0])] += 1
    return counted


def _plain(reading: str) -> str:
    return typed_letters(to_normal(reading))


def main() -> int:
    folder = city_folder()
    data = read_city(folder)
    if "--check" in sys.argv[1:]:
        lacking = missing(data)
        print(f"without a reading: {lacking}; run `make pinyin`" if lacking else "every character has its reading")
        return 1 if lacking else 0
    path = Path(folder) / FILE
    path.write_text(json.dumps(table(data), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
