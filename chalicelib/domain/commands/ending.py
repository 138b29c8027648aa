"""Commands that end a case, and on what follows."""

from dataclasses import dataclass

from chalicelib.domain.actor import Actor
from chalicelib.domain.sealed import UNSEALED, Sealed


@dataclass(frozen=True)
class Withdraw:
    """Staff withdraw at the window only, for the party that `presented` their identity document there; empty online."""

    id: str
    actor: Actor
    presented: str = ""


@dataclass(frozen=True)
class ProposeVoid:
    id: str
    actor: Actor
    reason: Sealed


@dataclass(frozen=True)
class TakeBackVoid:
    """By who proposed it."""

    id: str
    actor: Actor


@dataclass(frozen=True)
class ConfirmVoid:
    """By another person than who proposed it."""

    id: str
    actor: Actor


@dataclass(frozen=True)
class Forward:
    """`to` names the deciding authority by its code in the item's data."""

    id: str
    actor: Actor
    to: str
    note: Sealed


@dataclass(frozen=True)
class Terminate:
    """`ground` is one of guards.TERMINATION_GROUNDS."""

    id: str
    actor: Actor
    ground: str
    note: Sealed


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
    """`by` is one of COLLECTORS, `proof` one of PROOFS, both empty for a hand-over of a whole batch; `who` is sealed for an
    agent only."""

    id: str
    actor: Actor
    by: str = ""
    proof: str = ""
    who: Sealed = UNSEALED
