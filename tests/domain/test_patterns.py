"""Suspicious patterns: each is found where it is and not where it is not."""

from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.patterns import (
    EVENING,
    PAUSED,
    QUICK,
    REAPPLIED,
    SURVEY_AFTER,
    pattern_rows,
    patterns,
    queue_of,
    reapplied,
)
from chalicelib.domain.times import stamp
from chalicelib.usecases.case_file import read_case
from tests import cases
from tests.sample import SHANGHAI, TUESDAY, World

OF = cases.joint()


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def history(*commands: tuple[datetime, c.Command]) -> Case:
    """A permit received on Tuesday 3 March at half past nine, and what happened then."""
    world = World()
    cases.opened(world, OF, TUESDAY)
    for now, command in commands:
        cases.run(world, command, now)
    return read_case("c-TEST", log=world.log, catalogue=world.catalogue).case


def decided(now: datetime, accepted: datetime, *between: tuple[datetime, c.Command]) -> Case:
    steps = [(now, cases.decide(f"d-{step.id}", OF, step.id)) for step in cases.steps(OF)]
    return history((accepted, cases.accept("a", OF)), *between, *steps)


def kinds(case: Case) -> list[str]:
    return [found.kind for found in patterns(case, OF)]


@pytest.mark.parametrize(("minute", "found"), [(9, [QUICK]), (10, [])])
def test_a_promised_item_decided_minutes_after_acceptance(minute: int, found: list[str]) -> None:
    assert kinds(decided(at(4, 10, minute), at(4))) == found


def test_an_instant_item_is_meant_to_be_quick() -> None:
    world, of = World(), cases.instant()
    cases.opened(world, of, TUESDAY)
    cases.run(world, c.Accept("a", cases.officer(of), "grant", cases.NOTE), TUESDAY)
    case = read_case("c-TEST", log=world.log, catalogue=world.catalogue).case
    assert patterns(case, of) == ()


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(5, 19, 59), ""),
        (at(5, 20), "2026-03-05"),
        (at(6, 5, 59), "2026-03-05"),
        (at(6, 6), ""),
    ],
)
def test_a_conclusion_late_in_the_evening_belongs_to_that_evening(now: datetime, day: str) -> None:
    found = [one.facts for one in patterns(decided(now, at(4)), OF) if one.kind == EVENING]
    assert found == ([{"day": day, "staff": "s-approve"}] if day else [])


def procedure(since: datetime, until: datetime, planned: str, number: int) -> list[tuple[datetime, c.Command]]:
    officer = cases.officer(OF)
    opened = c.OpenProcedure(f"o{number}", officer, "expert_review", "", planned, cases.NOTE)
    closed = c.CloseProcedure(f"z{number}", officer, f"expert_review-{number}", cases.NOTE)
    return [(since, opened), (until, closed)]


@pytest.mark.parametrize(
    ("spans", "percent"),
    [
        ([(6, 11, "2026-03-31")], 50),
        ([(6, 10, "2026-03-31")], None),
        ([(6, 12, "2026-03-10")], None),  # after the planned day the clock runs on: four days and a half of ten
    ],
)
def test_a_promise_that_stood_still_for_half_of_the_time(
    spans: list[tuple[int, int, str]], percent: int | None
) -> None:
    """From acceptance on the 4th to the decision on the 14th, ten days later to the minute."""
    between = [one for since, until, planned in spans for one in procedure(at(since), at(until), planned, 3)]
    found = [one.facts["percent"] for one in patterns(decided(at(14), at(4), *between), OF) if one.kind == PAUSED]
    assert found == ([percent] if percent else [])


def test_what_overlaps_stands_still_once() -> None:
    case = decided(at(14), at(4), *procedure(at(6), at(9), "2026-03-31", 3))
    (one,) = case.interruptions
    twice = replace(case, interruptions=(one, replace(one, id="other", since=stamp(at(7)), ended_at=stamp(at(10)))))
    assert PAUSED not in kinds(twice)


def surveyed(done_on: str) -> Case:
    """Ordered for the 13th, recorded on the 5th and decided on the 12th."""
    officers = ("s-1", "s-2")
    assign = c.AssignSurvey("v", cases.officer(OF), "handle", officers, "2026-03-13")
    record = c.RecordSurvey("x", cases.officer(OF), "survey-3", "2026-03-05", officers, cases.NOTE)
    case = decided(at(12), at(4), (at(5), assign), (at(5, 11), record))
    (one,) = case.interruptions
    assert one.done_on == "2026-03-05"
    return replace(case, interruptions=(replace(one, done_on=done_on),))


@pytest.mark.parametrize(
    ("done_on", "days"), [("2026-03-05", []), ("2026-03-12", []), ("2026-03-13", ["2026-03-13"]), ("", ["2026-03-13"])]
)
def test_a_decision_dated_before_its_survey(done_on: str, days: list[str]) -> None:
    """The day on which it was made counts, not the one for which it was planned."""
    found = [one.facts["day"] for one in patterns(surveyed(done_on), OF) if one.kind == SURVEY_AFTER]
    assert found == days


def test_sent_away_and_back_again() -> None:
    gone = history((at(4), c.Withdraw("w", cases.APPLICANT)))
    ((key, row),) = pattern_rows(gone, OF).items()
    assert key.queue == queue_of(REAPPLIED)
    again = {"item": OF.item, "received_at": stamp(at(7, 23))}
    assert reapplied(row, [again], 3) == again["received_at"]
    assert reapplied(row, [{**again, "received_at": stamp(at(8, 0))}], 3) == ""
    assert reapplied(row, [{**again, "received_at": stamp(at(3))}], 3) == ""
    assert reapplied(row, [{**again, "item": "another"}], 3) == ""


def test_a_running_case_has_no_pattern() -> None:
    assert patterns(history((at(4), cases.accept("a", OF)), (at(4), cases.decide("d", OF, "handle"))), OF) == ()


def test_a_row_names_nobody() -> None:
    case = decided(at(4, 21, 5), at(4, 21))
    for key, row in pattern_rows(case, OF).items():
        assert key.sort == f"{case.concluded_at}#{case.matter}"
        assert {"matter", "item", "unit", "at"} <= row.keys()
