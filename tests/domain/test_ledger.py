"""Time in hand: the stretches tile the case's time, the shares add up, and side by side the one that ends last pays."""

import itertools
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.commit import read_chain
from chalicelib.domain.ledger import Holder, Ledger, Share, calendar_days, ledger, moments, rounded, shares
from chalicelib.domain.times import instant, stamp
from tests import cases
from tests.law.story import accepted, in_state
from tests.sample import TUESDAY, World, calendar

MATTER = "c-TEST"
HANDLE, WINDOW = Holder("post", "GHJ", "officer"), Holder("window", "GHJ", "officer")


def hours(count: int) -> datetime:
    return TUESDAY + timedelta(hours=count)


def told(world: World, now: datetime) -> Ledger:
    commits = read_chain(world.log.read(MATTER))
    return ledger(moments(MATTER, commits, cases.joint()), cases.joint(), stamp(now))


def reviewed(gaps: list[int]) -> tuple[World, datetime]:
    """The joint review from receipt to the grant with so many hours before each of its seven commands."""
    world, of, now = World(), cases.joint(), TUESDAY
    cases.opened(world, of, now)
    commands: list[c.Command] = [cases.accept("a", of)]
    steps = ("handle", "fire-opinion", "defence-opinion", "housing-opinion", "review", "approve")
    commands += [cases.decide(f"d-{step}", of, step) for step in steps]
    for gap, command in zip(gaps, commands, strict=True):
        now += timedelta(hours=gap)
        cases.run(world, command, now)
    return world, now


