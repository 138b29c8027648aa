"""The state of a case: what its log has said so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from chalicelib.domain import facts as f
from chalicelib.domain.card import Card, Cards, card_of
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import FIRST_PREV, Commit
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.flow import Branch, Flow, JoinResult, Step
from chalicelib.domain.interruption import APPLICANTS, FEE, INTERRUPTED, PHASES, SURVEY, Interruption
from chalicelib.domain.parcel import COMING_BACK, NOT_OFFICIAL, ParcelEvent, ParcelState
from chalicelib.domain.times import stamp
from chalicelib.domain.withheld import Withheld

Ending = Literal["declined", "withdrawn", "lapsed", "void", "forwarded", "terminated"]
"""How a case ends without a decision: its last status and its outcome."""

Outcome = Literal["", "granted", "refused", Ending]
Status = Literal["none", "received", "correcting", "in_review", "concluded", "served", Ending]
ENDINGS: Final = get_args(Ending)
ENDED: Final = frozenset({*ENDINGS, "served"})
APPLICANTS_TURN: Final = frozenset({"correcting", *(PHASES[kind] for kind in APPLICANTS)})
"""Phases in which the applicant has the case in hand."""


@dataclass(frozen=True)
class Opened:
    """A step that waits for its decision: opened by which commit and when; in whose hands (`staff` is empty while any
    holder of the post may take it); the commit since which its signed link is good."""

    seq: int
    at: str
    unit: str
    post: str
    staff: str = ""
    link_seq: int = 0


@dataclass(frozen=True)
class Decision:
    """A step's decision with who took it; `stands` turns false when a later return undoes it."""

    seq: int
    at: str
    actor: Mapping[str, str]
    fact: f.StepDecided
    stands: bool = True


@dataclass(frozen=True)
class Joined:
    """A joint review's branches came together; `stands` turns false when a return opens one of them again."""

    node: str
    seq: int
    result: JoinResult
    stands: bool = True


@dataclass(frozen=True)
class Correction:
    """One correction notice; `supplied_at` is empty while the applicant is still to answer."""

    seq: int
    requested_at: str
    rows: tuple[f.CorrectionRow, ...]
    note: f.Sealed
    supplied_at: str = ""
    reminded: int = 0


@dataclass(frozen=True)
class Hearing:
    """听证 in its minimum form; empty stamps for what has not happened. `called_on` is the local date last called."""

    offered_seq: int
    offered_at: str
    requested_at: str = ""
    called_on: str = ""
    chair: str = ""
    first_called_at: str = ""
    held_at: str = ""
    attendance: str = ""


@dataclass(frozen=True)
class Parcel:
    """`left_at`: since when the result was not in the unit's hands, which before it was sent may have lain ready at the
    window. `formerly` are carriers that were written down before the right one. `doubt` is one of parcel.DOUBTS or empty,
    `unofficial` whether a carrier has it that may not."""

    carrier: str
    waybill: str
    dispatched_at: str
    last: ParcelEvent | None = None
    left_at: str = ""
    formerly: tuple[str, ...] = ()
    doubt: str = ""
    doubted_at: str = ""
    unofficial: bool = False

    def is_on(self, carrier: str, waybill: str) -> bool:
        return waybill == self.waybill and carrier in (self.carrier, *self.formerly)

    @property
    def comes_back(self) -> bool:
        return self.last is not None and self.last.state in COMING_BACK

    @property
    def open_doubts(self) -> tuple[str, ...]:
        """Those of parcel.DOUBTS that are not settled, the gravest first: an end settles all of them, what the carrier
        reported since all but that it is the wrong one."""
        if self.comes_back or (self.last and self.last.state is ParcelState.DELIVERED):
            return ()
        silent = self.last is None or stamp(self.last.occurred_at) <= self.doubted_at
        return (*((NOT_OFFICIAL,) if self.unofficial else ()), *((self.doubt,) if self.doubt and silent else ()))

    @property
    def needs_a_person(self) -> bool:
        return self.comes_back or bool(self.open_doubts)

    @property
    def given_back_at(self) -> str:
        """Since when it is the unit's turn again, a stamp; empty while the carrier is to bring it. One that is said to be
        signed for is not."""
        if self.last and self.comes_back:
            return stamp(self.last.occurred_at)
        return self.doubted_at if "abandoned" in self.open_doubts else ""


