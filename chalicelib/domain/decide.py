"""`decide`: which facts a command adds to a case, or why it may not. Total and pure; the transitions are a table."""

import hashlib
from collections.abc import Mapping
from functools import singledispatch
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.case import Case, Decision
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.flow import Parallel, Step
from chalicelib.domain.parcel import ParcelEvent, ParcelState, advance
from chalicelib.domain.times import instant

TRANSITIONS: Final[Mapping[type, frozenset[str]]] = {
    c.Receive: frozenset({"none"}),
    c.ReceiveAtWindow: frozenset({"none"}),
    c.Accept: frozenset({"received"}),
    c.RequestCorrection: frozenset({"received"}),
    c.SupplyCorrection: frozenset({"correcting"}),
    c.Decline: frozenset({"received"}),
    c.DecideStep: frozenset({"in_review"}),
    c.Withdraw: frozenset({"received", "correcting", "in_review"}),
    c.RecordCertificate: frozenset({"concluded", "served"}),
    c.RecordDispatch: frozenset({"concluded"}),
    c.RecordParcel: frozenset({"concluded", "served"}),
    c.RecordPickup: frozenset({"concluded"}),
}
"""In which states of the case a command is possible at all; guards below refuse the rest."""

GROUNDS: Final = ("no_permit_needed", "other_unit", "banned")
"""The closed list on which an application is declined (Administrative Licensing Law, Arts. 32(1), 32(2), 78, 79)."""

SUPPLEMENTARY_CORRECTIONS: Final = 1
"""One notice lists everything missing (Art. 32(4)); a second needs a supervisor."""


