"""What staff may ask of a certificate. Every command carries its id: the same id is the same command. `reason` is the seal of
what was written."""

from dataclasses import dataclass

from chalicelib.domain.actor import Actor
from chalicelib.domain.sealed import UNSEALED, Sealed


@dataclass(frozen=True)
class EndCertificate:
    """Ends it, or proposes to where it takes two people. `by` is whose decision it is (certificate_ends.AUTHORITIES),
    `replaced_by` the matter of the certificate that takes its place."""

    id: str
    actor: Actor
    end: str
    ground: str
    document: str = ""
    by: str = "organ"
    replaced_by: str = ""
    reason: Sealed = UNSEALED


@dataclass(frozen=True)
class Suspend:
    """Proposes to suspend it through the local day `until` (ISO)."""

    id: str
    actor: Actor
    document: str
    until: str
    reason: Sealed = UNSEALED


@dataclass(frozen=True)
class ConfirmEnd:
    """The second person's."""

    id: str
    actor: Actor


@dataclass(frozen=True)
class TakeBackEnd:
    id: str
    actor: Actor
    reason: Sealed = UNSEALED


@dataclass(frozen=True)
class Resume:
    id: str
    actor: Actor
    reason: Sealed = UNSEALED


@dataclass(frozen=True)
class NoteCall:
    """A telephone call at the stamp `called_at` about a notice whose SMS failed; `reason` is who was told what."""

    id: str
    actor: Actor
    notice: str
    reached: bool
    called_at: str
    reason: Sealed = UNSEALED


CertificateCommand = EndCertificate | Suspend | ConfirmEnd | TakeBackEnd | Resume | NoteCall
