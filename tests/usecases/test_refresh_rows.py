"""A calendar that changes under running cases: their rows follow, whatever else is going on."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.usecases.project import project
from chalicelib.usecases.rebuild import rebuild
from chalicelib.usecases.refresh_rows import PAGE, refresh, refresh_all, refresh_queue
from chalicelib.usecases.sweep import sweep
from tests import cases
from tests.effort import share
from tests.fakes.views import FakeViews
from tests.sample import TUESDAY, World, calendar, edition
from tests.usecases.test_project import COMMANDS, any_command, nobody, without_due

MATTERS = tuple(case_matter(derive(name, 0)) for name in "ABC")
LONG_HOLIDAY = [f"2026-03-{day:02}" for day in range(9, 14)]


def changed(off_days: list[str], make_up_days: list[str]) -> Calendar:
    """The sample calendar after a notice that changes these days of 2026."""
    change = {"notice": "changed", "published_on": "2026-03-02", "off_days": off_days, "make_up_days": make_up_days}
    years = [{**year, "changes": [change]} if year["year"] == 2026 else year for year in edition().data["calendar"]]
    return Calendar.from_data(years, edition().data["service_hours"])


def ports(world: World, under: Calendar) -> dict[str, Any]:
    return {"log": world.log, "views": world.views, "catalogue": world.catalogue, "calendar": under}


def work(world: World, under: Calendar) -> int:
    """What the work queue's function does until nothing waits; returns how many cases it refreshed."""
    refreshed = 0
    while world.queue.tasks:
        body = world.queue.tasks.pop(0).body
        if body["kind"] == "refresh_queue":
            refresh_queue(body["queue"], body["after"], views=world.views, queue=world.queue)
        else:
            refresh(body["matter"], **ports(world, under), projected=nobody)
            refreshed += 1
    return refreshed


def due_rows(views: FakeViews) -> set[RowKey]:
    return {key for key in views.rows if key.queue == DUE_QUEUE}


def opened() -> World:
    world = World()
    cases.opened(world, cases.joint(), TUESDAY, MATTERS[0])
    project(MATTERS[0], **ports(world, calendar()), projected=nobody)
    return world


@pytest.mark.parametrize(
    ("under", "on"), [(changed(LONG_HOLIDAY, []), "2026-03-17"), (changed([], ["2026-03-07"]), "2026-03-09")]
)
def test_a_due_date_moves_later_or_earlier_with_the_calendar(under: Calendar, on: str) -> None:
    """Received on Tuesday 3 March: five working days end on the 10th, or on the 17th after the holiday, or a day sooner."""
    world = opened()
    refresh_all(queue=world.queue)
    assert work(world, under) == 1
    (key,) = due_rows(world.views)
    rebuilt = FakeViews()
    rebuild(log=world.log, views=rebuilt, catalogue=world.catalogue, calendar=under, done=nobody)
    assert world.views.rows == rebuilt.rows
    assert key.sort.startswith(on)


def test_the_tasks_wait_until_every_function_knows_the_edition() -> None:
    world = World()
    refresh_all(queue=world.queue)
    assert {task.body["queue"] for task in world.queue.tasks} == {"due", "red"}
    assert all(task.delay_seconds >= 60 for task in world.queue.tasks)


def test_a_long_queue_is_walked_page_by_page() -> None:
    world = World()
    for number in range(2 * PAGE + 3):
        world.views.put(RowKey(DUE_QUEUE, f"2026-03-10#{number:04}"), {"matter": f"c-{number}", "applicant": "p"})
    refresh_queue(DUE_QUEUE, "", views=world.views, queue=world.queue)
    asked, pages = set[str](), 1
    while world.queue.tasks:
        body = world.queue.tasks.pop().body
        if body["kind"] == "refresh":
            asked.add(body["matter"])
        else:
            pages += 1
            refresh_queue(DUE_QUEUE, body["after"], views=world.views, queue=world.queue)
    assert (len(asked), pages) == (2 * PAGE + 3, 3)


def test_a_commit_in_the_middle_of_a_refresh_leaves_no_row_behind() -> None:
    """Somebody accepts, and is projected, after the rows were made and before they were put."""
    world, of = opened(), cases.joint()

    class Overtaken(FakeViews):
        overtaken = False

        def put(self, key: RowKey, row: Row) -> None:
            if not self.overtaken:
                self.overtaken = True
                cases.run(world, cases.accept("a", of), TUESDAY, MATTERS[0])
                project(MATTERS[0], **ports(world, under), projected=nobody)
            super().put(key, row)

    under, rows = changed(LONG_HOLIDAY, []), world.views.rows
    world.views = Overtaken()
    world.views.rows = rows
    refresh(MATTERS[0], **ports(world, under), projected=nobody)
    assert without_due(world.views) == without_due(_rebuilt(world, under))


events = st.lists(
    st.tuples(st.sampled_from(MATTERS), st.sampled_from(COMMANDS), st.integers(0, 60), st.booleans()), max_size=25
)
march = st.integers(3, 31).map(lambda day: f"2026-03-{day:02}")


@pytest.mark.thorough
@settings(max_examples=share(500), deadline=None)
@given(history=events, off_days=st.sets(march, min_size=1, max_size=6), make_up_days=st.sets(march, max_size=4))
def test_rows_after_a_changed_calendar_equal_a_rebuild(
    history: list[tuple[str, str, int, bool]], off_days: set[str], make_up_days: set[str]
) -> None:
    world, now = World(), TUESDAY
    for matter in MATTERS:
        cases.opened(world, cases.joint(), now, matter)
        project(matter, **ports(world, calendar()), projected=nobody)
    for number, (matter, kind, hours, seen) in enumerate(history):
        now += timedelta(hours=hours)
        try:
            cases.run(world, any_command(number, kind), now, matter)
        except RefusedError:
            continue
        if seen:
            project(matter, **ports(world, calendar()), projected=nobody)
    under = changed(sorted(off_days), sorted(make_up_days - off_days))
    refresh_all(queue=world.queue)
    work(world, under)
    for matter in MATTERS:
        project(matter, **ports(world, under), projected=nobody)
    rebuilt = _rebuilt(world, under)
    for views in (world.views, rebuilt):
        sweep(**{**ports(world, under), "views": views}, now=now, until=now + timedelta(days=400))
        for matter in MATTERS:
            project(matter, **{**ports(world, under), "views": views}, projected=nobody)
        sweep(**{**ports(world, under), "views": views}, now=now, until=now + timedelta(days=400))
    assert world.views.rows == rebuilt.rows


def _rebuilt(world: World, under: Calendar) -> FakeViews:
    views = FakeViews()
    rebuild(log=world.log, views=views, catalogue=world.catalogue, calendar=under, done=nobody)
    return views
