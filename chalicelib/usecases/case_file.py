"""Reading a case: its commits, the definition it is pinned to, and the state they make."""

from dataclasses import dataclass

from chalicelib.domain.case import Case, definition_key
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit, read_chain, read_commit
from chalicelib.domain.fold import evolve
from chalicelib.domain.reference import BadReferenceError, case_matter, parse
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.case_walk import walk


class UnknownCaseError(LookupError):
    """No such case, or none that this person may see: the two are not told apart."""

    code = "case_unknown"


@dataclass(frozen=True)
class CaseFile:
    """A case as read strongly from the log."""

    case: Case
    commits: tuple[Commit, ...]
    definition: Definition


def case_of(reference: str) -> str:
    """The matter of a case's reference as typed or as it stands in an address. Raises UnknownCaseError."""
    try:
        return case_matter(parse(reference))
    except BadReferenceError:
        raise UnknownCaseError(reference) from None


def read_case(matter: str, *, log: Log, catalogue: Catalogue) -> CaseFile:
    """Raises UnknownCaseError, BrokenChainError, UnknownFactError."""
    commits = read_chain(log.read(matter))
    if not commits:
        raise UnknownCaseError(matter)
    definition = pinned_definition(commits[0], catalogue=catalogue)
    return CaseFile(walk(matter, commits, definition)[-1], commits, definition)


def read_on(file: CaseFile, *, log: Log) -> CaseFile:
    """The same case with what others have committed since it was read.

    Raises BrokenChainError, UnknownFactError.
    """
    case, definition = file.case, file.definition
    since = read_chain(log.read(case.matter, after=case.seq), after=case.seq, head=case.head)
    for commit in since:
        case = evolve(case, commit, definition)
    return CaseFile(case, (*file.commits, *since), definition)


def opening_commit(matter: str, *, log: Log) -> Commit:
    """The commit with which the matter began.

    Raises UnknownCaseError.
    """
    body = log.get(matter, 1)
    if body is None:
        raise UnknownCaseError(matter)
    return read_commit(body)


def pinned_definition(first: Commit, *, catalogue: Catalogue) -> Definition:
    """The definition in force when the case was received; later editions do not change a running case."""
    edition, item, variant, unit = definition_key(first)
    return catalogue.edition(edition).definition(item, variant).handled_by(unit)
