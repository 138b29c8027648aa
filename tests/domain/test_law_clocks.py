"""The clocks of the law: which run when, what happens when they run out, and who then holds the case."""

from dataclasses import replace
from datetime import date, time

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.catalogue import Limit
from chalicelib.domain.clocks import due
from tests.law import city, people
from tests.law.story import Story, accepted, granted, received, refused, working_day
from tests.sample import calendar

MIDDAY = time(12, 0)


def test_the_review_runs_against_promise_and_law_from_the_day_after_acceptance() -> None:
    story = accepted("permit")
    assert story.ends_on("promised") == working_day(story.today, 12)
    assert story.ends_on("statutory") == working_day(story.today, 20)
    shown = due(story.case, story.journal.definition, calendar())
    assert shown is not None
    assert shown.clock == "promised"


@pytest.mark.parametrize(
    ("item", "received_on", "last"),
    [
        ("permit", "2026-02-10", "2026-03-16"),
        ("two-of-three", "2013-07-31", "2013-09-30"),
        ("two-of-three", "2025-12-31", "2026-02-28"),
        ("conditional", "2013-08-06", "2013-10-08"),
    ],
)
def test_limits_end_as_the_law_counts_them_over_holidays_and_months(item: str, received_on: str, last: str) -> None:
    """Spring Festival 2026 (15 to 23 February off, 14 and 28 worked); two months end on the day of the same number or the
    month's last, on a working day; sixty days end after the National Day of 2013."""
    assert accepted(item, received_on).ends_on("statutory") == date.fromisoformat(last)


def test_a_promise_of_the_city_has_no_statutory_clock() -> None:
    story = accepted("service")
    assert not story.runs("statutory")
    assert story.ends_on("promised") == working_day(story.today, 10)


def test_a_joint_review_of_permits_has_forty_five_working_days_and_moves_by_the_days_granted() -> None:
    story = accepted()
    assert story.ends_on("joint") == working_day(story.today, 45)
    story.does(c.ExtendLimit, amount=1)
    assert story.ends_on("joint") == working_day(story.today, 46)
    assert not accepted("two-of-three").runs("joint")
    assert not accepted("permit").runs("joint")


def test_each_step_has_the_flows_own_limit_from_its_opening() -> None:
    story = accepted("permit")
    assert story.ends_on("step") == working_day(story.today, 2)
    story.goes_on("2026-03-04").decides("handle")
    assert story.ends_on("step") == working_day(story.today, 2)


def test_a_step_that_is_late_earns_its_holder_a_yellow_card_each_time() -> None:
    story = accepted("permit")
    story.goes_on("2026-03-05")
    assert story.cards() == []
    story.goes_on("2026-03-06")
    assert story.cards() == [("yellow", "step")]
    card = story.case.cards[0].fact
    assert (card.unit, card.post, card.step) == ("GHJ", "officer", "handle")
    story.decides("handle", "review").decides("approve", outcome="return", to="handle")
    story.goes_on("2026-03-12")
    assert story.cards() == [("yellow", "step"), ("yellow", "step")]


@pytest.mark.parametrize(("item", "clocks"), [("permit", ("promised", "statutory")), ("service", ("promised",))])
def test_a_limit_that_runs_out_earns_a_red_card_once(item: str, clocks: tuple[str, ...]) -> None:
    story = accepted(item)
    for clock in clocks:
        last = story.ends_on(clock)
        story.goes_on(last)
        assert ("red", clock) not in story.cards()
        story.goes_on(working_day(last, 1))
        assert story.cards().count(("red", clock)) == 1
    story.goes_on("2026-06-15")
    assert all(story.cards().count(("red", clock)) == 1 for clock in clocks)


def test_a_joint_review_past_its_sixty_days_is_red() -> None:
    story = accepted()
    story.goes_on(working_day(story.ends_on("joint"), 1))
    assert ("red", "joint") in story.cards()


def test_a_long_promise_of_a_joint_review_is_shown_to_end_with_the_joint_review() -> None:
    """Art. 42(2): each item keeps its own limit inside the joint one, and fifteen more days are the most it moves by."""
    own = city.definition("joint")
    long = replace(own, promised=Limit(80, "working_days"), statutory=Limit(90, "working_days"))
    story = Story(replace(long, data={**long.data, "extension": 30}))
    story.does(c.Receive)
    story.does(c.Accept)
    shown = due(story.case, story.journal.definition, calendar())
    assert shown is not None
    assert (shown.clock, shown.on) == ("joint", working_day(story.today, 45))
    story.does(c.ExtendLimit, amount=30)
    assert story.ends_on("joint") == working_day(story.today, 60)


