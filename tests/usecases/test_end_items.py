"""An item is cancelled with its running cases: each of them ends once, on the law's own ground, and nothing else does."""

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import SYSTEM_CATALOGUE, Terminate
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import Terminated
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.transitions import BEFORE_DECISION
from chalicelib.domain.versions import moment_of
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.end_items import PAGE, end_case, follow_catalogue, walk_ended_item
from chalicelib.usecases.project import project
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition
from tests import cases
from tests.effort import share
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import INSTANT, JOINT, TUESDAY, World, calendar, edition
from tests.usecases.test_project import COMMANDS, any_command, nobody

ENDED = {"instead": "请到省厅办理。", "running": "end", "reason": "国务院决定取消。", "basis": "国发〔2026〕1号"}
A, B, OTHER = (case_matter(derive(name, 0)) for name in "ABC")
LATER = TUESDAY + timedelta(days=60)


def ended_edition(**ended: Any) -> Edition:
    was = edition().item(JOINT)
    item = {**was, "status": "cancelled", "version": was["version"] + 1, "ended": {**ENDED, **ended}}
    return Edition("ended", {**edition().data, "items": {**edition().data["items"], JOINT: item}})


def world_with_cases() -> World:
    world = World()
    for matter, of in ((A, cases.joint()), (B, cases.joint()), (OTHER, cases.definition("XN-YJJ-001"))):
        cases.opened(world, of, TUESDAY, matter)
    return world


def projected(world: World) -> None:
    ports: Any = {"log": world.log, "views": world.views, "catalogue": world.catalogue, "calendar": calendar()}
    for matter in (A, B, OTHER):
        project(matter, **ports, projected=nobody)


def look(world: World, now: datetime) -> None:
    follow_catalogue(catalogue=world.catalogue, views=world.views, queue=world.queue, now=now)


def carry_out(world: World, body: Any, now: datetime) -> None:
    if body["kind"] == "end_item":
        walk_ended_item(body["item"], body["queue"], body["after"], views=world.views, queue=world.queue)
        return
    ports: Any = {"log": world.log, "dossiers": world.dossiers, "catalogue": world.catalogue, "entropy": world.entropy}
    end_case(body["matter"], body["item"], **ports, calendar=calendar(), now=now)


def work(world: World, now: datetime) -> None:
    while world.queue.tasks:
        carry_out(world, world.queue.tasks.pop(0).body, now)


def file(world: World, matter: str) -> CaseFile:
    return read_case(matter, log=world.log, catalogue=world.catalogue)


def terminations(world: World, matter: str) -> list[Terminated]:
    return [fact for commit in file(world, matter).commits for fact in commit.facts if isinstance(fact, Terminated)]


def test_running_cases_end_with_reason_and_document_and_others_go_on() -> None:
    world = world_with_cases()
    projected(world)
    look(world, TUESDAY)
    assert world.queue.tasks == [], "nothing has ended"
    world.catalogue.publish(ended_edition(), now="")
    look(world, LATER)
    work(world, LATER)
    for matter in (A, B):
        case = file(world, matter).case
        assert (case.status, case.outcome) == ("terminated", "terminated")
        assert case.documents[-1].kind == "termination"
        [fact] = terminations(world, matter)
        assert fact.ground == "item_cancelled"
        told = world.dossiers.get(matter, fact.note.part)
        assert told is not None
        assert told.content["text"] == "原因：国务院决定取消。依据：国发〔2026〕1号。请到省厅办理。"
        assert file(world, matter).commits[-1].actor == {"kind": "system", "id": "catalogue"}
    assert file(world, OTHER).case.phase == "received"
    look(world, LATER)
    assert world.queue.tasks == [], "what was seen is not asked for again"


@pytest.mark.parametrize("running", ["finish", None])
def test_cases_of_an_item_that_lets_them_finish_go_on(running: str | None) -> None:
    world = world_with_cases()
    projected(world)
    world.catalogue.publish(ended_edition(running=running), now="")
    look(world, LATER)
    assert world.queue.tasks == []


