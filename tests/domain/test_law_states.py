"""What may be done in which state of a case, and what may no longer: the state table of the law, told state by state."""

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import ENDED
from tests.law import people
from tests.law.story import IN_HAND, OVER, RECIPES, UNDECIDED, UNDER_REVIEW, Story, accepted, granted, in_days, in_state

EVERY = sorted(RECIPES)
WITH_RESULT = ("concluded", "served")


def others(*states: str) -> list[str]:
    return [state for state in EVERY if state not in states]


@pytest.mark.parametrize("state", UNDECIDED)
def test_the_applicant_may_withdraw_at_any_time_before_the_decision(state: str) -> None:
    story = in_state(state)
    story.does(c.Withdraw)
    assert (story.case.status, story.case.outcome) == ("withdrawn", "withdrawn")


@pytest.mark.parametrize("state", UNDECIDED)
def test_two_people_may_void_a_case_before_its_decision(state: str) -> None:
    story = in_state(state)
    story.does(c.ProposeVoid)
    assert story.case.phase == state
    story.does(c.TakeBackVoid)
    assert story.case.void_proposed_by == ()
    story.does(c.ProposeVoid)
    story.does(c.ConfirmVoid, actor=people.SUPERVISOR)
    assert story.case.outcome == "void"


@pytest.mark.parametrize("state", UNDECIDED)
def test_a_case_whose_applicant_is_gone_is_terminated_before_its_decision(state: str) -> None:
    story = in_state(state)
    story.does(c.Terminate)
    assert story.case.outcome == "terminated"


@pytest.mark.parametrize("kind", [c.Withdraw, c.ProposeVoid, c.TakeBackVoid, c.ConfirmVoid, c.Terminate, c.Forward])
@pytest.mark.parametrize("state", [*WITH_RESULT, *OVER])
def test_nothing_ends_a_case_twice(state: str, kind: type) -> None:
    in_state(state).may_not(kind)


@pytest.mark.parametrize("state", EVERY)
def test_a_case_is_received_once(state: str) -> None:
    in_state(state).may_not(c.Receive)


def test_a_case_begins_with_its_receipt() -> None:
    story = Story("joint")
    story.may_not(c.Accept)
    story.does(c.Receive)
    assert story.case.document("receipt-1") is not None


@pytest.mark.parametrize("kind", [c.Accept, c.Decline])
@pytest.mark.parametrize("state", others("received"))
def test_acceptance_is_decided_on_what_has_been_received_only(state: str, kind: type) -> None:
    in_state(state).may_not(kind)


def test_what_is_received_may_be_accepted_or_declined() -> None:
    for kind, status in ((c.Accept, "in_review"), (c.Decline, "declined")):
        story = in_state("received")
        story.does(kind)
        assert story.case.status == status


@pytest.mark.parametrize("state", ["received", *IN_HAND])
def test_a_correction_is_asked_for_while_the_office_has_the_papers(state: str) -> None:
    story = in_state(state)
    story.does(c.RequestCorrection)
    assert story.case.phase == ("correcting" if state == "received" else "supplementing")


@pytest.mark.parametrize("state", ["received", *IN_HAND])
def test_a_supervisor_may_allow_a_further_notice_while_the_office_has_the_papers(state: str) -> None:
    story = in_state(state)
    story.does(c.AllowCorrection)
    assert story.case.corrections_allowed == 1


@pytest.mark.parametrize("state", ["correcting", "supplementing"])
def test_the_applicant_answers_a_correction_notice(state: str) -> None:
    story = in_state(state)
    story.does(c.SupplyCorrection)
    assert story.case.phase == ("received" if state == "correcting" else "in_review")


@pytest.mark.parametrize("state", others("correcting", "supplementing"))
def test_nothing_is_supplied_that_nobody_asked_for(state: str) -> None:
    in_state(state).may_not(c.SupplyCorrection)


@pytest.mark.parametrize("state", ["correcting", "supplementing", "fee_due"])
def test_while_it_is_the_applicants_turn_the_office_neither_asks_nor_decides(state: str) -> None:
    story = in_state(state)
    for kind in (c.RequestCorrection, c.AllowCorrection, c.DecideStep, c.OpenProcedure, c.AssignSurvey, c.NotifyFee):
        story.may_not(kind, step="handle") if kind is c.DecideStep else story.may_not(kind)


