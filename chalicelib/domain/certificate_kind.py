"""What a kind of certificate looks like: the edition's `certificates`, laid over each other from the general to the item's
own result."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, Final

Json = Mapping[str, Any]

LAYOUTS: Final[Mapping[str, int]] = {"landscape": 5, "portrait": 10}
"""The most rows that a layout has room for."""

ROWS: Final = ("holder", "holder_id", "item", "case", "valid")
NEEDED_ROWS: Final = ("holder", "valid")
"""Whose it is and until when: what nobody could go on without."""

NUMBER_RULE: Final = "{prefix}{year}{reference}"
NUMBER_PARAMETERS: Final = frozenset({"prefix", "year", "reference"})
LONGEST_NUMBER: Final = 40
LONGEST_SENTENCE: Final = 48
SENTENCES: Final[Mapping[str, frozenset[str]]] = {
    "heading": frozenset({"centre", "unit"}),
    "statement": frozenset({"centre", "unit"}),
    "footnote": frozenset({"centre", "unit"}),
}
"""The parameters of each sentence."""

DEFAULTS: Final[Json] = {"layout": "landscape", "number": NUMBER_RULE, "rows": ROWS}
KEYS: Final = frozenset({*DEFAULTS, *SENTENCES, "seal", "validity_months"})

_RULE: Final = re.compile(r"(?:[A-Z0-9-]|\{[a-z]+\})*\{reference\}")
_PREFIX: Final = re.compile(r"[A-Z0-9]{1,12}")
_PNG: Final = re.compile(rb"\x89PNG\r\n\x1a\n.{4}IHDR(.{4})(.{4})", re.DOTALL)
HEAVIEST_SEAL: Final = 20_000
LEAST_SEAL_PIXELS: Final = 300
"""A seal of 38 mm is printed at 200 dots to the inch with it."""


def certificate_kind(certificates: Json, result: Json) -> Json:
    """What holds for a result: its own words, else its kind's, else those of every kind, else ours. `heading`, `statement`,
    `footnote` and `seal` are left out where nobody says them."""
    own: Json = certificates.get("kinds", {}).get(result["kind"], {})
    return {**DEFAULTS, **certificates.get("every", {}), **own, **result}


def is_number_rule(rule: object) -> bool:
    """Whether numbers made by the rule can be typed, are found by their end, and never repeat: the reference is unique."""
    if not isinstance(rule, str) or not _RULE.fullmatch(rule):
        return False
    named = [name for _, name, _, _ in Formatter().parse(rule) if name is not None]
    longest = {"prefix": "P" * 12, "year": 2026, "reference": "R" * 10}
    known = set(named) <= NUMBER_PARAMETERS and named.count("reference") == 1
    return known and len(rule.format(**longest)) <= LONGEST_NUMBER


def is_number_prefix(prefix: object) -> bool:
    return isinstance(prefix, str) and bool(_PREFIX.fullmatch(prefix))


def seal_faults(png: object) -> Iterator[str]:
    """What keeps a seal's image (base64 of a PNG) from being printed, as codes of texts/publication.json."""
    try:
        image = base64.b64decode(str(png), validate=True)
    except (ValueError, binascii.Error):
        image = b""
    found = _PNG.match(image)
    if not found:
        yield "no_png"
        return
    width, height = (int.from_bytes(side) for side in found.groups())
    if len(image) > HEAVIEST_SEAL:
        yield "heavy"
    if min(width, height) < LEAST_SEAL_PIXELS:
        yield "coarse"
    if width != height:
        yield "not_square"


def fields_of(rows: Sequence[Any]) -> Sequence[str]:
    """The fields of the application form that rows name."""
    return [str(row["field"]) for row in rows if isinstance(row, Mapping)]
