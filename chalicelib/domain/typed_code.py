"""Codes that people read from paper and type: without letters that are misread, in groups, in any case or width."""

import hmac
from typing import Final

from chalicelib.domain.typed_text import bare

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRTVWXYZ"
"""Without 0 1 I L O S U, which are misread or misheard; 29 characters, so that a check works in a prime field."""

_GROUP = 4


def code_of(number: int, length: int) -> str:
    """The code of so many characters that stands for `number` >= 0: its lowest digits, the last of them first."""
    code = ""
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return code


def shown_code(code: str) -> str:
    """A code as it is printed: XXXX-XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def is_code(code: str, typed: str) -> bool:
    """Whether this code was typed; compared in constant time."""
    return hmac.compare_digest(code.encode(), bare(typed).encode())
