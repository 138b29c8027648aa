"""Messages of a batch: its own commits' as a case's are planned, its parcels' under the waybill, once for all in it."""

from datetime import datetime

from chalicelib.domain.batch import evolve_batch, fold_batch
from chalicelib.domain.batch_messages import batch_messages, parcel_messages
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import Dispatched, Served
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


def tell_of_parcels(parent: str, commit: Commit, *, log: Log, sender: Sender, now: datetime) -> None:
    """What a commit of one of the batch's cases tells of a parcel: whoever is first plans it, the others find it planned."""
    if not any(isinstance(fact, Dispatched | Served) for fact in commit.facts):
        return
    file = read_batch(parent, log=log, catalogue=sender.catalogue)
    for marked in parcel_messages(commit, file.batch, file.definition):
        plan_and_send(planned(parent, marked.mark, marked.message, now), sender=sender, now=now)
