"""What becomes of a parcel that does not simply arrive."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class CarrierCorrected:
    """The parcel travels with the carrier `to`, not with the one that the window had written down."""

    TYPE: ClassVar = "carrier_corrected"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str
    to: str


@dataclass(frozen=True)
class ParcelDoubted:
    """Where the parcel is cannot be told by pushes: `reason` is one of parcel.DOUBTS; a person must look."""

    TYPE: ClassVar = "parcel_doubted"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """Who came for the result: `by` holder or agent, by what `proof`: the pick-up code or the identity document, for an
    agent with the holder's authorisation. `who` seals an agent's name and number."""

    TYPE: ClassVar = "collected"
    V: ClassVar = 1
    effective_at: str
    by: str
    proof: str
    who: Sealed


@dataclass(frozen=True)
class KeptForPickup:
    """The result lies ready at the window instead of travelling."""

    TYPE: ClassVar = "kept_for_pickup"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class CertificateTakenAway:
    """The certificate is out of force before it was handed over: `how` is suspended or one of certificate_ends' ends."""

    TYPE: ClassVar = "certificate_taken_away"
    V: ClassVar = 1
    effective_at: str
    how: str


@dataclass(frozen=True)
class CertificateGivenBack:
    """The suspension is over: the certificate can be handed over."""

    TYPE: ClassVar = "certificate_given_back"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class CertificateSetAside:
    """The paper of a certificate that ended before its hand-over lies cancelled with the unit."""

    TYPE: ClassVar = "certificate_set_aside"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class Uncollected:
    """The result has lain at the window for `number` times the city's days: at the first the holder is reminded, at the
    second the window sees to it."""

    TYPE: ClassVar = "uncollected"
    V: ClassVar = 1
    effective_at: str
    number: int
