"""What waits for a member of staff: the queues of all their posts, in a fixed number of reads whatever their length; a
queue longer than a page is read on from the last row shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.actor import Actor
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.dossier import Part
from chalicelib.domain.reference import BadReferenceError, MatterKind, kind_of, reference_of
from chalicelib.domain.row import Row, RowKey, unit_queue
from chalicelib.ports import Catalogue, Dossiers, Log, Views

LISTED = 100
"""Rows of one queue on a page, those that have waited longest first."""

DELIVERY = "delivery"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: its row, the name of who applies (empty once their data are erased), the staff id of the
    holder for whom it is done (empty where it is one's own), and of whom the row would have telephoned the numbers: the
    agent's first, as it is the agent who acts."""

    queue: str
    row: Row
    applicant: str
    acts_for: str = ""
    telephones: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return reference_of(str(self.row["matter"]))


@dataclass(frozen=True)
class Worklist:
    """One page, the earliest due first. `more` has the last row read of each queue that goes on behind the page."""

    waiting: Sequence[Waiting]
    more: Sequence[RowKey]


def queues_of(posts: Iterable[str]) -> tuple[str, ...]:
    """The queues of these posts; an officer hands over the unit's certificates and answers its cards too."""
    own = sorted(posts)
    units = [post.partition(":")[0] for post in own if post.endswith(":officer")]
    return (*own, *(f"{unit}:{DELIVERY}" for unit in units), *(unit_queue(unit) for unit in units))


def list_tasks(
    actor: Actor,
    after: str,
    *,
    views: Views,
    dossiers: Dossiers,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    beyond: RowKey | None = None,
) -> Worklist:
    """What waits for this person in the queues of their posts and of those that they hold for others. `after` is
    matter:seq of one's own last change, or empty: that matter is shown as the log has it, though the view may lag.
    `beyond`: of this row's queue only what stands behind the row."""
    posts = actor.posts | {one.post for one in actor.deputy}
    queues = [queue for queue in queues_of(posts) if beyond is None or queue == beyond.queue]
    rows: dict[RowKey, Row] = {}
    more: list[RowKey] = []
    for queue in queues:
        page = views.glance_queue(queue, after=beyond.sort if beyond else "", limit=LISTED + 1)
        rows.update(page[:LISTED])
        more += [page[LISTED - 1][0]] if len(page) > LISTED else []
    matter = after.partition(":")[0]
    if matter:
        rows = {key: row for key, row in rows.items() if row["matter"] != matter}
        fresh = _rows_of(matter, log=log, catalogue=catalogue, calendar=calendar)
        rows.update({key: row for key, row in fresh.items() if key.queue in queues})
    holders = {key: _holder(actor, key.queue, row, catalogue) for key, row in rows.items()}
    rows = {key: row for key, row in rows.items() if holders[key]}
    forms = _forms(rows.values(), dossiers)
    waiting = [
        Waiting(
            key.queue,
            row,
            applicant_name(forms.get(_dossier(row))),
            "" if holders[key] == actor.id else holders[key],
            telephones(forms.get(_dossier(row))) if row["task"] == "telephone" else (),
        )
        for key, row in rows.items()
    ]
    waiting.sort(key=lambda one: (str(one.row["due_at"]) or "~", str(one.row["since"])))
    return Worklist(waiting, more)


def _holder(actor: Actor, queue: str, row: Row, catalogue: Catalogue) -> str:
    """The staff id of the holder for whom this person does the task, be it themselves; empty where it is not theirs."""
    unit, officers = queue.partition(":")[0], queues_of([f"{queue.partition(':')[0]}:officer"])
    post, given_to = f"{unit}:officer" if queue in officers else queue, str(row.get("staff", ""))
    if post in actor.posts and given_to in ("", actor.id):
        return actor.id
    definition = catalogue.edition(str(row["edition"])).definition(str(row["item"]), str(row["variant"]))
    return actor.acts_for(post, definition, given_to)


def _rows_of(matter: str, *, log: Log, catalogue: Catalogue, calendar: Calendar) -> Mapping[RowKey, Row]:
    from chalicelib.domain.batch.rows import batch_task_rows  # a list without a change of one's own folds no case
    from chalicelib.domain.rows.case import case_rows
    from chalicelib.usecases.batch_file import UnknownBatchError, read_batch
    from chalicelib.usecases.case_file import UnknownCaseError, read_case

    try:
        reference_of(matter)
        if kind_of(matter) is MatterKind.BATCH:
            batch = read_batch(matter, log=log, catalogue=catalogue)
            return batch_task_rows(batch.batch, batch.definition, calendar)
        file = read_case(matter, log=log, catalogue=catalogue)
    except (BadReferenceError, UnknownCaseError, UnknownBatchError):
        return {}
    return case_rows(file.case, file.definition, calendar)


def _forms(rows: Iterable[Row], dossiers: Dossiers) -> Mapping[str, Part]:
    forms = dossiers.get_many({(_dossier(row), str(row["form"])) for row in rows})
    return {matter: part for (matter, _), part in forms.items()}


def _dossier(row: Row) -> str:
    """Where the form of who applied lies: a certificate's with the case on which it was issued."""
    return str(row.get("dossier", row["matter"]))


def applicant_name(form: Part | None) -> str:
    """The name in a form part."""
    return str(form.content["applicant"]["name"]) if form else ""


def telephones(form: Part | None) -> tuple[str, ...]:
    """The numbers in a form part at which the agent and the applicant can be reached, each once."""
    people = [form.content.get("agent") or {}, form.content["applicant"]] if form else []
    return tuple(dict.fromkeys(str(one["phone"]) for one in people if one.get("phone")))
