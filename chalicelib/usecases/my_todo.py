"""The to-do list: the steps that wait for a leader, in the order in which they fall due, with next and previous."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.domain.actor import Actor
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commit import read_commit
from chalicelib.domain.facts import StepDecided, StepReassigned
from chalicelib.domain.rows import is_to_do
from chalicelib.ports import Catalogue, Dossiers, Log, Views
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.list_tasks import Waiting, list_tasks


@dataclass(frozen=True)
class Place:
    """Where a step stands in the list: `number` counts from 1, 0 for a step that is not on it."""

    number: int
    count: int
    previous: Waiting | None
    next: Waiting | None


def my_todo(
    actor: Actor,
    after: str,
    *,
    views: Views,
    dossiers: Dossiers,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
) -> Sequence[Waiting]:
    """The steps that wait for this person, be it in somebody's place; `after` as in `list_tasks`."""
    listed = list_tasks(actor, after, views=views, dossiers=dossiers, log=log, catalogue=catalogue, calendar=calendar)
    return [one for one in listed.waiting if is_to_do(one.row)]


def first_open(todo: Iterable[Waiting], *, log: Log, catalogue: Catalogue) -> Waiting | None:
    """The first of these whose step is open in the log: rows lag behind decisions taken in quick succession."""
    return next((one for one in todo if _is_open(one, log=log, catalogue=catalogue)), None)


def _is_open(one: Waiting, *, log: Log, catalogue: Catalogue) -> bool:
    return one.row["step"] in read_case(str(one.row["matter"]), log=log, catalogue=catalogue).case.opened


def done_at(matter: str, seq: int, staff: str, *, log: Log) -> StepDecided | StepReassigned | None:
    """What this member of staff did to a step in this commit, to tell them that it stands."""
    body = log.get(matter, seq)
    commit = read_commit(body) if body else None
    if commit is None or (commit.actor["kind"], commit.actor["id"]) != ("staff", staff):
        return None
    return next((fact for fact in commit.facts if isinstance(fact, StepDecided | StepReassigned)), None)


def place_of(matter: str, step: str, todo: Sequence[Waiting]) -> Place:
    """The place of a step in the list; from a step that is not on it one goes on to the first."""
    here = [(one.row["matter"], one.row["step"]) for one in todo]
    if (matter, step) not in here:
        return Place(0, len(todo), None, todo[0] if todo else None)
    at = here.index((matter, step))
    return Place(at + 1, len(todo), todo[at - 1] if at else None, todo[at + 1] if at + 1 < len(todo) else None)
