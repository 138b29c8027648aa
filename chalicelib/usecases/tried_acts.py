"""Acts as they are tried: of each the commands that the case and its item offer, to ask `decide` which it would allow."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain import law
from chalicelib.domain.actor import Actor
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.effects.interruption import ATTENDANCES
from chalicelib.domain.flow import Parallel
from chalicelib.domain.guards import TERMINATION_GROUNDS
from chalicelib.domain.interruption import FEE, PROCEDURES, SURVEY
from chalicelib.domain.situation import Situation
from chalicelib.usecases.asked_acts import BY_HAND

Tried = Iterator[tuple[str, c.Command]]


def earliest_hearing(calendar: Calendar, today: date) -> date:
    """The first day on which a hearing called today can be held: the parties are told before (Art. 48)."""
    return calendar.add_working_days(today, law.HEARING_TOLD_DAYS).on


def open_procedure(at: Situation, actor: Actor) -> Tried:
    for kind in PROCEDURES:
        for step in ("", *at.case.opened):
            yield kind, c.OpenProcedure("", actor, kind, step, _day(at), f.PROBE)


def prolong_procedure(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        if one.kind in PROCEDURES:
            later = max(at.today, date.fromisoformat(one.planned_end_on) + timedelta(days=1))
            yield one.id, c.ProlongProcedure("", actor, one.id, later.isoformat(), f.PROBE)


def close_procedure(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        yield one.id, c.CloseProcedure("", actor, one.id, f.PROBE)


def offer_hearing(at: Situation, actor: Actor) -> Tried:
    yield "", c.OfferHearing("", actor, f.PROBE)


def request_hearing(at: Situation, actor: Actor) -> Tried:
    yield "", c.RequestHearing("", actor)


def call_hearing(at: Situation, actor: Actor) -> Tried:
    day = earliest_hearing(at.calendar, at.today).isoformat()
    yield "", c.CallHearing("", actor, day, "somebody", f.PROBE)


def hold_hearing(at: Situation, actor: Actor) -> Tried:
    called_on = at.case.hearing.called_on if at.case.hearing else ""
    yield "", c.HoldHearing("", actor, called_on, ATTENDANCES[0], f.PROBE)


def assign_survey(at: Situation, actor: Actor) -> Tried:
    for step in dict.fromkeys((*at.case.opened, *at.case.unsurveyed(at.definition))):
        yield step, c.AssignSurvey("", actor, step, ("one", "another"), _day(at))


def record_survey(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        if one.kind == SURVEY:
            yield one.id, c.RecordSurvey("", actor, one.id, _day(at), ("one", "another"), f.PROBE)


def notify_fee(at: Situation, actor: Actor) -> Tried:
    for number in range(len(at.definition.data["fees"])):
        yield str(number), c.NotifyFee("", actor, number, 1, _day(at), f.PROBE)


def record_payment(at: Situation, actor: Actor) -> Tried:
    for one in at.case.interruptions:
        if one.kind == FEE:
            yield one.id, c.RecordPayment("", actor, one.id, f.PROBE)


def extend_limit(at: Situation, actor: Actor) -> Tried:
    yield "", c.ExtendLimit("", actor, 1, f.PROBE)


def add_branch(at: Situation, actor: Actor) -> Tried:
    post = at.definition.rules["branch_posts"][0]
    for unit in at.definition.unit_names:
        for node in _joint_review(at):
            yield unit, c.AddBranch("", actor, node.id, unit, post, 1, f.PROBE)


def withdraw_branch(at: Situation, actor: Actor) -> Tried:
    for node in _joint_review(at):
        for branch in node.branches:
            yield branch.id, c.WithdrawBranch("", actor, node.id, branch.id, f.PROBE)


def return_branch(at: Situation, actor: Actor) -> Tried:
    for node in at.flow.parallels():
        for step in (step for branch in node.branches for step in branch.steps):
            yield step.id, c.ReturnBranch("", actor, node.id, step.id, f.PROBE)


def allow_correction(at: Situation, actor: Actor) -> Tried:
    yield "", c.AllowCorrection("", actor, f.PROBE)


def serve(at: Situation, actor: Actor) -> Tried:
    for document in at.case.documents:
        yield document.id, c.ServeDocument("", actor, document.id, BY_HAND[0], at.now, f.PROBE)


def note_call(at: Situation, actor: Actor) -> Tried:
    for document in at.case.documents:
        yield document.id, c.NoteUnanswered("", actor, document.id, at.now, f.PROBE)


def amend_form(at: Situation, actor: Actor) -> Tried:
    yield "", c.Amend("", actor, "form", "", f.PROBE, f.PROBE)


def amend_opinion(at: Situation, actor: Actor) -> Tried:
    for step in at.case.standing():
        yield step, c.Amend("", actor, "opinion", step, f.UNSEALED, f.PROBE)


def amend_document(at: Situation, actor: Actor) -> Tried:
    for document in at.case.documents:
        yield document.id, c.Amend("", actor, "document", document.id, f.UNSEALED, f.PROBE)


def propose_void(at: Situation, actor: Actor) -> Tried:
    yield "", c.ProposeVoid("", actor, f.PROBE)


def keep_for_pickup(at: Situation, actor: Actor) -> Tried:
    yield "", c.KeepForPickup("", actor)


def set_aside(at: Situation, actor: Actor) -> Tried:
    yield "", c.SetAside("", actor)


def confirm_arrival(at: Situation, actor: Actor) -> Tried:
    yield "", c.ConfirmArrival("", actor)


def confirm_void(at: Situation, actor: Actor) -> Tried:
    yield "", c.ConfirmVoid("", actor)


def withdraw(at: Situation, actor: Actor) -> Tried:
    yield "", c.Withdraw("", actor, at.case.application.applicant)


def take_back_void(at: Situation, actor: Actor) -> Tried:
    yield "", c.TakeBackVoid("", actor)


def forward(at: Situation, actor: Actor) -> Tried:
    for authority in at.definition.data.get("forwards_to", ()):
        yield authority["code"], c.Forward("", actor, authority["code"], f.PROBE)


def terminate(at: Situation, actor: Actor) -> Tried:
    for ground in TERMINATION_GROUNDS:
        yield ground, c.Terminate("", actor, ground, f.PROBE)


def _joint_review(at: Situation) -> tuple[Parallel, ...]:
    """The joint review at which the case stands, if it does."""
    current = at.flow.current(at.case.outcomes())
    return (current,) if isinstance(current, Parallel) else ()


def _day(at: Situation) -> str:
    return at.today.isoformat()