@pytest.mark.parametrize("state", IN_HAND)
def test_a_step_is_decided_while_the_office_has_the_case_in_hand(state: str) -> None:
    """What is awaited for another step does not hold up this one."""
    story = accepted().decides("handle")
    if state == "special_procedure":
        story.does(c.OpenProcedure, step="fire-opinion")
    if state == "survey":
        story.does(c.AssignSurvey, step="fire-opinion")
    assert story.case.phase == state
    story.decides("housing-opinion")
    assert "housing-opinion" in story.case.passed()


@pytest.mark.parametrize("state", UNDER_REVIEW)
def test_an_open_step_may_change_hands_and_its_link_be_sent_anew_as_long_as_it_is_open(state: str) -> None:
    story = in_state(state)
    story.does(c.RenewLink)
    story.does(c.Reassign, actor=people.ADMIN, staff=people.COLLEAGUE.id)
    [opened] = story.case.opened.values()
    assert (opened.staff, opened.link_seq) == (people.COLLEAGUE.id, story.case.seq)


@pytest.mark.parametrize("state", UNDER_REVIEW)
def test_the_limit_may_be_extended_at_any_time_of_the_review(state: str) -> None:
    story = in_state(state)
    story.does(c.ExtendLimit, amount=10)
    assert story.case.extension is not None


def joint_in(state: str) -> Story:
    """The joint review is open; what interrupts it is the fire service's."""
    story = accepted().decides("handle", "housing-opinion")
    if state == "special_procedure":
        story.does(c.OpenProcedure, step="fire-opinion")
    if state == "survey":
        story.does(c.AssignSurvey, step="fire-opinion")
    assert story.case.phase == state
    return story


@pytest.mark.parametrize("state", IN_HAND)
def test_branches_are_added_returned_and_taken_out_while_the_joint_review_runs(state: str) -> None:
    story = joint_in(state)
    story.does(c.AddBranch)
    assert "gtj-" in "".join(story.case.opened)
    story.does(c.ReturnBranch, to="housing-opinion")
    assert "housing-opinion" in story.case.opened
    story.does(c.WithdrawBranch, branch="defence")
    assert "defence-opinion" not in story.case.opened


@pytest.mark.parametrize("state", ["supplementing", "fee_due"])
def test_the_joint_review_keeps_its_branches_while_it_is_the_applicants_turn(state: str) -> None:
    story = accepted().decides("handle", "housing-opinion")
    story.does(c.RequestCorrection if state == "supplementing" else c.NotifyFee)
    story.may_not(c.AddBranch)
    story.may_not(c.ReturnBranch, to="housing-opinion")
    story.may_not(c.WithdrawBranch, branch="defence")


@pytest.mark.parametrize("state", IN_HAND)
def test_procedures_surveys_fees_and_hearings_start_while_the_office_has_the_case(state: str) -> None:
    for kind in (c.OpenProcedure, c.AssignSurvey, c.NotifyFee, c.OfferHearing, c.CallHearing):
        story = in_state(state)
        changes = {"step": "handle"} if kind in (c.OpenProcedure, c.AssignSurvey) else {}
        changes |= {"kind": "appraisal"} if kind is c.OpenProcedure else {}
        changes |= {"held_on": in_days(story, 14)} if kind is c.CallHearing else {}
        commit = story.does(kind, **changes)
        assert commit.seq == story.case.seq


@pytest.mark.parametrize("state", IN_HAND)
def test_a_reviewed_case_is_forwarded_while_the_office_has_it(state: str) -> None:
    story = accepted().decides("handle", "fire-opinion", "defence-opinion", "housing-opinion")
    for kind in {"special_procedure": (c.OpenProcedure,), "survey": (c.AssignSurvey,)}.get(state, ()):
        story.does(kind)
    assert story.case.phase == state
    story.does(c.Forward)


@pytest.mark.parametrize("state", ["special_procedure", "survey"])
def test_a_procedure_is_prolonged_and_closed_also_while_a_survey_is_under_way(state: str) -> None:
    story = in_state("special_procedure")
    if state == "survey":
        story.does(c.AssignSurvey)
    procedure = story.case.interruptions[0]
    story.does(c.ProlongProcedure, procedure=procedure.id, planned_end_on=in_days(story, 9))
    story.does(c.CloseProcedure, procedure=procedure.id)
    assert not story.case.interruptions[0].open


def test_where_no_procedure_runs_the_answer_says_so() -> None:
    story = in_state("in_review")
    story.may_not(c.ProlongProcedure, "procedure_unknown")
    story.may_not(c.CloseProcedure, "procedure_unknown")
    story.may_not(c.RecordSurvey, "survey_unknown")
    story.may_not(c.HoldHearing, "hearing_not_called")
    in_state("special_procedure").may_not(c.RecordSurvey, "survey_unknown")


