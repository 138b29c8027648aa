"""A case is the fold of its commits. `evolve` is total and pure; joins and opened steps are consequences, not facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any, Final, Literal

from chalicelib.domain import facts as f
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import FIRST_PREV, Commit
from chalicelib.domain.parcel import ParcelEvent, ParcelState, advance
from chalicelib.domain.times import instant, stamp

Status = Literal["none", "received", "correcting", "declined", "in_review", "concluded", "served", "withdrawn"]
ENDED: Final = frozenset({"declined", "withdrawn", "served"})


@dataclass(frozen=True)
class Opened:
    """A step that waits for its decision: since which commit and instant."""

    seq: int
    at: str


@dataclass(frozen=True)
class Decision:
    """A step's decision with who took it; `stands` turns false when a later return undoes it."""

    seq: int
    at: str
    actor: Mapping[str, str]
    fact: f.StepDecided
    stands: bool = True


@dataclass(frozen=True)
class Correction:
    """One correction notice; `supplied_at` is empty while the applicant is still to answer."""

    seq: int
    requested_at: str
    rows: tuple[f.CorrectionRow, ...]
    note: f.Sealed
    supplied_at: str = ""


@dataclass(frozen=True)
class Parcel:
    carrier: str
    waybill: str
    dispatched_at: str
    last: ParcelEvent | None = None


@dataclass(frozen=True)
class Case:
    """The state of a case. `received_at` is the receipt that counts: after a correction, that of the corrected papers."""

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
    accepted_at: str = ""
    deemed: bool = False
    opened: Mapping[str, Opened] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    corrections: tuple[Correction, ...] = ()
    outcome: Literal["", "granted", "refused", "declined", "withdrawn"] = ""
    declined: f.Declined | None = None
    concluded_at: str = ""
    certificate: str = ""
    certificate_number: str = ""
    parcels: tuple[Parcel, ...] = ()
    served_at: str = ""
    served_how: str = ""
    commands: Mapping[str, int] = field(default_factory=dict)

    @property
    def application(self) -> f.Received:
        """The receipt that opened the case."""
        if self.received is None:
            raise LookupError(f"{self.matter} has not been received")
        return self.received

    def standing(self) -> Mapping[str, Decision]:
        """The decision that stands for each step that is through."""
        return {decision.fact.step: decision for decision in self.decisions if decision.stands}

    def passed(self) -> frozenset[str]:
        return frozenset(self.standing())


def fold(matter: str, commits: Iterable[Commit], definition: Definition) -> Case:
    """The state after these commits, which start at seq 1."""
    case = Case(matter=matter)
    for commit in commits:
        case = evolve(case, commit, definition)
    return case


def evolve(case: Case, commit: Commit, definition: Definition) -> Case:
    """The state after one more commit."""
    for fact in commit.facts:
        case = _apply(fact, case, commit)
    case = replace(
        case,
        seq=commit.seq,
        head=commit.hash,
        recorded_at=commit.recorded_at,
        commands={**case.commands, commit.command: commit.seq},
    )
    return _open_steps(case, commit, definition)


def definition_key(first: Commit) -> tuple[str, str, str]:
    """(edition, item, variant) to which the case that starts with this commit is pinned."""
    received = first.facts[0]
    if not isinstance(received, f.Received):
        raise TypeError(f"{first.matter} does not start with a receipt")
    return received.edition, received.item, received.variant


def _open_steps(case: Case, commit: Commit, definition: Definition) -> Case:
    if case.status != "in_review":
        return replace(case, opened={}) if case.opened else case
    now_open = definition.flow.open_steps(case.passed())
    fresh = Opened(commit.seq, commit.recorded_at)
    return replace(case, opened={step.id: case.opened.get(step.id, fresh) for step in now_open})


@singledispatch
def _apply(fact: Any, case: Case, commit: Commit) -> Case:
    raise f.UnknownFactError(f"{type(fact).__name__} is no fact of a case ({case.matter} seq {commit.seq})")


