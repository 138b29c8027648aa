"""What people and machines may ask of a case. Every command carries its id: the same id is the same command."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.facts import CorrectionRow, Sealed

Sitting = Literal["grant", "accept"]
StepOutcome = Literal["pass", "refuse", "return"]


@dataclass(frozen=True)
class Actor:
    """Who commands: an applicant (party id), staff (with the posts they hold, "UNIT:post"), the courier, the system."""

    kind: Literal["applicant", "staff", "courier", "system"]
    id: str
    posts: frozenset[str] = frozenset()

    def record(self) -> Mapping[str, str]:
        """What the commit keeps of the actor."""
        return {"kind": self.kind, "id": self.id}


SYSTEM_LAW = Actor("system", "law")
SYSTEM_CERTIFY = Actor("system", "certify")


@dataclass(frozen=True)
class Application:
    """What an application consists of, once its personal data are sealed in the dossier."""

    applicant: str
    channel: Literal["online", "window"]
    form: Sealed
    papers: Sealed
    required: tuple[str, ...]
    delivery: Literal["courier", "pickup"]


@dataclass(frozen=True)
class Receive:
    """The applicant submits online."""

    id: str
    actor: Actor
    application: Application


@dataclass(frozen=True)
class ReceiveAtWindow:
    """The whole sitting of a walk-in: receipt with the originals seen, and what the officer concludes from them."""

    id: str
    actor: Actor
    application: Application
    originals: tuple[str, ...]
    then: "Conclusion"


@dataclass(frozen=True)
class Accept:
    """受理; with sitting "grant" the instant item is granted in the same sitting."""

    id: str
    actor: Actor
    sitting: Sitting
    opinion: Sealed


@dataclass(frozen=True)
class RequestCorrection:
    id: str
    actor: Actor
    rows: tuple[CorrectionRow, ...]
    note: Sealed


@dataclass(frozen=True)
class SupplyCorrection:
    id: str
    actor: Actor
    form: Sealed
    papers: Sealed


@dataclass(frozen=True)
class Decline:
    """`ground` is one of decide.GROUNDS; `to_unit` names the unit whose matter it is, for ground "other_unit"."""

    id: str
    actor: Actor
    ground: str
    to_unit: str
    note: Sealed


@dataclass(frozen=True)
class DecideStep:
    """`to` is the step returned to (outcome "return" only); `shown` the digest of the dossier the decider saw."""

    id: str
    actor: Actor
    step: str
    outcome: StepOutcome
    to: str
    opinion: Sealed
    shown: str
    via: Literal["link", "page", "window"]


@dataclass(frozen=True)
class Withdraw:
    id: str
    actor: Actor


@dataclass(frozen=True)
class RecordCertificate:
    id: str
    actor: Actor
    certificate: str
    number: str


@dataclass(frozen=True)
class RecordDispatch:
    id: str
    actor: Actor
    carrier: str
    waybill: str


@dataclass(frozen=True)
class RecordParcel:
    """A carrier's report; `occurred_at` is the carrier's own time as a stamp."""

    id: str
    actor: Actor
    carrier: str
    waybill: str
    state: str
    occurred_at: str


@dataclass(frozen=True)
class RecordPickup:
    id: str
    actor: Actor


Conclusion = Accept | RequestCorrection | Decline
Command = (
    Receive
    | ReceiveAtWindow
    | Accept
    | RequestCorrection
    | SupplyCorrection
    | Decline
    | DecideStep
    | Withdraw
    | RecordCertificate
    | RecordDispatch
    | RecordParcel
    | RecordPickup
)