def test_a_grant_reaches_the_applicant_within_ten_working_days() -> None:
    """Art. 44: the unit's part ends when the carrier has the parcel, or the certificate lies ready for who picks it up."""
    story = granted()
    assert story.ends_on("delivery") == working_day(story.today, 10)
    story.does(c.RecordCertificate)
    story.does(c.RecordDispatch)
    assert not story.runs("delivery")
    late = granted()
    late.goes_on("2026-03-18")
    assert late.cards() == [("red", "delivery")]
    assert not refused().runs("delivery")


def test_what_is_picked_up_is_delivered_when_it_lies_ready() -> None:
    story = Story("permit")
    receive = story.command(c.Receive)
    story.does(c.Receive, application=replace(receive.application, delivery="pickup"))
    story.does(c.Accept)
    story.decides("handle", "review", "approve")
    assert story.runs("delivery") == 1
    story.does(c.RecordCertificate)
    assert not story.runs("delivery")


def test_a_red_card_without_feedback_is_followed_up_twice() -> None:
    """At midday one working day after it and three."""
    story = accepted("permit")
    story.does(c.GiveCard)
    levels = {"2026-03-04": 1, "2026-03-05": 1, "2026-03-06": 2, "2026-03-20": 2}
    for day, level in levels.items():
        story.goes_on(day, MIDDAY)
        manual = next(card for card in story.case.cards if card.fact.rule == "manual")
        assert manual.followed_up == level


def test_a_yellow_or_answered_card_is_not_followed_up() -> None:
    story = accepted("permit")
    story.does(c.GiveCard, colour="yellow")
    story.does(c.GiveCard, colour="red")
    story.does(c.AnswerCard, card="manual-4")
    story.goes_on("2026-03-06", MIDDAY)
    assert [card.followed_up for card in story.case.cards if card.fact.rule == "manual"] == [0, 0]


def test_cards_by_hand_name_an_open_step_or_who_has_waited_longest() -> None:
    story = accepted("permit")
    story.may_not(c.GiveCard, "step_not_open", step="approve")
    story.does(c.GiveCard)
    assert story.case.cards[0].fact.step == "handle"


def test_a_card_is_answered_while_open_followed_up_in_order_and_withdrawn_after_an_objection() -> None:
    story = accepted("permit")
    story.does(c.GiveCard)
    story.may_not(c.FollowUpCard, "level_unknown", level=2)
    story.may_not(c.FollowUpCard, "card_unknown", card="manual-9")
    story.may_not(c.WithdrawCard, "no_objection")
    story.does(c.AnswerCard, answer="objection")
    story.does(c.WithdrawCard)
    for kind in (c.AnswerCard, c.WithdrawCard, c.FollowUpCard):
        story.may_not(kind, "card_closed", card="manual-3")


def test_an_overdue_notice_is_the_windows() -> None:
    story = received("permit")
    story.goes_on("2026-03-11")
    card = story.case.cards[0].fact
    assert (card.rule, card.unit, card.post, card.step) == ("notice", "GHJ", "officer", "")


def test_clocks_end_with_the_decision() -> None:
    story = refused()
    assert due(story.case, story.journal.definition, calendar()) is None
    story.does(c.ServeDocument, document=story.case.documents[-1].id, actor=people.APPLICANT)
    assert story.case.status == "served"


def test_a_result_travels_once_it_lies_ready_and_no_waybill_is_used_twice() -> None:
    story = granted()
    story.may_not(c.RecordDispatch, "certificate_not_ready")
    story.may_not(c.RecordPickup, "certificate_not_ready")
    story.does(c.RecordCertificate)
    story.may_not(c.RecordCertificate, "certificate_exists")
    story.may_not(c.RecordParcel, "waybill_unknown", waybill="EA999")
    story.does(c.RecordDispatch, waybill="EA001")
    story.may_not(c.RecordDispatch, "already_dispatched", waybill="EA001")
    story.does(c.RecordParcel, waybill="EA001", state="delivered")
    story.may_not(c.RecordParcel, "parcel_event_stale", waybill="EA001", state="in_transit")
    assert story.case.status == "served"


def test_a_case_is_forwarded_to_the_authority_that_the_item_names() -> None:
    story = accepted("permit").decides("handle")
    story.may_not(c.Forward, "authority_unknown", to="none")
    story.does(c.Forward)
    assert story.case.documents[-1].kind == "forwarding"
    accepted("bare").decides("handle").may_not(c.Forward, "authority_unknown")
    accepted("service").may_not(c.Forward)


def test_a_case_is_terminated_on_the_laws_grounds() -> None:
    accepted("permit").may_not(c.Terminate, "ground_unknown", ground="tired")
    accepted("permit").does(c.Terminate, ground="item_cancelled")
