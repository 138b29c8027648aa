"""The states that a case went through, folded once for all who ask: the readers of its log look at the same commits one after
the other, and a longer log begins as the one that was seen before."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.fold import evolve

KEPT = 32
"""Walks kept in memory, by the hash of their last commit: in a checked chain it stands for all before it."""

Walk = tuple[Definition, tuple[Case, ...]]

_walks: OrderedDict[str, Walk] = OrderedDict()
_keeping = Lock()
"""The local cloud has many threads."""


def walk(matter: str, commits: Sequence[Commit], definition: Definition) -> tuple[Case, ...]:
    """The states before the first of the commits, a chain from seq 1 on, and after each."""
    states = _begun(matter, commits, definition)
    for commit in commits[len(states) - 1 :]:
        states.append(evolve(states[-1], commit, definition))
    walked = tuple(states)
    if commits:
        _keep(commits[-1].hash, (definition, walked))
    return walked


def _begun(matter: str, commits: Sequence[Commit], definition: Definition) -> list[Case]:
    """As far as they are known."""
    for commit in reversed(commits):
        known = _walks.get(commit.hash)
        if known and known[0] is definition:
            return [*known[1]]
    return [Case(matter=matter)]


def _keep(head: str, walked: Walk) -> None:
    with _keeping:
        _walks[head] = walked
        _walks.move_to_end(head)
        while len(_walks) > KEPT:
            _walks.popitem(last=False)