@pytest.mark.parametrize("state", UNDER_REVIEW)
def test_a_hearing_may_be_asked_for_and_held_whatever_else_holds_up_the_review(state: str) -> None:
    story = accepted()
    story.does(c.OfferHearing)
    asked = story.command(c.RequestHearing)
    enter(story, state)
    story.journal.do(asked, story.now)
    assert story.case.hearing is not None
    assert story.case.hearing.requested_at

    called = accepted()
    called.does(c.CallHearing, held_on=in_days(called, 14))
    called.goes_on(in_days(called, 14))
    enter(called, state)
    called.does(c.HoldHearing)
    assert called.case.hearing is not None
    assert called.case.hearing.held_at


@pytest.mark.parametrize("state", ["survey", "supplementing", "fee_due"])
def test_a_survey_that_was_ordered_is_recorded_whatever_else_holds_up_the_review(state: str) -> None:
    story = in_state("survey")
    if state != "survey":
        enter(story, state)
    story.does(c.RecordSurvey)
    assert not story.case.interruptions[0].open


def test_a_payment_is_recorded_when_one_is_due() -> None:
    story = in_state("fee_due")
    story.does(c.RecordPayment)
    assert story.case.phase == "in_review"
    story.may_not(c.RecordPayment)


@pytest.mark.parametrize("state", others(*UNDER_REVIEW))
def test_outside_a_review_nothing_of_it_can_be_done(state: str) -> None:
    story = in_state(state)
    kinds = (c.Reassign, c.RenewLink, c.AddBranch, c.WithdrawBranch, c.ReturnBranch, c.OpenProcedure)
    kinds += (c.ProlongProcedure, c.CloseProcedure, c.OfferHearing, c.RequestHearing, c.CallHearing, c.HoldHearing)
    kinds += (c.AssignSurvey, c.RecordSurvey, c.NotifyFee, c.RecordPayment, c.ExtendLimit, c.Forward)
    for kind in kinds:
        story.may_not(kind)
    decided = state in (*WITH_RESULT, "forwarded")
    story.may_not(c.DecideStep, "step_already_decided" if decided else "not_possible_now")


@pytest.mark.parametrize("state", EVERY)
def test_a_document_can_be_served_in_every_state(state: str) -> None:
    story = in_state(state)
    story.does(c.ServeDocument, document="receipt-1")
    served = story.case.document("receipt-1")
    assert served is not None
    assert served.served_how == "opened"
    opened = in_state(state)
    opened.does(c.OpenDocuments)
    assert all(document.served_at for document in opened.case.documents)


@pytest.mark.parametrize("state", [*UNDER_REVIEW, *WITH_RESULT])
def test_a_slip_of_the_office_is_amended_after_acceptance(state: str) -> None:
    story = in_state(state)
    story.does(c.Amend, target="acceptance-2")
    assert len(story.case.amendments) == 1


@pytest.mark.parametrize("state", ["received", "correcting", *OVER])
def test_before_acceptance_slips_are_corrected_on_the_spot_and_what_has_ended_otherwise_stays(state: str) -> None:
    in_state(state).may_not(c.Amend, target="receipt-1")


@pytest.mark.parametrize("state", EVERY)
def test_a_card_by_hand_is_for_who_still_owes_something(state: str) -> None:
    story = in_state(state)
    if state in ENDED:
        story.may_not(c.GiveCard)
    else:
        story.does(c.GiveCard)
        assert story.cards()[-1] == ("red", "manual")


@pytest.mark.parametrize("state", EVERY)
def test_a_card_is_answered_followed_up_and_withdrawn_also_after_the_end(state: str) -> None:
    story = in_state(state, c.GiveCard)
    [given] = [card.fact.card for card in story.case.cards if card.fact.rule == "manual"]
    story.does(c.FollowUpCard, card=given)
    story.does(c.AnswerCard, card=given, answer="objection")
    story.does(c.WithdrawCard, card=given)
    [card] = [card for card in story.case.cards if card.fact.card == given]
    assert (card.followed_up, bool(card.withdrawn_at)) == (1, True)


