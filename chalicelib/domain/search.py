"""Finding an item by what people type: part of a name, a keyword, the initials of its pinyin."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chalicelib.domain.typed_text import compact

Item = Mapping[str, Any]

LONGEST_QUERY = 60


def search(items: Iterable[Item], query: str) -> tuple[Item, ...]:
    """The items that fit every word of the query, best first; all of them, in their order, for an empty one."""
    words = [compact(word) for word in query[:LONGEST_QUERY].split()]
    ranked = [(sum(_rank(item, word) for word in words), item) for item in items]
    return tuple(item for rank, item in sorted(ranked, key=lambda pair: pair[0]) if rank < _NEVER)


def _rank(item: Item, word: str) -> int:
    """How well one word fits: 0 is best, _NEVER does not fit at all."""
    return next((rank for rank, fits in enumerate(_FITS) if fits(item, word)), _NEVER)


def _name(item: Item) -> str:
    return compact(item["name"])


def _keywords(item: Item) -> Iterable[str]:
    return (compact(keyword) for keyword in item["keywords"])


_FITS: tuple[Callable[[Item, str], bool], ...] = (
    lambda item, word: word in (_name(item), compact(item["code"])),
    lambda item, word: word in _keywords(item),
    lambda item, word: _name(item).startswith(word),
    lambda item, word: word in _name(item),
    lambda item, word: any(keyword.startswith(word) for keyword in _keywords(item)),
    lambda item, word: any(word in compact(variant["name"]) for variant in item["variants"]),
    lambda item, word: any(word in keyword or keyword in word for keyword in _keywords(item) if len(keyword) > 1),
)
_NEVER = 1_000_000
