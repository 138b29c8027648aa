"""Which variant of a found item the words are about, so that its guide opens at that one."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from chalicelib.domain.typed_text import compact

Item = Mapping[str, Any]
Pairs = frozenset[tuple[str, str]]


def meant_variant(item: Item, query: str) -> Item | None:
    """The one variant whose own name has most of what was typed beyond the item's name; None where none stands out."""
    beyond = _pairs(query) - _pairs(item["name"])
    fits = sorted(
        ((len(beyond & _pairs(one["name"])), place) for place, one in enumerate(item["variants"])), reverse=True
    )
    best = fits[0][0]
    if not best or (len(fits) > 1 and fits[1][0] == best):
        return None
    found: Item = item["variants"][fits[0][1]]
    return found


def _pairs(text: str) -> Pairs:
    return frozenset(pairwise(compact(text)))
