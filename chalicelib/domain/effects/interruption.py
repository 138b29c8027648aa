"""Special procedures, hearings, surveys, fees and extension: facts, and the guards that are their own."""

from datetime import date
from typing import Final

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain import law
from chalicelib.domain.case import names_of
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.guards import hearing_request_over
from chalicelib.domain.interruption import FEE, HEARING, PROCEDURES, SURVEY, Interruption
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.situation import Situation
from chalicelib.domain.times import local_date

MOST_UNITS: Final = 1000
"""More of one fee's unit in one case is a slip of the pen."""

ATTENDANCES: Final = ("present", "absent")
"""Whether who asked for a hearing came to it."""


def procedure_is_allowed(command: c.OpenProcedure, at: Situation) -> None:
    """One of Art. 45's list; a promise of the city's own has only those that its item names."""
    by_law = () if at.definition.regime == "promise" else PROCEDURES
    if command.kind not in at.definition.data.get("procedures", by_law):
        raise RefusedError("procedure_not_allowed", {"kind": command.kind})
    if command.step and command.step not in at.case.opened:
        raise RefusedError("step_not_open", {"step": command.step})
    if any(one.open and one.kind == command.kind and one.overlaps(command.step) for one in at.case.interruptions):
        raise RefusedError("procedure_is_open", {"kind": command.kind})


def open_procedure(command: c.OpenProcedure, at: Situation) -> tuple[f.Fact, ...]:
    procedure = f"{command.kind}-{at.case.seq + 1}"
    return (f.ProcedureOpened(at.now, procedure, command.kind, command.step, command.planned_end_on, command.evidence),)


def procedure_is_running(command: c.CloseProcedure, at: Situation) -> None:
    _running(command.procedure, at)


def prolonged_once_before_its_end(command: c.ProlongProcedure, at: Situation) -> None:
    one = _running(command.procedure, at)
    if one.prolonged:
        raise RefusedError("already_prolonged")
    if one.overran:
        raise RefusedError("procedure_overran")
    if command.planned_end_on <= one.planned_end_on:
        raise RefusedError("end_not_later", {"date": one.planned_end_on})


def prolong_procedure(command: c.ProlongProcedure, at: Situation) -> tuple[f.Fact, ...]:
    return (f.ProcedureProlonged(at.now, command.procedure, command.planned_end_on, command.evidence),)


def close_procedure(command: c.CloseProcedure, at: Situation) -> tuple[f.Fact, ...]:
    return (f.ProcedureClosed(at.now, command.procedure, command.result),)


def with_result(command: c.CloseProcedure, at: Situation) -> None:
    if not command.result.part:
        raise RefusedError("result_required")


def no_hearing_yet(command: c.OfferHearing, at: Situation) -> None:
    if at.case.hearing:
        raise RefusedError("hearing_offered_already")


def offer_hearing(command: c.OfferHearing, at: Situation) -> tuple[f.Fact, ...]:
    return (f.HearingOffered(at.now, command.reason),)


def hearing_may_be_asked_for(command: c.RequestHearing, at: Situation) -> None:
    """Within five days of being told (Art. 47)."""
    hearing = at.case.hearing
    if hearing is None or not hearing.offered_at:
        raise RefusedError("hearing_not_offered")
    if hearing.requested_at or hearing.called_on:
        raise RefusedError("hearing_requested_already")
    if hearing_request_over(at):
        raise RefusedError("hearing_request_late")


def request_hearing(command: c.RequestHearing, at: Situation) -> tuple[f.Fact, ...]:
    return (f.HearingRequested(at.now),)


def hearing_may_be_called(command: c.CallHearing, at: Situation) -> None:
    """Asked for, or of the agency's own accord (Art. 46); told in time; within twenty days of the request, of one's own
    accord of the first call, or, where those can no longer be kept, on the first day for which the parties can be told:
    being late frees nobody of it. Called again before it is held, it is put off, and the parties are told anew."""
    hearing = at.case.hearing
    if hearing and hearing.held_at:
        raise RefusedError("hearing_over")
    if hearing and not (hearing.requested_at or hearing.called_on):
        raise RefusedError("hearing_not_requested")
    held_on = date.fromisoformat(command.held_on)
    if at.calendar.working_days_between(at.today, held_on) < law.HEARING_TOLD_DAYS:
        raise RefusedError("hearing_too_soon")
    first = at.calendar.add_working_days(at.today, law.HEARING_TOLD_DAYS).on
    since = (hearing.requested_at or hearing.first_called_at) if hearing else at.now
    if held_on > max(at.calendar.add_working_days(local_date(since), law.HEARING_DAYS).on, first):
        raise RefusedError("hearing_too_late")


def chair_is_no_reviewer(command: c.CallHearing, at: Situation) -> None:
    """The chair has not reviewed the application (Art. 48(3))."""
    reviewers = {who for each in at.case.decisions for who in names_of(each.actor)}
    if not command.chair or command.chair in reviewers | {opened.staff for opened in at.case.opened.values()}:
        raise RefusedError("chair_is_reviewer")


def call_hearing(command: c.CallHearing, at: Situation) -> tuple[f.Fact, ...]:
    procedure = f"{HEARING}-{at.case.seq + 1}"
    return (f.HearingCalled(at.now, procedure, command.held_on, command.chair, command.notice),)


