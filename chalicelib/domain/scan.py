"""What a scan or a typed line at the window is, told by its shape alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from chalicelib.domain.identity import RESIDENT_ID, IdentityError, check_uscc, resident_check_digit
from chalicelib.domain.pickup import LENGTH as PICKUP_LENGTH
from chalicelib.domain.reference import BadReferenceError, parse
from chalicelib.domain.typed_text import bare

Kind = Literal["reference", "resident_id", "company", "waybill", "pickup", "words", "nothing"]

LONGEST = 300
"""No QR code of ours and no label of a carrier holds more."""

_WAYBILL = re.compile(r"[A-Z]{0,4}[0-9]{9,18}[A-Z]{0,2}")
_PICKUP = re.compile(rf"[0-9]{{{PICKUP_LENGTH}}}")


@dataclass(frozen=True)
class Scan:
    """`value` is normalised: a reference's ten characters, a number without spaces, words trimmed."""

    kind: Kind
    value: str


def read_scan(text: str) -> Scan:
    """Tells references (bare or in the link of a QR code), identity numbers, waybills, pick-up codes and words apart."""
    line = text[:LONGEST].strip()
    if not line:
        return Scan("nothing", "")
    if "://" in line:
        return _of_link(line)
    number = bare(line)
    for kind, value in ((kind, read(number)) for kind, read in _SHAPES):
        if value:
            return Scan(kind, value)
    return Scan("words", line)


def _of_link(link: str) -> Scan:
    """A reference in the link's query or as its last path segment; the host may be that of an earlier year."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return Scan("words", link)
    candidates = [value for _, value in parse_qsl(parts.query)] + parts.path.split("/")[:0:-1]
    found = next((reference for reference in map(_reference, candidates) if reference), "")
    return Scan("reference", found) if found else Scan("words", link)


def _reference(text: str) -> str:
    try:
        return parse(text)
    except BadReferenceError:
        return ""


def _resident_id(number: str) -> str:
    return number if RESIDENT_ID.fullmatch(number) and resident_check_digit(number[:17]) == number[-1] else ""


def _company(number: str) -> str:
    try:
        return check_uscc(number)
    except IdentityError:
        return ""


def _waybill(number: str) -> str:
    return number if _WAYBILL.fullmatch(number) else ""


def _pickup(number: str) -> str:
    return number if _PICKUP.fullmatch(number) else ""


_SHAPES: tuple[tuple[Kind, Callable[[str], str]], ...] = (
    ("reference", _reference),
    ("resident_id", _resident_id),
    ("company", _company),
    ("waybill", _waybill),
    ("pickup", _pickup),
)
