"""Hearings (Administrative Licensing Law, Arts. 46–48): offered, asked for, called, put off, held or given up, and who
chairs them."""

from chalicelib.domain import commands as c
from tests.law import people
from tests.law.any_command import WORDS
from tests.law.story import Story, accepted, in_days, in_state, working_day


def heard(item: str = "permit", on: str = "2026-03-03") -> Story:
    """The applicant was told of the right to a hearing, and the notice was served."""
    story = accepted(item, on)
    story.does(c.OfferHearing)
    story.does(c.ServeDocument, document="hearing_right-3")
    return story


def test_a_hearing_is_offered_once_and_asked_for_within_five_days_of_service() -> None:
    accepted("permit").may_not(c.RequestHearing, "hearing_not_offered")
    story = heard()
    story.may_not(c.OfferHearing, "hearing_offered_already")
    story.goes_on("2026-03-08")
    story.does(c.RequestHearing)
    story.may_not(c.RequestHearing, "hearing_requested_already")
    late = heard()
    late.goes_on("2026-03-10")
    late.may_not(c.RequestHearing, "hearing_request_late")


def test_hearings_and_deemed_acceptance_are_the_licensing_laws() -> None:
    story = accepted("two-of-three")
    for kind in (c.OfferHearing, c.CallHearing, c.RequestHearing, c.HoldHearing):
        story.may_not(kind)


def test_nothing_is_decided_over_the_head_of_a_hearing() -> None:
    story = heard().decides("handle", "review")
    story.may_not(c.DecideStep, "hearing_may_be_requested", step="approve")
    asked = heard().decides("handle", "review")
    asked.does(c.RequestHearing)
    asked.may_not(c.DecideStep, "hearing_not_held", step="approve")
    story.goes_on("2026-03-10")
    story.decides("approve")


def test_a_hearing_is_held_within_twenty_working_days_and_told_seven_before() -> None:
    story = heard()
    story.may_not(c.CallHearing, "hearing_not_requested", held_on="2026-03-20")
    assert not story.runs("hearing")
    story.does(c.RequestHearing)
    assert story.ends_on("hearing") == working_day(story.today, 20)
    story.may_not(c.CallHearing, "date_past", held_on="2026-03-01")
    story.may_not(c.CallHearing, "date_format", held_on="soon")
    story.may_not(c.CallHearing, "hearing_too_soon", held_on="2026-03-11")
    story.may_not(c.CallHearing, "hearing_too_late", held_on=in_days(story, 35))
    story.does(c.CallHearing, held_on="2026-03-12")


def test_a_hearing_that_is_late_is_held_as_soon_as_the_parties_can_be_told() -> None:
    """Found by the machine: a case whose twenty days had passed could be neither heard nor decided ever after."""
    story = heard()
    story.does(c.RequestHearing)
    story.goes_on(working_day(story.today, 25))
    soonest = working_day(story.today, 7)
    story.may_not(c.CallHearing, "hearing_too_late", held_on=working_day(soonest, 1).isoformat())
    story.does(c.CallHearing, held_on=soonest.isoformat())


def test_who_reviewed_the_case_does_not_chair_its_hearing() -> None:
    story = accepted("permit").decides("handle")
    for chair in ("", people.OFFICER.id):
        story.may_not(c.CallHearing, "chair_is_reviewer", held_on="2026-03-17", chair=chair)
    story.does(c.CallHearing, held_on="2026-03-17", chair=people.MAYOR.id)


def test_a_hearing_is_put_off_by_calling_it_again_and_the_parties_are_told_anew() -> None:
    story = heard()
    story.does(c.RequestHearing)
    story.does(c.CallHearing, held_on="2026-03-13")
    before = story.ends_on("statutory")
    story.goes_on("2026-03-11")
    story.may_not(c.CallHearing, "hearing_too_soon", held_on="2026-03-19")
    story.may_not(c.CallHearing, "hearing_too_late", held_on="2026-04-01")
    story.does(c.CallHearing, held_on="2026-03-20")
    assert story.case.documents[-1].kind == "hearing_notice"
    assert story.ends_on("statutory") == working_day(before, 5)
    story.goes_on("2026-03-20")
    story.may_not(c.HoldHearing, "hearing_day_differs", held_on="2026-03-13")
    story.does(c.HoldHearing)
    story.may_not(c.CallHearing, "hearing_over", held_on="2026-03-31")
    story.decides("handle")


