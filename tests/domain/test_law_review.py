"""The review: steps in order, conditions, joint review with its three join rules, returns, and who grants in the end."""

from dataclasses import replace

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.facts import UNSEALED
from chalicelib.domain.step_digest import step_digest
from tests.law import city, people
from tests.law.any_command import WORDS
from tests.law.story import Story, accepted

FIRE, DEFENCE, HOUSING = "fire-opinion", "defence-opinion", "housing-opinion"


def opened(case: Case) -> set[str]:
    return set(case.opened)


def applied(item: str, *skipped: str) -> Story:
    """Accepted, with these steps and branches out by the form's answers."""
    story = Story(item)
    receive = story.command(c.Receive)
    story.does(c.Receive, application=replace(receive.application, skipped=skipped))
    story.does(c.Accept)
    return story


def test_steps_open_one_after_the_other_and_the_last_grants() -> None:
    story = accepted("permit")
    for step, following in (("handle", {"review"}), ("review", {"approve"})):
        assert opened(story.case) == {step}
        story.decides(step)
        assert opened(story.case) == following
    story.decides("approve")
    assert (story.case.outcome, opened(story.case)) == ("granted", set())


def test_earlier_steps_advise_and_only_the_last_refuses() -> None:
    story = accepted("permit").decides("handle", "review", outcome="refuse")
    assert story.case.status == "in_review"
    story.decides("approve", outcome="refuse")
    assert story.case.outcome == "refused"
    assert story.case.documents[-1].kind == "refusal"


def test_a_decided_step_is_answered_with_what_was_decided() -> None:
    story = accepted("permit").decides("handle")
    story.may_not(c.DecideStep, "step_already_decided", step="handle", actor=people.COLLEAGUE)
    story.may_not(c.DecideStep, "step_not_open", step="approve", actor=people.DIRECTOR)


def test_nobody_decides_on_papers_that_have_changed() -> None:
    story = accepted("permit")
    shown = step_digest(story.case, story.journal.definition, "handle")
    story.may_not(c.DecideStep, "dossier_changed", shown="another")
    story.decides("handle", shown=shown)


def test_a_step_returns_the_case_to_an_earlier_one_only() -> None:
    story = accepted("permit").decides("handle", "review")
    back = {"outcome": "return", "opinion": WORDS, "shown": ""}
    story.may_not(c.DecideStep, "no_step_to_return_to", to="approve", **back)
    story.decides("approve", outcome="return", to="handle")
    assert opened(story.case) == {"handle"}
    assert story.case.passed() == frozenset()


def test_what_the_form_does_not_call_for_is_not_asked() -> None:
    of = city.definition("conditional")
    assert of.flow.skipped_by({"has_basement": False, "needs_detailed_plan": False}) == ("defence", "housing", "review")
    story = applied("conditional", "defence", "housing", "review").decides("handle")
    assert opened(story.case) == {FIRE}
    story.decides(FIRE)
    assert opened(story.case) == {"approve"}
    full = applied("conditional").decides("handle")
    assert opened(full.case) == {FIRE, DEFENCE, HOUSING}


@pytest.mark.parametrize("last", [FIRE, DEFENCE, HOUSING])
def test_all_must_be_heard_and_all_agree(last: str) -> None:
    others = [step for step in (FIRE, DEFENCE, HOUSING) if step != last]
    story = accepted().decides("handle", *others)
    assert story.case.joins == ()
    story.decides(last)
    assert [join.result for join in story.case.joins] == ["agreed"]
    assert opened(story.case) == {"review"}


def test_one_branch_against_makes_a_refusal_of_the_whole() -> None:
    story = accepted().decides("handle", FIRE, DEFENCE).decides(HOUSING, outcome="refuse")
    assert [join.result for join in story.case.joins] == ["vetoed"]
    story.decides("review")
    story.may_not(c.DecideStep, "join_vetoed", step="approve")
    story.decides("approve", outcome="refuse")
    assert story.case.outcome == "refused"


def test_two_of_three_are_enough_either_way() -> None:
    agreed = accepted("two-of-three").decides("handle", FIRE, HOUSING)
    assert opened(agreed.case) == {"approve"}
    against = accepted("two-of-three").decides("handle").decides(FIRE, HOUSING, outcome="refuse")
    assert [join.result for join in against.case.joins] == ["vetoed"]
    assert opened(against.case) == {"approve"}
    open_still = accepted("two-of-three").decides("handle", FIRE).decides(HOUSING, outcome="refuse")
    assert opened(open_still.case) == {DEFENCE}


def test_a_veto_ends_the_joint_review_at_once_and_other_refusals_do_not() -> None:
    vetoed = accepted("veto").decides("handle", "look").decides(FIRE, outcome="refuse")
    assert opened(vetoed.case) == {"approve"}
    assert [join.result for join in vetoed.case.joins] == ["vetoed"]
    heard = accepted("veto").decides("handle", "look").decides(DEFENCE, outcome="refuse").decides(FIRE, HOUSING)
    assert [join.result for join in heard.case.joins] == ["agreed"]


def test_a_returned_branch_is_done_again_alone_and_the_join_fires_anew() -> None:
    story = accepted().decides("handle", FIRE, DEFENCE, HOUSING)
    assert opened(story.case) == {"review"}
    story.does(c.ReturnBranch, to=FIRE)
    assert opened(story.case) == {FIRE}
    assert [join.stands for join in story.case.joins] == [False]
    story.decides(FIRE)
    assert [join.stands for join in story.case.joins] == [False, True]
    story.may_not(c.ReturnBranch, "no_step_to_return_to", to="handle")


