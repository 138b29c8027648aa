"""The case machine as one table: in which phases and under which regimes a command is possible, what guards it, and
which facts it makes. Whatever stands in no row is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain import commands as c
from chalicelib.domain import decide_application as apply
from chalicelib.domain import decide_ending as end
from chalicelib.domain import decide_interruption as hold
from chalicelib.domain import decide_review as review
from chalicelib.domain import decide_supervision as card
from chalicelib.domain import guards as g
from chalicelib.domain.facts import Fact
from chalicelib.domain.situation import Situation

REGIMES: Final = ("licence", "other_law", "promise")
BY_LAW: Final = ("licence", "other_law")
LICENCE: Final = ("licence",)

RUNNING: Final = ("in_review", "special_procedure", "survey")
"""A review in which the office has the case in hand."""

REVIEW: Final = (*RUNNING, "supplementing", "fee_due")
BEFORE_DECISION: Final = ("received", "correcting", *REVIEW)
ENDINGS: Final = ("declined", "withdrawn", "lapsed", "void", "forwarded", "terminated")
DECIDED: Final = ("concluded", "served")
EVER: Final = (*BEFORE_DECISION, *DECIDED, *ENDINGS)


@dataclass(frozen=True)
class Transition:
    """One command's row. The guards refuse in their order."""

    command: type
    phases: tuple[str, ...]
    facts: Callable[[Any, Situation], tuple[Fact, ...]]
    guards: tuple[g.Guard, ...]
    regimes: tuple[str, ...] = REGIMES


_MAY_DECIDE = (
    g.step_is_open,
    g.nobody_but_the_holder,
    g.not_ones_own_case,
    g.duties_are_separated,
    g.dossier_as_shown,
    review.returned_to_an_earlier_step,
    g.nothing_is_awaited,
    g.hearing_was_given,
    g.join_allows_it,
    g.refusal_has_a_reason,
)
_MAY_CORRECT = (
    g.of_the_window,
    apply.only_where_the_item_allows,
    apply.rows_are_known,
    apply.one_notice_lists_everything,
)
_MAY_DECLINE = (g.of_the_window, g.not_ones_own_case, apply.on_a_closed_ground, g.with_reason)
_MAY_PROLONG = (
    g.of_the_case,
    g.future_date("planned_end_on"),
    hold.prolonged_once_before_its_end,
    g.with_reason,
)
_MAY_CALL = (
    g.of_the_case,
    g.future_date("held_on"),
    hold.hearing_may_be_called,
    hold.chair_is_no_reviewer,
    g.with_reason,
)
_MAY_ASSIGN = (g.of_the_case, g.two_officers, g.future_date("planned_on"), hold.no_survey_waits)
_MAY_RECORD = (g.of_the_case, g.two_officers, g.past_date("surveyed_on"), hold.survey_came_after_its_order)
_MAY_FEE = (g.of_the_window, hold.fee_is_lawful, g.future_date("pay_by_on"), g.with_reason)
_MAY_OPEN = (g.of_the_case, hold.procedure_is_allowed, g.future_date("planned_end_on"), g.with_reason)
_MAY_ADD = (review.joint_review_is_open, g.of_the_lead, review.unit_is_new_to_the_review, g.with_reason)
_MAY_TAKE_OUT = (review.joint_review_is_open, g.of_the_lead, review.enough_branches_remain, g.with_reason)
_MAY_REASSIGN = (g.step_is_open, review.may_give_the_step_away, review.to_somebody_else, g.with_reason)
_MAY_TERMINATE = (g.of_the_unit_or_supervising, end.on_a_ground_of_termination, g.with_reason)
_MAY_DISPATCH = (g.of_the_window, end.granted, end.ready, end.not_on_this_waybill)
_MAY_ANSWER = (card.by_the_unit_that_got_it, card.card_is_open, g.with_reason)
_MAY_EXTEND = (g.in_charge, hold.extended_once_in_time, g.with_reason)
_AT_WINDOW = (g.of_the_window, g.not_ones_own_case)

