"""What is expected of a commit is lacking exactly where a rehearsal of the readers finds something missing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.notice import Message, Recipient, planned
from chalicelib.domain.row import RowKey, Rows
from chalicelib.domain.tally.counts import counts_queue
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Views
from chalicelib.usecases.check_counts import mend_counts, recent_counts
from chalicelib.usecases.expect import Expected, ExpectedViews, unmet
from chalicelib.usecases.project import project
from chalicelib.usecases.rehearse import ReadOnlyNotices, ReadOnlyViews
from tests import cases
from tests.effort import share
from tests.fakes.notices import FakeNotices
from tests.fakes.views import FakeViews
from tests.sample import TUESDAY, World, calendar
from tests.usecases.test_project import MATTERS, CrashingViews, events, nobody, play


def project_into(views: Views, world: World, matter: str) -> None:
    ports = {"catalogue": world.catalogue, "calendar": calendar()}
    project(matter, log=world.log, views=views, **ports, projected=nobody)


def expected_of(matter: str, world: World, views: FakeViews) -> Expected:
    expected, head = Expected(), len(world.log.read(matter))
    project_into(ExpectedViews(views, head, expected), world, matter)
    expected.rows |= recent_counts(matter, head, log=world.log, catalogue=world.catalogue, calendar=calendar())
    return expected


def lacking(world: World, views: FakeViews, *matters: str) -> list[str]:
    expected = [expected_of(matter, world, views) for matter in matters]
    return [matters[number] for number in unmet(expected, views=views, notices=FakeNotices())]


@pytest.mark.thorough
@settings(max_examples=share(500), deadline=None)
@given(history=events, followed=st.sets(st.sampled_from(MATTERS)), spoilt=st.none() | st.integers(0, 500))
def test_rows_are_lacking_where_a_projection_or_a_count_would_write(
    history: list[tuple[str, str, object, int]], followed: set[str], spoilt: int | None
) -> None:
    world, views = World(), CrashingViews()
    play(world, views, history)
    views.lags = False
    for matter in followed:
        project_into(views, world, matter)
    if spoilt is not None and views.rows:
        views.delete(sorted(views.rows)[spoilt % len(views.rows)])
    assert lacking(world, views, *MATTERS) == [one for one in MATTERS if writes(one, world, views)]


def writes(matter: str, world: World, views: FakeViews) -> bool:
    rehearsed, rows = ReadOnlyViews(views), dict(views.rows)
    project_into(rehearsed, world, matter)
    ports = {"log": world.log, "now": world.log, "catalogue": world.catalogue, "calendar": calendar()}
    counted = mend_counts(matter, len(world.log.read(matter)), views=views, **ports)
    views.rows = rows
    return bool(rehearsed.missing or counted)


def walked_in() -> tuple[World, FakeViews, str]:
    world, views = World(), FakeViews()
    cases.opened(world, cases.joint(), TUESDAY, "c-A")
    cases.run(world, cases.accept("a", cases.joint()), TUESDAY, "c-A")
    project_into(views, world, "c-A")
    return world, views, "c-A"


def test_a_count_that_is_another_is_lacking_and_so_is_a_summary_left_behind() -> None:
    world, views, matter = walked_in()
    assert lacking(world, views, matter) == []
    key = RowKey(counts_queue(TUESDAY.astimezone(SHANGHAI).date()), f"GHJ#{matter}")
    right = views.rows[key]
    views.put(key, {**right, "received": 7})
    assert lacking(world, views, matter) == [matter]
    views.put(key, right)
    cases.run(world, cases.decide("d", cases.joint(), "handle"), TUESDAY, matter)
    assert lacking(world, views, matter) == [matter]


def test_rows_that_must_be_gone_and_notices_that_must_stand() -> None:
    views, notices = FakeViews(), FakeNotices()
    row, notice = (
        RowKey("calls", "1"),
        planned("c-A", "00000001", Message(Recipient("applicant", "p-1", "form#1"), "accepted", {}), TUESDAY),
    )
    key = (notice.recipient_key, notice.message_key)
    rehearsed = ReadOnlyNotices(notices)
    assert rehearsed.plan(notice).ended, "nobody comes back to it"
    expected = [Expected(rows={row: None}), Expected(notices=rehearsed.planned), None]

    def doubtful() -> list[int]:
        return [*unmet(expected, views=views, notices=notices)]

    assert doubtful() == [1, 2]
    assert len(rehearsed.missing()) == 1
    notices.plan(notice)
    views.put(row, {"matter": "c-A"})
    assert doubtful() == [0, 2]
    assert rehearsed.missing() == []
    assert key in notices.standing([key])


def test_a_rehearsal_misses_no_row_that_stands_as_it_would_be_put() -> None:
    """A certificate's calls are put at each projection."""
    views, stands, lacks = FakeViews(), RowKey("calls", "1"), RowKey("calls", "2")
    rows: Rows = {stands: {"matter": "k-A"}, lacks: {"matter": "k-A"}}
    views.put(stands, rows[stands])
    rehearsed = ReadOnlyViews(views)
    for key, row in rows.items():
        rehearsed.put(key, row)
        rehearsed.delete(RowKey("calls", "3"))
    assert rehearsed.missing == ["row calls 2"]
