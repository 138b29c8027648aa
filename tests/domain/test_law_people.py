"""Who may do what: every power belongs to somebody, and nobody else has it; what weighs on people is never done without
words."""

from dataclasses import replace

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.facts import UNSEALED
from tests.law import people
from tests.law.story import Story, accepted, granted, in_days, in_state, received

WINDOW = {
    c.Accept: "received",
    c.RequestCorrection: "received",
    c.Decline: "received",
    c.Amend: "in_review",
    c.NotifyFee: "in_review",
    c.RecordPayment: "fee_due",
    c.RecordDispatch: "concluded",
    c.RecordPickup: "concluded",
    c.KeepForPickup: "concluded",
    c.SetAside: "concluded",
    c.ConfirmArrival: "concluded",
}
PART_IN_THE_CASE = {
    c.OpenProcedure: "in_review",
    c.ProlongProcedure: "special_procedure",
    c.CloseProcedure: "special_procedure",
    c.OfferHearing: "in_review",
    c.CallHearing: "in_review",
    c.HoldHearing: "in_review",
    c.AssignSurvey: "in_review",
    c.RecordSurvey: "survey",
}
SUPERVISION = {
    c.AllowCorrection: "received",
    c.GiveCard: "in_review",
    c.WithdrawCard: "in_review",
    c.FollowUpCard: "in_review",
}


@pytest.mark.parametrize("person", [people.CHIEF, people.DIRECTOR, people.SUPERVISOR, people.APPLICANT, people.COURIER])
@pytest.mark.parametrize("kind", WINDOW)
def test_the_window_is_the_officers(kind: type, person: c.Actor) -> None:
    in_state(WINDOW[kind]).may_not(kind, "not_your_step", actor=person)


@pytest.mark.parametrize("person", [people.MAYOR, people.BRANCH_OFFICERS[3], people.SUPERVISOR, people.STRANGER])
@pytest.mark.parametrize("kind", PART_IN_THE_CASE)
def test_what_holds_up_a_review_is_ordered_by_who_has_a_part_in_the_case(kind: type, person: c.Actor) -> None:
    story = in_state(PART_IN_THE_CASE[kind])
    if kind is c.HoldHearing:
        story.does(c.CallHearing, held_on=in_days(story, 14))
    story.may_not(kind, "not_your_step", actor=person)


@pytest.mark.parametrize("kind", PART_IN_THE_CASE)
def test_the_holder_of_an_open_step_has_a_part_in_the_case(kind: type) -> None:
    """A branch's chief orders what the branch needs."""
    story = accepted().decides("handle")
    if kind in (c.ProlongProcedure, c.CloseProcedure):
        story.does(c.OpenProcedure)
    if kind is c.RecordSurvey:
        story.does(c.AssignSurvey)
    if kind is c.HoldHearing:
        story.does(c.CallHearing, held_on=in_days(story, 14))
        story.goes_on(in_days(story, 14))
    changes = {"held_on": in_days(story, 14)} if kind is c.CallHearing else {}
    changes |= {"planned_end_on": in_days(story, 9)} if kind is c.ProlongProcedure else {}
    story.does(kind, actor=people.BRANCH_CHIEFS[0], **changes)


@pytest.mark.parametrize("person", [people.OFFICER, people.DIRECTOR, people.ADMIN, people.APPLICANT])
@pytest.mark.parametrize("kind", SUPERVISION)
def test_supervision_is_the_supervisors(kind: type, person: c.Actor) -> None:
    story = in_state(SUPERVISION[kind])
    if kind in (c.WithdrawCard, c.FollowUpCard):
        story.does(c.GiveCard)
        story.does(c.AnswerCard, answer="objection")
    story.may_not(kind, "not_your_step", actor=person)


APPLICANTS_OWN = {c.Withdraw: "in_review", c.SupplyCorrection: "correcting"}


@pytest.mark.parametrize("kind", APPLICANTS_OWN)
def test_the_applicants_own_steps_are_the_applicants_or_the_agents_or_done_for_them_at_the_window(kind: type) -> None:
    state = APPLICANTS_OWN[kind]
    in_state(state).may_not(kind, "not_your_case", actor=people.STRANGER)
    for person in (people.SUPERVISOR, people.CHIEF, people.BRANCH_OFFICERS[0]):
        in_state(state).may_not(kind, "not_your_step", actor=person, presented=people.APPLICANT.id)
    in_state(state).may_not(kind, "own_case", actor=people.RELATIVE, presented=people.APPLICANT.id)


