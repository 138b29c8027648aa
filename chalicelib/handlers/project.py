"""The stream reader that keeps the views."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit, read_commit
from chalicelib.domain.facts import CardFollowedUp, Granted
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.handlers.stream import Hint, each, hints, newest
from chalicelib.ports import Task
from chalicelib.usecases.batch_notices import serving_tasks
from chalicelib.usecases.expire_address import expiring_batch_tasks, expiring_tasks
from chalicelib.usecases.follow_batch import batch_tasks, settling_tasks
from chalicelib.usecases.follow_certificate import tasks_of_certificate, tasks_of_its_case
from chalicelib.usecases.follow_renewal import renewal_tasks
from chalicelib.usecases.follow_waybill import waybill_tasks
from chalicelib.usecases.hinted_log import HintedLog
from chalicelib.usecases.project import project
from chalicelib.usecases.refresh_rows import refresh
from chalicelib.usecases.track_parcel import tracking_tasks

LOG = logging.getLogger("buqiuren")


def handle(event: Any) -> None:
    """Of a case's commits the newest in a batch is enough: the walk hands on what follows from each on its way."""
    found = [*hints(event)]
    last = newest(found)
    wanted = (hint for hint in found if kind_of(hint.matter) in FOLLOWING or hint.seq == last[hint.matter])
    each("project", wanted, project_hint)


def project_hint(hint: Hint) -> None:
    """Brings the matter's rows up to date and hands on what follows: certificates to draw, waybills to watch."""
    project(
        hint.matter,
        log=HintedLog(wiring.log(), {hint.matter: hint.seq}),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        projected=_hand_on,
    )
    if follow := FOLLOWING.get(kind_of(hint.matter)):
        commit = read_commit(wiring.log().get(hint.matter, hint.seq) or b"")
        _call_for_people(commit)
        for task in follow(commit):
            wiring.work_queue().put(task)


def _call_for_people(commit: Commit) -> None:
    """By level 2 the unit's head and the supervisors have been told, and still nobody has answered the card."""
    for fact in commit.facts:
        if isinstance(fact, CardFollowedUp) and fact.level > 1:
            LOG.error("ALARM red card %s of %s is unanswered", fact.card, commit.matter)


def refresh_hint(matter: str) -> None:
    """As `project_hint`, and writes every row anew: the calendar has changed."""
    refresh(
        matter,
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        projected=_hand_on,
    )


def _of_batch(commit: Commit) -> Iterator[Task]:
    yield from batch_tasks(commit)
    yield from serving_tasks(commit)
    yield from expiring_batch_tasks(commit)


def _nothing(_commit: Commit) -> Iterable[Task]:
    return ()


FOLLOWING: Final[Mapping[MatterKind, Callable[[Commit], Iterable[Task]]]] = {
    MatterKind.BATCH: _of_batch,
    MatterKind.CERTIFICATE: tasks_of_certificate,
    # They hand on nothing, but they have cards.
    MatterKind.CONSULTATION: _nothing,
    MatterKind.COMPLAINT: _nothing,
    MatterKind.RATING: _nothing,
}
"""What follows a commit of another matter than a case."""


def _hand_on(before: Case, commit: Commit, after: Case, definition: Definition) -> None:
    for task in (
        *waybill_tasks(commit),
        *tracking_tasks(commit),
        *settling_tasks(before, after),
        *tasks_of_its_case(before, after),
        *renewal_tasks(before, after),
        *expiring_tasks(before, after),
    ):
        wiring.work_queue().put(task)
    _call_for_people(commit)
    granted = any(isinstance(fact, Granted) for fact in commit.facts)
    if granted and definition.data["result"]:
        wiring.certify_queue().put(Task({"kind": "certify", "matter": after.matter}))
