"""How a certificate ceases to be in force, for a while or for good.

Dates are local ISO dates. `document` is the number of the document on which it rests, empty where there is none; `by`
says whose decision it is (certificate_ends.AUTHORITIES).
"""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class CertificateEndProposed:
    """The first of the two people whom it takes; `until` is the last day of a suspension and empty for an end."""

    TYPE: ClassVar = "certificate_end_proposed"
    V: ClassVar = 1
    effective_at: str
    end: str
    ground: str
    document: str
    by: str
    until: str
    reason: Sealed


@dataclass(frozen=True)
class CertificateEndTakenBack:
    """Whoever proposed it no longer does, or the second person would not have it."""

    TYPE: ClassVar = "certificate_end_taken_back"
    V: ClassVar = 1
    effective_at: str
    reason: Sealed


@dataclass(frozen=True)
class CertificateEnded:
    """`replaced_by` is the matter of the certificate that takes its place."""

    TYPE: ClassVar = "certificate_ended"
    V: ClassVar = 1
    effective_at: str
    end: str
    ground: str
    document: str
    by: str
    replaced_by: str
    reason: Sealed


@dataclass(frozen=True)
class CertificateSuspended:
    """暂扣 through the day `until` (Administrative Penalty Law, Art. 9)."""

    TYPE: ClassVar = "certificate_suspended"
    V: ClassVar = 1
    effective_at: str
    ground: str
    document: str
    until: str
    reason: Sealed


@dataclass(frozen=True)
class CertificateResumed:
    """The suspension is over: by its last day, or lifted before."""

    TYPE: ClassVar = "certificate_resumed"
    V: ClassVar = 1
    effective_at: str
    reason: Sealed
