"""View rows as a function of a batch: one line for all its cases in the worklist, one among the applicant's batches."""

from chalicelib.domain.batch import Batch
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.document.telling import unserved
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.rows import UNLIMITED, by_receipt
from chalicelib.domain.rows.calls import call_rows
from chalicelib.domain.times import end_of, local, local_date, stamp


def batches_queue(party: str) -> str:
    """The queue of a party's batches, beside that of its cases."""
    return f"{party}#batches"


def batch_summary_key(batch: Batch) -> RowKey:
    return RowKey(batches_queue(batch.received.applicant), by_receipt(batch.received.effective_at, batch.matter))


def batch_summary(batch: Batch, definition: Definition) -> Row:
    return {
        "matter": batch.matter,
        "seq": batch.seq,
        "head": batch.head,
        "item": batch.received.item,
        "variant": batch.received.variant,
        "edition": batch.received.edition,
        "unit": definition.unit,
        "status": batch.status,
        "rows": batch.received.rows,
        "received_at": batch.received.effective_at,
        "changed_at": batch.recorded_at,
        "due_row": "",
    }


def batch_task_rows(batch: Batch, definition: Definition, calendar: Calendar) -> Rows:
    """The line of the unit's officers until all is decided, then that of its hand-over until all is gone; and until all is
    decided each notice that has not reached the applicant."""
    received = batch.received
    common: dict[str, str | int] = {
        "matter": batch.matter,
        "item": received.item,
        "variant": received.variant,
        "edition": received.edition,
        "applicant": received.applicant,
        "form": received.form.part,
        "received_at": received.effective_at,
        **_promised(batch, definition, calendar),
        "rows": received.rows,
        "warned": "",
    }
    if batch.handed_over_at:
        return {}
    if batch.decided is None:
        key = RowKey(f"{definition.unit}:officer", f"{received.effective_at}#{batch.matter}")
        calls = call_rows(batch.matter, unserved(batch.notices), definition, common, {})
        return {key: {**common, "task": "batch", "since": received.effective_at}, **calls}
    decided_at = batch.decided.effective_at
    key = RowKey(f"{definition.unit}:delivery", f"{decided_at}#{batch.matter}")
    own = {"task": "batch_hand_over", "since": decided_at, "delivery": received.delivery, **UNLIMITED}
    return {key: {**common, **own}}


def _promised(batch: Batch, definition: Definition, calendar: Calendar) -> Row:
    """The end of the promise as if every case had been accepted on receipt; each case's own clock is on its page."""
    limit, at = definition.promised, batch.received.effective_at
    if limit.unit == "session":
        ends = stamp(calendar.session_end(local(at)).at)
    else:
        ends = stamp(end_of(calendar.due(local_date(at), limit.amount, limit.unit).on))
    told: Row = {"due_at": ends, "limit_unit": limit.unit, "limit_amount": limit.amount}
    return {**UNLIMITED, "clock": "promised", **told}
