"""Reading a batch and adding to its log; the table of its rows lies in the bucket by digest."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.batch import Batch, evolve_batch, fold_batch
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit, make_commit, read_chain
from chalicelib.domain.facts import Fact
from chalicelib.domain.reference import BadReferenceError, batch_matter, parse
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Dossiers, Log, Papers
from chalicelib.usecases.execute import ATTEMPTS, BusyError, append


class UnknownBatchError(LookupError):
    """No such batch, or none that this person may see: the two are not told apart."""

    code = "batch_unknown"


@dataclass(frozen=True)
class BatchFile:
    """A batch as read strongly from the log."""

    batch: Batch
    commits: tuple[Commit, ...]
    definition: Definition


@dataclass(frozen=True)
class BatchTable:
    """What was applied for: `rows` from the first on, each {line, key, answers, papers}; `shared` are the pages, by
    material, that belong to every row."""

    rows: Sequence[Mapping[str, Any]]
    shared: Mapping[str, Sequence[Mapping[str, Any]]]

    def papers_of(self, row: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """The pages of row `row`, counted from 1."""
        return {**self.shared, **self.rows[row - 1]["papers"]}


def batch_of(reference: str) -> str:
    """The matter of a batch's reference as typed. Raises UnknownBatchError."""
    try:
        return batch_matter(parse(reference))
    except BadReferenceError:
        raise UnknownBatchError(reference) from None


def read_batch(matter: str, *, log: Log, catalogue: Catalogue) -> BatchFile:
    """Raises UnknownBatchError, BrokenChainError, UnknownFactError."""
    commits = read_chain(log.read(matter))
    batch = fold_batch(matter, commits)
    if batch is None:
        raise UnknownBatchError(matter)
    received = batch.received
    edition = catalogue.edition(received.edition)
    return BatchFile(batch, commits, edition.definition(received.item, received.variant).handled_by(received.unit))


def read_table(batch: Batch, *, dossiers: Dossiers, papers: Papers) -> BatchTable:
    """The table of the batch; empty once its dossier is erased."""
    part = dossiers.get(batch.matter, batch.received.table.part)
    if part is None:
        return BatchTable((), {})
    told = json.loads(papers.read(part.content["sha256"]))
    return BatchTable(told["rows"], told["shared"])


def add_to_batch(
    matter: str,
    command: str,
    actor: Mapping[str, str],
    make: Callable[[BatchFile], Sequence[Fact]],
    *,
    log: Log,
    catalogue: Catalogue,
    now: datetime,
) -> BatchFile:
    """The batch with the facts that `make` finds for it; none, and nothing is written. A command whose id is in the log is
    answered from what it did.

    Raises UnknownBatchError, BusyError, and whatever `make` raises.
    """
    for _ in range(ATTEMPTS):
        file = read_batch(matter, log=log, catalogue=catalogue)
        if command in file.batch.commands:
            return file
        facts = make(file)
        if not facts:
            return file
        commit = make_commit(
            matter=matter,
            seq=file.batch.seq + 1,
            command=command,
            actor=actor,
            recorded_at=max(stamp(now), file.batch.recorded_at),
            prev=file.batch.head,
            facts=facts,
        )
        if append(commit, log=log):
            batch = evolve_batch(file.batch, matter, commit)
            return BatchFile(batch, (*file.commits, commit), file.definition)
    raise BusyError(matter)
