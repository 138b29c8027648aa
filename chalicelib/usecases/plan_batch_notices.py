"""Messages of a batch: its own commits' as a case's are planned, its parcels' under the waybill, once for all in it."""

from datetime import datetime

from chalicelib.domain.batch import evolve_batch, fold_batch
from chalicelib.domain.case import Case
from chalicelib.domain.commit import Commit
from chalicelib.domain.messages.batch import (
    batch_messages,
    kept_messages,
    own_messages,
    parcel_messages,
    shared_messages,
)
from chalicelib.domain.notice import planned, seq_mark
from chalicelib.ports import Log
from chalicelib.usecases.batch_file import read_batch
from chalicelib.usecases.send_notices import Sender, plan_and_send


def plan_batch_notices(matter: str, seq: int, *, log: Log, sender: Sender, not_before: str, now: datetime) -> bool:
    """Plans and sends what the commit `seq` of the batch tells; False when it was recorded before the stamp `not_before`.

    Raises UnknownBatchError, BrokenChainError, UnknownFactError.
    """
    file = read_batch(matter, log=log, catalogue=sender.catalogue)
    commit = file.commits[seq - 1]
    if commit.recorded_at < not_before:
        return False
    after = evolve_batch(fold_batch(matter, file.commits[: seq - 1]), matter, commit)
    for message in batch_messages(commit, after, file.definition):
        plan_and_send(planned(matter, seq_mark(seq), message, now), sender=sender, now=now)
    return True


def tell_of_child(commit: Commit, after: Case, *, log: Log, sender: Sender, now: datetime) -> None:
    """What a commit of one of a batch's cases tells. What many of them bring (a parcel, a reminder) is planned by whoever
    is first, and the others find it planned."""
    file = read_batch(after.application.parent, log=log, catalogue=sender.catalogue)
    batch, definition = file.batch, file.definition
    for message in own_messages(commit, after, batch, definition):
        plan_and_send(planned(after.matter, seq_mark(after.seq), message, now), sender=sender, now=now)
    for marked in (
        *parcel_messages(commit, batch, definition),
        *kept_messages(commit, after, batch, definition),
        *shared_messages(commit, after, batch, definition),
    ):
        plan_and_send(planned(batch.matter, marked.mark, marked.message, now), sender=sender, now=now)
