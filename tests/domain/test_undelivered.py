"""A parcel that is refused, returned or lost: whose turn it is, what the delivery clock counts, how the case goes on."""

from datetime import time

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.delivery_address import needed_until
from chalicelib.domain.explanation import explain
from chalicelib.domain.rows import task_rows
from chalicelib.domain.time_rules import next_instant
from chalicelib.domain.times import local_date, stamp
from tests.law.story import Story, granted, working_day
from tests.sample import calendar


def sent() -> Story:
    """Certified and handed to the carrier on the third working day of the ten (Art. 44)."""
    story = granted()
    story.does(c.RecordCertificate)
    story.working_days_later(3)
    story.does(c.RecordDispatch, carrier="ems", waybill="EA001")
    return story


def reported(story: Story, state: str) -> Story:
    story.does(c.RecordParcel, carrier="ems", waybill="EA001", state=state, occurred_at=stamp(story.now))
    return story


def task(story: Story) -> str:
    rows = task_rows(story.case, story.journal.definition, calendar())
    return next((str(row["task"]) for key, row in rows.items() if key.queue.endswith(":delivery")), "")


@pytest.mark.parametrize("state", ["refused", "returning", "returned"])
def test_what_comes_back_is_the_units_again_and_the_carriers_days_do_not_count(state: str) -> None:
    story = sent()
    assert (task(story), story.runs("delivery")) == ("track", 0)
    decided = story.today.replace(day=3)
    story.working_days_later(6)
    reported(story, state)
    assert (task(story), story.runs("delivery")) == ("parcel_back", 1)
    came_back = story.case.parcels[-1].given_back_at[:10]
    assert came_back == story.today.isoformat()
    assert story.ends_on("delivery") == working_day(decided, 10 + 6)
    [clock] = clock_of(story.case, "delivery", story.journal.definition, calendar())
    told = explain(story.case, clock, story.journal.definition, calendar(), story.now)
    assert [(stop.kind, stop.days) for stop in told.stopped] == [("carried", 6)]
    assert told.used == 3


def test_it_is_sent_again_with_a_new_waybill() -> None:
    story = reported(sent(), "returned")
    story.does(c.RecordDispatch, carrier="ems", waybill="EA002")
    assert (task(story), story.runs("delivery")) == ("track", 0)
    story.does(c.RecordParcel, carrier="ems", waybill="EA002", state="delivered")
    assert story.case.status == "served"


def test_or_kept_at_the_window_for_its_holder() -> None:
    story = sent()
    story.may_not(c.KeepForPickup, "parcel_under_way")
    reported(story, "returned")
    story.does(c.KeepForPickup)
    assert (task(story), story.runs("delivery")) == ("hand_over", 0)
    story.may_not(c.KeepForPickup, "kept_already")
    story.does(c.RecordPickup)
    assert (story.case.status, story.case.served_how) == ("served", "pickup")


def test_a_result_that_was_to_be_sent_may_be_kept_instead() -> None:
    story = granted()
    story.may_not(c.KeepForPickup, "certificate_not_ready")
    story.does(c.RecordCertificate)
    story.may_not(c.ConfirmArrival, "nothing_was_sent")
    story.does(c.KeepForPickup)
    assert story.runs("delivery") == 0
    story.does(c.RecordDispatch, carrier="ems", waybill="EA001")
    assert (story.case.kept_at, task(story)) == ("", "track")


@pytest.mark.parametrize(("reason", "runs"), [("abandoned", 1), ("unconfirmed", 0), ("other_carrier", 0)])
def test_a_doubt_is_a_task_until_somebody_asked(reason: str, runs: int) -> None:
    """Only a parcel of which nothing is known is the unit's again: the carrier has it, or says that it was signed for."""
    story = sent().goes_on("2026-03-16")
    story.does(c.DoubtParcel, carrier="ems", waybill="EA001", reason=reason)
    assert (task(story), story.runs("delivery")) == ("parcel_doubt", runs)
    story.may_not(c.DoubtParcel, "parcel_event_stale", carrier="ems", waybill="EA001", reason=reason)
    story.does(c.ConfirmArrival)
    assert (story.case.status, story.case.served_how) == ("served", "confirmed")
    story.may_not(c.DoubtParcel, "parcel_event_stale", carrier="ems", waybill="EA001", reason=reason)


def test_a_doubt_is_settled_by_what_the_carrier_reports_later() -> None:
    story = sent().goes_on("2026-03-16")
    story.does(c.DoubtParcel, carrier="ems", waybill="EA001", reason="abandoned")
    story.goes_on("2026-03-18")
    reported(story, "in_transit")
    assert (task(story), story.runs("delivery")) == ("track", 0)


def test_a_corrected_carrier_is_known_by_both_names() -> None:
    story = sent()
    story.does(c.CorrectCarrier, carrier="ems", waybill="EA001", to="sf")
    story.may_not(c.CorrectCarrier, "parcel_event_stale", carrier="sf", waybill="EA001", to="ems")
    story.does(c.RecordParcel, carrier="ems", waybill="EA001", state="collected", occurred_at=stamp(story.now))
    story.does(c.RecordParcel, carrier="sf", waybill="EA001", state="delivered", occurred_at=stamp(story.now))
    assert (story.case.parcels[-1].carrier, story.case.status) == ("sf", "served")


def taken(story: Story, how: str) -> Story:
    story.does(c.FollowCertificate, how=how, at=stamp(story.now))
    return story