def test_a_branch_not_heard_yet_cannot_be_returned() -> None:
    accepted().decides("handle").may_not(c.ReturnBranch, "no_step_to_return_to", to=FIRE)


def test_a_branch_is_added_for_a_unit_that_is_not_asked_yet() -> None:
    story = accepted().decides("handle")
    story.may_not(c.AddBranch, "branch_exists", unit="XFJ")
    story.may_not(c.AddBranch, "unit_unknown", unit="NONE")
    story.may_not(c.AddBranch, "post_unknown", post="mayor")
    story.may_not(c.AddBranch, "limit_unknown", limit_days=0)
    story.does(c.AddBranch, unit="GTJ", limit_days=3)
    story.decides(FIRE, DEFENCE, HOUSING)
    [added] = opened(story.case)
    assert added.startswith("gtj-")
    story.decides(added)
    assert opened(story.case) == {"review"}


def test_a_withdrawn_branch_is_not_waited_for_and_the_last_one_stays() -> None:
    story = accepted().decides("handle", FIRE, DEFENCE)
    story.may_not(c.WithdrawBranch, "branch_unknown", branch="none")
    story.does(c.WithdrawBranch, branch="housing")
    assert opened(story.case) == {"review"}
    two = accepted("two-of-three").decides("handle")
    two.does(c.WithdrawBranch, branch="fire")
    two.may_not(c.WithdrawBranch, "last_branch", branch="housing")


def test_a_unit_that_has_spoken_is_not_taken_out_but_sent_back() -> None:
    """Else the lead unit could turn a no into a grant, on the spot or by way of a return."""
    story = accepted().decides("handle").decides(FIRE, outcome="refuse")
    story.may_not(c.WithdrawBranch, "branch_heard", branch="fire")
    story.does(c.ReturnBranch, to=FIRE)
    story.may_not(c.WithdrawBranch, "branch_heard", branch="fire")
    longer = accepted("veto").decides("handle", "look")
    longer.may_not(c.WithdrawBranch, "branch_heard", branch="fire")


def test_branches_change_only_while_their_review_is_open() -> None:
    for story in (accepted(), accepted().decides("handle", FIRE, DEFENCE, HOUSING)):
        story.may_not(c.AddBranch, "joint_review_closed")
        story.may_not(c.WithdrawBranch, "joint_review_closed", branch="fire")


def test_a_step_waits_for_what_was_ordered_for_it_and_passes_only_with_what_it_needs() -> None:
    story = accepted("surveyed")
    story.may_not(c.DecideStep, "result_needed")
    story.does(c.AssignSurvey, step="handle")
    story.may_not(c.DecideStep, "result_awaited")
    story.does(c.RecordSurvey)
    story.decides("handle")
    story.may_not(c.DecideStep, "result_needed")
    story.does(c.OpenProcedure, kind="expert_review", step="review")
    story.may_not(c.DecideStep, "result_awaited")
    story.does(c.CloseProcedure)
    story.decides("review", "approve")
    assert story.case.outcome == "granted"


def test_what_was_ordered_for_the_whole_case_serves_each_step_that_needs_it() -> None:
    story = accepted("surveyed")
    story.does(c.AssignSurvey, step="")
    story.does(c.RecordSurvey)
    story.does(c.OpenProcedure, kind="expert_review", step="")
    story.does(c.CloseProcedure)
    story.decides("handle", "review", "approve")
    assert story.case.outcome == "granted"


def test_only_the_duties_that_the_flow_names_are_kept_apart_where_it_names_them() -> None:
    story = accepted("bare").decides("handle", "review", actor=people.EVERYTHING)
    story.may_not(c.DecideStep, "duties_separated", actor=people.EVERYTHING)
    story.decides("approve")
    assert story.case.outcome == "granted"


def test_a_case_goes_up_after_its_first_review_only() -> None:
    """Art. 35: what the lower authority reviewed is forwarded, with nothing pending that would be cut off."""
    story = accepted("permit")
    story.may_not(c.Forward, "first_review_missing")
    story.decides("handle")
    story.may_not(c.Forward, "not_your_step", actor=people.CHIEF)
    story.may_not(c.Forward, "reason_required", note=UNSEALED)
    story.does(c.Forward)
    joint = accepted().decides("handle", FIRE)
    joint.may_not(c.Forward, "joint_review_open")
    joint.decides(DEFENCE, HOUSING)
    joint.does(c.Forward)


def test_no_hearing_is_cut_off_by_forwarding() -> None:
    story = accepted("permit").decides("handle")
    story.does(c.OfferHearing)
    story.may_not(c.Forward, "hearing_pending")
    offered = [one.id for one in story.case.documents if one.kind == "hearing_right"]
    story.does(c.ServeDocument, document=offered[0])
    story.may_not(c.Forward, "hearing_pending")
    story.goes_on("2026-03-10")
    story.does(c.Forward)
    asked = accepted("permit").decides("handle")
    asked.does(c.OfferHearing)
    asked.does(c.RequestHearing)
    asked.goes_on("2026-03-20")
    asked.may_not(c.Forward, "hearing_pending")
    asked.does(c.CallHearing, held_on="2026-03-31")
    asked.may_not(c.Forward, "hearing_pending")
    asked.goes_on("2026-03-31")
    asked.does(c.HoldHearing)
    asked.does(c.Forward)
