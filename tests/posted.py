"""Certificates on one waybill in memory: what the post says of the parcel, and what the work queue makes of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain import commands as c
from chalicelib.domain.case import Case
from chalicelib.domain.parcel import ParcelEvent, ParcelState, Push, event_id
from chalicelib.domain.reference import case_matter, derive, reference_of
from chalicelib.ports import Task, TrackingRefusedError
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.follow_waybill import follow_waybill, waybill_tasks
from chalicelib.usecases.record_dispatch import record_dispatch
from chalicelib.usecases.take_push import push_task, take_push
from chalicelib.usecases.track_parcel import track_parcel, tracking_tasks
from tests import cases
from tests.fakes.waybills import FakeRoutes, FakeWaybills
from tests.sample import TUESDAY, World, calendar

WAYBILL = "EA123456789CN"
MATTERS = [case_matter(derive(f"case {number}", 0)) for number in range(3)]
LATER = TUESDAY + timedelta(days=9)


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
