"""The reference (办件编号) that people read, type and say, and the matter ids built on it."""

import hashlib
from enum import StrEnum

from chalicelib.domain.typed_code import ALPHABET, code_of
from chalicelib.domain.typed_text import bare

_PAYLOAD = 9
REFERENCE_LENGTH = _PAYLOAD + 1
REFERENCES: int = len(ALPHABET) ** _PAYLOAD
"""How many references there are."""


class BadReferenceError(ValueError):
    """Text that is no reference or matter id; `code` says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MatterKind(StrEnum):
    """What a matter is; the value is the first letter of its id."""

    CASE = "c"
    CERTIFICATE = "k"
    BATCH = "b"
    CONSULTATION = "q"
    COMPLAINT = "x"
    RATING = "r"


def derive(seed: str, attempt: int) -> str:
    """The reference of a draft id or form nonce; another `attempt` gives another one after a collision."""
    digest = hashlib.sha256(f"{attempt}:{seed}".encode()).digest()
    return from_number(int.from_bytes(digest) % REFERENCES)


def parse(text: str) -> str:
    """The ten characters of a reference as typed, pasted or scanned: case, width, spaces and dashes do not matter.

    Raises BadReferenceError: reference_length, reference_characters, reference_check_character.
    """
    reference = bare(text)
    if len(reference) != REFERENCE_LENGTH:
        raise BadReferenceError("reference_length")
    if not set(reference) <= set(ALPHABET):
        raise BadReferenceError("reference_characters")
    if reference[-1] != _check_character(reference[:-1]):
        raise BadReferenceError("reference_check_character")
    return reference


def shown(reference: str) -> str:
    """A reference as people see it: XXXXX-XXXXX."""
    return f"{reference[:5]}-{reference[5:]}"


def number_of(reference: str) -> int:
    """The payload of a reference as a number below REFERENCES."""
    number = 0
    for char in reference[:_PAYLOAD]:
        number = number * len(ALPHABET) + ALPHABET.index(char)
    return number


def from_number(number: int) -> str:
    """The reference whose payload is `number`, 0 <= number < REFERENCES."""
    payload = code_of(number, _PAYLOAD)[::-1]
    return payload + _check_character(payload)


def matter_of(kind: MatterKind, reference: str) -> str:
    """The id under which the log keeps a matter."""
    return f"{kind}-{reference}"


def case_matter(reference: str) -> str:
    return matter_of(MatterKind.CASE, reference)


def batch_matter(reference: str) -> str:
    return matter_of(MatterKind.BATCH, reference)


def certificate_matter(reference: str) -> str:
    return matter_of(MatterKind.CERTIFICATE, reference)


def kind_of(matter: str) -> MatterKind:
    """What the matter is; raises BadReferenceError matter_kind."""
    prefix, _, _ = matter.partition("-")
    try:
        return MatterKind(prefix)
    except ValueError as error:
        raise BadReferenceError("matter_kind") from error


def reference_of(matter: str) -> str:
    """The reference in a matter id, which is strict about its form; raises BadReferenceError."""
    reference = parse(matter.removeprefix(f"{kind_of(matter)}-"))
    if matter != matter_of(kind_of(matter), reference):
        raise BadReferenceError("matter_form")
    return reference


def _check_character(payload: str) -> str:
    """Makes sum(weight * value) a multiple of 29 with weights 10, 9, ... 1.

    Distinct non-zero weights in a prime field show every single substitution and every transposition (as in ISBN-10).
    """
    total = sum(
        weight * ALPHABET.index(char) for weight, char in zip(range(REFERENCE_LENGTH, 1, -1), payload, strict=True)
    )
    return ALPHABET[-total % len(ALPHABET)]
