"""The explanation of a clock adds up on every day, whatever stopped it: used + stopped = elapsed, used + left = the limit."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.clocks import clock_of, clocks
from chalicelib.domain.explanation import Explanation, Stop, explain
from chalicelib.domain.lights import light
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.rows import common_row
from chalicelib.domain.times import local_date, stamp
from chalicelib.pages import clock_words
from tests import cases
from tests.law import people
from tests.law.story import accepted, in_state
from tests.sample import TUESDAY, World, calendar

OF = cases.joint()


def after(days: int, hours: int = 0) -> datetime:
    return TUESDAY + timedelta(days=days, hours=hours)


def reviewed() -> World:
    world = World()
    cases.opened(world, OF, TUESDAY)
    cases.run(world, cases.accept("a", OF), TUESDAY)
    return world


def world_case(world: World) -> Case:
    return cases.run(world, cases.accept("a", OF), TUESDAY).case


def stopped(world: World, key: str, since: datetime, until: datetime | None, planned: date) -> Case:
    """A special procedure that ran from one instant to the other, open where it has no end; `key` is [kind:]command id."""
    kind, _, key = key.rpartition(":")
    opened = c.OpenProcedure(f"o{key}", cases.officer(OF), kind or "expert_review", "", planned.isoformat(), cases.NOTE)
    case = cases.run(world, opened, since).case
    if until:
        close = c.CloseProcedure(f"c{key}", cases.officer(OF), case.interruptions[-1].id, cases.NOTE)
        case = cases.run(world, close, until).case
    return case


def seen(case: Case, name: str, now: datetime) -> Explanation:
    (clock,) = (one for one in clocks(case, OF, calendar()) if one.clock == name)
    return explain(case, clock, OF, calendar(), now)


pauses = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 12)), max_size=4)


@given(pauses, st.integers(0, 40), st.sampled_from(["promised", "statutory", "joint"]))
@settings(max_examples=60, deadline=None)
def test_every_day_is_used_or_stopped_and_what_is_left_ends_on_the_due_day(
    gaps: list[tuple[int, int, int]], later: int, name: str
) -> None:
    world, day = reviewed(), 0
    case = world_case(world)
    for place, (gap, length, planned) in enumerate(gaps):
        start = day + gap
        day = start + length
        end = after(start).date() + timedelta(days=planned)
        case = stopped(world, str(place), after(start, place), after(day, place + 4), end)
    now = after(day + later)
    told = seen(case, name, now)
    elapsed = calendar().working_days_between(local_date(told.due.since), now.date())
    assert told.used + sum(stop.days for stop in told.stopped) == elapsed
    assert told.used + told.left == told.amount
    assert told.left >= 0 if now.date() <= told.on else told.left <= 0


@given(st.integers(0, 8), st.integers(0, 7), st.integers(0, 20))
@settings(max_examples=30, deadline=None)
def test_a_stop_within_one_day_gains_nothing(day: int, hours: int, later: int) -> None:
    plain, paused = reviewed(), reviewed()
    start = after(day)
    case = stopped(paused, "x", start, start + timedelta(hours=hours), start.date())
    for name in ("promised", "statutory"):
        one, other = (seen(each, name, after(day + later)) for each in (world_case(plain), case))
        assert (one.used, one.left, one.due.at, other.stopped) == (other.used, other.left, other.due.at, ())


def test_the_sentence_is_the_one_of_the_law() -> None:
    case = stopped(reviewed(), "e", after(2), after(6), date(2026, 3, 20))
    told = seen(case, "statutory", after(13))
    assert (told.used, told.stopped) == (7, (Stop("expert_review", "licensing_45", 2),))
    amount = told.amount
    assert clock_words.explanation(told) == (
        f"第7个工作日（共{amount}个），专家评审的2个工作日不计入期限（《行政许可法》第四十五条）"
    )


def test_overlapping_stops_count_once_and_are_told_by_kind() -> None:
    world = reviewed()
    case = stopped(world, "e", after(1), None, date(2026, 3, 10))
    case = stopped(world, "testing:t", after(2), after(9), date(2026, 3, 20))
    told = seen(case, "statutory", after(13))
    assert [(stop.kind, stop.days) for stop in told.stopped] == [("expert_review", 4), ("testing", 2)]
    assert told.used == 9 - 6


def test_a_clock_that_stands_still_is_paused_until_its_planned_end() -> None:
    case = stopped(reviewed(), "e", after(2), None, date(2026, 3, 10))
    during, past = seen(case, "statutory", after(2, 1)), seen(case, "statutory", after(8))
    rules: Any = OF.rules["lights"]
    assert common_row(case, OF, calendar())["still_until"] == "2026-03-10"
    assert common_row(world_case(reviewed()), OF, calendar())["still_until"] == ""
    assert (light(during, rules, after(2, 1)), light(past, rules, after(8))) == ("paused", "green")
    assert "正在专家评审，暂停计时（《行政许可法》第四十五条）" in clock_words.explanation(during)


def test_the_start_does_not_count_and_a_session_has_no_sum() -> None:
    case = world_case(reviewed())
    assert "当天不算，从第二天起算" in clock_words.explanation(seen(case, "promised", TUESDAY))
    of = cases.instant()
    world = World()
    instant_case = cases.opened(world, of, TUESDAY).case
    (clock,) = (one for one in clocks(instant_case, of, calendar()) if one.clock == "promised")
    told = explain(instant_case, clock, of, calendar(), TUESDAY)
    assert clock_words.whole(told) == clock_words.rule(told)


def test_an_instant_promise_says_for_what_it_waits() -> None:
    story = accepted("at-once")
    story.does(c.NotifyFee, pay_by_on="2026-03-10")
    of = story.journal.definition
    (clock,) = clock_of(story.case, "promised", of, calendar())
    told = explain(story.case, clock, of, calendar(), story.now)
    assert light(told, of.rules["lights"], story.now) == "paused"
    assert clock_words.whole(told).endswith("，正在缴费，暂停计时（本市的办事规定）")


@pytest.mark.parametrize(
    ("how", "said"),
    [("sms", "告知补正的短信3月5日送到"), ("opened", "在网上打开"), ("phone", "电话告知"), ("post", "邮寄签收")],
)
def test_the_applicants_time_says_from_when_it_runs_and_why(how: str, said: str) -> None:
    story = in_state("correcting")
    story.goes_on("2026-03-05")
    actor = {"sms": people.SMS, "opened": people.APPLICANT}.get(how, people.OFFICER)
    story.does(c.ServeDocument, actor=actor, document="correction_notice-2", how=how, served_at=stamp(story.now))
    story.goes_on("2026-03-09")
    (clock,) = clock_of(story.case, "applicant", story.journal.definition, calendar())
    told = clock_words.whole(explain(story.case, clock, story.journal.definition, calendar(), story.now))
    first, why, *_ = told.split("。")
    assert first == "第2个工作日（共10个）"
    assert said in why
    assert why.endswith("期限从第二天起算")
    assert "3月5日" in why


def test_a_procedure_of_an_unknown_kind_stops_nothing() -> None:
    with pytest.raises(RefusedError):
        stopped(reviewed(), "public_notice:x", after(1), None, date(2026, 3, 10))
