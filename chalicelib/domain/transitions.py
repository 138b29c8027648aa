"""The case machine as one table: in which phases and under which regimes a command is possible, what guards it, and
which facts it makes. Whatever stands in no row is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain import guards as g
from chalicelib.domain import powers as p
from chalicelib.domain.case import APPLICANTS_TURN, ENDINGS
from chalicelib.domain.catalogue import BY_LAW, REGIMES
from chalicelib.domain.effects import application as apply
from chalicelib.domain.effects import delivery as deliver
from chalicelib.domain.effects import ending as end
from chalicelib.domain.effects import interruption as hold
from chalicelib.domain.effects import review
from chalicelib.domain.effects import supervision as card
from chalicelib.domain.facts import Fact
from chalicelib.domain.interruption import INTERRUPTED
from chalicelib.domain.situation import Situation

LICENCE: Final = ("licence",)

REVIEW: Final = ("in_review", *INTERRUPTED)
RUNNING: Final = tuple(phase for phase in REVIEW if phase not in APPLICANTS_TURN)
"""A review in which the office has the case in hand."""

BEFORE_DECISION: Final = ("received", "correcting", *REVIEW)
DECIDED: Final = ("concluded", "served")
EVER: Final = (*BEFORE_DECISION, *DECIDED, *ENDINGS)


@dataclass(frozen=True)
class Transition:
    """One command's row: `by` is whose it is, and the guards refuse in their order."""

    command: type
    phases: tuple[str, ...]
    by: p.Power
    facts: Callable[[Any, Situation], tuple[Fact, ...]]
    guards: tuple[g.Guard, ...] = ()
    regimes: tuple[str, ...] = REGIMES


OF_EVERY_ROW: Final[tuple[g.Guard, ...]] = (g.not_ones_own_case,)
"""What guards each command before the guards of its own row."""

_MAY_DECIDE = (
    g.duties_are_separated,
    g.chairs_no_hearing,
    g.dossier_as_shown,
    review.returned_to_an_earlier_step,
    g.nothing_is_awaited,
    g.hearing_was_given,
    g.join_allows_it,
    g.refusal_has_a_reason,
)
_MAY_CORRECT = (apply.only_where_the_item_allows, apply.rows_are_known, apply.one_notice_lists_everything)
_MAY_PROLONG = (g.future_date("planned_end_on"), hold.prolonged_once_before_its_end, g.with_reason)
_MAY_CALL = (g.future_date("held_on"), hold.hearing_may_be_called, hold.chair_is_no_reviewer, g.with_reason)
_MAY_ASSIGN = (g.two_officers, g.future_date("planned_on"), hold.no_survey_waits)
_MAY_RECORD = (g.two_officers, g.past_date("surveyed_on"), hold.survey_came_after_its_order)
_MAY_FEE = (hold.fee_is_lawful, g.future_date("pay_by_on"), g.with_reason)
_MAY_OPEN = (hold.procedure_is_allowed, g.future_date("planned_end_on"), g.with_reason)
_MAY_ADD = (review.joint_review_is_open, review.unit_is_new_to_the_review, g.with_reason)
_MAY_TAKE_OUT = (
    review.joint_review_is_open,
    review.enough_branches_remain,
    review.branch_is_unheard,
    g.with_reason,
)
_MAY_FORWARD = (
    end.to_a_deciding_authority,
    end.reviewed_first,
    end.outside_a_joint_review,
    end.hearing_is_through,
    g.with_reason,
)
_MAY_HAND_OVER = (end.granted, end.ready, deliver.may_be_handed_over)
_MAY_SET_ASIDE = (deliver.ended_for_good, deliver.lies_with_the_unit)
_MAY_FOLLOW_UP = (card.card_is_open, card.the_next_level)

