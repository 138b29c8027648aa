"""Commits of the log: canonical bytes, hash chain, and nothing else.

A commit is the record of one command on one matter. Its stored bytes are RFC 8785 canonical JSON and are never
re-serialised; its hash is SHA-256 of those bytes and the next commit's `prev`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import rfc8785

from chalicelib.domain.facts import Fact, fact_from_json, fact_to_json

FIRST_PREV = "0" * 64
MAX_BYTES = 4096


class BrokenChainError(ValueError):
    """A commit does not follow the one before it: the log was tampered with or read wrongly."""

    code = "log_chain_broken"


class CommitTooLargeError(ValueError):
    """A commit's body is over 4 KB; what made it large belongs into S3 or the dossier, by digest."""

    code = "commit_too_large"


@dataclass(frozen=True)
class Commit:
    """One stored commit. `recorded_at` is ISO 8601 UTC with microseconds, so that text order is time order."""

    matter: str
    seq: int
    command: str
    actor: Mapping[str, str]
    recorded_at: str
    prev: str
    facts: tuple[Fact, ...]
    body: bytes

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def make_commit(
    *,
    matter: str,
    seq: int,
    command: str,
    actor: Mapping[str, str],
    recorded_at: str,
    prev: str,
    facts: Sequence[Fact],
) -> Commit:
    """Builds the commit and its canonical body.

    Raises CommitTooLargeError.
    """
    body = rfc8785.dumps(
        {
            "matter": matter,
            "seq": seq,
            "command": command,
            "actor": dict(actor),
            "recorded_at": recorded_at,
            "prev": prev,
            "facts": [fact_to_json(fact) for fact in facts],
        }
    )
    if len(body) > MAX_BYTES:
        raise CommitTooLargeError(f"{matter} seq {seq}: {len(body)} bytes")
    return Commit(matter, seq, command, actor, recorded_at, prev, tuple(facts), body)


@lru_cache(maxsize=256)
def read_commit(body: bytes) -> Commit:
    """Reads a stored body; its facts are upcast to today's versions.

    Raises UnknownFactError: who cannot read a fact must not decide.
    """
    data: dict[str, Any] = json.loads(body)
    return Commit(
        matter=data["matter"],
        seq=data["seq"],
        command=data["command"],
        actor=data["actor"],
        recorded_at=data["recorded_at"],
        prev=data["prev"],
        facts=tuple(fact_from_json(fact) for fact in data["facts"]),
        body=body,
    )


def read_chain(bodies: Iterable[bytes], *, after: int = 0, head: str = FIRST_PREV) -> tuple[Commit, ...]:
    """Reads the bodies of one matter that follow the commit `after`, whose hash is `head`, and checks that each follows
    the one before; from seq 1 on where nothing else is said.

    Raises BrokenChainError, UnknownFactError.
    """
    commits: list[Commit] = []
    prev = head
    for body in bodies:
        commit = read_commit(body)
        if commit.prev != prev or commit.seq != after + len(commits) + 1:
            raise BrokenChainError(f"{commit.matter} seq {commit.seq}")
        commits.append(commit)
        prev = commit.hash
    return tuple(commits)
