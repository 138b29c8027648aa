"""A batch: one application with many subjects. Each subject is a case of its own whose receipt names the batch."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import CorrectionRow, Sealed


@dataclass(frozen=True)
class BatchReceived:
    """收件 of a batch of `rows` subjects. `form` is who applies and how the results are delivered; `table` seals the digest
    under which all rows with their papers lie in the bucket. The other fields as in Received."""

    TYPE: ClassVar = "batch_received"
    V: ClassVar = 1
    applicant: str
    item: str
    variant: str
    edition: str
    unit: str
    channel: str
    effective_at: str
    form: Sealed
    table: Sealed
    rows: int
    delivery: str
    agent: str


@dataclass(frozen=True)
class BatchInstructed:
    """An officer said at once what is to be done with these rows, counted from 1 (`act`: see batch.ACTS); `corrections`
    are what each of them lacks, for act "correct". The cases follow under command ids of their own."""

    TYPE: ClassVar = "batch_instructed"
    V: ClassVar = 1
    effective_at: str
    act: str
    rows: tuple[int, ...]
    corrections: tuple[CorrectionRow, ...]
    note: Sealed


@dataclass(frozen=True)
class BatchDecided:
    """The last of the batch's cases has come to its end; `granted` of them were."""

    TYPE: ClassVar = "batch_decided"
    V: ClassVar = 1
    effective_at: str
    granted: int


@dataclass(frozen=True)
class BatchHandedOver:
    """Every result of the batch has gone to the carrier or to the applicant."""

    TYPE: ClassVar = "batch_handed_over"
    V: ClassVar = 1
    effective_at: str
