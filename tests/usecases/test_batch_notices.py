"""A batch's request for corrections is one notice: what serves it serves each of its cases, what does not is one call."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.batch.rows import batch_task_rows
from chalicelib.domain.case import Case
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.commit import read_chain
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.telling import Call
from chalicelib.domain.facts import UNSEALED, DocumentServed
from chalicelib.domain.rows.calls import UNREACHED_QUEUE
from chalicelib.domain.rows.case import case_rows
from chalicelib.domain.times import stamp
from chalicelib.usecases.batch_notices import (
    LATER,
    TEMPLATE,
    NotFollowedError,
    note_batch_call,
    serve_cases,
    serving_tasks,
    settle_notices,
)
from chalicelib.usecases.serve_notice import notice_failed, serve_notice
from tests.batches import DEFINITION, OFFICER, Garage
from tests.fakes.queue import FakeQueue
from tests.sample import TUESDAY, calendar
from tests.usecases.test_instruct_batch import child, correct, instruct, run

ARRIVED = TUESDAY + timedelta(minutes=5)
SEQ = 2


class Depot:
    """A batch of which the first rows were asked for corrections, with the work queue that follows its log."""

    def __init__(self, rows: int = 3, corrected: int = 2) -> None:
        self.garage = Garage()
        self.matter = self.garage.received(rows, failed=frozenset(range(1, corrected + 1)))
        instruct(self.garage, self.matter, "n" * 20, correct(*range(1, corrected + 1)))
        self.corrected = range(1, corrected + 1)
        self.garage.now = TUESDAY + timedelta(hours=1)

    @property
    def ports(self) -> dict[str, Any]:
        world = self.garage.world
        return {"log": world.log, "catalogue": world.catalogue, "now": self.garage.now}

    def arrived(self, at: datetime = ARRIVED) -> None:
        serve_notice(self.matter, SEQ, TEMPLATE, at, calendar=calendar(), **self.ports)
        self.work()

    def failed(self, template: str = TEMPLATE) -> None:
        notice_failed(self.matter, SEQ, template, calendar=calendar(), **self.ports)
        self.work()

    def call(self, *, reached: bool, note: str = "", command: str = "call-1", by: c.Actor = OFFICER) -> None:
        asked = Call(f"correction_notice-{SEQ}", reached, stamp(self.garage.now), UNSEALED)
        world, file = self.garage.world, self.garage.file(self.matter)
        note_batch_call(file, command, asked, note, by, dossiers=world.dossiers, entropy=world.entropy, **self.ports)
        self.work()

    def work(self) -> list[int]:
        """What every commit of the batch asks of the work queue, twice over; the delays of what is left."""
        delays = []
        for commit in self.garage.file(self.matter).commits:
            tasks = [*serving_tasks(commit)] * 2
            while tasks:
                task = tasks.pop()
                queue = FakeQueue()
                self._serve(task.body, queue)
                tasks += [one for one in queue.tasks if not one.delay_seconds]
                delays += [one.delay_seconds for one in queue.tasks if one.delay_seconds]
        return delays

    def _serve(self, body: Any, queue: FakeQueue) -> None:
        world = self.garage.world
        own = {"dossiers": world.dossiers, "entropy": world.entropy, "calendar": calendar(), "queue": queue}
        serve_cases(body, **own, **self.ports)

    def case(self, row: int) -> Case:
        return child(self.garage, self.matter, row)

    def withdraw(self, row: int) -> None:
        case = self.case(row)
        run(self.garage, case.matter, c.Withdraw(f"w-{row}", c.Actor("applicant", case.application.applicant)))

    def served(self) -> list[tuple[str, str]]:
        """How and when the notice of each corrected row was served."""
        notices = [
            next(one for one in self.case(row).documents if one.kind == "correction_notice") for row in self.corrected
        ]
        return [(one.served_how, one.served_at) for one in notices]

    def rows(self) -> list[tuple[str, str]]:
        """(queue, first day) of the calls to be made about the batch."""
        rows = batch_task_rows(self.garage.file(self.matter).batch, DEFINITION, calendar())
        return [(key.queue, str(row["from_on"])) for key, row in rows.items() if row["task"] == "telephone"]


def test_an_sms_that_arrived_starts_the_applicants_time_in_every_case_of_it() -> None:
    depot = Depot(rows=24, corrected=23)
    depot.arrived()
    assert depot.served() == [("sms", stamp(ARRIVED))] * 23
    assert [one.since for row in (1, 23) for one in clock_of(depot.case(row), "applicant", DEFINITION, calendar())] == [
        stamp(ARRIVED)
    ] * 2
    assert not depot.case(24).corrections


def test_receipts_repeated_late_or_after_a_failure_serve_once() -> None:
    depot = Depot()
    depot.failed()
    assert [queue for queue, _ in depot.rows()] == ["JTJ:officer"]
    depot.arrived()
    depot.arrived(ARRIVED + timedelta(minutes=9))
    depot.failed()
    assert depot.served() == [("sms", stamp(ARRIVED))] * 2
    assert depot.rows() == []


def test_another_message_of_the_batch_serves_nothing_and_asks_for_no_call() -> None:
    depot = Depot()
    notice_failed(depot.matter, 1, "batch_received", calendar=calendar(), **depot.ports)
    depot.failed("batch_received")
    serve_notice(depot.matter, 1, TEMPLATE, ARRIVED, calendar=calendar(), **depot.ports)
    assert (depot.work(), depot.served()) == ([], [("", "")] * 2)
    assert depot.garage.file(depot.matter).batch.seq == SEQ


def test_one_call_serves_all_and_each_case_keeps_who_was_told_what() -> None:
    depot = Depot()
    assert depot.rows() == [("JTJ:officer", "2026-03-04")], "a day after it was sent"
    depot.failed()
    assert depot.rows() == [("JTJ:officer", "2026-03-03")], "at once"
    with pytest.raises(RefusedError) as refused:
        depot.call(reached=True)
    assert refused.value.code == "call_unnoted"
    with pytest.raises(RefusedError) as refused:
        depot.call(reached=True, note="王总", by=replace(OFFICER, posts=frozenset({"RSJ:officer"})))
    assert refused.value.code == "not_your_step"
    depot.call(reached=True, note="张经办接听，已逐件告知")
    depot.call(reached=True, note="张经办接听，已逐件告知")
    assert depot.served() == [("phone", stamp(depot.garage.now))] * 2
    assert depot.rows() == []
    world, case = depot.garage.world, depot.case(2)
    (fact,) = read_chain(world.log.read(case.matter))[-1].facts
    assert isinstance(fact, DocumentServed)
    note = world.dossiers.get(case.matter, fact.note.part)
    assert note is not None
    assert note.content == {"text": "张经办接听，已逐件告知"}


def test_who_answers_on_no_day_is_shown_to_the_supervisors() -> None:
    depot = Depot()
    for day in range(3):
        depot.garage.now = TUESDAY + timedelta(days=day, hours=2)
        depot.call(reached=False, command=f"call-{day}")
    assert sorted(queue for queue, _ in depot.rows()) == ["JTJ:officer", UNREACHED_QUEUE]


def test_what_was_opened_in_each_case_needs_no_call() -> None:
    depot = Depot()
    for row in depot.corrected:
        settle_notices(depot.matter, **depot.ports)
        assert depot.rows()
        case = depot.case(row)
        notice = next(one.id for one in case.documents if one.kind == "correction_notice")
        run(
            depot.garage,
            case.matter,
            c.OpenDocuments(f"o-{row}", c.Actor("applicant", case.application.applicant), (notice,)),
        )
    settle_notices(depot.matter, **depot.ports)
    settle_notices(depot.matter, **depot.ports)
    assert (depot.rows(), depot.work()) == ([], [])
    assert {how for how, _ in depot.served()} == {"opened"}
    assert not [*serving_tasks(depot.garage.file(depot.matter).commits[-1])], "its cases are served already"


def test_a_case_that_has_not_followed_yet_is_served_later() -> None:
    depot = Depot()
    world = depot.garage.world
    slow, at = depot.case(1).matter, depot.case(1).seq
    kept = world.log.bodies.pop((slow, at))
    serve_notice(depot.matter, SEQ, TEMPLATE, ARRIVED, calendar=calendar(), **depot.ports)
    (task,) = serving_tasks(depot.garage.file(depot.matter).commits[-1])
    queue = FakeQueue()
    depot._serve(task.body, queue)
    (again,) = queue.tasks
    assert (again.delay_seconds, again.body["rows"]) == (LATER[0], [1])
    world.log.bodies[slow, at] = kept
    depot._serve(again.body, FakeQueue())
    assert depot.served() == [("sms", stamp(ARRIVED))] * 2


def test_a_case_that_never_follows_is_left_to_a_person_unless_it_has_ended() -> None:
    depot = Depot()
    world = depot.garage.world
    slow, at = depot.case(1).matter, depot.case(1).seq
    world.log.bodies.pop((slow, at))
    serve_notice(depot.matter, SEQ, TEMPLATE, ARRIVED, calendar=calendar(), **depot.ports)
    (task,) = serving_tasks(depot.garage.file(depot.matter).commits[-1])
    last = {**task.body, "tries": len(LATER), "rows": [1]}
    with pytest.raises(NotFollowedError, match=r"rows \[1\]"):
        depot._serve(last, FakeQueue())
    depot.withdraw(1)
    depot._serve(last, FakeQueue())
    queue = FakeQueue()
    depot._serve(task.body, queue)
    assert queue.tasks == [], "nor is it tried again"


def test_a_case_that_ended_before_it_followed_keeps_no_call_waiting() -> None:
    depot = Depot(rows=2, corrected=1)
    case = depot.case(1)
    depot.garage.world.log.bodies.pop((case.matter, case.seq))
    settle_notices(depot.matter, **depot.ports)
    assert depot.rows(), "it may still follow"
    depot.withdraw(1)
    settle_notices(depot.matter, **depot.ports)
    assert depot.rows() == []


def test_of_a_case_of_a_batch_only_its_own_failed_notice_is_a_call_of_its_own() -> None:
    depot = Depot()
    case = depot.case(1)
    assert not [row for row in case_rows(case, DEFINITION, calendar()).values() if row["task"] == "telephone"]
    notice_failed(case.matter, case.seq, "correction_requested", calendar=calendar(), **depot.ports)
    rows = case_rows(depot.case(1), DEFINITION, calendar())
    assert [key.queue for key, row in rows.items() if row.get("task") == "telephone"] == ["JTJ:officer"]
