"""Batches as their applicant and as the unit's officers may see them, with how far each of their cases is."""

from chalicelib.domain.actor import Actor
from chalicelib.domain.batch.rows import batch_summary, batch_summary_key, batches_queue
from chalicelib.domain.reference import BadReferenceError, MatterKind, kind_of
from chalicelib.ports import Catalogue, Log, Parties, Views
from chalicelib.usecases.batch_file import BatchFile, UnknownBatchError, batch_of, read_batch
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.own_rows import LISTED, OwnMatter, OwnPage, newest, with_own_change


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
    account: str,
    after: str,
    before: str = "",
    *,
    log: Log,
    views: Views,
    catalogue: Catalogue,
    parties: Parties,
) -> OwnPage:
    """The account's batches, newest first; `after` and `before` as for its cases."""
    queues = [batches_queue(party) for party in parties_of(account, parties=parties)]
    page = newest(queues, views=views, most=LISTED, before=before)
    matter = after.partition(":")[0]
    if before or not _is_batch(matter) or any(one.matter == matter for one in page.matters):
        return page
    changed = _as_logged(account, matter, log=log, catalogue=catalogue, parties=parties)
    return with_own_change(page, changed, most=LISTED) if changed else page


def _is_batch(matter: str) -> bool:
    try:
        return kind_of(matter) is MatterKind.BATCH
    except BadReferenceError:
        return False


def _as_logged(account: str, matter: str, *, log: Log, catalogue: Catalogue, parties: Parties) -> OwnMatter | None:
    try:
        file = read_my_batch(account, matter.partition("-")[2], log=log, catalogue=catalogue, parties=parties)
    except UnknownBatchError:
        return None
    return OwnMatter(batch_summary_key(file.batch).sort, batch_summary(file.batch, file.definition))
