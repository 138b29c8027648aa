"""Steps, branches, and what interrupts them: special procedures, hearings, surveys, fees, extension."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.sealed import Sealed


@dataclass(frozen=True)
class StepDecided:
    """A step's decision. `outcome`: pass, refuse, return; `to` is the step returned to, else empty; `undone` are the
    steps whose decisions the return undoes; `shown` is the digest of the step's dossier as the decider saw it, empty
    at the window's one sitting; `via` is window, page or link."""

    TYPE: ClassVar = "step_decided"
    V: ClassVar = 1
    effective_at: str
    step: str
    outcome: str
    to: str
    undone: tuple[str, ...]
    opinion: Sealed
    shown: str
    via: str


@dataclass(frozen=True)
class StepReassigned:
    """The open step is another's: the post `unit:post`, and in it only `staff` where that is not empty."""

    TYPE: ClassVar = "step_reassigned"
    V: ClassVar = 1
    effective_at: str
    step: str
    unit: str
    post: str
    staff: str
    reason: Sealed


@dataclass(frozen=True)
class LinkRenewed:
    """The signed link to the open step was sent anew: every earlier one is dead."""

    TYPE: ClassVar = "link_renewed"
    V: ClassVar = 1
    effective_at: str
    step: str


@dataclass(frozen=True)
class BranchAdded:
    """A unit more is asked in a joint review; its step is `<branch>-opinion`, decided within so many working days."""

    TYPE: ClassVar = "branch_added"
    V: ClassVar = 1
    effective_at: str
    node: str
    branch: str
    unit: str
    post: str
    limit_days: int
    reason: Sealed


@dataclass(frozen=True)
class BranchWithdrawn:
    TYPE: ClassVar = "branch_withdrawn"
    V: ClassVar = 1
    effective_at: str
    node: str
    branch: str
    reason: Sealed


@dataclass(frozen=True)
class BranchReturned:
    """The lead unit sends one branch back for rework; `undone` are its steps whose decisions that undoes."""

    TYPE: ClassVar = "branch_returned"
    V: ClassVar = 1
    effective_at: str
    node: str
    branch: str
    undone: tuple[str, ...]
    reason: Sealed


@dataclass(frozen=True)
class ProcedureOpened:
    """特别程序: its time does not count (Administrative Licensing Law, Art. 45). `procedure` is its id, `step` the step
    that needs it (empty: the whole case), `planned_end_on` the local date named in the written notice."""

    TYPE: ClassVar = "procedure_opened"
    V: ClassVar = 1
    effective_at: str
    procedure: str
    kind: str
    step: str
    planned_end_on: str
    evidence: Sealed


@dataclass(frozen=True)
class ProcedureProlonged:
    """The one prolonging notice, given before the planned end."""

    TYPE: ClassVar = "procedure_prolonged"
    V: ClassVar = 1
    effective_at: str
    procedure: str
    planned_end_on: str
    evidence: Sealed


@dataclass(frozen=True)
class ProcedureOverran:
    """The planned end came without a result: the clocks run again."""

    TYPE: ClassVar = "procedure_overran"
    V: ClassVar = 1
    effective_at: str
    procedure: str


@dataclass(frozen=True)
class ProcedureClosed:
    TYPE: ClassVar = "procedure_closed"
    V: ClassVar = 1
    effective_at: str
    procedure: str
    result: Sealed


@dataclass(frozen=True)
class HearingOffered:
    """Applicant and other parties were told of their right to a hearing (Administrative Licensing Law, Art. 47)."""

    TYPE: ClassVar = "hearing_offered"
    V: ClassVar = 1
    effective_at: str
    reason: Sealed


@dataclass(frozen=True)
class HearingRequested:
    TYPE: ClassVar = "hearing_requested"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class HearingCalled:
    """听证通知: the parties are told the day; the clocks stop until it (Arts. 45, 48). `chair` is a staff id."""

    TYPE: ClassVar = "hearing_called"
    V: ClassVar = 1
    effective_at: str
    procedure: str
    held_on: str
    chair: str
    notice: Sealed


@dataclass(frozen=True)
class HearingHeld:
    """The minutes of the called day, on which the decision must rest (Art. 48). `attendance` is present, or absent: who
    asked for the hearing stayed away without good reason and has given it up."""

    TYPE: ClassVar = "hearing_held"
    V: ClassVar = 2
    effective_at: str
    procedure: str
    minutes: Sealed
    attendance: str


@dataclass(frozen=True)
class SurveyAssigned:
    """现场踏勘 by two or more officers (Art. 34(3)); `officers` are staff ids."""

    TYPE: ClassVar = "survey_assigned"
    V: ClassVar = 1
    effective_at: str
    survey: str
    step: str
    officers: tuple[str, ...]
    planned_on: str


@dataclass(frozen=True)
class SurveyRecorded:
    """勘验记录 of a survey made on the local date `surveyed_on`."""

    TYPE: ClassVar = "survey_recorded"
    V: ClassVar = 1
    effective_at: str
    survey: str
    surveyed_on: str
    officers: tuple[str, ...]
    record: Sealed


@dataclass(frozen=True)
class FeeNotified:
    """缴费通知: the amount in fen, to be paid until the local date `pay_by_on`; `number` is the fee's place in the item's
    published list, from 0, `quantity` how many of its unit."""

    TYPE: ClassVar = "fee_notified"
    V: ClassVar = 2
    effective_at: str
    fee: str
    amount_fen: int
    pay_by_on: str
    notice: Sealed
    number: int
    quantity: int


@dataclass(frozen=True)
class FeeReminded:
    """The applicant was reminded of an unpaid fee, for the `number`-th time."""

    TYPE: ClassVar = "fee_reminded"
    V: ClassVar = 1
    effective_at: str
    fee: str
    number: int


@dataclass(frozen=True)
class FeePaid:
    TYPE: ClassVar = "fee_paid"
    V: ClassVar = 1
    effective_at: str
    fee: str
    receipt: Sealed


@dataclass(frozen=True)
class LimitExtended:
    """延长办理期限, once, by the post that the data names as the person in charge (Art. 42)."""

    TYPE: ClassVar = "limit_extended"
    V: ClassVar = 1
    effective_at: str
    amount: int
    unit: str
    reason: Sealed
