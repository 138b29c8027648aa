"""What a batch's rows, photos and result files are matched by: a number plate, or any other short code on the subject."""

import re
from collections.abc import Iterable
from typing import Final

from chalicelib.domain.typed_text import bare, compact

_MARKS: Final = ".\u00b7\u2022\u30fb\uff0e"
"""What people and registers write between a plate's letter and its number."""

_SPACES: Final = f"[{re.escape(_MARKS)} -]?"
_PLATE: Final = re.compile(r"[\u4e00-\u9fff][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6}")
"""A vehicle's plate: the province, the issuing office's letter, five characters, or six of a new-energy vehicle; the
letters I and O are not used (GA 36)."""

_LETTER_OR_DIGIT: Final = re.compile(r"[A-Z0-9]")


class PlateError(ValueError):
    """No number plate."""

    code = "plate_format"


def subject_key(text: str) -> str:
    """The text as it is compared: without blanks, dashes and dots, in capitals."""
    return bare(text).translate(dict.fromkeys(map(ord, _MARKS)))


def check_plate(text: str) -> str:
    """The plate as it is kept. Raises PlateError."""
    plate = subject_key(text)
    if not _PLATE.fullmatch(plate):
        raise PlateError(text)
    return plate


def key_in(file_name: str, keys: Iterable[str]) -> str:
    """The one key that stands in the file's name, however it is spaced there; empty where none does, or more than one."""
    name = "".join(compact(char) or " " for char in file_name.rpartition(".")[0] or file_name)
    found = {key for key in keys if key and _stands_alone(key, name)}
    return found.pop() if len(found) == 1 else ""


def _stands_alone(key: str, name: str) -> bool:
    """Whether the key is in the name and not the beginning or end of a longer number."""
    spaced = _SPACES.join(re.escape(char) for char in key)
    begins = r"(?<![A-Z0-9])" if _LETTER_OR_DIGIT.match(key) else ""
    return re.search(f"{begins}{spaced}(?![A-Z0-9])", name) is not None