TRANSITIONS: Final = (
    Transition(c.Receive, ("none",), p.anybody, apply.receive),
    Transition(c.Accept, ("received",), p.of_the_window, apply.accept),
    Transition(c.RequestCorrection, ("received", *RUNNING), p.of_the_window, apply.request_correction, _MAY_CORRECT),
    Transition(c.AllowCorrection, ("received", *RUNNING), p.supervising, apply.allow_correction, (g.with_reason,)),
    Transition(
        c.SupplyCorrection,
        ("correcting", "supplementing"),
        p.of_the_applicant_or_window,
        apply.supply_correction,
        (g.whoever_came_was_identified,),
    ),
    Transition(c.Decline, ("received",), p.of_the_window, apply.decline, (apply.on_a_closed_ground, g.with_reason)),
    Transition(c.ServeDocument, EVER, p.of_whom_service_is_known, apply.serve_document, (apply.document_waits,)),
    Transition(c.ReportUndelivered, BEFORE_DECISION, p.reporting, apply.report_undelivered, (apply.notice_waits,)),
    Transition(
        c.NoteUnanswered,
        BEFORE_DECISION,
        p.of_the_window,
        apply.note_unanswered,
        (apply.notice_waits, apply.called_since),
    ),
    Transition(c.OpenDocuments, EVER, p.of_the_applicant, apply.open_documents, (apply.documents_wait,)),
    Transition(c.Amend, (*REVIEW, *DECIDED), p.of_the_window, apply.amend, (apply.slip_is_named, g.with_reason)),
    Transition(c.DecideStep, RUNNING, p.of_the_holder, review.decide_step, _MAY_DECIDE),
    Transition(
        c.Reassign, REVIEW, review.may_give_the_step_away, review.reassign, (review.to_somebody_else, g.with_reason)
    ),
    Transition(c.RenewLink, REVIEW, p.of_the_holder, review.renew_link),
    Transition(c.AddBranch, RUNNING, p.of_the_lead, review.add_branch, _MAY_ADD),
    Transition(c.WithdrawBranch, RUNNING, p.of_the_lead, review.withdraw_branch, _MAY_TAKE_OUT),
    Transition(c.ReturnBranch, RUNNING, p.of_the_lead, review.return_branch, (review.branch_was_heard, g.with_reason)),
    Transition(c.OpenProcedure, RUNNING, p.of_the_case, hold.open_procedure, _MAY_OPEN),
    Transition(c.ProlongProcedure, RUNNING, p.of_the_case, hold.prolong_procedure, _MAY_PROLONG),
    Transition(
        c.CloseProcedure, RUNNING, p.of_the_case, hold.close_procedure, (hold.procedure_is_running, hold.with_result)
    ),
    Transition(
        c.OfferHearing, RUNNING, p.of_the_case, hold.offer_hearing, (hold.no_hearing_yet, g.with_reason), LICENCE
    ),
    Transition(
        c.RequestHearing,
        REVIEW,
        p.of_the_applicant_or_window,
        hold.request_hearing,
        (hold.hearing_may_be_asked_for,),
        LICENCE,
    ),
    Transition(c.CallHearing, RUNNING, p.of_the_case, hold.call_hearing, _MAY_CALL, LICENCE),
    Transition(c.HoldHearing, REVIEW, p.of_the_case, hold.hold_hearing, (hold.hearing_day_has_come,), LICENCE),
    Transition(c.AssignSurvey, RUNNING, p.of_the_case, hold.assign_survey, _MAY_ASSIGN),
    Transition(c.RecordSurvey, REVIEW, p.of_the_case, hold.record_survey, _MAY_RECORD),
    Transition(c.NotifyFee, RUNNING, p.of_the_window, hold.notify_fee, _MAY_FEE),
    Transition(c.RecordPayment, ("fee_due",), p.of_the_window, hold.record_payment, (hold.fee_is_due,)),
    Transition(
        c.ExtendLimit, REVIEW, p.in_charge, hold.extend_limit, (hold.extended_once_in_time, g.with_reason), BY_LAW
    ),
    Transition(
        c.Withdraw, BEFORE_DECISION, p.of_the_applicant_or_window, end.withdraw, (g.whoever_came_was_identified,)
    ),
    Transition(
        c.ProposeVoid,
        BEFORE_DECISION,
        p.of_the_unit_or_supervising,
        end.propose_void,
        (end.not_proposed_yet, g.with_reason),
    ),
    Transition(
        c.TakeBackVoid, BEFORE_DECISION, p.of_the_unit_or_supervising, end.take_back_void, (end.proposed_by_oneself,)
    ),
    Transition(
        c.ConfirmVoid, BEFORE_DECISION, p.of_the_unit_or_supervising, end.confirm_void, (end.proposed_by_another,)
    ),
    Transition(c.Forward, RUNNING, p.of_the_window, end.forward, _MAY_FORWARD, BY_LAW),
    Transition(
        c.Terminate,
        BEFORE_DECISION,
        p.of_the_unit_or_the_catalogue,
        end.terminate,
        (end.on_a_ground_of_termination, end.fee_is_overdue, g.with_reason),
    ),
    Transition(c.RecordCertificate, DECIDED, p.anybody, end.record_certificate, (end.granted, end.no_certificate_yet)),
    Transition(
        c.RecordDispatch,
        ("concluded",),
        p.of_the_window,
        end.record_dispatch,
        (*_MAY_HAND_OVER, end.not_on_this_waybill),
    ),
    Transition(c.RecordParcel, DECIDED, p.anybody, end.record_parcel, (deliver.parcel_moves_on,)),
    Transition(c.CorrectCarrier, DECIDED, p.anybody, deliver.correct_carrier, (deliver.carrier_is_news,)),
    Transition(c.DoubtParcel, DECIDED, p.anybody, deliver.doubt_parcel, (deliver.doubt_is_news,)),
    Transition(
        c.KeepForPickup,
        ("concluded",),
        p.of_the_window,
        deliver.keep_for_pickup,
        (*_MAY_HAND_OVER, deliver.is_not_on_its_way),
    ),
    Transition(c.ConfirmArrival, ("concluded",), p.of_the_window, deliver.confirm_arrival, (deliver.was_sent,)),
    Transition(c.RecordPickup, ("concluded",), p.of_the_window, end.record_pickup, _MAY_HAND_OVER),
    Transition(
        c.FollowCertificate,
        ("concluded",),
        p.anybody,
        deliver.follow_certificate,
        (end.granted, deliver.certificate_is_news),
    ),
    Transition(c.SetAside, ("concluded",), p.of_the_window, deliver.set_aside, _MAY_SET_ASIDE),
    Transition(
        c.GiveCard,
        (*BEFORE_DECISION, "concluded"),
        p.supervising,
        card.give_card,
        (card.about_an_open_step, g.with_reason),
    ),
    Transition(c.AnswerCard, EVER, card.by_the_unit_that_got_it, card.answer_card, (card.card_is_open, g.with_reason)),
    Transition(c.WithdrawCard, EVER, p.supervising, card.withdraw_card, (card.after_an_objection, g.with_reason)),
    Transition(c.FollowUpCard, EVER, p.supervising, card.follow_up_card, _MAY_FOLLOW_UP),
)