def test_a_hearing_of_ones_own_accord_is_not_put_off_for_ever() -> None:
    story = accepted("permit")
    story.may_not(c.CallHearing, "hearing_too_late", held_on=working_day(story.today, 21).isoformat())
    latest = working_day(story.today, 20)
    story.does(c.CallHearing, held_on="2026-03-17")
    story.goes_on("2026-03-16")
    story.may_not(c.CallHearing, "hearing_too_late", held_on=working_day(latest, 1).isoformat())
    story.does(c.CallHearing, held_on=latest.isoformat())


def test_a_day_missed_without_notice_gives_no_minutes_and_stops_no_clock() -> None:
    story = accepted("permit")
    story.does(c.CallHearing, held_on="2026-03-13")
    before = story.ends_on("statutory")
    story.goes_on("2026-03-20")
    story.may_not(c.HoldHearing, "hearing_day_differs", held_on="2026-03-20")
    story.does(c.CallHearing, held_on="2026-03-31")
    assert story.ends_on("statutory") == working_day(before, 7)


def test_who_asked_for_a_hearing_and_stays_away_has_given_it_up() -> None:
    story = heard().decides("handle", "review")
    story.does(c.RequestHearing)
    story.does(c.CallHearing, held_on="2026-03-17")
    story.goes_on("2026-03-17")
    story.may_not(c.HoldHearing, "attendance_unknown", attendance="")
    story.does(c.HoldHearing, attendance="absent")
    hearing = story.case.hearing
    assert hearing is not None
    assert (hearing.attendance, story.case.documents[-1].kind) == ("absent", "hearing_minutes")
    story.decides("approve")
    assert story.case.outcome == "granted"


def test_who_chairs_the_hearing_decides_nothing() -> None:
    """Called first and decided afterwards it is the same person (Art. 48); who acts for another is both."""
    story = accepted("permit")
    chair = people.DIRECTOR
    story.does(c.CallHearing, held_on="2026-03-17", chair=chair.id)
    story.goes_on("2026-03-17")
    story.does(c.HoldHearing)
    story.decides("handle", "review")
    for actor in (chair, people.DEPUTY):
        for outcome in ("pass", "refuse"):
            story.may_not(c.DecideStep, "chairs_the_hearing", actor=actor, outcome=outcome, opinion=WORDS)
        story.may_not(c.DecideStep, "chairs_the_hearing", actor=actor, outcome="return", to="handle", opinion=WORDS)
    story.decides("approve", actor=people.EVERYTHING)


def test_a_chair_has_no_open_step_by_name_nor_stood_in_for_who_decided() -> None:
    story = accepted("permit").decides("handle", actor=people.deputy_of("GHJ:officer", "s-away"))
    story.does(c.Reassign, actor=people.ADMIN, step="review", post="chief", staff=people.CHIEF.id)
    for chair in ("s-away", "s-stands-in", people.CHIEF.id):
        story.may_not(c.CallHearing, "chair_is_reviewer", held_on="2026-03-17", chair=chair)


def test_a_hearing_is_held_on_its_day_with_minutes() -> None:
    story = in_state("in_review")
    story.does(c.CallHearing, held_on="2026-03-17")
    story.may_not(c.HoldHearing, "date_future")
    story.goes_on("2026-03-17")
    story.may_not(c.HoldHearing, "minutes_required", minutes=type(story.command(c.HoldHearing).minutes)("", ""))
    story.does(c.HoldHearing)
    assert story.case.documents[-1].kind == "hearing_minutes"
