"""A case as it stood after each of its commits, for what is a function of the whole way."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.case_file import UnknownCaseError, pinned_definition
from chalicelib.usecases.case_walk import walk


@dataclass(frozen=True)
class CaseStates:
    """`states` are those before the first of the commits and after each."""

    states: Sequence[Case]
    commits: Sequence[Commit]
    definition: Definition


def read_states(matter: str, *, log: Log, catalogue: Catalogue) -> CaseStates:
    """Raises UnknownCaseError, BrokenChainError, UnknownFactError."""
    commits = read_chain(log.read(matter))
    if not commits:
        raise UnknownCaseError(matter)
    definition = pinned_definition(commits[0], catalogue=catalogue)
    return CaseStates(walk(matter, commits, definition), commits, definition)
