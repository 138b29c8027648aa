"""我的待办: what waits for a leader's posts, in order, with next and previous."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.usecases.list_tasks import Waiting
from chalicelib.usecases.my_todo import done_at, first_open, my_todo, place_of
from chalicelib.usecases.project import project
from tests.leaders import APPLICANT, CHIEF, DIRECTOR, Leaders
from tests.sample import TUESDAY, World, calendar

names = st.lists(st.sampled_from("abcdefgh"), unique=True)


@pytest.fixture
def leaders() -> Leaders:
    made = Leaders(World(), calendar(), TUESDAY)
    made.enrol()
    return made


def todo(leaders: Leaders, staff: str, after: str = "") -> list[str]:
    ports = leaders.ports
    stores = {"views": ports.views, "dossiers": ports.dossiers, "log": ports.log, "catalogue": ports.catalogue}
    waiting = my_todo(leaders.actor(staff), after, **stores, calendar=calendar())
    assert all(one.applicant == APPLICANT for one in waiting)
    return [str(one.row["matter"]) for one in waiting]


def projected(leaders: Leaders, matter: str) -> str:
    ports = leaders.ports
    stores = {"log": ports.log, "views": ports.views, "catalogue": ports.catalogue}
    project(matter, **stores, calendar=calendar(), projected=lambda *_: None)
    return matter


def test_the_list_holds_the_steps_of_ones_posts_the_earliest_due_first(leaders: Leaders) -> None:
    early = projected(leaders, leaders.up_to("review", "early"))
    leaders.now += timedelta(days=3)
    late = projected(leaders, leaders.up_to("review", "late"))
    projected(leaders, leaders.up_to("approve", "others"))
    projected(leaders, leaders.received("with the officer"))
    assert todo(leaders, CHIEF) == [early, late]
    assert todo(leaders, "s-rsj-3") == []


def test_ones_own_decision_shows_though_the_view_lags(leaders: Leaders) -> None:
    first, second = (projected(leaders, leaders.up_to("approve", seed)) for seed in ("one", "two"))
    done = leaders.decide(first, "approve", "return", "请核实。", to="review")
    assert todo(leaders, DIRECTOR, f"{first}:{done.commit.seq}") == [second]
    assert first in todo(leaders, CHIEF, f"{first}:{done.commit.seq}")
    assert set(todo(leaders, DIRECTOR, "nonsense")) == {first, second}


def test_the_next_one_is_open_though_the_views_lag_behind_two_decisions(leaders: Leaders) -> None:
    first, second, third = (projected(leaders, leaders.up_to("approve", seed)) for seed in ("one", "two", "three"))
    leaders.decide(first, "approve", "pass")
    done = leaders.decide(second, "approve", "pass")
    ports = leaders.ports
    stores = {"views": ports.views, "dossiers": ports.dossiers, "log": ports.log, "catalogue": ports.catalogue}
    after = f"{second}:{done.commit.seq}"
    listed = my_todo(leaders.actor(DIRECTOR), after, **stores, calendar=calendar())
    assert {one.row["matter"] for one in listed} == {first, third}
    onward = first_open(
        sorted(listed, key=lambda one: one.row["matter"] != first), log=ports.log, catalogue=ports.catalogue
    )
    assert onward is not None
    assert onward.row["matter"] == third


def test_only_ones_own_decision_is_confirmed(leaders: Leaders) -> None:
    matter = leaders.up_to("review", "confirmed")
    seq = leaders.decide(matter, "review", "pass").commit.seq
    log = leaders.ports.log
    found = done_at(matter, seq, CHIEF, log=log)
    assert found is not None
    assert found.outcome == "pass"
    assert [done_at(matter, seq, DIRECTOR, log=log), done_at(matter, 1, CHIEF, log=log)] == [None, None]
    assert done_at("c-2222222222", 1, CHIEF, log=log) is None


@given(names, st.sampled_from("abcdefgh"))
def test_next_and_previous_walk_the_whole_list(listed: list[str], step: str) -> None:
    waiting = [Waiting("q", {"matter": "c-1", "step": name}, "") for name in listed]
    place = place_of("c-1", step, waiting)
    assert place.count == len(listed)
    if step not in listed:
        assert (place.number, place.previous, place.next) == (0, None, waiting[0] if waiting else None)
        return
    at = listed.index(step)
    assert place.number == at + 1
    assert place.previous == (waiting[at - 1] if at else None)
    assert place.next == (waiting[at + 1] if at + 1 < len(waiting) else None)