def test_the_result_is_handed_over_once_the_case_is_decided() -> None:
    story = granted()
    story.does(c.RecordCertificate)
    story.does(c.RecordDispatch)
    story.does(c.RecordParcel, state="in_transit")
    story.does(c.RecordPickup)
    assert story.case.status == "served"
    story.may_not(c.RecordPickup)
    story.may_not(c.RecordDispatch)
    story.now = story.now.replace(hour=11)
    story.does(c.RecordParcel, state="delivered")
    late = granted("bare")
    late.does(c.RecordPickup)
    late.does(c.RecordCertificate)
    assert (late.case.status, late.case.certificate) == ("served", "k-X")


@pytest.mark.parametrize("kind", [c.RecordCertificate, c.RecordDispatch, c.RecordParcel, c.RecordPickup])
@pytest.mark.parametrize("state", [*UNDECIDED, *OVER])
def test_without_a_decision_nothing_is_handed_over(state: str, kind: type) -> None:
    in_state(state).may_not(kind)


def enter(story: Story, state: str) -> None:
    kinds = {"special_procedure": c.OpenProcedure, "survey": c.AssignSurvey, "fee_due": c.NotifyFee}
    if state == "supplementing":
        story.does(c.RequestCorrection)
    elif state in kinds:
        story.does(kinds[state])
    assert story.case.phase == (state if state != "in_review" else story.case.phase)


SAME_FOR_ALL = {
    "received": (
        c.Accept,
        c.Decline,
        c.RequestCorrection,
        c.AllowCorrection,
        c.ServeDocument,
        c.OpenDocuments,
        c.Withdraw,
        c.Terminate,
    ),
    "correcting": (c.ReportUndelivered, c.NoteUnanswered, c.SupplyCorrection),
    "in_review": (
        *(c.Amend, c.DecideStep, c.RenewLink, c.OpenProcedure, c.AssignSurvey, c.NotifyFee, c.ProposeVoid, c.GiveCard),
    ),
    "special_procedure": (c.CloseProcedure,),
    "survey": (c.RecordSurvey,),
    "fee_due": (c.RecordPayment,),
    "concluded": (c.RecordCertificate,),
}


@pytest.mark.parametrize("item", ["joint", "joint-by-another-law", "joint-service"])
@pytest.mark.parametrize("state", SAME_FOR_ALL)
def test_whatever_law_a_matter_stands_under_its_case_goes_the_same_way(state: str, item: str) -> None:
    for kind in SAME_FOR_ALL[state]:
        in_state(state, item=item).does(kind)


@pytest.mark.parametrize("item", ["joint", "joint-by-another-law", "joint-service"])
def test_whatever_law_a_matter_stands_under_people_and_branches_change_the_same_way(item: str) -> None:
    story = in_state("in_review", item=item).decides("handle", "housing-opinion")
    story.does(c.AddBranch)
    story.does(c.ReturnBranch, to="housing-opinion")
    story.does(c.WithdrawBranch, branch="defence")
    story.does(c.Reassign, step="fire-opinion", actor=people.ADMIN, staff=people.COLLEAGUE.id)
    story.does(c.OpenProcedure)
    story.does(c.ProlongProcedure, planned_end_on=in_days(story, 9))
    story.does(c.GiveCard)
    story.does(c.FollowUpCard)
    story.does(c.AnswerCard, answer="objection")
    story.does(c.WithdrawCard)
    story.does(c.ProposeVoid)
    story.does(c.TakeBackVoid)
    story.does(c.ProposeVoid)
    story.does(c.ConfirmVoid, actor=people.SUPERVISOR)
    assert story.case.status == "void"


@pytest.mark.parametrize("item", ["joint", "joint-by-another-law", "joint-service"])
def test_whatever_law_a_matter_stands_under_its_result_travels_the_same_way(item: str) -> None:
    story = in_state("concluded", item=item)
    story.does(c.RecordCertificate)
    story.does(c.RecordDispatch)
    story.does(c.RecordParcel, state="in_transit")
    story.does(c.RecordPickup)
    assert story.case.status == "served"


def test_forwarding_and_extension_stand_in_the_laws_and_hearings_in_the_licensing_law() -> None:
    reviewed = accepted("joint-by-another-law").decides("handle", "fire-opinion", "defence-opinion", "housing-opinion")
    reviewed.does(c.Forward)
    in_state("in_review", item="joint-by-another-law").does(c.ExtendLimit, amount=1)
    for kind in (c.Forward, c.ExtendLimit):
        in_state("in_review", item="joint-service").may_not(kind)
    for item in ("joint-by-another-law", "joint-service"):
        for kind in (c.OfferHearing, c.CallHearing, c.RequestHearing, c.HoldHearing):
            in_state("in_review", item=item).may_not(kind)