@pytest.mark.parametrize("kind", APPLICANTS_OWN)
def test_the_window_does_the_applicants_own_steps_for_whom_it_has_identified(kind: type) -> None:
    for nobody in ("", people.STRANGER.id, people.AGENT.id):
        in_state(APPLICANTS_OWN[kind]).may_not(kind, "identity_unseen", actor=people.OFFICER, presented=nobody)
    in_state(APPLICANTS_OWN[kind]).may_not(
        kind, "identity_unseen", actor=people.APPLICANT, presented=people.APPLICANT.id
    )
    story = in_state(APPLICANTS_OWN[kind])
    commit = story.does(kind, actor=people.OFFICER, presented=people.APPLICANT.id)
    assert commit.actor == {"kind": "staff", "id": people.OFFICER.id}
    assert f.IdentityChecked(story.case.recorded_at, people.APPLICANT.id) in commit.facts


def test_what_the_window_gives_to_who_stands_there_is_served() -> None:
    story = in_state("in_review")
    story.does(c.Withdraw, actor=people.OFFICER, presented=people.APPLICANT.id)
    document = story.case.document(f"withdrawal-{story.case.seq}")
    assert document
    assert document.served_how == "window"


def test_originals_seen_with_a_correction_are_seen_beside_those_of_the_receipt() -> None:
    story = Story("joint")
    story.does(c.ReceiveAtWindow, originals=("one",), then=story.command(c.RequestCorrection))
    story.does(c.SupplyCorrection, actor=people.OFFICER, presented=people.APPLICANT.id, originals=("two", "one"))
    assert story.case.originals == ("one", "two")


@pytest.mark.parametrize("kind", [c.Withdraw, c.SupplyCorrection])
def test_the_authorised_agent_acts_as_the_applicant(kind: type) -> None:
    story = Story("joint")
    receive = story.command(c.Receive)
    assert receive.application.agent == ""
    applied = replace(receive.application, agent=people.AGENT.id)
    story.does(c.Receive, application=applied)
    story.does(c.RequestCorrection)
    story.does(kind, actor=people.AGENT)


def test_a_hearing_is_asked_for_by_the_applicant_or_at_the_window_on_request() -> None:
    for person in (people.APPLICANT, people.OFFICER):
        story = accepted()
        story.does(c.OfferHearing)
        story.may_not(c.RequestHearing, "not_your_case", actor=people.STRANGER)
        story.may_not(c.RequestHearing, "not_your_step", actor=people.CHIEF)
        story.does(c.RequestHearing, actor=person)


def test_service_is_noted_by_who_got_the_document_or_by_the_window() -> None:
    story = received()
    story.may_not(c.ServeDocument, "not_your_case", document="receipt-1", actor=people.STRANGER)
    story.may_not(c.ServeDocument, "not_your_step", document="receipt-1", actor=people.DIRECTOR)
    story.does(c.ServeDocument, document="receipt-1", actor=people.APPLICANT)


@pytest.mark.parametrize("kind", [c.ProposeVoid, c.ConfirmVoid, c.Terminate])
def test_only_the_unit_or_a_supervisor_voids_or_terminates(kind: type) -> None:
    for person in (people.OFFICER, people.DIRECTOR, people.SUPERVISOR):
        story = in_state("in_review")
        if kind is c.ConfirmVoid:
            story.does(c.ProposeVoid, actor=people.COLLEAGUE)
        for wrong in (people.CHIEF, people.ADMIN, people.APPLICANT, people.BRANCH_OFFICERS[0]):
            story.may_not(kind, "not_your_step", actor=wrong)
        story.does(kind, actor=person)


def test_voiding_takes_two_people_and_one_proposal() -> None:
    story = in_state("in_review")
    story.may_not(c.ConfirmVoid, "void_not_proposed", actor=people.SUPERVISOR)
    story.does(c.ProposeVoid, actor=people.OFFICER)
    story.may_not(c.ProposeVoid, "void_proposed_already", actor=people.SUPERVISOR)
    story.may_not(c.ConfirmVoid, "void_needs_two", actor=people.OFFICER)
    story.does(c.ConfirmVoid, actor=people.SUPERVISOR)


