"""Nothing moves when nothing changed; every listed move is real; none is missed."""

from datetime import date, datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import due
from chalicelib.domain.times import SHANGHAI, local_date
from infra.calendar_moves import moved_due_dates
from tests import cases
from tests.sample import INSTANT, JOINT, World, calendar, edition

PROMISE = "XN-ZJW-001"
MARCH = date(2026, 3, 2)
YEARS = edition().data["calendar"]


def at(days: int) -> datetime:
    return datetime(2026, 3, 2, 10, tzinfo=SHANGHAI) + timedelta(days=days)


@cache
def running() -> tuple[tuple[Case, Definition], ...]:
    """Cases received and accepted over four weeks, and one that has ended."""
    world, made = World(), list[tuple[Case, Definition]]()
    for number in range(12):
        of = cases.definition((JOINT, PROMISE, INSTANT)[number % 3])
        matter, day = f"c-{number}", number * 5 // 2
        executed = cases.opened(world, of, at(day), matter)
        if number % 2:
            executed = cases.run(world, cases.accept(f"a{number}", of), at(day + 1), matter)
        made.append((executed.case, of))
    of = cases.joint()
    cases.opened(world, of, at(0), "c-ended")
    ended = cases.run(world, cases.c.Withdraw("w", cases.APPLICANT), at(1), "c-ended").case
    return (*made, (ended, of))


def changed(off_days: set[date], make_up_days: set[date]) -> Calendar:
    change = {
        "notice": "changed",
        "published_on": "2026-02-28",
        "off_days": [day.isoformat() for day in sorted(off_days)],
        "make_up_days": [day.isoformat() for day in sorted(make_up_days - off_days)],
    }
    years = [{**year, "changes": [change]} if year["year"] == 2026 else year for year in YEARS]
    return Calendar.from_data(years, edition().data["service_hours"])


def due_at(case: Case, definition: Definition, under: Calendar) -> str:
    clock = due(case, definition, under)
    return clock.at if clock else ""


days = st.integers(0, 90).map(lambda number: MARCH + timedelta(days=number))


def test_nothing_moves_when_nothing_changed() -> None:
    assert moved_due_dates(running(), calendar(), calendar()) == []


@given(st.sets(days, min_size=1, max_size=8), st.sets(days, max_size=8))
@settings(deadline=None, max_examples=60)
def test_what_moves_is_listed_and_nothing_else(off_days: set[date], make_up_days: set[date]) -> None:
    new = changed(off_days, make_up_days)
    moves = moved_due_dates(running(), calendar(), new)
    moved = {move.case.matter: move for move in moves}
    assert len(moved) == len(moves)
    assert [move.becomes for move in moves] == sorted(move.becomes for move in moves)
    for case, definition in running():
        was, becomes = due_at(case, definition, calendar()), due_at(case, definition, new)
        if case.matter in moved:
            assert (moved[case.matter].was, moved[case.matter].becomes) == (was, becomes)
            assert was != becomes
        else:
            assert was == becomes


@given(st.sets(days, min_size=1, max_size=8))
@settings(deadline=None, max_examples=40)
def test_days_off_only_move_later_and_only_those_who_have_one_on_their_way(off_days: set[date]) -> None:
    for move in moved_due_dates(running(), calendar(), changed(off_days, set())):
        assert move.becomes > move.was
        begun, ends = local_date(move.case.received_at), local_date(move.was)
        assert any(begun <= day <= ends for day in off_days)


def test_an_ended_case_moves_never() -> None:
    everything = changed({MARCH + timedelta(days=number) for number in range(90)}, set())
    assert "c-ended" not in [move.case.matter for move in moved_due_dates(running(), calendar(), everything)]
    assert len(moved_due_dates(running(), calendar(), everything)) == len(running()) - 1
