"""Batches as their applicant and as the unit's officers may see them, with how far each of their cases is."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.batch_rows import batch_summary, batches_queue
from chalicelib.domain.commands import Actor
from chalicelib.domain.reference import BadReferenceError, MatterKind, kind_of, reference_of
from chalicelib.domain.rows import Row
from chalicelib.ports import Catalogue, Log, Parties, Views
from chalicelib.usecases.batch_file import BatchFile, UnknownBatchError, batch_of, read_batch
from chalicelib.usecases.identify import parties_of

MOST = 50
"""Batches listed of one party."""


@dataclass(frozen=True)
class ListedBatch:
    reference: str
    row: Row


def read_my_batch(account: str, reference: str, *, log: Log, catalogue: Catalogue, parties: Parties) -> BatchFile:
    """Raises UnknownBatchError for a bad, unknown or another person's reference alike."""
    file = read_batch(batch_of(reference), log=log, catalogue=catalogue)
    if file.batch.received.applicant not in parties_of(account, parties=parties):
        raise UnknownBatchError(reference)
    return file


def read_batch_for_staff(reference: str, actor: Actor, *, log: Log, catalogue: Catalogue) -> BatchFile:
    """Raises UnknownBatchError, also for a batch of another unit."""
    file = read_batch(batch_of(reference), log=log, catalogue=catalogue)
    if not actor.holds(f"{file.batch.received.unit}:officer", file.definition):
        raise UnknownBatchError(reference)
    return file


def list_my_batches(
    account: str, after: str, *, log: Log, views: Views, catalogue: Catalogue, parties: Parties
) -> Sequence[ListedBatch]:
    """The account's batches, newest first; `after` is matter:seq of the person's own last change, shown though views lag."""
    rows = {
        key.sort: row
        for party in parties_of(account, parties=parties)
        for key, row in views.query(batches_queue(party), limit=MOST, newest_first=True)
    }
    matter = after.partition(":")[0]
    if matter and matter not in rows and _is_batch(matter):
        rows |= _overlay(account, matter, log=log, catalogue=catalogue, parties=parties)
    newest = sorted(rows.items(), key=lambda item: str(item[1]["received_at"]), reverse=True)
    return [ListedBatch(reference_of(sort), row) for sort, row in newest]


def _is_batch(matter: str) -> bool:
    try:
        return kind_of(matter) is MatterKind.BATCH
    except BadReferenceError:
        return False


def _overlay(account: str, matter: str, *, log: Log, catalogue: Catalogue, parties: Parties) -> dict[str, Row]:
    try:
        file = read_my_batch(account, matter.partition("-")[2], log=log, catalogue=catalogue, parties=parties)
    except UnknownBatchError:
        return {}
    return {file.batch.matter: batch_summary(file.batch, file.definition)}
