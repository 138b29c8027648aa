"""How a case ends and its result travels: facts, and the guards that are their own."""

from datetime import date

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.flow import Parallel
from chalicelib.domain.guards import TERMINATION_GROUNDS, hearing_request_over
from chalicelib.domain.interruption import FEE
from chalicelib.domain.powers import of_the_unit_or_supervising
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.situation import Situation
from chalicelib.domain.times import local_date


def withdraw(command: c.Withdraw, at: Situation) -> tuple[f.Fact, ...]:
    if not command.presented:
        return (f.Withdrawn(at.now),)
    return (f.Withdrawn(at.now), f.IdentityChecked(at.now, command.presented))


def not_proposed_yet(command: c.ProposeVoid, at: Situation) -> None:
    if at.case.void_proposed_by:
        raise RefusedError("void_proposed_already")


def propose_void(command: c.ProposeVoid, at: Situation) -> tuple[f.Fact, ...]:
    return (f.VoidProposed(at.now, command.reason),)


def proposed_by_oneself(command: c.TakeBackVoid, at: Situation) -> None:
    """Who acts for another counts as both."""
    if not at.case.void_proposed_by:
        raise RefusedError("void_not_proposed")
    if not {command.actor.id, of_the_unit_or_supervising(command, at)} & set(at.case.void_proposed_by):
        raise RefusedError("void_anothers")


def take_back_void(command: c.TakeBackVoid, at: Situation) -> tuple[f.Fact, ...]:
    return (f.VoidTakenBack(at.now),)


def proposed_by_another(command: c.ConfirmVoid, at: Situation) -> None:
    """By a second person: who acts for another counts as both."""
    if not at.case.void_proposed_by:
        raise RefusedError("void_not_proposed")
    if {command.actor.id, of_the_unit_or_supervising(command, at)} & set(at.case.void_proposed_by):
        raise RefusedError("void_needs_two")


def confirm_void(command: c.ConfirmVoid, at: Situation) -> tuple[f.Fact, ...]:
    return (f.Voided(at.now),)


def to_a_deciding_authority(command: c.Forward, at: Situation) -> None:
    if command.to not in {authority["code"] for authority in at.definition.data.get("forwards_to", ())}:
        raise RefusedError("authority_unknown", {"to": command.to})


def reviewed_first(command: c.Forward, at: Situation) -> None:
    """What goes up has been looked at below: the flow's first step is through (Administrative Licensing Law, Art. 35)."""
    if not at.case.passed():
        raise RefusedError("first_review_missing")


def outside_a_joint_review(command: c.Forward, at: Situation) -> None:
    """No branch that is still to be heard is cut off."""
    if isinstance(at.flow.current(at.case.outcomes()), Parallel):
        raise RefusedError("joint_review_open")


def hearing_is_through(command: c.Forward, at: Situation) -> None:
    """A hearing that was asked for or called is held, and one that may be asked for is waited for (Arts. 46, 47)."""
    hearing = at.case.hearing
    if hearing is None or hearing.held_at:
        return
    if hearing.requested_at or hearing.called_on or not hearing_request_over(at):
        raise RefusedError("hearing_pending")


def forward(command: c.Forward, at: Situation) -> tuple[f.Fact, ...]:
    return (f.Forwarded(at.now, command.to, command.note),)


def on_a_ground_of_termination(command: c.Terminate, at: Situation) -> None:
    if command.ground not in TERMINATION_GROUNDS:
        raise RefusedError("ground_unknown", {"ground": command.ground})


def fee_is_overdue(command: c.Terminate, at: Situation) -> None:
    """Only once the day has passed until which it was to be paid, and of a fee of which the applicant was told before today."""
    if command.ground != "fee_unpaid":
        return
    fee = at.case.fee_due
    if fee is None or at.today <= date.fromisoformat(fee.planned_end_on):
        raise RefusedError("fee_not_overdue", {"date": fee.planned_end_on if fee else ""})
    notice = at.case.document(fee.id.replace(FEE, "fee_notice"))
    if notice is None or not notice.served_at or local_date(notice.served_at) >= at.today:
        raise RefusedError("fee_not_told")


def terminate(command: c.Terminate, at: Situation) -> tuple[f.Fact, ...]:
    return (f.Terminated(at.now, command.ground, command.note),)


def granted(command: object, at: Situation) -> None:
    if at.case.outcome != "granted":
        raise RefusedError("nothing_to_hand_over")


def no_certificate_yet(command: c.RecordCertificate, at: Situation) -> None:
    if at.case.certificate:
        raise RefusedError("certificate_exists", {"certificate": at.case.certificate})


def record_certificate(command: c.RecordCertificate, at: Situation) -> tuple[f.Fact, ...]:
    return (f.CertificateMade(command.certificate, command.number),)


def ready(command: object, at: Situation) -> None:
    """A result without a certificate (a registration) can be handed over at once; a certificate must exist first."""
    if at.definition.data["result"] and not at.case.certificate:
        raise RefusedError("certificate_not_ready")


def not_on_this_waybill(command: c.RecordDispatch, at: Situation) -> None:
    if at.case.parcel(command.carrier, command.waybill):
        raise RefusedError("already_dispatched", {"waybill": command.waybill})


def record_dispatch(command: c.RecordDispatch, at: Situation) -> tuple[f.Fact, ...]:
    return (f.Dispatched(at.now, command.carrier, command.waybill),)


def record_parcel(command: c.RecordParcel, at: Situation) -> tuple[f.Fact, ...]:
    moved = f.ParcelMoved(command.occurred_at, command.carrier, command.waybill, command.state)
    if command.state == "delivered" and at.case.status == "concluded":
        return (moved, f.Served(command.occurred_at, "courier"))
    return (moved,)


def record_pickup(command: c.RecordPickup, at: Situation) -> tuple[f.Fact, ...]:
    served = f.Served(at.now, "pickup")
    if not command.by:
        return (served,)
    return served, f.Collected(at.now, command.by, command.proof, command.who)
