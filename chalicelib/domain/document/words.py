"""The words without which some document could not be drawn: everything that facts name by a code."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.domain.calendar import LimitUnit
from chalicelib.domain.effects.interruption import ATTENDANCES
from chalicelib.domain.guards import GROUNDS, TERMINATION_GROUNDS
from chalicelib.domain.interruption import HEARING, PROCEDURES
from chalicelib.domain.ways_of_service import OF_A_RESULT

PLAIN: Final = (
    *("day", "provisional", "law", "law_as_it_is", "join", "matter", "addressee", "erased_name", "erased_text"),
    *("reason", "article", "rights", "rights_review", "rights_court", "rights_basis", "money", "fee", "free", "form"),
    *("footnote", "seal_mark", "scan", "site", "check", "page", "document"),
    *("served_on", "not_served", "served_document"),
)
"""Words that stand in no group."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "your": ("person", "company"),
    "limit": (*LimitUnit, "session"),
    "paper": ("seen", "original", "copy", "electronic", "shared"),
    "procedure": (*PROCEDURES, HEARING),
    "attendance": ATTENDANCES,
    "counting": ("stopped", "running"),
    "ground.licence": GROUNDS,
    "ground.other_law": GROUNDS,
    "ground.promise": GROUNDS,
    "termination": TERMINATION_GROUNDS,
    "amended": ("form", "opinion", "document"),
    "how": OF_A_RESULT,
}
"""Codes by the group of words that says them."""


def missing_words(words: Mapping[str, Any]) -> Iterator[str]:
    """The dotted path of each word that the edition lacks."""
    yield from (code for code in PLAIN if not words.get(code))
    for path, codes in NEEDED.items():
        group: Any = words
        for key in path.split("."):
            group = group.get(key, {})
        yield from (f"{path}.{code}" for code in codes if not group.get(code))