def hearing_day_has_come(command: c.HoldHearing, at: Situation) -> None:
    hearing = at.case.hearing
    if hearing is None or not hearing.called_on or hearing.held_at:
        raise RefusedError("hearing_not_called")
    if command.held_on != hearing.called_on:
        raise RefusedError("hearing_day_differs", {"date": hearing.called_on})
    if date.fromisoformat(hearing.called_on) > at.today:
        raise RefusedError("date_future", {"date": hearing.called_on})
    if command.attendance not in ATTENDANCES:
        raise RefusedError("attendance_unknown")
    if not command.minutes.part:
        raise RefusedError("minutes_required")


def hold_hearing(command: c.HoldHearing, at: Situation) -> tuple[f.Fact, ...]:
    procedure = next(one.id for one in at.case.interruptions if one.kind == HEARING and one.open)
    return (f.HearingHeld(at.now, procedure, command.minutes, command.attendance),)


def no_survey_waits(command: c.AssignSurvey, at: Situation) -> None:
    """The step is open, or comes later and needs a survey: officers are assigned from acceptance on (Art. 55(2))."""
    if command.step and command.step not in (*at.case.opened, *at.case.unsurveyed(at.definition)):
        raise RefusedError("step_not_open", {"step": command.step})
    if any(one.open and one.kind == SURVEY and one.step == command.step for one in at.case.interruptions):
        raise RefusedError("survey_is_open")


def assign_survey(command: c.AssignSurvey, at: Situation) -> tuple[f.Fact, ...]:
    survey = f"{SURVEY}-{at.case.seq + 1}"
    return (f.SurveyAssigned(at.now, survey, command.step, command.officers, command.planned_on),)


def survey_came_after_its_order(command: c.RecordSurvey, at: Situation) -> None:
    one = at.case.interruption(command.survey)
    if one is None or one.kind != SURVEY or not one.open:
        raise RefusedError("survey_unknown")
    if date.fromisoformat(command.surveyed_on) < local_date(one.since):
        raise RefusedError("survey_before_order", {"date": command.surveyed_on})
    if not command.record.part:
        raise RefusedError("result_required")


def record_survey(command: c.RecordSurvey, at: Situation) -> tuple[f.Fact, ...]:
    return (f.SurveyRecorded(at.now, command.survey, command.surveyed_on, command.officers, command.record),)


def fee_is_lawful(command: c.NotifyFee, at: Situation) -> None:
    """Only what the item publishes with its amount and basis, and each such fee once (Administrative Licensing Law,
    Arts. 58, 59)."""
    fees = at.definition.data["fees"]
    if not fees:
        raise RefusedError("no_fee")
    if not 0 <= command.number < len(fees):
        raise RefusedError("fee_unpublished")
    if not 1 <= command.quantity <= MOST_UNITS:
        raise RefusedError("quantity_unknown")
    if any(one.open and one.kind == FEE for one in at.case.interruptions):
        raise RefusedError("fee_is_due_already")
    if command.number in at.case.fees_notified:
        raise RefusedError("fee_notified_already")


def notify_fee(command: c.NotifyFee, at: Situation) -> tuple[f.Fact, ...]:
    fee, amount = f"{FEE}-{at.case.seq + 1}", at.definition.data["fees"][command.number]["amount_fen"]
    total, of = amount * command.quantity, (command.number, command.quantity)
    return (f.FeeNotified(at.now, fee, total, command.pay_by_on, command.notice, *of),)


def fee_is_due(command: c.RecordPayment, at: Situation) -> None:
    one = at.case.interruption(command.fee)
    if one is None or one.kind != FEE or not one.open:
        raise RefusedError("fee_unknown", {"fee": command.fee})
    if not command.receipt.part:
        raise RefusedError("payment_receipt_required")


def record_payment(command: c.RecordPayment, at: Situation) -> tuple[f.Fact, ...]:
    return (f.FeePaid(at.now, command.fee, command.receipt),)


def longest_extension(definition: Definition) -> int:
    """In units of the statutory limit; another law's is the item's own."""
    by_law = law.LONGEST_EXTENSION if definition.regime == "licence" else 0
    return int(definition.data.get("extension", by_law))


def extended_once_in_time(command: c.ExtendLimit, at: Situation) -> None:
    """Before the limit is over, once, and by no more than the law allows (Art. 42)."""
    if at.case.extension:
        raise RefusedError("already_extended")
    statutory = clock_of(at.case, "statutory", at.definition, at.calendar)
    if not statutory:
        raise RefusedError("nothing_to_extend")
    if not 1 <= command.amount <= longest_extension(at.definition):
        raise RefusedError("extension_too_long")
    if statutory[0].at <= at.now:
        raise RefusedError("limit_passed")


def extend_limit(command: c.ExtendLimit, at: Situation) -> tuple[f.Fact, ...]:
    limit = at.definition.statutory
    return (f.LimitExtended(at.now, command.amount, limit.unit if limit else "", command.reason),)


def _running(procedure: str, at: Situation) -> Interruption:
    one = at.case.interruption(procedure)
    if one is None or not one.open or one.kind not in PROCEDURES:
        raise RefusedError("procedure_unknown", {"procedure": procedure})
    return one
