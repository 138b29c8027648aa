"""Pushes in any order, repeated, early, killed half-way: every case on the waybill ends in the same state."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.carriers import UnknownCarrierError
from chalicelib.domain.parcel import ParcelEvent, ParcelState
from chalicelib.ports import Task
from chalicelib.usecases.take_push import PARKED_FOR
from tests import cases
from tests.effort import share
from tests.posted import LATER, MATTERS, WAYBILL, Post, Provider, event, follow, pushed, seen, sent, track


class KilledError(Exception):
    """The worker was killed before this write."""


events = st.builds(event, st.sampled_from(ParcelState), st.integers(0, 5))
histories = st.lists(events, min_size=1, max_size=6)


@pytest.mark.thorough
@settings(deadline=None, max_examples=share(800))
@given(histories, st.data())
def test_any_order_repetition_and_moment_of_dispatch_end_in_one_state(
    history: list[ParcelEvent], data: st.DataObject
) -> None:
    orderly = Post()
    for matter in MATTERS[:2]:
        orderly.granted(matter)
        for task in orderly.dispatch(matter):
            orderly.work(task)
    for one in sorted(history, key=lambda event: event.occurred_at):
        orderly.work(pushed(one))

    wild = Post()
    for matter in MATTERS[:2]:
        wild.granted(matter)
    doings: list[object] = [*history, *MATTERS[:2]]
    repeated = doings + data.draw(st.lists(st.sampled_from(doings), max_size=6))
    tasks: list[Task] = []
    for doing in data.draw(st.permutations(repeated)):
        tasks += wild.dispatch(doing) if isinstance(doing, str) else [pushed(doing)]
        if tasks and data.draw(st.booleans()):
            wild.work(tasks.pop(data.draw(st.integers(0, len(tasks) - 1))))
    for task in data.draw(st.permutations(tasks)):
        wild.work(task)
    for matter in MATTERS[:2]:
        assert seen(wild.case(matter)) == seen(orderly.case(matter))


@pytest.mark.thorough
@settings(deadline=None, max_examples=share(500))
@given(histories, st.lists(st.integers(0, 6), max_size=12), st.data())
def test_a_worker_killed_before_any_write_loses_nothing(
    history: list[ParcelEvent], kills: list[int], data: st.DataObject
) -> None:
    orderly, killed = Post(), Post()
    for post in (orderly, killed):
        post.granted(MATTERS[0])
    tasks = [*(pushed(one) for one in history), *killed.dispatch(MATTERS[0])]
    for task in [*(pushed(one) for one in history), *orderly.dispatch(MATTERS[0])]:
        orderly.work(task)
    waiting = list(data.draw(st.permutations(tasks)))
    while waiting:
        task = waiting.pop(0)
        try:
            with_kill(killed, task, kills.pop() if kills else None)
        except KilledError:
            waiting.append(task)
    assert seen(killed.case(MATTERS[0])) == seen(orderly.case(MATTERS[0]))


def with_kill(post: Post, task: Task, writes: int | None) -> None:
    """Does the task; the write number `writes` (from 0) kills it before it happens."""
    left = [writes]

    def guard(write: object) -> object:
        def guarded(*args: object, **kwargs: object) -> object:
            if left[0] == 0:
                raise KilledError
            left[0] = None if left[0] is None else left[0] - 1
            return write(*args, **kwargs)  # type: ignore[operator]

        return guarded

    for port, name in ((post.log, "append"), (post.waybills, "park"), (post.waybills, "add_case")):
        setattr(port, name, guard(getattr(type(port), name).__get__(port)))
    post.work(task)


def test_a_push_that_overtakes_the_dispatch_is_parked_and_applied() -> None:
    post = Post()
    post.granted(MATTERS[0])
    post.work(pushed(event("collected", 1)))
    post.work(pushed(event("delivered", 2)))
    assert post.case(MATTERS[0]).status == "concluded"
    for task in post.dispatch(MATTERS[0]):
        post.work(task)
    case = post.case(MATTERS[0])
    assert (case.status, case.served_how) == ("served", "courier")


@pytest.mark.parametrize("first", ["push", "dispatch"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_of_two_at_the_same_moment_the_later_sees_the_other(first: str, moment: str) -> None:
    """One is stopped just before or just after its read, while the other runs whole."""
    post = Post()
    post.granted(MATTERS[0])
    (follow,) = post.dispatch(MATTERS[0])
    push = pushed(event("delivered", 2))
    outer, inner, read = (push, follow, "cases") if first == "push" else (follow, push, "reports")
    real = getattr(post.waybills, read)

    def stopped(*args: object, **kwargs: object) -> Sequence[object]:
        setattr(post.waybills, read, real)
        if moment == "before":
            post.work(inner)
        found: Sequence[object] = real(*args, **kwargs)
        if moment == "after":
            post.work(inner)
        return found

    setattr(post.waybills, read, stopped)
    post.work(outer)
    assert post.case(MATTERS[0]).status == "served"


def test_parked_events_are_forgotten_after_thirty_days() -> None:
    post = Post()
    post.granted(MATTERS[0])
    post.work(pushed(event("delivered", 2)), LATER)
    for task in post.dispatch(MATTERS[0]):
        post.work(task, LATER + PARKED_FOR)
    assert post.case(MATTERS[0]).status == "concluded"
    for task in post.dispatch(MATTERS[0]):
        post.work(task, LATER + PARKED_FOR - timedelta(seconds=1))
    assert post.case(MATTERS[0]).status == "served"


def test_a_certificate_that_comes_on_the_waybill_late_gets_what_was_reported() -> None:
    post = Post()
    for matter in MATTERS[:2]:
        post.granted(matter)
    for task in post.dispatch(MATTERS[0]):
        post.work(task)
    post.work(pushed(event("delivered", 3)))
    for task in post.dispatch(MATTERS[1]):
        post.work(task)
    assert {post.case(matter).status for matter in MATTERS[:2]} == {"served"}


def test_a_refusal_after_the_signature_undoes_service_and_a_second_parcel_brings_it() -> None:
    post = Post()
    post.granted(MATTERS[0])
    for task in post.dispatch(MATTERS[0]):
        post.work(task)
    post.work(pushed(event("delivered", 2)))
    post.work(pushed(event("refused", 3)))
    assert post.case(MATTERS[0]).status == "concluded"
    cases.run(
        post, c.RecordDispatch("again", cases.officer(cases.instant()), "ems", "EB123456789CN"), LATER, MATTERS[0]
    )
    brought = c.RecordParcel("x", c.Actor("courier", "ems"), "ems", "EB123456789CN", "delivered", "2026-03-09T02:00:00.000000Z")  # fmt: skip
    cases.run(post, brought, LATER, MATTERS[0])
    post.work(pushed(event("returned", 5)))
    case = post.case(MATTERS[0])
    assert (case.status, case.served_at) == ("served", "2026-03-09T02:00:00.000000Z")


def test_the_task_and_the_store_hold_nothing_personal() -> None:
    post = Post()
    task = pushed(event("delivered", 2))
    post.work(task)
    assert "王小明" not in str(task.body)
    assert "王小明" not in str(post.waybills.events)


def test_a_carrier_that_the_city_does_not_use_waits_for_a_person() -> None:
    with pytest.raises(UnknownCarrierError):
        Post().work(pushed(event("delivered", 2), carrier="zto"))


def test_a_corrected_carrier_is_followed_under_its_own_code() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
    follow(post)
    assert post.case(MATTERS[0]).parcels[-1].carrier == "sf"
    post.work(pushed(event("delivered", 3), carrier="shunfeng"))
    assert post.case(MATTERS[0]).status == "served"


@pytest.mark.parametrize("recorded_under", ["the wrong one", "the right one"])
def test_a_correction_that_overtakes_the_dispatch_is_kept_for_it(recorded_under: str) -> None:
    post = Post()
    post.granted(MATTERS[0])
    if recorded_under == "the right one":
        post.work(pushed(event("collected", 1), carrier="shunfeng", corrected_carrier="ems"))
    else:
        post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
        post.work(pushed(event("delivered", 3), carrier="shunfeng"))
    for task in post.dispatch(MATTERS[0]):
        post.work(task)
    follow(post)
    case = post.case(MATTERS[0])
    expected = ("ems", "collected") if recorded_under == "the right one" else ("sf", "delivered")
    assert case.parcels[-1].last is not None
    assert (case.parcels[-1].carrier, case.parcels[-1].last.state) == expected


def test_a_parcel_of_many_cases_is_subscribed_once() -> None:
    post, provider = Post(), Provider()
    for matter in MATTERS:
        post.granted(matter)
        post.dispatch(matter)
    for _ in range(2):
        track(post, provider)
    assert provider.asked == [("ems", WAYBILL)]