@_apply.register
def _(fact: f.Received, case: Case, commit: Commit) -> Case:
    return replace(
        case,
        status="received",
        received=fact,
        received_at=fact.effective_at,
        received_seq=commit.seq,
        form=fact.form,
        papers=fact.papers,
    )


@_apply.register
def _(fact: f.OriginalsChecked, case: Case, _commit: Commit) -> Case:
    return replace(case, originals=fact.materials)


@_apply.register
def _(fact: f.Accepted, case: Case, _commit: Commit) -> Case:
    return replace(case, status="in_review", accepted_at=fact.effective_at)


@_apply.register
def _(fact: f.DeemedAccepted, case: Case, _commit: Commit) -> Case:
    return replace(case, status="in_review", accepted_at=fact.effective_at, deemed=True)


@_apply.register
def _(fact: f.CorrectionRequested, case: Case, commit: Commit) -> Case:
    notice = Correction(commit.seq, fact.effective_at, fact.rows, fact.note)
    return replace(case, status="correcting", corrections=(*case.corrections, notice))


@_apply.register
def _(fact: f.CorrectionSupplied, case: Case, commit: Commit) -> Case:
    *earlier, last = case.corrections
    return replace(
        case,
        status="received",
        received_at=fact.effective_at,
        received_seq=commit.seq,
        form=fact.form,
        papers=fact.papers,
        corrections=(*earlier, replace(last, supplied_at=fact.effective_at)),
    )


@_apply.register
def _(fact: f.Declined, case: Case, _commit: Commit) -> Case:
    return replace(case, status="declined", outcome="declined", declined=fact, concluded_at=fact.effective_at)


@_apply.register
def _(fact: f.StepDecided, case: Case, commit: Commit) -> Case:
    decision = Decision(commit.seq, fact.effective_at, commit.actor, fact, stands=fact.outcome != "return")
    undone = frozenset(fact.undone)
    kept = tuple(replace(d, stands=d.stands and d.fact.step not in undone) for d in case.decisions)
    return replace(case, decisions=(*kept, decision))


@_apply.register
def _(fact: f.Granted, case: Case, _commit: Commit) -> Case:
    return replace(case, status="concluded", outcome="granted", concluded_at=fact.effective_at)


@_apply.register
def _(fact: f.Refused, case: Case, _commit: Commit) -> Case:
    return replace(case, status="concluded", outcome="refused", concluded_at=fact.effective_at)


@_apply.register
def _(fact: f.CertificateMade, case: Case, _commit: Commit) -> Case:
    return replace(case, certificate=fact.certificate, certificate_number=fact.number)


@_apply.register
def _(fact: f.Dispatched, case: Case, _commit: Commit) -> Case:
    parcel = Parcel(fact.carrier, fact.waybill, fact.effective_at)
    return replace(case, parcels=(*case.parcels, parcel))


@_apply.register
def _(fact: f.ParcelMoved, case: Case, _commit: Commit) -> Case:
    event = ParcelEvent(ParcelState(fact.state), instant(fact.effective_at))
    parcels = tuple(
        replace(p, last=advance(p.last, event) or p.last)
        if (p.carrier, p.waybill) == (fact.carrier, fact.waybill)
        else p
        for p in case.parcels
    )
    return _service_by_courier(replace(case, parcels=parcels))


@_apply.register
def _(fact: f.Served, case: Case, _commit: Commit) -> Case:
    return replace(case, status="served", served_at=fact.effective_at, served_how=fact.how)


@_apply.register
def _(fact: f.Withdrawn, case: Case, _commit: Commit) -> Case:
    return replace(case, status="withdrawn", outcome="withdrawn", concluded_at=fact.effective_at)


def _service_by_courier(case: Case) -> Case:
    """Service by courier stands while a parcel stands delivered: a later refusal or return undoes it, so that pushes in
    any order end in one state."""
    if case.served_how != "courier":
        return case
    delivered = [p.last.occurred_at for p in case.parcels if p.last and p.last.state is ParcelState.DELIVERED]
    if not delivered:
        return replace(case, status="concluded", served_at="", served_how="")
    return replace(case, served_at=stamp(max(delivered)))