def test_a_proposal_to_void_is_taken_back_by_who_made_it() -> None:
    story = in_state("in_review")
    story.may_not(c.TakeBackVoid, "void_not_proposed", actor=people.OFFICER)
    story.does(c.ProposeVoid, actor=people.OFFICER)
    story.may_not(c.TakeBackVoid, "void_anothers", actor=people.SUPERVISOR)
    story.may_not(c.TakeBackVoid, "not_your_step", actor=people.CHIEF)
    story.does(c.TakeBackVoid, actor=people.deputy_of("GHJ:officer", people.OFFICER.id))
    story.may_not(c.ConfirmVoid, "void_not_proposed", actor=people.SUPERVISOR)
    story.does(c.ProposeVoid, actor=people.SUPERVISOR)
    story.does(c.ConfirmVoid, actor=people.OFFICER)


@pytest.mark.parametrize("kind", [c.AddBranch, c.WithdrawBranch, c.ReturnBranch])
def test_the_joint_review_is_led_by_the_lead_unit(kind: type) -> None:
    story = accepted().decides("handle", "fire-opinion")
    changes = {} if kind is c.AddBranch else {"to": "fire-opinion"} if kind is c.ReturnBranch else {"branch": "defence"}
    for person in (people.BRANCH_CHIEFS[0], people.DIRECTOR, people.SUPERVISOR, people.APPLICANT):
        story.may_not(kind, "not_your_step", actor=person, **changes)
    story.does(kind, actor=people.CHIEF, **changes)


def test_the_limit_is_extended_by_the_person_in_charge() -> None:
    story = accepted()
    for person in (people.OFFICER, people.CHIEF, people.SUPERVISOR, people.WRONG_CLASS):
        story.may_not(c.ExtendLimit, "not_your_step", actor=person, amount=5)
    story.does(c.ExtendLimit, actor=people.DEPUTY, amount=5)
    assert story.journal.commits[-1].actor["id"] == people.DEPUTY.id


def test_a_step_is_given_away_by_its_holder_its_head_or_the_staff_office() -> None:
    for person in (people.OFFICER, people.DIRECTOR, people.ADMIN):
        story = accepted()
        for wrong in (people.CHIEF, people.SUPERVISOR, people.APPLICANT, people.BRANCH_OFFICERS[0]):
            story.may_not(c.Reassign, "not_your_step", actor=wrong, staff=people.COLLEAGUE.id)
        story.does(c.Reassign, actor=person, staff=people.COLLEAGUE.id)


def test_what_was_given_to_one_person_is_that_persons() -> None:
    story = accepted()
    story.does(c.Reassign, actor=people.ADMIN, staff=people.COLLEAGUE.id)
    story.may_not(c.DecideStep, "not_your_step", actor=people.OFFICER)
    story.may_not(c.RenewLink, "not_your_step", actor=people.OFFICER)
    story.does(c.RenewLink, actor=people.COLLEAGUE)
    story.decides("handle", actor=people.COLLEAGUE)


def test_a_step_goes_to_somebody_else_in_a_unit_of_the_city() -> None:
    story = accepted()
    story.may_not(c.Reassign, "unit_unknown", actor=people.ADMIN, unit="NONE")
    story.may_not(c.Reassign, "post_outside", actor=people.ADMIN, post="outside")
    story.may_not(c.Reassign, "already_theirs", actor=people.ADMIN, post="officer", staff="")
    story.may_not(c.Reassign, "step_not_open", actor=people.ADMIN, step="approve", staff=people.COLLEAGUE.id)
    story.may_not(c.RenewLink, "step_not_open", step="approve", actor=people.DIRECTOR)


@pytest.mark.parametrize("person", [people.CHIEF, people.SUPERVISOR, people.ADMIN, people.APPLICANT])
def test_a_step_is_decided_by_the_holder_of_its_post(person: c.Actor) -> None:
    accepted().may_not(c.DecideStep, "not_your_step", step="handle", actor=person)


def test_nobody_decides_on_the_own_application() -> None:
    story = received("permit")
    story.may_not(c.Accept, "own_case", actor=people.RELATIVE)
    story.may_not(c.Decline, "own_case", actor=people.RELATIVE)
    story.does(c.Accept)
    story.may_not(c.DecideStep, "own_case", actor=people.RELATIVE)


