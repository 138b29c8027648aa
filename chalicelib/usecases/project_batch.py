"""The view rows of a batch: its line in the worklist and the one among the applicant's batches."""

from chalicelib.domain.batch import fold_batch
from chalicelib.domain.batch.rows import batch_summary, batch_summary_key, batch_task_rows
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.row import RowKey
from chalicelib.ports import Catalogue, Log, StaleError, Views
from chalicelib.usecases.batch_file import BatchFile, UnknownBatchError, read_batch


def project_batch(matter: str, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar) -> None:
    """Brings the batch's rows up to the head of its log, however often and late it is called."""
    touched = False
    while True:
        try:
            file = read_batch(matter, log=log, catalogue=catalogue)
        except UnknownBatchError:
            return
        key = batch_summary_key(file.batch)
        seen = views.get(key)
        if not touched and seen is not None and int(seen["seq"]) >= file.batch.seq:
            return
        touched = True
        _set_rows(file, views=views, calendar=calendar)
        try:
            views.put_summary(key, batch_summary(file.batch, file.definition), seen=seen)
        except StaleError:
            continue
        return


def _set_rows(file: BatchFile, *, views: Views, calendar: Calendar) -> None:
    """Puts the rows of the head and deletes those of every state before it."""
    right, earlier = batch_task_rows(file.batch, file.definition, calendar), set[RowKey]()
    for seq in range(1, file.batch.seq):
        before = fold_batch(file.batch.matter, file.commits[:seq])
        earlier |= batch_task_rows(before, file.definition, calendar).keys() if before else set()
    for key, row in right.items():
        views.put(key, row)
    for key in sorted(earlier - right.keys()):
        views.delete(key)