@dataclass(frozen=True)
class Case:
    """`received_at` is the receipt that counts: after a correction before acceptance, that of the corrected papers.
    `fees_notified` are places in the item's published list; `void_proposed_by` is who proposes to void it, and for whom where they act for another."""

    matter: str
    seq: int = 0
    head: str = FIRST_PREV
    recorded_at: str = ""
    status: Status = "none"
    received: f.Received | None = None
    received_at: str = ""
    received_seq: int = 0
    form: f.Sealed | None = None
    papers: f.Sealed | None = None
    originals: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    accepted_at: str = ""
    deemed: bool = False
    opened: Mapping[str, Opened] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    branches_added: tuple[f.BranchAdded, ...] = ()
    branches_withdrawn: tuple[str, ...] = ()
    joins: tuple[Joined, ...] = ()
    corrections: tuple[Correction, ...] = ()
    corrections_allowed: int = 0
    interruptions: tuple[Interruption, ...] = ()
    fees_notified: tuple[int, ...] = ()
    hearing: Hearing | None = None
    extension: f.LimitExtended | None = None
    amendments: tuple[f.Amended, ...] = ()
    void_proposed_by: tuple[str, ...] = ()
    void_reason: f.Sealed | None = None
    outcome: Outcome = ""
    ending: f.Fact | None = None
    concluded_at: str = ""
    documents: tuple[Document, ...] = ()
    cards: Cards = ()
    certificate: str = ""
    certificate_number: str = ""
    certificate_at: str = ""
    parcels: tuple[Parcel, ...] = ()
    kept_at: str = ""
    uncollected: int = 0
    withheld: tuple[Withheld, ...] = ()
    set_aside_at: str = ""
    served_at: str = ""
    served_how: str = ""
    commands: Mapping[str, int] = field(default_factory=dict)

    @property
    def application(self) -> f.Received:
        """The receipt that opened the case."""
        if self.received is None:
            raise LookupError(f"{self.matter} has not been received")
        return self.received

    @property
    def declined(self) -> f.Declined | None:
        return self.ending if isinstance(self.ending, f.Declined) else None

    @property
    def phase(self) -> str:
        """The status, and of a review what interrupts it: the applicant's turn before a survey before a procedure."""
        if self.status != "in_review":
            return self.status
        open_now = {interruption.phase for interruption in self.interruptions if interruption.open}
        return next((phase for phase in INTERRUPTED if phase in open_now), self.status)

    @property
    def open_correction(self) -> Correction | None:
        """The notice that the applicant is still to answer, before or after acceptance."""
        if not self.corrections or self.corrections[-1].supplied_at or self.outcome:
            return None
        return self.corrections[-1]

    @property
    def unserved_notice(self) -> Document | None:
        """The correction notice that waits for an answer and has not reached the applicant: the office owes its service."""
        notice = self.open_correction
        document = self.document(f"correction_notice-{notice.seq}") if notice else None
        return document if document and not document.served_at else None

    def standing(self) -> Mapping[str, Decision]:
        """The decision that stands for each step that is through."""
        return {decision.fact.step: decision for decision in self.decisions if decision.stands}

    def outcomes(self) -> Mapping[str, str]:
        """What a flow is asked with: the outcome of each decision that stands."""
        return {step: decision.fact.outcome for step, decision in self.standing().items()}

    def passed(self) -> frozenset[str]:
        return frozenset(self.outcomes())

    def whole_flow(self, definition: Definition) -> Flow:
        """The flow as published, with the branches added to it: nothing that the form skips or that was withdrawn is left out."""
        flow = definition.flow
        for added in self.branches_added:
            flow = flow.with_branch(added.node, _branch(added, definition))
        return flow

    def flow(self, definition: Definition) -> Flow:
        """The flow of this case: without what its form skips, with branches added, without those withdrawn."""
        return self.whole_flow(definition).without({*self.skipped, *self.branches_withdrawn})

    def unsurveyed(self, definition: Definition) -> tuple[str, ...]:
        """The steps, open or still to come, that need a survey to which nobody has been assigned."""
        assigned = {one.step for one in self.interruptions if one.kind == SURVEY}
        ahead = self.flow(definition).ahead(self.outcomes())
        return tuple(step.id for step in ahead if SURVEY in step.needs and assigned.isdisjoint(("", step.id)))

    @property
    def fee_due(self) -> Interruption | None:
        """The fee that waits for its payment; there is one at a time."""
        return next((one for one in self.interruptions if one.open and one.kind == FEE), None)

    def interruption(self, interruption_id: str) -> Interruption | None:
        return next((one for one in self.interruptions if one.id == interruption_id), None)

    def parcel(self, carrier: str, waybill: str) -> Parcel | None:
        return next((one for one in self.parcels if one.is_on(carrier, waybill)), None)

    @property
    def taken_away(self) -> Withheld | None:
        """Since when and how the certificate is out of force, which nobody was handed yet."""
        return self.withheld[-1] if self.withheld and not self.withheld[-1].until else None

    def collected(self, definition: Definition) -> bool:
        """Whether the result lies ready at the window for its holder to come."""
        ready = (self.certificate or not definition.data["result"]) and not self.taken_away
        return bool(ready) and (bool(self.kept_at) or (self.application.delivery == "pickup" and not self.parcels))

    def document(self, document_id: str) -> Document | None:
        return next((one for one in self.documents if one.id == document_id), None)

    def card(self, card_id: str) -> Card | None:
        return card_of(self.cards, card_id)


def names_of(actor: Mapping[str, str]) -> tuple[str, ...]:
    """Whose act it is, by what a commit keeps of its actor: who did it, and for whom."""
    return tuple(filter(None, (actor["id"], actor.get("for", ""))))


def happened_at(commit: Commit) -> str:
    """When what the commit tells took place: for what time has brought, the instant the law names, however late it was
    written down; else when it was recorded."""
    if commit.actor["kind"] != "system" or commit.actor["id"] != "law":
        return commit.recorded_at
    fact = commit.facts[0]
    return fact.due_at if isinstance(fact, f.DeemedAccepted) else str(getattr(fact, "effective_at", commit.recorded_at))


def definition_key(first: Commit) -> tuple[str, str, str, str]:
    """(edition, item, variant, unit) to which the case that starts with this commit is pinned."""
    received = first.facts[0]
    if not isinstance(received, f.Received):
        raise TypeError(f"{first.matter} does not start with a receipt")
    return received.edition, received.item, received.variant, received.unit


def _branch(added: f.BranchAdded, definition: Definition) -> Branch:
    name = definition.unit_names[added.unit]
    limit = {"amount": added.limit_days, "unit": "working_days"}
    return Branch(
        added.branch, name, added.unit, (Step(f"{added.branch}-opinion", name, added.unit, added.post, limit),)
    )
