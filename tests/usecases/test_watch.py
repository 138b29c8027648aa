"""What supervisors watch costs by what they are shown, and shows what it promises."""

from collections import Counter
from datetime import datetime, timedelta

from chalicelib.domain import commands as c
from chalicelib.domain.patterns import QUICK, REAPPLIED
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.times import stamp
from chalicelib.usecases import watch
from chalicelib.usecases.refresh_rows import refresh_queue
from tests import cases
from tests.sample import SHANGHAI, TUESDAY, World, calendar
from tests.usecases.test_sweep import Counted, projected, swept

OF = cases.joint()


def opened(world: World, matter: str, at: datetime) -> None:
    cases.opened(world, OF, at, matter)
    projected(world, matter)


def do(world: World, matter: str, command: c.Command, at: datetime) -> None:
    cases.run(world, command, at, matter)
    projected(world, matter)


def soon(world: World, now: datetime) -> list[watch.Soon]:
    return list(
        watch.turning_red(log=world.log, views=world.views, catalogue=world.catalogue, calendar=calendar(), now=now)
    )


def test_what_turns_red_within_three_working_days_and_who_holds_it() -> None:
    """Received on Tuesday the 3rd, papers must be answered by the end of the 10th: seen from the 5th on."""
    world = World()
    opened(world, "c-soon", TUESDAY)
    opened(world, "c-later", TUESDAY + timedelta(days=1))
    assert soon(world, TUESDAY + timedelta(days=1)) == []
    (one,) = soon(world, TUESDAY + timedelta(days=2))
    assert (one.case.matter, one.would_be.rule, one.would_be.unit, one.would_be.post) == (
        "c-soon",
        "notice",
        "GHJ",
        "officer",
    )
    assert [each.case.matter for each in soon(world, TUESDAY + timedelta(days=3))] == ["c-soon", "c-later"]


def test_an_earlier_yellow_card_hides_no_red_one() -> None:
    """The step's own limit runs out before the promise: the due row stands at the yellow card."""
    world = World()
    opened(world, "c-A", TUESDAY)
    do(world, "c-A", cases.accept("a", OF), TUESDAY)
    do(world, "c-A", cases.decide("h", OF, "handle"), TUESDAY)
    day = TUESDAY + timedelta(days=14)
    for branch in ("fire-opinion", "defence-opinion", "housing-opinion"):
        do(world, "c-A", cases.decide(branch, OF, branch), day)
    (one,) = soon(world, day)
    assert (one.would_be.rule, one.would_be.step, one.since) == ("promised", "review", one.case.opened["review"].at)


def test_what_is_over_does_not_turn_red_though_its_due_row_still_stands() -> None:
    world = World()
    opened(world, "c-A", TUESDAY)
    do(world, "c-A", c.Withdraw("w", cases.APPLICANT), TUESDAY)
    assert soon(world, TUESDAY + timedelta(days=3)) == []


def test_a_certificate_that_runs_out_is_no_case_that_turns_red() -> None:
    world = World()
    opened(world, "c-soon", TUESDAY)
    at = stamp(TUESDAY + timedelta(days=4))
    world.views.put(RowKey(DUE_QUEUE, f"{at}#k-XN1"), {"matter": "k-XN1", "applicant": "p"})
    assert [one.case.matter for one in soon(world, TUESDAY + timedelta(days=2))] == ["c-soon"]
    refresh_queue(DUE_QUEUE, "", views=world.views, queue=world.queue)
    assert [task.body["matter"] for task in world.queue.tasks] == ["c-soon"]


def cost(open_cases: int) -> Counter[str]:
    """Of the page's lists, when five of so many open cases turn red soon."""
    world = World()
    for number in range(open_cases):
        opened(world, f"c-{number}", TUESDAY if number < 5 else TUESDAY + timedelta(days=10))
    counted, now = Counted(world), TUESDAY + timedelta(days=3)
    assert len(soon(world, now)) == 5
    watch.red_cases(views=world.views, sees=lambda _row: True)
    watch.cards(views=world.views, sees=lambda _row: True)
    watch.pattern(QUICK, views=world.views, within_days=3)
    return counted.calls


def test_the_page_costs_by_what_it_shows_not_by_what_is_open() -> None:
    assert cost(10) == cost(300)


def test_the_three_numbers_and_the_pages_of_a_list() -> None:
    world, late = World(), TUESDAY + timedelta(days=8)
    for number in range(watch.LISTED + 2):
        opened(world, f"c-{number:03}", TUESDAY)
    opened(world, "c-soon", TUESDAY + timedelta(days=6))
    swept(world, late)
    for number in range(watch.LISTED + 2):
        projected(world, f"c-{number:03}")
    day = watch.numbers(len(soon(world, late)), views=world.views)
    # Deemed accepted, the papers are no longer late to be answered: the cards stay, the red does not.
    assert (day.red, day.soon, day.unanswered) == (0, 1, watch.LISTED + 2)
    first = watch.cards(views=world.views, sees=lambda _row: True)
    rest = watch.cards(views=world.views, sees=lambda _row: True, after=first.beyond)
    assert (len(first.rows), len(rest.rows), rest.beyond) == (watch.LISTED, 2, "")
    assert len({row["matter"] for row in (*first.rows, *rest.rows)}) == watch.LISTED + 2


def test_who_was_sent_away_and_came_again_is_found_among_the_applicants_own_cases() -> None:
    world, friday = World(), datetime(2026, 3, 6, 15, tzinfo=SHANGHAI)
    opened(world, "c-first", TUESDAY)
    opened(world, "c-other", TUESDAY)
    do(world, "c-first", c.Withdraw("w", cases.APPLICANT), TUESDAY + timedelta(hours=1))
    assert watch.pattern(REAPPLIED, views=world.views, within_days=3).rows == []
    opened(world, "c-again", friday)
    (row,) = watch.pattern(REAPPLIED, views=world.views, within_days=3).rows
    assert (row["matter"], str(row["again_at"])[:10]) == ("c-first", "2026-03-06")


def test_an_application_that_came_again_is_found_among_however_many_older_ones() -> None:
    world, friday = World(), datetime(2026, 3, 6, 15, tzinfo=SHANGHAI)
    for number in range(watch.OWN_CASES):
        opened(world, f"c-{number:03}", TUESDAY - timedelta(days=1))
    opened(world, "c-first", TUESDAY)
    do(world, "c-first", c.Withdraw("w", cases.APPLICANT), TUESDAY + timedelta(hours=1))
    opened(world, "c-z", friday)
    (row,) = watch.pattern(REAPPLIED, views=world.views, within_days=3).rows
    assert str(row["again_at"])[:10] == "2026-03-06"


def test_a_pattern_is_listed_with_the_newest_first() -> None:
    world = World()
    for number in range(3):
        matter, at = f"c-{number}", TUESDAY + timedelta(days=number)
        opened(world, matter, at)
        do(world, matter, cases.accept(f"a{number}", OF), at)
        for step in cases.steps(OF):
            do(world, matter, cases.decide(f"d-{number}-{step.id}", OF, step.id), at)
    rows = watch.pattern(QUICK, views=world.views, within_days=3).rows
    assert [row["matter"] for row in rows] == ["c-2", "c-1", "c-0"]
    assert [row["minutes"] for row in rows] == [0, 0, 0]