TRANSITIONS: Final = (
    Transition(c.Receive, ("none",), apply.receive, ()),
    Transition(c.Accept, ("received",), apply.accept, _AT_WINDOW),
    Transition(c.RequestCorrection, ("received", *RUNNING), apply.request_correction, _MAY_CORRECT),
    Transition(c.AllowCorrection, ("received", *RUNNING), apply.allow_correction, (g.supervising, g.with_reason)),
    Transition(c.SupplyCorrection, ("correcting", "supplementing"), apply.supply_correction, (g.of_the_applicant,)),
    Transition(c.Decline, ("received",), apply.decline, _MAY_DECLINE),
    Transition(c.ServeDocument, EVER, apply.serve_document, (g.of_the_applicant_or_window, apply.document_waits)),
    Transition(c.OpenDocuments, EVER, apply.open_documents, (g.of_the_applicant, apply.documents_wait)),
    Transition(c.Amend, (*REVIEW, *DECIDED), apply.amend, (g.of_the_window, apply.slip_is_named, g.with_reason)),
    Transition(c.DecideStep, RUNNING, review.decide_step, _MAY_DECIDE),
    Transition(c.Reassign, REVIEW, review.reassign, _MAY_REASSIGN),
    Transition(c.RenewLink, REVIEW, review.renew_link, (g.step_is_open, g.nobody_but_the_holder)),
    Transition(c.AddBranch, RUNNING, review.add_branch, _MAY_ADD),
    Transition(c.WithdrawBranch, RUNNING, review.withdraw_branch, _MAY_TAKE_OUT),
    Transition(c.ReturnBranch, RUNNING, review.return_branch, (g.of_the_lead, review.branch_was_heard, g.with_reason)),
    Transition(c.OpenProcedure, RUNNING, hold.open_procedure, _MAY_OPEN),
    Transition(c.ProlongProcedure, RUNNING, hold.prolong_procedure, _MAY_PROLONG),
    Transition(
        c.CloseProcedure, RUNNING, hold.close_procedure, (g.of_the_case, hold.procedure_is_running, hold.with_result)
    ),
    Transition(
        c.OfferHearing, RUNNING, hold.offer_hearing, (g.of_the_case, hold.no_hearing_yet, g.with_reason), LICENCE
    ),
    Transition(
        c.RequestHearing,
        REVIEW,
        hold.request_hearing,
        (g.of_the_applicant_or_window, hold.hearing_may_be_asked_for),
        LICENCE,
    ),
    Transition(c.CallHearing, RUNNING, hold.call_hearing, _MAY_CALL, LICENCE),
    Transition(c.HoldHearing, REVIEW, hold.hold_hearing, (g.of_the_case, hold.hearing_day_has_come), LICENCE),
    Transition(c.AssignSurvey, RUNNING, hold.assign_survey, _MAY_ASSIGN),
    Transition(c.RecordSurvey, REVIEW, hold.record_survey, _MAY_RECORD),
    Transition(c.NotifyFee, RUNNING, hold.notify_fee, _MAY_FEE),
    Transition(c.RecordPayment, ("fee_due",), hold.record_payment, (g.of_the_window, hold.fee_is_due)),
    Transition(c.ExtendLimit, REVIEW, hold.extend_limit, _MAY_EXTEND, BY_LAW),
    Transition(c.Withdraw, BEFORE_DECISION, end.withdraw, (g.of_the_applicant,)),
    Transition(
        c.ProposeVoid,
        BEFORE_DECISION,
        end.propose_void,
        (g.of_the_unit_or_supervising, end.not_proposed_yet, g.with_reason),
    ),
    Transition(
        c.ConfirmVoid, BEFORE_DECISION, end.confirm_void, (g.of_the_unit_or_supervising, end.proposed_by_another)
    ),
    Transition(c.Forward, RUNNING, end.forward, (g.of_the_window, end.to_a_deciding_authority, g.with_reason), BY_LAW),
    Transition(c.Terminate, BEFORE_DECISION, end.terminate, _MAY_TERMINATE),
    Transition(c.RecordCertificate, DECIDED, end.record_certificate, (end.granted, end.no_certificate_yet)),
    Transition(c.RecordDispatch, ("concluded",), end.record_dispatch, _MAY_DISPATCH),
    Transition(c.RecordParcel, DECIDED, end.record_parcel, (end.parcel_moves_on,)),
    Transition(c.RecordPickup, ("concluded",), end.record_pickup, (g.of_the_window, end.granted, end.ready)),
    Transition(
        c.GiveCard,
        (*BEFORE_DECISION, "concluded"),
        card.give_card,
        (g.supervising, card.about_an_open_step, g.with_reason),
    ),
    Transition(c.AnswerCard, EVER, card.answer_card, _MAY_ANSWER),
    Transition(c.WithdrawCard, EVER, card.withdraw_card, (g.supervising, card.after_an_objection, g.with_reason)),
    Transition(c.FollowUpCard, EVER, card.follow_up_card, (g.supervising, card.card_is_open, card.the_next_level)),
)