def test_an_end_published_ahead_comes_with_its_minute() -> None:
    world = world_with_cases()
    projected(world)
    minute = TUESDAY + timedelta(minutes=10)
    now_and_then = ended_edition().item(JOINT)
    later = {**now_and_then, "effective_from": moment_of(minute)}
    world.catalogue.publish(Edition("ahead", {**edition().data, "coming": {JOINT: [later]}}), now="")
    look(world, minute - timedelta(seconds=1))
    assert world.queue.tasks == []
    look(world, minute)
    work(world, minute)
    assert file(world, A).case.status == "terminated"


def test_an_end_that_was_taken_back_before_it_was_carried_out_ends_nothing() -> None:
    world = world_with_cases()
    projected(world)
    world.catalogue.publish(ended_edition(), now="")
    look(world, LATER)
    world.catalogue.publish(edition(), now="")
    work(world, LATER)
    assert file(world, A).case.phase == "received"
    look(world, LATER)
    world.catalogue.publish(ended_edition(), now="")
    look(world, LATER)
    work(world, LATER)
    assert file(world, A).case.status == "terminated"


@settings(max_examples=share(60))
@given(st.lists(st.tuples(st.sampled_from((A, B)), st.sampled_from(COMMANDS)), max_size=12), st.data())
def test_whatever_has_happened_and_however_tasks_come_each_running_case_ends_once(
    history: Any, data: st.DataObject
) -> None:
    world = world_with_cases()
    for n, (matter, command) in enumerate(history):
        with contextlib.suppress(RefusedError):
            cases.run(world, any_command(f"{n}", command), TUESDAY + timedelta(hours=n), matter)
    running = {matter for matter in (A, B) if file(world, matter).case.phase in BEFORE_DECISION}
    projected(world)
    world.catalogue.publish(ended_edition(), now="")
    look(world, LATER)
    done = []
    while world.queue.tasks:
        task = world.queue.tasks.pop(data.draw(st.integers(0, min(5, len(world.queue.tasks) - 1))))
        done.append(task)
        carry_out(world, task.body, LATER)
    for task in data.draw(st.lists(st.sampled_from(done), max_size=3)):
        carry_out(world, task.body, LATER)
    for matter in (A, B):
        assert len(terminations(world, matter)) == (matter in running)
    assert terminations(world, OTHER) == []


def test_only_the_catalogue_ends_a_case_without_a_post_and_only_for_the_cancelled_item() -> None:
    world = world_with_cases()
    for ground in ("applicant_gone", "fee_unpaid"):
        with pytest.raises(RefusedError):
            cases.run(world, Terminate("x", SYSTEM_CATALOGUE, ground, cases.NOTE), LATER, A)


def test_a_long_queue_is_walked_page_by_page() -> None:
    world = World()
    world.catalogue.publish(ended_edition(), now="")
    matters = [case_matter(derive(f"many-{n}", 0)) for n in range(PAGE + 5)]
    for matter in matters:
        cases.opened(world, cases.joint(), TUESDAY, matter)
        ports: Any = {"log": world.log, "views": world.views, "catalogue": world.catalogue, "calendar": calendar()}
        project(matter, **ports, projected=nobody)
    look(world, LATER)
    work(world, LATER)
    assert {file(world, matter).case.status for matter in matters} == {"terminated"}


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        ({"running": "perhaps"}, "在办的怎么处理"),
        ({"reason": ""}, "要写明原因"),
        ({"basis": None}, "要写明原因"),
        ({"basis": "法" * 151}, "要写明原因"),
    ],
)
def test_who_ends_running_cases_says_why_and_by_which_law(ended: Any, told: str) -> None:
    with pytest.raises(BadEditionError, match=told):
        publish_edition(ended_edition(**ended).data, catalogue=FakeCatalogue(), now=TUESDAY)


def test_only_a_cancelled_item_ends_its_cases() -> None:
    item = {**edition().item(INSTANT), "status": "suspended", "ended": ENDED}
    data = {**edition().data, "items": {**edition().data["items"], INSTANT: item}}
    with pytest.raises(BadEditionError, match="在办的怎么处理"):
        publish_edition(data, catalogue=FakeCatalogue(), now=TUESDAY)
