"""Commands about a parcel that does not simply arrive."""

from dataclasses import dataclass

from chalicelib.domain.actor import Actor


@dataclass(frozen=True)
class CorrectCarrier:
    """The provider of the pushes found that another carrier, `to`, has the parcel."""

    id: str
    actor: Actor
    carrier: str
    waybill: str
    to: str


@dataclass(frozen=True)
class DoubtParcel:
    """`reason` is one of parcel.DOUBTS; `at` a stamp."""

    id: str
    actor: Actor
    carrier: str
    waybill: str
    reason: str
    at: str


@dataclass(frozen=True)
class KeepForPickup:
    """The result lies at the window for its holder, who did not ask for that at first."""

    id: str
    actor: Actor


@dataclass(frozen=True)
class FollowCertificate:
    """What the certificate's own log says: taken away since the stamp `at`, by `how`, or in force again where that is empty."""

    id: str
    actor: Actor
    how: str
    at: str


@dataclass(frozen=True)
class SetAside:
    """The paper certificate was cancelled and put into the file."""

    id: str
    actor: Actor


@dataclass(frozen=True)
class ConfirmArrival:
    """The holder told the window that the parcel is there."""

    id: str
    actor: Actor
