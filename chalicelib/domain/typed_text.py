"""Text as people, input methods and clipboards really deliver it."""

from string import ascii_lowercase

_FULL_WIDTH = {0xFF01 + offset: chr(0x21 + offset).upper() for offset in range(94)}
_UPPER = str.maketrans({letter: letter.upper() for letter in ascii_lowercase})
_TO_UPPER_ASCII = _FULL_WIDTH | _UPPER
_DASHES = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))


def compact(text: str) -> str:
    """`text` with full-width forms and ASCII letters as upper-case ASCII, without white space and invisible marks.

    Other characters stay, so that the caller's own check refuses them.
    """
    return "".join(char for char in text.translate(_TO_UPPER_ASCII) if char.isprintable() and not char.isspace())


def without_dashes(text: str) -> str:
    """`text` without hyphens, dashes and minus signs of any width."""
    return text.translate(_DASHES)


def bare(text: str) -> str:
    """A number or code as typed, pasted or scanned, whatever its case, width, spaces and dashes; it may be wrong."""
    return without_dashes(compact(text))
