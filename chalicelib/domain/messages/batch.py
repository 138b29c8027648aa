"""What the applicant of a batch is told: one message for each thing that happens to it, however many cases it holds; what
befalls one case alone is told of that case."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.batch import Batch
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit
from chalicelib.domain.messages import case_messages
from chalicelib.domain.notice import Message, Recipient
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.times import local_date


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


def kept_messages(commit: Commit, after: Case, batch: Batch, definition: Definition) -> tuple[Marked, ...]:
    """What a commit of one of its cases tells of a result kept at the window: once for all that came back in one parcel,
    and once a day for those that were never sent."""
    for fact in commit.facts:
        if isinstance(fact, f.KeptForPickup):
            last = after.parcels[-1] if after.parcels else None
            mark = _parcel_mark(last.carrier, last.waybill) if last else local_date(fact.effective_at).isoformat()
            told = _message(batch, definition, "batch_kept", window=str(definition.data["window"]))
            return (Marked(f"kept:{mark}", told),)
    return ()


def own_messages(commit: Commit, after: Case, batch: Batch, definition: Definition) -> tuple[Message, ...]:
    """What befell this case alone: a procedure, hearing, fee, extension, an end of its own, or a correction that no
    instruction to many asked for. Everything else the batch tells."""
    asked_of_many = commit.command.rpartition("-")[0] in batch.commands
    news = tuple(fact for fact in commit.facts if not isinstance(fact, _OF_THE_BATCH))
    if not news or asked_of_many:
        return ()
    return case_messages(commit, after, definition)


def shared_messages(commit: Commit, after: Case, batch: Batch, definition: Definition) -> tuple[Marked, ...]:
    """What time brings to many of its cases on one day, reminded or lapsed: told once, by the batch's own reference."""
    for fact in commit.facts:
        if isinstance(fact, _BROUGHT_BY_TIME):
            mark = f"{fact.TYPE}:{local_date(fact.effective_at).isoformat()}"
            told = case_messages(commit, after, definition)
            return tuple(Marked(mark, _message(batch, definition, one.template, **_own(one))) for one in told)
    return ()


def _own(message: Message) -> dict[str, str]:
    return {name: value for name, value in message.params.items() if name not in ("item", "reference")}


def _parcel_mark(carrier: str, waybill: str) -> str:
    return f"parcel:{carrier}:{waybill}"


def _message(batch: Batch, definition: Definition, template: str, **params: str) -> Message:
    recipient = Recipient("applicant", batch.received.applicant, batch.received.form.part)
    about = {"item": definition.name, "reference": shown(reference_of(batch.matter))}
    return Message(recipient, template, {**about, **params})


_BROUGHT_BY_TIME: Final = (f.CorrectionReminded, f.Lapsed, f.Uncollected)
_OF_THE_BATCH: Final = (
    *(f.Received, f.OriginalsChecked, f.Accepted, f.DeemedAccepted, f.CorrectionSupplied, f.StepDecided),
    *(f.Granted, f.Refused, f.CertificateMade, f.Dispatched, f.ParcelMoved, f.KeptForPickup, f.Served),
    f.DocumentServed,
    *_BROUGHT_BY_TIME,
)
"""Facts of which the batch's own messages tell, or which tell nothing."""