@given(st.lists(st.integers(0, 60), min_size=7, max_size=7), st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_the_main_line_tiles_the_time_and_every_measure_adds_up(gaps: list[int], later: int) -> None:
    world, last = reviewed(gaps)
    now = last + timedelta(hours=later)
    kept = told(world, now)
    ends = [stretch.until for stretch in kept.main]
    assert [stretch.since for stretch in kept.main[1:]] == ends[:-1]
    if kept.main:
        assert (kept.main[0].since, ends[-1]) == (stamp(TUESDAY), stamp(now))
    whole = sum((share.days for share in shares(kept.main, calendar_days)), Fraction(0))
    assert whole == Fraction(round((now - TUESDAY).total_seconds()), 86_400)
    served = sum((share.days for share in shares(kept.main, service_days)), Fraction(0))
    assert served == calendar().service_days(TUESDAY, now)


def service_days(since: str, until: str) -> Fraction:
    return calendar().service_days(instant(since), instant(until))


def test_side_by_side_the_branch_that_ends_last_is_charged_and_the_others_stand_beside() -> None:
    world, last = reviewed([1, 1, 2, 3, 4, 1, 1])
    kept = told(world, last)
    branch = {share.holder.unit: share.days * 24 for share in shares(kept.main, calendar_days)}
    assert branch["ZJW"] == 9, "住建 ended last: all nine hours are its own"
    beside = {share.holder.unit: share.days * 24 for share in shares(kept.beside, calendar_days)}
    assert beside == {"XFJ": 2, "RFB": 5}


def test_a_notice_that_waits_for_its_service_is_the_offices_time() -> None:
    story = in_state("supplementing", item="permit")
    story.goes_on("2026-03-05")
    story.does(c.ServeDocument, document=story.case.documents[-1].id, how="phone", served_at=stamp(story.now))
    story.goes_on("2026-03-06")
    of = story.journal.definition
    kept = ledger(moments(story.journal.matter, story.journal.commits, of), of, stamp(story.now))
    assert {share.holder: share.days for share in shares(kept.main, calendar_days)} == {
        WINDOW: 2,
        Holder("applicant"): 1,
    }


def test_the_branch_that_ends_last_is_charged_through_all_its_steps() -> None:
    """Fire looks for three days and then judges for six; the others are through on the fourth and fifth day meanwhile."""
    story = accepted("veto").decides("handle")
    for day, step in (("06", "look"), ("07", "defence-opinion"), ("08", "housing-opinion"), ("12", "fire-opinion")):
        story.goes_on(f"2026-03-{day}").decides(step)
    of = story.journal.definition
    kept = ledger(moments(story.journal.matter, story.journal.commits, of), of, stamp(story.now))
    days = {(share.holder.unit, share.holder.post): share.days for share in shares(kept.main, calendar_days)}
    assert days == {("XFJ", "officer"): 3, ("XFJ", "chief"): 6}
    beside = {share.holder.unit: share.days for share in shares(kept.beside, calendar_days)}
    assert beside == {"RFB": 4, "ZJW": 5}


def test_the_applicants_correction_and_a_special_procedure_are_not_the_offices_time() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    asked = cases.run(world, cases.correction("k", of), hours(2)).case.documents[-1].id
    cases.run(world, c.OpenDocuments("v", cases.APPLICANT, (asked,)), hours(2))
    cases.run(world, c.SupplyCorrection("s", cases.APPLICANT, cases.FORM, cases.PAPERS), hours(26))
    cases.run(world, cases.accept("a", of), hours(27))
    opened = c.OpenProcedure("p", cases.officer(of), "expert_review", "", "2026-03-20", cases.NOTE)
    cases.run(world, opened, hours(29))
    procedure = f"expert_review-{cases.run(world, opened, hours(29)).case.seq}"
    cases.run(world, c.CloseProcedure("q", cases.officer(of), procedure, cases.NOTE), hours(77))
    kept = told(world, hours(78))
    days = {share.holder: share.days * 24 for share in shares(kept.main, calendar_days)}
    assert days == {
        WINDOW: 3,
        Holder("applicant"): 24,
        HANDLE: 3,
        Holder("third_party", "", "expert_review"): 48,
    }
    assert [holder.counted for holder in days] == [True, False, True, False]


def test_a_procedure_that_overran_gives_the_time_back_to_the_office_at_its_planned_end() -> None:
    world, of = World(), cases.joint()
    cases.opened(world, of, TUESDAY)
    cases.run(world, cases.accept("a", of), TUESDAY)
    opened = c.OpenProcedure("p", cases.officer(of), "appraisal", "", "2026-03-05", cases.NOTE)
    done = cases.run(world, opened, TUESDAY)
    late = c.CloseProcedure("q", cases.officer(of), f"appraisal-{done.case.seq}", cases.NOTE)
    cases.run(world, late, hours(24 * 6))
    held = {share.holder: share.days for share in shares(told(world, hours(24 * 6)).main, calendar_days)}
    until_midnight_of_the_fifth = Fraction(2) + Fraction(29, 48)
    assert held[Holder("third_party", "", "appraisal")] == until_midnight_of_the_fifth
    assert held[HANDLE] == 6 - until_midnight_of_the_fifth


@given(st.lists(st.fractions(0, 50), min_size=1, max_size=8), st.sampled_from([Fraction(1), Fraction(1, 10)]))
def test_rounded_shares_add_up_to_the_rounded_whole_and_are_less_than_a_step_off(
    days: list[Fraction], step: Fraction
) -> None:
    given_shares = [Share(Holder("post", str(place)), amount) for place, amount in enumerate(days)]
    shown = rounded(given_shares, step)
    assert sum((share.days for share in shown), Fraction(0)) == round(sum(days) / step) * step
    assert all(abs(share.days - was.days) < step for share, was in zip(shown, given_shares, strict=True))


@given(st.lists(st.integers(0, 24 * 40), min_size=2, max_size=4).map(sorted))
def test_service_time_is_additive_and_a_working_day_is_one(hours_after: list[int]) -> None:
    instants = [TUESDAY + timedelta(hours=count) for count in hours_after]
    parts = sum((calendar().service_days(*pair) for pair in itertools.pairwise(instants)), Fraction(0))
    assert parts == calendar().service_days(instants[0], instants[-1])
    midnight = TUESDAY.replace(hour=0, minute=0)
    first, last = midnight.date(), (midnight + timedelta(days=20)).date()
    assert calendar().service_days(midnight, midnight + timedelta(days=20)) == calendar().working_days_between(
        first - timedelta(days=1), last - timedelta(days=1)
    )