def test_whoever_handled_a_case_neither_reviews_nor_approves_it_not_even_as_a_deputy() -> None:
    story = accepted("permit").decides("handle", actor=people.EVERYTHING)
    story.may_not(c.DecideStep, "duties_separated", actor=people.EVERYTHING)
    story.decides("review")
    story.may_not(c.DecideStep, "duties_separated", actor=people.EVERYTHING)
    story.decides("approve", actor=people.DEPUTY)
    assert dict(story.journal.commits[-1].actor) == {"kind": "staff", "id": "s-deputy", "for": "s-director"}

    stood_in = accepted("permit").decides("handle", actor=people.CHIEFS_DEPUTY)
    stood_in.may_not(c.DecideStep, "duties_separated", actor=people.CHIEFS_DEPUTY)


def test_a_card_is_answered_by_the_unit_that_got_it() -> None:
    story = in_state("in_review")
    story.does(c.GiveCard)
    story.may_not(c.AnswerCard, "not_your_step", actor=people.BRANCH_OFFICERS[0])
    story.may_not(c.AnswerCard, "not_your_step", actor=people.SUPERVISOR)
    story.does(c.AnswerCard, actor=people.CHIEF)


WORDED = {
    c.AllowCorrection: ("received", "reason"),
    c.Decline: ("received", "note"),
    c.Amend: ("in_review", "reason"),
    c.Reassign: ("in_review", "reason"),
    c.OpenProcedure: ("in_review", "evidence"),
    c.ProlongProcedure: ("special_procedure", "evidence"),
    c.OfferHearing: ("in_review", "reason"),
    c.CallHearing: ("in_review", "notice"),
    c.NotifyFee: ("in_review", "notice"),
    c.ExtendLimit: ("in_review", "reason"),
    c.ProposeVoid: ("in_review", "reason"),
    c.Terminate: ("in_review", "note"),
    c.GiveCard: ("in_review", "note"),
}


@pytest.mark.parametrize("kind", WORDED)
def test_what_weighs_on_people_has_its_reason(kind: type) -> None:
    state, words = WORDED[kind]
    story = in_state(state)
    changes: dict[str, object] = {words: UNSEALED}
    changes |= {"staff": people.COLLEAGUE.id, "actor": people.ADMIN} if kind is c.Reassign else {}
    changes |= {"held_on": in_days(story, 14)} if kind is c.CallHearing else {}
    changes |= {"planned_end_on": in_days(story, 9)} if kind is c.ProlongProcedure else {}
    story.may_not(kind, "reason_required", **changes)


def test_what_weighs_on_a_branch_has_its_reason() -> None:
    story = accepted().decides("handle", "fire-opinion")
    story.may_not(c.AddBranch, "reason_required", reason=UNSEALED)
    story.may_not(c.WithdrawBranch, "reason_required", branch="defence", reason=UNSEALED)
    story.may_not(c.ReturnBranch, "reason_required", to="fire-opinion", reason=UNSEALED)


def test_answers_and_withdrawals_of_cards_have_their_reason() -> None:
    story = in_state("in_review")
    story.does(c.GiveCard)
    story.may_not(c.AnswerCard, "reason_required", note=UNSEALED)
    story.does(c.AnswerCard, answer="objection")
    story.may_not(c.WithdrawCard, "reason_required", note=UNSEALED)


def test_results_have_their_record() -> None:
    in_state("special_procedure").may_not(c.CloseProcedure, "result_required", result=UNSEALED)
    in_state("survey").may_not(c.RecordSurvey, "result_required", record=UNSEALED)
    in_state("fee_due").may_not(c.RecordPayment, "payment_receipt_required", receipt=UNSEALED)


@pytest.mark.parametrize("outcome", ["refuse", "return"])
def test_a_refusal_and_a_return_say_why(outcome: str) -> None:
    story = accepted("permit").decides("handle")
    to = "handle" if outcome == "return" else ""
    story.may_not(c.DecideStep, "reason_required", outcome=outcome, to=to, opinion=UNSEALED)


def test_only_a_grant_is_handed_over() -> None:
    story = accepted("permit").decides("handle", "review").decides("approve", outcome="refuse")
    for kind in (c.RecordCertificate, c.RecordDispatch, c.RecordPickup, c.KeepForPickup, c.FollowCertificate):
        story.may_not(kind, "nothing_to_hand_over")
    assert granted().case.outcome == "granted"