class RefusedError(Exception):
    """The command is not possible; `code` names the sentence, `about` holds what the sentence needs (no personal
    data). For `step_already_decided` it says what was decided, by whom and when."""

    def __init__(self, code: str, about: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.about = about or {}


def decide(case: Case, command: c.Command, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    """The facts of this command at the instant `now` (a stamp).

    Raises RefusedError.
    """
    if isinstance(command, c.DecideStep):
        _told_the_truth(case, command)
    if case.status not in TRANSITIONS[type(command)]:
        raise RefusedError("not_possible_now", {"status": case.status})
    return _facts(command, case, definition, now)


def step_digest(case: Case, definition: Definition, step_id: str) -> str:
    """The digest of what a decider of this step sees: form, papers and the earlier opinions of its path."""
    standing = case.standing()
    path = [standing[step.id] for step in definition.flow.before(step_id) if step.id in standing]
    sealed = [sealed.digest for sealed in (case.form, case.papers) if sealed]
    opinions = [f"{d.fact.step}:{d.fact.outcome}:{d.fact.opinion.digest}" for d in path]
    return hashlib.sha256("\n".join([*sealed, *opinions]).encode()).hexdigest()[:32]


@singledispatch
def _facts(command: Any, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    raise TypeError(f"no rule for {type(command).__name__}")


@_facts.register
def _(command: c.Receive, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    return (_received(command.application, definition, now),)


@_facts.register
def _(command: c.ReceiveAtWindow, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _holds(command.actor, definition.unit, "officer")
    receipt = (_received(command.application, definition, now), f.OriginalsChecked(command.originals))
    missing = sorted(set(command.application.required) - set(command.originals))
    if isinstance(command.then, c.Accept) and missing:
        raise RefusedError("originals_unchecked", {"materials": ",".join(missing)})
    return (*receipt, *_facts(command.then, case, definition, now))


@_facts.register
def _(command: c.Accept, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _holds(command.actor, definition.unit, "officer")
    if command.sitting == "accept":
        return (f.Accepted(now),)
    if not (definition.instant and definition.flow.one_officer):
        raise RefusedError("not_an_instant_item")
    (step,) = definition.flow.steps()
    passed = f.StepDecided(now, step.id, "pass", "", (), command.opinion, "", "window")
    return (f.Accepted(now), passed, f.Granted(now))


@_facts.register
def _(command: c.RequestCorrection, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _holds(command.actor, definition.unit, "officer")
    if len(case.corrections) >= SUPPLEMENTARY_CORRECTIONS:
        raise RefusedError("second_correction_notice")
    if not command.rows:
        raise RefusedError("correction_without_rows")
    known = {material.code for material in definition.materials} | {"form"}
    for row in command.rows:
        if row.material not in known:
            raise RefusedError("material_unknown", {"material": row.material})
    return (f.CorrectionRequested(now, command.rows, command.note),)


@_facts.register
def _(command: c.SupplyCorrection, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _owns(command.actor, case)
    return (f.CorrectionSupplied(now, command.form, command.papers),)


@_facts.register
def _(command: c.Decline, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _holds(command.actor, definition.unit, "officer")
    if command.ground not in GROUNDS:
        raise RefusedError("ground_unknown", {"ground": command.ground})
    if (command.ground == "other_unit") != bool(command.to_unit):
        raise RefusedError("other_unit_unnamed")
    return (f.Declined(now, command.ground, command.to_unit, command.note),)


@_facts.register
def _(command: c.DecideStep, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    if command.step not in case.opened:
        raise RefusedError("step_not_open", {"step": command.step})
    step = definition.flow.step(command.step)
    _holds(command.actor, step.unit, step.post)
    _separated(command.actor, case, definition)
    if command.shown and command.shown != step_digest(case, definition, step.id):
        raise RefusedError("dossier_changed")
    undone = _undone(command, case, definition)
    decided = f.StepDecided(
        now, step.id, command.outcome, command.to, undone, command.opinion, command.shown, command.via
    )
    return (decided, *_conclusion(command, case, definition, now))


@_facts.register
def _(command: c.Withdraw, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _owns(command.actor, case)
    return (f.Withdrawn(now),)


@_facts.register
def _(command: c.RecordCertificate, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _granted(case)
    if case.certificate:
        raise RefusedError("certificate_exists", {"certificate": case.certificate})
    return (f.CertificateMade(command.certificate, command.number),)


@_facts.register
def _(command: c.RecordDispatch, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _holds(command.actor, definition.unit, "officer")
    _ready(case, definition)
    if any((p.carrier, p.waybill) == (command.carrier, command.waybill) for p in case.parcels):
        raise RefusedError("already_dispatched", {"waybill": command.waybill})
    return (f.Dispatched(now, command.carrier, command.waybill),)


@_facts.register
def _(command: c.RecordParcel, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    parcel = next((p for p in case.parcels if (p.carrier, p.waybill) == (command.carrier, command.waybill)), None)
    if parcel is None:
        raise RefusedError("waybill_unknown", {"waybill": command.waybill})
    event = ParcelEvent(ParcelState(command.state), instant(command.occurred_at))
    if advance(parcel.last, event) is None:
        raise RefusedError("parcel_event_stale", {"state": command.state})
    moved = f.ParcelMoved(command.occurred_at, command.carrier, command.waybill, command.state)
    if command.state == "delivered" and case.status == "concluded":
        return (moved, f.Served(command.occurred_at, "courier"))
    return (moved,)


@_facts.register
def _(command: c.RecordPickup, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    _holds(command.actor, definition.unit, "officer")
    _ready(case, definition)
    return (f.Served(now, "pickup"),)


def _received(application: c.Application, definition: Definition, now: str) -> f.Received:
    return f.Received(
        applicant=application.applicant,
        item=definition.item,
        variant=definition.variant,
        edition=definition.edition,
        unit=definition.unit,
        channel=application.channel,
        effective_at=now,
        form=application.form,
        papers=application.papers,
        required=application.required,
        delivery=application.delivery,
    )


def _undone(command: c.DecideStep, case: Case, definition: Definition) -> tuple[str, ...]:
    if command.outcome != "return":
        return ()
    earlier = {step.id for step in definition.flow.before(command.step)}
    if command.to not in earlier:
        raise RefusedError("no_step_to_return_to", {"step": command.to})
    return tuple(sorted(definition.flow.downstream(command.to) & case.passed()))


def _conclusion(command: c.DecideStep, case: Case, definition: Definition, now: str) -> tuple[f.Fact, ...]:
    """Only the last step of the flow grants or refuses; what earlier steps say is advice, except in a join."""
    if command.outcome == "return" or definition.flow.open_steps(case.passed() | {command.step}):
        return ()
    if command.outcome == "refuse":
        return (f.Refused(now, command.opinion),)
    if _vetoed(case, definition):
        raise RefusedError("join_vetoed")
    return (f.Granted(now),)


def _vetoed(case: Case, definition: Definition) -> bool:
    standing = case.standing()
    joint = (node for node in definition.flow.nodes if isinstance(node, Parallel))
    steps = (step for node in joint for branch in node.branches for step in branch.steps)
    return any(step.id in standing and standing[step.id].fact.outcome == "refuse" for step in steps)


def _told_the_truth(case: Case, command: c.DecideStep) -> None:
    """A step that was decided meanwhile is answered with what was decided, not with a bare refusal."""
    decision = case.standing().get(command.step)
    if decision is not None and command.step not in case.opened:
        raise RefusedError("step_already_decided", _shown_decision(decision))


def _shown_decision(decision: Decision) -> Mapping[str, str]:
    return {"outcome": decision.fact.outcome, "by": decision.actor["id"], "at": decision.at}


def _holds(actor: c.Actor, unit: str, post: str) -> None:
    if f"{unit}:{post}" not in actor.posts:
        raise RefusedError("not_your_step", {"unit": unit, "post": post})


def _separated(actor: c.Actor, case: Case, definition: Definition) -> None:
    """Handling, review and approval of one case are three people's."""
    if any(decision.actor["id"] == actor.id for decision in case.standing().values()):
        raise RefusedError("duties_separated")


def _owns(actor: c.Actor, case: Case) -> None:
    if actor.id != case.application.applicant:
        raise RefusedError("not_your_case")


def _granted(case: Case) -> None:
    if case.outcome != "granted":
        raise RefusedError("nothing_to_hand_over")


def _ready(case: Case, definition: Definition) -> None:
    """A result without a certificate (a registration) can be handed over at once; a certificate must exist first."""
    _granted(case)
    if definition.data["result"] and not case.certificate:
        raise RefusedError("certificate_not_ready")


def open_step(case: Case, definition: Definition, unit: str, post: str) -> Step | None:
    """The step of the case that waits for this post, if any."""
    steps = (definition.flow.step(step_id) for step_id in case.opened)
    return next((step for step in steps if (step.unit, step.post) == (unit, post)), None)
