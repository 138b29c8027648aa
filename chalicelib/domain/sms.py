"""How many parts an SMS is billed as (3GPP TS 23.038 and 23.040)."""

from collections.abc import Mapping
from string import Formatter

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM_ROOM = (160, 153)
_UCS2_ROOM = (70, 67)
_LAST_OF_BASIC_PLANE = 0xFFFF

_WIDE, _ASTRAL = "\u56fd", "\U00020bb7"


def parts(text: str) -> int:
    """The parts that `text` is sent and billed as; none for no text.

    A character of two units (GSM-7 extension, UCS-2 surrogate pair) is never torn between two parts.
    """
    is_gsm = set(text) <= _GSM_BASIC | _GSM_EXTENSION
    alone, split = _GSM_ROOM if is_gsm else _UCS2_ROOM
    sizes = [_gsm_size(char) if is_gsm else _ucs2_size(char) for char in text]
    if sum(sizes) <= alone:
        return min(len(sizes), 1)
    count, room = 1, split
    for size in sizes:
        if size > room:
            count, room = count + 1, split
        room -= size
    return count


def worst_case(template: str, maxima: Mapping[str, int]) -> int:
    """The most parts that `template` can need when each {field} takes up to maxima[field] UCS-2 units.

    Fields are filled with Chinese characters, and with rare ones that take a surrogate pair, even or odd to the part's end.
    Raises KeyError for a field without a maximum.
    """
    fields = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    fillings = (_wide, _pairs, _pairs_off_by_one)
    return max(parts(template.format_map({name: fill(maxima[name]) for name in fields})) for fill in fillings)


def _wide(units: int) -> str:
    return _WIDE * units


def _pairs(units: int) -> str:
    return _ASTRAL * (units // 2) + _WIDE * (units % 2)


def _pairs_off_by_one(units: int) -> str:
    return _wide(min(units, 1)) + _pairs(max(units - 1, 0))


def _gsm_size(char: str) -> int:
    return 2 if char in _GSM_EXTENSION else 1


def _ucs2_size(char: str) -> int:
    return 2 if ord(char) > _LAST_OF_BASIC_PLANE else 1