def test_what_ended_before_it_was_handed_over_is_owed_to_nobody() -> None:
    """No delivery card comes, nobody is reminded, the window puts it into the file and has nothing left to do."""
    story = granted()
    story.does(c.RecordCertificate)
    taken(story, "revoked")
    assert (task(story), story.runs("delivery")) == ("set_aside", 0)
    story.may_not(c.FollowCertificate, "not_possible_now", how="revoked")
    for kind in (c.RecordDispatch, c.KeepForPickup, c.RecordPickup):
        story.may_not(kind, "certificate_taken_away")
    story.working_days_later(30)
    assert (story.cards(), uncollected(story)) == ([], [])
    story.does(c.SetAside)
    story.may_not(c.SetAside, "set_aside_already")
    assert (task(story), next_instant(story.case, story.journal.definition, calendar())) == ("", "")


def test_of_one_kept_at_the_window_its_holder_is_not_asked_to_come() -> None:
    story = granted()
    story.does(c.RecordCertificate)
    story.does(c.KeepForPickup)
    story.working_days_later(9)
    taken(story, "withdrawn")
    story.working_days_later(30)
    assert (uncollected(story), task(story)) == ([], "set_aside")


def test_one_on_its_way_is_called_back_and_then_put_into_the_file() -> None:
    story = taken(sent(), "revoked")
    assert task(story) == "recall_parcel"
    story.may_not(c.SetAside, "parcel_under_way")
    story.goes_on("2026-03-16")
    reported(story, "returned")
    assert (task(story), story.runs("delivery")) == ("set_aside", 0)
    story.does(c.SetAside)
    assert (task(story), needed_until(story.case)) == ("", story.case.withheld[-1].since)


def test_what_arrives_all_the_same_has_arrived() -> None:
    story = taken(sent(), "revoked").goes_on("2026-03-10")
    reported(story, "delivered")
    assert (story.case.status, task(story)) == ("served", "")
    story.may_not(c.SetAside)


def test_a_suspension_stops_the_delivery_clock_and_the_reminders_until_it_is_over() -> None:
    """Three of the ten days were used, eight passed in suspension: seven are left."""
    story = granted()
    story.does(c.RecordCertificate)
    decided = story.today
    story.working_days_later(3)
    taken(story, "suspended")
    assert (task(story), story.runs("delivery")) == ("withheld", 0)
    story.may_not(c.SetAside, "certificate_not_ended")
    story.working_days_later(8)
    taken(story, "")
    assert (task(story), story.ends_on("delivery")) == ("hand_over", working_day(decided, 10 + 8))
    story.does(c.KeepForPickup)
    story.working_days_later(9)
    assert uncollected(story) == []
    story.working_days_later(1)
    story.goes_on(story.today, time(15, 0))
    assert len(uncollected(story)) == 1


def test_who_was_to_collect_a_suspended_one_is_reminded_days_after_it_came_back_into_force() -> None:
    story = granted()
    story.does(c.RecordCertificate)
    story.does(c.KeepForPickup)
    story.working_days_later(8)
    taken(story, "suspended")
    story.working_days_later(8)
    taken(story, "")
    story.working_days_later(9)
    assert uncollected(story) == []
    story.working_days_later(1)
    story.goes_on(story.today, time(15, 0))
    assert len(uncollected(story)) == 1


def test_a_suspended_one_may_end_for_good() -> None:
    story = granted()
    story.does(c.RecordCertificate)
    taken(story, "suspended").goes_on("2026-03-05")
    taken(story, "penalised")
    assert [(one.how, bool(one.until)) for one in story.case.withheld] == [("suspended", True), ("penalised", False)]
    assert task(story) == "set_aside"


def uncollected(story: Story) -> list[tuple[int, str]]:
    """Of each time that nobody had come: its number and the local day."""
    told = [fact for commit in story.journal.commits for fact in commit.facts if isinstance(fact, f.Uncollected)]
    return [(fact.number, local_date(fact.effective_at).isoformat()) for fact in told]


def test_who_does_not_come_is_reminded_once_and_then_the_window_sees_to_it() -> None:
    story = granted()
    story.does(c.RecordCertificate)
    story.does(c.KeepForPickup)
    first, second = (calendar().add_working_days(story.today, days).on.isoformat() for days in (10, 20))
    story.working_days_later(9)
    assert uncollected(story) == []
    story.goes_on(first, time(15, 0))
    assert (uncollected(story), task(story)) == ([(1, first)], "hand_over")
    story.goes_on(second, time(15, 0))
    assert (uncollected(story), task(story)) == ([(1, first), (2, second)], "uncollected")
    story.working_days_later(60)
    assert len(uncollected(story)) == 2
    assert next_instant(story.case, story.journal.definition, calendar()) == ""
    story.does(c.RecordPickup)
    assert task(story) == ""


def test_what_is_sent_after_all_and_comes_back_is_waited_for_anew() -> None:
    story = granted()
    story.does(c.RecordCertificate)
    story.does(c.KeepForPickup)
    story.working_days_later(22)
    story.does(c.RecordDispatch, carrier="ems", waybill="EA001")
    story.working_days_later(22)
    assert [number for number, _ in uncollected(story)] == [1, 2]
    reported(story, "returned")
    story.does(c.KeepForPickup)
    assert task(story) == "hand_over"
    story.working_days_later(22)
    assert [number for number, _ in uncollected(story)] == [1, 2, 1, 2]


def test_who_comes_in_time_is_never_reminded() -> None:
    story = granted()
    story.does(c.RecordCertificate)
    story.does(c.KeepForPickup)
    story.working_days_later(9)
    story.does(c.RecordPickup)
    story.working_days_later(30)
    assert uncollected(story) == []
