"""Which reference is ours: a command leads to the same few references whenever it is repeated, and takes the first that
no other command has."""

from collections.abc import Iterator
from typing import Final

from chalicelib.domain.commit import read_commit
from chalicelib.domain.reference import MatterKind, derive, matter_of, reference_of
from chalicelib.ports import Log

TRIED: Final = 20
"""References tried before giving up; each attempt after the first needs a collision in 14 thousand thousand million."""


def candidates(kind: MatterKind, seed: str) -> Iterator[str]:
    """The matters that a command may open, in their order; `seed` is its id, or what its page or its batch made it from."""
    return (matter_of(kind, derive(seed, attempt)) for attempt in range(TRIED))


def not_anothers(kind: MatterKind, command: str, *, log: Log) -> Iterator[str]:
    """The candidates that are free or begin with this command: nothing of ours may lie in another matter's dossier."""
    for matter in candidates(kind, command):
        first = log.get(matter, 1)
        if first is None or read_commit(first).command == command:
            yield matter


def standing(kind: MatterKind, command: str, *, log: Log) -> str:
    """The matter that begins with this command, as an earlier try has put it; empty when none has."""
    for matter in candidates(kind, command):
        first = log.get(matter, 1)
        if first is None:
            return ""
        if read_commit(first).command == command:
            return matter
    return ""


def reference_put(kind: MatterKind, command: str, *, log: Log) -> str:
    """The reference of the matter that stands; empty when none does."""
    matter = standing(kind, command, log=log)
    return reference_of(matter) if matter else ""
