"""Numbers as the service keeps them: up to 38 significant digits, magnitude 1E-130 to 9.99E+125, written without exponent."""

import re
from decimal import Context, Decimal, DecimalException
from typing import NamedTuple

from .errors import invalid

MAX_DIGITS = 38
MIN_MAGNITUDE, MAX_MAGNITUDE = -130, 125

_SYNTAX = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)
# Wide enough for the exact sum of the largest and the smallest number.
_EXACT = Context(prec=2 * (MAX_MAGNITUDE - MIN_MAGNITUDE))


class Parts(NamedTuple):
    """Sign, significant digits without zeros at either end (none for zero), and the power of ten of the first digit."""

    negative: bool
    digits: str
    magnitude: int


def parts(text: str) -> Parts:
    number = Decimal(text)
    digits = "".join(map(str, number.as_tuple().digits)).rstrip("0")
    return Parts(number.is_signed(), digits, number.adjusted()) if digits else Parts(False, "", 0)


def normal(text: str) -> str:
    """The one way in which the service writes this number; ValidationException when it cannot hold it."""
    if not _SYNTAX.fullmatch(text):
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}")
    try:
        negative, digits, magnitude = parts(text)
    except DecimalException as error:
        raise invalid(f"The parameter cannot be converted to a numeric value: {text}") from error
    if len(digits) > MAX_DIGITS:
        raise invalid("Attempting to store more than 38 significant digits in a Number")
    if magnitude > MAX_MAGNITUDE:
        raise invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if magnitude < MIN_MAGNITUDE:
        raise invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    if not digits:
        return "0"
    return format(Decimal((int(negative), tuple(map(int, digits)), magnitude - len(digits) + 1)), "f")


def add(left: str, right: str) -> str:
    return normal(str(_EXACT.add(Decimal(left), Decimal(right))))


def subtract(left: str, right: str) -> str:
    return normal(str(_EXACT.subtract(Decimal(left), Decimal(right))))


def encode(text: str) -> bytes:
    """Bytes that sort as the numbers do."""
    negative, digits, magnitude = parts(text)
    if not digits:
        return b"\x01"
    body = bytes([magnitude - MIN_MAGNITUDE]) + digits.encode()
    # A negative number sorts by its complement; the end mark puts -1.2 before -1, its own prefix.
    return b"\x00" + bytes(255 - byte for byte in body) + b"\xff" if negative else b"\x02" + body


def size(text: str) -> int:
    """Bytes as billed: one per two significant digits (aligned to powers of 100), one more, and one for a sign.

    Developer guide, "DynamoDB item sizes and formats", which calls its own figure approximate.
    """
    negative, digits, magnitude = parts(text)
    if not digits:
        return 1
    pairs = (len(digits) + (magnitude + 1) % 2 + 1) // 2
    return 1 + pairs + int(negative)
