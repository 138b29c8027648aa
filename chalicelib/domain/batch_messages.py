"""What the applicant of a batch is told: one message for each thing that happens to it, however many cases it holds."""

from dataclasses import dataclass

from chalicelib.domain import facts as f
from chalicelib.domain.batch import Batch
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.notice import Message, Recipient
from chalicelib.domain.reference import reference_of, shown


@dataclass(frozen=True)
class Marked:
    """A message of the batch under the mark by which it is planned once."""

    mark: str
    message: Message


def batch_messages(commit: Commit, batch: Batch, definition: Definition) -> tuple[Message, ...]:
    """What a commit of the batch itself tells: its receipt, a request for corrections, that all is decided."""
    for fact in commit.facts:
        match fact:
            case f.BatchReceived():
                return (_message(batch, definition, "batch_received", count=str(fact.rows)),)
            case f.BatchInstructed(act="correct"):
                return (_message(batch, definition, "batch_correction", count=str(len(fact.rows))),)
            case f.BatchDecided():
                template = f"batch_decided_{batch.received.delivery if fact.granted else 'none'}"
                counts = {"count": str(batch.received.rows), "granted": str(fact.granted)}
                return (_message(batch, definition, template, **counts),)
    return ()


def parcel_messages(commit: Commit, batch: Batch, definition: Definition) -> tuple[Marked, ...]:
    """What a commit of one of its cases tells of the parcel: planned under the waybill, so once for all that lie in it."""
    for fact in commit.facts:
        if isinstance(fact, f.Dispatched):
            told = {"carrier": fact.carrier, "waybill": fact.waybill}
            return (
                Marked(_parcel_mark(fact.carrier, fact.waybill), _message(batch, definition, "dispatched", **told)),
            )
        if isinstance(fact, f.ParcelMoved) and any(isinstance(other, f.Served) for other in commit.facts):
            return (Marked(_parcel_mark(fact.carrier, fact.waybill), _message(batch, definition, "delivered")),)
    return ()


def _parcel_mark(carrier: str, waybill: str) -> str:
    return f"parcel:{carrier}:{waybill}"


def _message(batch: Batch, definition: Definition, template: str, **params: str) -> Message:
    recipient = Recipient("applicant", batch.received.applicant, batch.received.form.part)
    about = {"item": definition.name, "reference": shown(reference_of(batch.matter))}
    return Message(recipient, template, {**about, **params})
