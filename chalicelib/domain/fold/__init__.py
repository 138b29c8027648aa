"""A case is the fold of its commits. `evolve` is total and pure; joins, opened steps and documents are consequences."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, Joined, Opened, happened_at
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.document.kinds import Document, document_kind
from chalicelib.domain.fold.application import APPLICATION
from chalicelib.domain.fold.delivery import DELIVERY
from chalicelib.domain.fold.ending import ENDING
from chalicelib.domain.fold.review import REVIEW
from chalicelib.domain.fold.supervision import SUPERVISION
from chalicelib.domain.replacing import replace

_APPLY: Final[Mapping[type, Callable[[Any, Case, Commit], Case]]] = {
    **APPLICATION,
    **REVIEW,
    **ENDING,
    **DELIVERY,
    **SUPERVISION,
}


def fold(matter: str, commits: Iterable[Commit], definition: Definition) -> Case:
    """The state after these commits, which start at seq 1."""
    case = Case(matter=matter)
    for commit in commits:
        case = evolve(case, commit, definition)
    return case


def evolve(case: Case, commit: Commit, definition: Definition) -> Case:
    """The state after one more commit."""
    before = case.outcomes()
    for fact in commit.facts:
        case = _document(fact, _applied(fact, case, commit), commit)
    case = replace(
        case,
        seq=commit.seq,
        head=commit.hash,
        recorded_at=commit.recorded_at,
        commands={**case.commands, commit.command: commit.seq},
    )
    return _open_steps(_join(case, before, commit, definition), commit, definition)


def _applied(fact: f.Fact, case: Case, commit: Commit) -> Case:
    apply = _APPLY.get(type(fact))
    if apply is None:
        raise f.UnknownFactError(f"{type(fact).__name__} is no fact of a case ({case.matter} seq {commit.seq})")
    return apply(fact, case, commit)


def _document(fact: f.Fact, case: Case, commit: Commit) -> Case:
    """What is given in a sitting at the window is handed over there and then."""
    kind = document_kind(fact)
    if not kind:
        return case
    at = str(getattr(fact, "due_at", "") or getattr(fact, "effective_at", commit.recorded_at))
    document = Document(kind, commit.seq, at)
    if _at_the_window(case, commit):
        document = replace(document, served_at=at, served_how="window")
    return replace(case, documents=(*case.documents, document))


def _at_the_window(case: Case, commit: Commit) -> bool:
    """Whether the applicant or the agent stood there: the walk-in's own sitting, or what they came for later."""
    sitting = commit.seq == 1 and case.application.channel == "window"
    return sitting or any(isinstance(fact, f.IdentityChecked) for fact in commit.facts)


def _join(case: Case, before: Mapping[str, str], commit: Commit, definition: Definition) -> Case:
    """Records each joint review whose branches came together, once, and undoes the join of one that was opened again."""
    if case.status != "in_review" and case.outcomes() == before:
        return case
    joins, outcomes = case.joins, case.outcomes()
    for node in case.flow(definition).parallels():
        result = node.joined(outcomes)
        standing = next((join for join in joins if join.node == node.id and join.stands), None)
        if standing and result != standing.result:
            joins = tuple(replace(join, stands=False) if join is standing else join for join in joins)
            standing = None
        if result and not standing:
            joins = (*joins, Joined(node.id, commit.seq, result))
    return case if joins is case.joins else replace(case, joins=joins)


def _open_steps(case: Case, commit: Commit, definition: Definition) -> Case:
    if case.status != "in_review":
        return replace(case, opened={}) if case.opened else case
    at = max(happened_at(commit), case.accepted_at)
    opened = {}
    for step in case.flow(definition).open_steps(case.outcomes()):
        fresh = Opened(commit.seq, at, step.unit, step.post, link_seq=commit.seq)
        opened[step.id] = case.opened.get(step.id, fresh)
    return case if opened == case.opened else replace(case, opened=opened)
