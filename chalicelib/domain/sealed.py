"""What facts are made of, beside text and numbers."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Sealed:
    """A dossier part and the salted digest of its content (see dossier.seal)."""

    part: str
    digest: str


UNSEALED: Final = Sealed("", "")
"""No words were given."""

PROBE: Final = Sealed("probe", "")
"""Stands for words not written yet, when it is only asked whether a command would be possible."""


FORM_ROW: Final = "form"
"""The material of a row that asks for the form itself."""


@dataclass(frozen=True)
class CorrectionRow:
    """One thing to correct: the material (or FORM_ROW) and the ready sentence's number in the item's data; -1 is free
    text only."""

    material: str
    sentence: int
