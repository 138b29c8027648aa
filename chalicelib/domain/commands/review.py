"""Commands on a case under review."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.actor import Actor
from chalicelib.domain.sealed import Sealed

StepOutcome = Literal["pass", "refuse", "return"]


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
class Reassign:
    """The open step goes to the post `unit:post`, and in it to one member of staff where `staff` is not empty."""

    id: str
    actor: Actor
    step: str
    unit: str
    post: str
    staff: str
    reason: Sealed


@dataclass(frozen=True)
class RenewLink:
    """The link to an open step is sent anew."""

    id: str
    actor: Actor
    step: str


@dataclass(frozen=True)
class AddBranch:
    id: str
    actor: Actor
    node: str
    unit: str
    post: str
    limit_days: int
    reason: Sealed


@dataclass(frozen=True)
class WithdrawBranch:
    id: str
    actor: Actor
    node: str
    branch: str
    reason: Sealed


@dataclass(frozen=True)
class ReturnBranch:
    """The lead unit sends one branch back to its step `to`."""

    id: str
    actor: Actor
    node: str
    to: str
    reason: Sealed


@dataclass(frozen=True)
class OpenProcedure:
    """`step` is the step that needs the special procedure, or empty for the whole case."""

    id: str
    actor: Actor
    kind: str
    step: str
    planned_end_on: str
    evidence: Sealed


@dataclass(frozen=True)
class ProlongProcedure:
    id: str
    actor: Actor
    procedure: str
    planned_end_on: str
    evidence: Sealed


@dataclass(frozen=True)
class CloseProcedure:
    id: str
    actor: Actor
    procedure: str
    result: Sealed


@dataclass(frozen=True)
class OfferHearing:
    id: str
    actor: Actor
    reason: Sealed


@dataclass(frozen=True)
class RequestHearing:
    """By the applicant, or by an officer for a party who asked in person or in writing."""

    id: str
    actor: Actor


@dataclass(frozen=True)
class CallHearing:
    """`held_on` is the local date, `chair` a staff id."""

    id: str
    actor: Actor
    held_on: str
    chair: str
    notice: Sealed


@dataclass(frozen=True)
class HoldHearing:
    """The minutes of the hearing held on the local date `held_on`. `attendance`: whether who asked for it came; who stays
    away without good reason has given it up."""

    id: str
    actor: Actor
    held_on: str
    attendance: str
    minutes: Sealed


@dataclass(frozen=True)
class AssignSurvey:
    id: str
    actor: Actor
    step: str
    officers: tuple[str, ...]
    planned_on: str


@dataclass(frozen=True)
class RecordSurvey:
    id: str
    actor: Actor
    survey: str
    surveyed_on: str
    officers: tuple[str, ...]
    record: Sealed


@dataclass(frozen=True)
class NotifyFee:
    """`number` is the fee's place in the item's published list, from 0; `quantity` how many of its unit."""

    id: str
    actor: Actor
    number: int
    quantity: int
    pay_by_on: str
    notice: Sealed


@dataclass(frozen=True)
class RecordPayment:
    id: str
    actor: Actor
    fee: str
    receipt: Sealed


@dataclass(frozen=True)
class ExtendLimit:
    """By so many of the statutory limit's own units."""

    id: str
    actor: Actor
    amount: int
    reason: Sealed
