"""Pushes in any order, repeated, early, killed half-way: every case on the waybill ends in the same state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain import commands as c
from chalicelib.domain.carriers import UnknownCarrierError
from chalicelib.domain.case import Case
from chalicelib.domain.commit import read_chain
from chalicelib.domain.parcel import ParcelEvent, ParcelState, Push, event_id
from chalicelib.domain.reference import case_matter, derive, reference_of
from chalicelib.domain.times import stamp
from chalicelib.ports import Task, TrackingRefusedError
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.follow_waybill import follow_waybill, waybill_tasks
from chalicelib.usecases.record_dispatch import record_dispatch
from chalicelib.usecases.take_push import PARKED_FOR, push_task, take_push
from chalicelib.usecases.track_parcel import track_parcel, tracking_tasks
from tests import cases
from tests.effort import share
from tests.fakes.waybills import FakeRoutes, FakeWaybills
from tests.sample import TUESDAY, World, calendar

WAYBILL = "EA123456789CN"
MATTERS = [case_matter(derive(f"case {number}", 0)) for number in range(3)]
LATER = TUESDAY + timedelta(days=9)


class KilledError(Exception):
    """The worker was killed before this write."""


@dataclass
class Post(World):
    waybills: FakeWaybills = field(default_factory=FakeWaybills)
    routes: FakeRoutes = field(default_factory=FakeRoutes)

    def granted(self, matter: str) -> None:
        of = cases.instant()
        command = c.ReceiveAtWindow(
            f"w-{matter}",
            cases.officer(of),
            cases.application(of, "window"),
            cases.application(of).required,
            c.Accept("", cases.officer(of), "grant", cases.NOTE),
        )
        assert open_case(matter, command, of, log=self.log, calendar=calendar(), now=TUESDAY)
        cases.run(self, c.RecordCertificate(f"certify:{matter}", c.SYSTEM_CERTIFY, "k-X", "1"), TUESDAY, matter)

    def dispatch(self, matter: str) -> list[Task]:
        """What the officer does; returns the tasks that the stream leads to."""
        self.sent = record_dispatch(
            [reference_of(matter)],
            "ems",
            WAYBILL,
            f"d-{matter}",
            cases.officer(cases.instant()),
            log=self.log,
            catalogue=self.catalogue,
            calendar=calendar(),
            now=TUESDAY,
        )
        commits = read_case(matter, log=self.log, catalogue=self.catalogue).commits
        return [task for commit in commits for task in waybill_tasks(commit)]

    def work(self, task: Task, now: datetime = LATER) -> None:
        """As the work queue's function does it."""
        ports = {
            "log": self.log,
            "waybills": self.waybills,
            "catalogue": self.catalogue,
            "calendar": calendar(),
            "now": now,
        }
        if task.body["kind"] == "waybill":
            follow_waybill(task.body, **ports)
        else:
            take_push(task.body, **ports, routes=self.routes)

    def case(self, matter: str) -> Case:
        return read_case(matter, log=self.log, catalogue=self.catalogue).case


def event(state: str, hour: int) -> ParcelEvent:
    return ParcelEvent(ParcelState(state), TUESDAY + timedelta(hours=hour), location="咸宁", signed_by="王小明")


def pushed(*events: ParcelEvent, source: str = "kuaidi100", carrier: str = "ems", **said: Any) -> Task:
    push = Push(event_id(carrier, WAYBILL, events[0]), carrier, WAYBILL, events, **said)
    return push_task(source, push, now=LATER)


def seen(case: Case) -> object:
    last = case.parcels[-1].last
    return case.status, case.served_at, case.served_how, last and (last.state, last.occurred_at)


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


def sent(post: Post) -> Case:
    post.granted(MATTERS[0])
    for task in post.dispatch(MATTERS[0]):
        post.work(task)
    return post.case(MATTERS[0])


def follow(post: Post) -> None:
    """The stream's tasks of what was committed, repeated."""
    for commit in read_case(MATTERS[0], log=post.log, catalogue=post.catalogue).commits:
        for task in waybill_tasks(commit):
            post.work(task)


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


def test_a_carrier_that_the_city_does_not_know_is_looked_into_by_a_person() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("collected", 1), corrected_carrier="zto"))
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.carrier, parcel.open_doubts) == ("ems", ("other_carrier",))


def test_an_abandoned_parcel_is_a_task_once_however_often_it_is_told() -> None:
    post = Post()
    sent(post)
    for _ in range(3):
        post.work(pushed(event("collected", 1), abandoned=True))
    case = post.case(MATTERS[0])
    assert (case.parcels[-1].doubt, case.parcels[-1].needs_a_person) == ("abandoned", True)
    assert case.seq == 5, "receipt, certificate, dispatch, collected, doubt"


@pytest.mark.parametrize("first", ["push", "dispatch"])
def test_a_claim_that_nobody_confirms_serves_nothing_and_asks_a_person(first: str) -> None:
    post = Post()
    post.granted(MATTERS[0])
    claim = pushed(event("delivered", 3), claimed=True)
    tasks = [claim, *post.dispatch(MATTERS[0])] if first == "push" else [*post.dispatch(MATTERS[0]), claim]
    for task in tasks:
        post.work(task)
    case = post.case(MATTERS[0])
    assert (case.status, case.parcels[-1].doubt, case.parcels[-1].last) == ("concluded", "unconfirmed", None)


def test_a_claim_that_comes_again_asks_no_second_time() -> None:
    post = Post()
    sent(post)
    for minutes in (0, 10, 600):
        post.work(pushed(event("delivered", 3), claimed=True), LATER + timedelta(minutes=minutes))
    assert post.case(MATTERS[0]).seq == 4, "receipt, certificate, dispatch, doubt"


