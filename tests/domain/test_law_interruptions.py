"""What may hold up a review, and what that does to its limits: Art. 45's procedures, surveys
(Arts. 34, 55), fees (Art. 58) and the one extension (Art. 42)."""

from dataclasses import replace
from datetime import date, time

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.facts import FeeNotified
from chalicelib.domain.interruption import PROCEDURES
from chalicelib.domain.times import local_date, stamp
from tests.law import city
from tests.law.story import accepted, in_days, in_state, working_day


def test_the_law_names_seven_procedures_beside_the_hearing() -> None:
    for kind in ("bidding", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"):
        accepted("permit").does(c.OpenProcedure, kind=kind)
    accepted("permit").may_not(c.OpenProcedure, "procedure_not_allowed", kind="public_notice")
    accepted("permit").may_not(c.OpenProcedure, "procedure_not_allowed", kind="hearing")


def test_a_service_of_the_city_has_only_the_procedures_that_it_promised() -> None:
    accepted("service").does(c.OpenProcedure, kind="testing")
    accepted("service").may_not(c.OpenProcedure, "procedure_not_allowed", kind="expert_review")


def test_a_procedure_has_a_planned_end_ahead_and_is_not_doubled() -> None:
    story = accepted("permit")
    story.may_not(c.OpenProcedure, "date_past", planned_end_on=in_days(story, -1))
    story.may_not(c.OpenProcedure, "date_format", planned_end_on="soon")
    story.may_not(c.OpenProcedure, "step_not_open", step="approve")
    story.does(c.OpenProcedure)
    story.may_not(c.OpenProcedure, "procedure_is_open")


def test_it_is_prolonged_once_before_its_end_to_a_later_day() -> None:
    story = accepted("permit")
    story.does(c.OpenProcedure, planned_end_on="2026-03-10")
    story.may_not(c.ProlongProcedure, "end_not_later", planned_end_on="2026-03-10")
    story.may_not(c.ProlongProcedure, "date_past", planned_end_on="2026-03-01")
    story.may_not(c.ProlongProcedure, "procedure_unknown", procedure="testing-9", planned_end_on="2026-03-20")
    story.does(c.ProlongProcedure, planned_end_on="2026-03-13")
    story.may_not(c.ProlongProcedure, "already_prolonged", planned_end_on="2026-03-20")

    late = accepted("permit")
    late.does(c.OpenProcedure, planned_end_on="2026-03-10")
    late.goes_on("2026-03-11")
    late.may_not(c.ProlongProcedure, "procedure_overran", planned_end_on="2026-03-20")
    late.may_not(c.CloseProcedure, "procedure_unknown", procedure="testing-9")


@pytest.mark.parametrize("kind", PROCEDURES)
@pytest.mark.parametrize("clock", ["statutory", "promised", "joint", "step"])
def test_a_special_procedure_stops_every_limit_of_the_review(clock: str, kind: str) -> None:
    story = accepted()
    before = story.ends_on(clock)
    story.does(c.OpenProcedure, kind=kind, planned_end_on="2026-03-05")
    assert story.ends_on(clock) == working_day(before, 2)


@pytest.mark.parametrize("clock", ["statutory", "promised", "joint", "step"])
def test_a_hearing_stops_every_limit_of_the_review(clock: str) -> None:
    story = accepted()
    before = story.ends_on(clock)
    story.does(c.CallHearing, held_on="2026-03-17")
    assert story.ends_on(clock) == working_day(before, 10)


def test_a_procedure_for_one_step_stops_that_step_and_no_other() -> None:
    story = accepted().decides("handle")
    fire, housing = (story.ends_on("step", step) for step in ("fire-opinion", "housing-opinion"))
    story.does(c.OpenProcedure, step="fire-opinion", planned_end_on="2026-03-05")
    assert story.ends_on("step", "fire-opinion") == working_day(fire, 2)
    assert story.ends_on("step", "housing-opinion") == housing


def test_a_procedure_that_ends_early_stops_no_longer_and_one_on_one_day_gains_nothing() -> None:
    story = accepted("permit")
    before = story.ends_on("statutory")
    story.does(c.OpenProcedure, planned_end_on="2026-03-13")
    story.does(c.CloseProcedure)
    assert story.ends_on("statutory") == before
    story.does(c.OpenProcedure, kind="testing", planned_end_on="2026-03-13")
    story.goes_on("2026-03-05")
    story.does(c.CloseProcedure)
    assert story.ends_on("statutory") == working_day(before, 2)


def test_one_of_a_kind_is_open_at_a_time_where_they_concern_the_same() -> None:
    """A procedure of the whole case concerns every step."""
    story = accepted().decides("handle")
    story.does(c.OpenProcedure, kind="testing", step="fire-opinion")
    story.may_not(c.OpenProcedure, "procedure_is_open", kind="testing", step="fire-opinion")
    story.may_not(c.OpenProcedure, "procedure_is_open", kind="testing", step="")
    story.does(c.OpenProcedure, kind="testing", step="housing-opinion")
    whole = accepted().decides("handle")
    whole.does(c.OpenProcedure, kind="testing", step="", planned_end_on="2026-03-04")
    whole.goes_on("2026-03-10")
    assert whole.case.interruptions[0].overran
    whole.may_not(c.OpenProcedure, "procedure_is_open", kind="testing", step="fire-opinion")


@pytest.mark.parametrize(("first", "again"), [("", ""), ("handle", ""), ("", "handle"), ("handle", "handle")])
def test_the_clocks_stand_still_once_for_one_kind_in_one_place(first: str, again: str) -> None:
    """A re-test is real life, but it gains no further time."""
    story = accepted("permit")
    story.does(c.OpenProcedure, kind="testing", step=first, planned_end_on="2026-03-05")
    story.goes_on("2026-03-05")
    story.does(c.CloseProcedure)
    once = story.ends_on("statutory")
    story.does(c.OpenProcedure, kind="testing", step=again, planned_end_on="2026-03-13")
    assert story.ends_on("statutory") == once
    assert [one.stops_clocks for one in story.case.interruptions] == [True, False]
    story.does(c.ProlongProcedure, planned_end_on="2026-03-16")
    assert story.ends_on("statutory") == once
    story.does(c.OpenProcedure, kind="appraisal", step=again, planned_end_on="2026-03-09")
    assert story.ends_on("statutory") == working_day(once, 2)


def test_a_step_that_a_return_opened_anew_may_be_tested_anew() -> None:
    story = accepted("permit")
    story.does(c.OpenProcedure, kind="testing", step="handle", planned_end_on="2026-03-05")
    story.does(c.CloseProcedure)
    story.decides("handle").decides("review", outcome="return", to="handle")
    story.does(c.OpenProcedure, kind="testing", step="handle", planned_end_on="2026-03-05")
    assert story.case.interruptions[-1].stops_clocks
    branches = accepted().decides("handle")
    for step in ("fire-opinion", "housing-opinion"):
        branches.does(c.OpenProcedure, kind="testing", step=step)
        branches.does(c.CloseProcedure)
    branches.decides("fire-opinion")
    branches.does(c.ReturnBranch, to="fire-opinion")
    for step, stops in (("fire-opinion", True), ("housing-opinion", False)):
        branches.does(c.OpenProcedure, kind="testing", step=step)
        assert branches.case.interruptions[-1].stops_clocks is stops


def test_procedures_side_by_side_count_once() -> None:
    story = accepted("permit")
    before = story.ends_on("statutory")
    story.does(c.OpenProcedure, kind="testing", planned_end_on="2026-03-06")
    story.does(c.OpenProcedure, kind="expert_review", planned_end_on="2026-03-09")
    assert story.ends_on("statutory") == working_day(before, 4)


def test_the_stop_ends_at_its_planned_day_though_no_result_came() -> None:
    story = accepted("permit")
    before = story.ends_on("statutory")
    story.does(c.OpenProcedure, planned_end_on="2026-03-05")
    story.goes_on("2026-03-05")
    assert not story.case.interruptions[0].overran
    story.goes_on("2026-03-06")
    assert story.case.interruptions[0].overran
    story.goes_on("2026-03-20")
    assert story.ends_on("statutory") == working_day(before, 2)


def test_a_planned_end_has_a_clock_until_it_has_passed() -> None:
    story = accepted("permit")
    assert not story.runs("procedure")
    story.does(c.OpenProcedure, planned_end_on="2026-03-05")
    assert story.ends_on("procedure").isoformat() == "2026-03-05"
    story.goes_on("2026-03-06")
    assert not story.runs("procedure")


def test_a_survey_is_made_by_two_officers_after_it_was_ordered() -> None:
    story = accepted("permit")
    story.may_not(c.AssignSurvey, "two_officers_needed", officers=("s-officer", "s-officer"))
    story.may_not(c.AssignSurvey, "date_past", planned_on=in_days(story, -1))
    story.may_not(c.AssignSurvey, "step_not_open", step="approve")
    story.does(c.AssignSurvey)
    story.may_not(c.AssignSurvey, "survey_is_open")
    story.may_not(c.RecordSurvey, "two_officers_needed", officers=("s-officer",))
    story.may_not(c.RecordSurvey, "date_future", surveyed_on=in_days(story, 1))
    story.may_not(c.RecordSurvey, "survey_before_order", surveyed_on=in_days(story, -1))
    story.does(c.RecordSurvey)


def test_a_survey_that_the_item_calls_for_is_ordered_within_five_working_days() -> None:
    story = accepted("surveyed")
    assert story.ends_on("survey") == working_day(story.today, 5)
    story.does(c.AssignSurvey, step="handle")
    assert not story.runs("survey")
    assert not accepted("permit").runs("survey")
    assert not accepted("service").runs("survey")


def test_a_survey_of_a_later_step_is_ordered_within_five_working_days_of_acceptance() -> None:
    """Art. 55(2): however long the steps before it take; one for the whole case does as well."""
    story = accepted(surveyed_later())
    assert story.ends_on("survey", "review") == working_day(story.today, 5)
    story.may_not(c.AssignSurvey, "step_not_open", step="approve")
    ordered, whole = accepted(surveyed_later()), accepted(surveyed_later())
    ordered.does(c.AssignSurvey, step="review")
    whole.does(c.AssignSurvey, step="")
    assert (ordered.runs("survey"), whole.runs("survey")) == (0, 0)
    ordered.does(c.RecordSurvey)
    ordered.decides("handle").decides("review")
    story.goes_on("2026-03-11")
    assert story.cards().count(("yellow", "survey")) == 1
    card = next(card.fact for card in story.case.cards if card.fact.rule == "survey")
    assert (card.unit, card.post, card.step) == ("GHJ", "officer", "")


def surveyed_later() -> Definition:
    own = city.definition("permit")
    nodes = tuple(replace(one, needs=("survey",)) if one.id == "review" else one for one in own.flow.steps())
    return replace(own, flow=replace(own.flow, nodes=nodes))


def test_a_survey_stops_no_limit_of_the_law_and_the_promise_only_where_the_item_says_so() -> None:
    for item, stopped in (("surveyed", 2), ("permit", 0)):
        story = accepted(item)
        before = {clock: story.ends_on(clock) for clock in ("statutory", "promised", "step")}
        story.does(c.AssignSurvey, planned_on="2026-03-05")
        assert story.ends_on("statutory") == before["statutory"]
        for clock in ("promised", "step"):
            assert story.ends_on(clock) == (working_day(before[clock], stopped) if stopped else before[clock])


def test_a_correction_after_acceptance_stops_the_promise_while_the_applicant_may_answer() -> None:
    """Ten working days from its service; the law's limit runs on."""
    story = accepted("permit")
    before = {clock: story.ends_on(clock) for clock in ("statutory", "promised", "step")}
    story.does(c.RequestCorrection)
    for clock in ("promised", "step"):
        assert story.ends_on(clock) == working_day(before[clock], 10)
    story.goes_on("2026-03-05")
    story.does(c.SupplyCorrection)
    for clock in ("promised", "step"):
        assert story.ends_on(clock) == working_day(before[clock], 2)
    assert story.ends_on("statutory") == before["statutory"]


def test_a_fee_stops_the_promise_while_the_applicant_may_pay() -> None:
    story = accepted("permit")
    before = {clock: story.ends_on(clock) for clock in ("statutory", "promised", "step")}
    story.does(c.NotifyFee, pay_by_on="2026-03-05")
    for clock in ("promised", "step"):
        assert story.ends_on(clock) == working_day(before[clock], 2 + 5)
    assert story.ends_on("statutory") == before["statutory"]
    story.goes_on("2026-03-06")
    story.does(c.RecordPayment)
    for clock in ("promised", "step"):
        assert story.ends_on(clock) == working_day(before[clock], 3)


def test_a_fee_is_reminded_of_twice_and_ends_the_case_only_by_the_offices_word_once_it_is_overdue() -> None:
    """The office has five working days for that word; nothing follows by itself."""
    story = accepted("permit")
    story.may_not(c.Terminate, "fee_not_overdue", ground="fee_unpaid")
    story.does(c.NotifyFee, pay_by_on="2026-03-13")
    for day, times in (("2026-03-09", 0), ("2026-03-10", 1), ("2026-03-11", 1), ("2026-03-12", 2)):
        story.goes_on(day, time(13, 0))
        assert [one.reminded for one in story.case.interruptions] == [times]
    story.goes_on("2026-03-13", time(13, 0))
    story.may_not(c.Terminate, "fee_not_overdue", ground="fee_unpaid")
    assert story.ends_on("fee") == date(2026, 3, 20)
    story.goes_on("2026-03-20")
    assert story.cards() == []
    ended = accepted("permit")
    ended.does(c.NotifyFee, pay_by_on="2026-03-13")
    ended.goes_on("2026-03-16")
    ended.may_not(c.Terminate, "fee_not_told", ground="fee_unpaid")
    ended.does(c.ServeDocument, document=ended.case.documents[-1].id, how="phone", served_at=stamp(ended.now))
    ended.may_not(c.Terminate, "fee_not_told", ground="fee_unpaid")
    ended.goes_on("2026-03-17")
    ended.does(c.Terminate, ground="fee_unpaid")
    assert ended.case.documents[-1].kind == "termination"
    story.goes_on("2026-03-21")
    assert story.cards() == [("yellow", "fee")]
    assert (story.case.cards[0].fact.post, story.case.cards[0].fact.step) == ("officer", "")
    story.does(c.RecordPayment)
    assert not story.runs("fee")


def test_a_fee_to_be_paid_at_once_is_not_reminded_of_afterwards() -> None:
    story = accepted("permit")
    story.does(c.NotifyFee, pay_by_on=story.today.isoformat())
    assert [one.reminded for one in story.goes_on("2026-03-05").case.interruptions] == [0]


def test_a_fee_has_its_basis_in_the_items_data_an_amount_and_a_day() -> None:
    accepted("bare").may_not(c.NotifyFee, "no_fee")
    story = accepted("permit")
    story.may_not(c.NotifyFee, "fee_unpublished", number=2)
    story.may_not(c.NotifyFee, "fee_unpublished", number=-1)
    story.may_not(c.NotifyFee, "quantity_unknown", quantity=0)
    story.may_not(c.NotifyFee, "quantity_unknown", quantity=1001)
    story.may_not(c.NotifyFee, "date_past", pay_by_on=in_days(story, -1))
    story.does(c.NotifyFee)
    story.may_not(c.RecordPayment, "fee_unknown", fee="fee-9")


def test_a_published_fee_is_charged_once_and_its_amount_computed() -> None:
    story = accepted("permit")
    commit = story.does(c.NotifyFee, number=0, quantity=3)
    [fact] = commit.facts
    assert isinstance(fact, FeeNotified)
    assert fact.amount_fen == 3 * 8000
    story.may_not(c.NotifyFee, number=1)
    story.does(c.RecordPayment)
    story.may_not(c.NotifyFee, "fee_notified_already", number=0)
    story.does(c.NotifyFee, number=1)


def test_the_limit_of_the_law_is_extended_once_in_time_by_ten_days_at_most() -> None:
    story = accepted("permit")
    before = story.ends_on("statutory")
    story.may_not(c.ExtendLimit, "extension_too_long", amount=11)
    story.may_not(c.ExtendLimit, "extension_too_long", amount=0)
    story.does(c.ExtendLimit, amount=10)
    assert story.ends_on("statutory") == working_day(before, 10)
    story.may_not(c.ExtendLimit, "already_extended", amount=1)
    late = accepted("permit")
    late.goes_on("2026-04-20")
    late.may_not(c.ExtendLimit, "limit_passed", amount=1)


def test_another_law_has_its_own_extension_and_a_mere_promise_none() -> None:
    story = accepted("conditional")
    assert story.ends_on("statutory").isoformat() == "2026-05-06"
    story.may_not(c.ExtendLimit, "extension_too_long", amount=31)
    story.does(c.ExtendLimit, amount=30)
    assert story.ends_on("statutory").isoformat() == "2026-06-01"
    accepted("service").may_not(c.ExtendLimit, amount=1)


def test_a_survey_recorded_late_still_tells_its_own_day() -> None:
    story = in_state("survey")
    ordered = local_date(story.case.interruptions[0].since)
    story.goes_on("2026-03-09")
    story.does(c.RecordSurvey, surveyed_on=ordered.isoformat())
    assert story.case.interruptions[0].ended_at == stamp(story.now)
