"""How a case ends, and how its result reaches the applicant."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class Declined:
    """不受理 or 不予受理 on one of the closed grounds; `to_unit` names whose matter it is."""

    TYPE: ClassVar = "declined"
    V: ClassVar = 1
    effective_at: str
    ground: str
    to_unit: str
    note: Sealed


@dataclass(frozen=True)
class Granted:
    """准予: 办结 with a grant."""

    TYPE: ClassVar = "granted"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class Refused:
    """不予许可: 办结 with a refusal; the reason is sealed, the review rights are the unit's data in the edition."""

    TYPE: ClassVar = "refused"
    V: ClassVar = 1
    effective_at: str
    reason: Sealed


@dataclass(frozen=True)
class Withdrawn:
    """撤回申请 by the applicant before the decision."""

    TYPE: ClassVar = "withdrawn"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class Lapsed:
    """逾期未补正: the notice of commit `notice` was not answered in time, after the reminders of the city's rules."""

    TYPE: ClassVar = "lapsed"
    V: ClassVar = 1
    effective_at: str
    notice: int


@dataclass(frozen=True)
class VoidProposed:
    """The first of the two people whom it takes to void a case."""

    TYPE: ClassVar = "void_proposed"
    V: ClassVar = 1
    effective_at: str
    reason: Sealed


@dataclass(frozen=True)
class VoidTakenBack:
    """Who proposed to void the case no longer does."""

    TYPE: ClassVar = "void_taken_back"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class Voided:
    """作废 by a second person, for the reason proposed; no fact is deleted."""

    TYPE: ClassVar = "voided"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class Forwarded:
    """转报 to the authority that decides (Administrative Licensing Law, Art. 35)."""

    TYPE: ClassVar = "forwarded"
    V: ClassVar = 1
    effective_at: str
    to: str
    note: Sealed


@dataclass(frozen=True)
class Terminated:
    """终止办理: the applicant is gone or the item was cancelled with that effect."""

    TYPE: ClassVar = "terminated"
    V: ClassVar = 1
    effective_at: str
    ground: str
    note: Sealed


@dataclass(frozen=True)
class CertificateMade:
    """The certificate (a matter of its own) exists and can be handed over."""

    TYPE: ClassVar = "certificate_made"
    V: ClassVar = 1
    certificate: str
    number: str


@dataclass(frozen=True)
class Dispatched:
    TYPE: ClassVar = "dispatched"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str


@dataclass(frozen=True)
class ParcelMoved:
    """The carrier reported a new state of the parcel; `effective_at` is the carrier's own time."""

    TYPE: ClassVar = "parcel_moved"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str
    state: str


@dataclass(frozen=True)
class Served:
    """已送达: `how` is one of ways_of_service.OF_A_RESULT."""

    TYPE: ClassVar = "served"
    V: ClassVar = 1
    effective_at: str
    how: str


@dataclass(frozen=True)
class CertificateIssued:
    """First fact of a certificate matter. Dates are local ISO dates; `valid_until` is empty for no expiry."""

    TYPE: ClassVar = "certificate_issued"
    V: ClassVar = 1
    case: str
    holder: str
    kind: str
    number: str
    item: str
    edition: str
    unit: str
    issued_on: str
    valid_until: str
    pdf: str
    secret_digest: str