def test_a_claim_counts_as_the_carrier_answers() -> None:
    post = Post()
    sent(post)
    post.routes.known = {WAYBILL: [event("collected", 1), event("delivered", 2)]}
    post.work(pushed(event("delivered", 3), claimed=True))
    case = post.case(MATTERS[0])
    assert (case.status, case.parcels[-1].doubt) == ("served", "")
    assert case.served_at == stamp(event("delivered", 2).occurred_at)


def test_what_is_no_delivery_needs_no_confirmation() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("out_for_delivery", 3), claimed=True))
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert parcel.last is not None
    assert (parcel.last.state, parcel.doubt) == ("out_for_delivery", "")


class Provider:
    """A provider of pushes that counts what it was asked; `refuses` what it will never track."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.asked: list[tuple[str, str]] = []
        self.refuses = refuses

    def subscribe(self, company: str, waybill: str) -> bool:
        self.asked.append((company, waybill))
        if self.refuses:
            raise TrackingRefusedError("701")
        return True


def track(post: Post, provider: Provider, now: datetime = LATER) -> None:
    """What every dispatch on the log asks of the work queue, a minute after the one before."""
    ports: dict[str, Any] = {"log": post.log, "waybills": post.waybills, "catalogue": post.catalogue}
    for matter in MATTERS:
        for commit in read_case(matter, log=post.log, catalogue=post.catalogue).commits:
            for task in tracking_tasks(commit):
                track_parcel(task.body, tracking=provider, **ports, calendar=calendar(), now=now)
                now += timedelta(minutes=1)


def test_a_parcel_of_many_cases_is_subscribed_once() -> None:
    post, provider = Post(), Provider()
    for matter in MATTERS:
        post.granted(matter)
        post.dispatch(matter)
    for _ in range(2):
        track(post, provider)
    assert provider.asked == [("ems", WAYBILL)]


@pytest.mark.parametrize("first", ["tracking", "waybill"])
def test_a_number_that_nobody_tracks_is_a_task_in_each_case_of_it(first: str) -> None:
    post, provider = Post(), Provider(refuses=True)
    for matter in MATTERS:
        post.granted(matter)
    tasks = [task for matter in MATTERS for task in post.dispatch(matter)]
    for step in ("tracking", "waybill") if first == "tracking" else ("waybill", "tracking"):
        if step == "tracking":
            track(post, provider)
        else:
            for task in tasks:
                post.work(task)
    parcels = [post.case(matter).parcels[-1] for matter in MATTERS]
    assert {(parcel.doubt, parcel.needs_a_person) for parcel in parcels} == {("untracked", True)}
    track(post, provider, LATER + timedelta(hours=1))
    for task in tasks:
        post.work(task, now=LATER + timedelta(hours=2))
    assert provider.asked == [("ems", WAYBILL)], "what was refused once is not asked again"
    kinds = [fact.TYPE for matter in MATTERS for commit in read_chain(post.log.read(matter)) for fact in commit.facts]
    assert kinds.count("parcel_doubted") == len(MATTERS)
    post.work(pushed(event("delivered", 24 * 12)), now=LATER + timedelta(days=4))
    assert post.case(MATTERS[0]).status == "served"


def test_a_corrected_carrier_that_may_not_carry_a_licence_is_a_task_once() -> None:
    post = Post()
    sent(post)
    for _ in range(2):
        post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
        follow(post)
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.carrier, parcel.open_doubts, parcel.needs_a_person) == ("sf", ("not_official",), True)
    kinds = [
        fact.TYPE
        for commit in read_case(MATTERS[0], log=post.log, catalogue=post.catalogue).commits
        for fact in commit.facts
    ]
    assert (kinds.count("carrier_corrected"), kinds.count("parcel_doubted")) == (1, 1)


@pytest.mark.parametrize(
    ("said", "left"),
    [("in_transit", ("not_official",)), ("transferred", ("not_official",)), ("returning", ()), ("delivered", ())],
)
def test_that_the_wrong_carrier_has_it_is_settled_by_an_end_only(said: str, left: tuple[str, ...]) -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
    follow(post)
    after = 24 * 12
    post.work(pushed(event(said, after), carrier="shunfeng"), now=LATER + timedelta(days=4))
    assert post.case(MATTERS[0]).parcels[-1].open_doubts == left


def test_that_the_wrong_carrier_has_it_outlasts_the_doubts_that_come_after_it() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("collected", 1), corrected_carrier="shunfeng"))
    follow(post)
    silent = pushed(event("collected", 1), carrier="shunfeng", abandoned=True)
    post.work(silent)
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.open_doubts, parcel.given_back_at) == (("not_official", "abandoned"), stamp(LATER))
    post.work(pushed(event("in_transit", 24 * 12), carrier="shunfeng"), now=LATER + timedelta(days=4))
    parcel = post.case(MATTERS[0]).parcels[-1]
    assert (parcel.open_doubts, parcel.given_back_at) == (("not_official",), "")


def test_a_scan_of_the_wrong_carrier_that_overtakes_the_correction_does_not_settle_it() -> None:
    post = Post()
    sent(post)
    post.work(pushed(event("in_transit", 24 * 12), carrier="ems"), now=LATER + timedelta(days=4))
    post.work(pushed(event("in_transit", 24 * 12), corrected_carrier="shunfeng"), now=LATER + timedelta(days=4))
    assert post.case(MATTERS[0]).parcels[-1].open_doubts == ("not_official",)
