"""A changed calendar moves due dates though no log has moved: the rows that show one are written anew.

`project` walks from commit to commit and so leaves rows alone that no commit has changed; `refresh` writes them all.
"""

from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import DUE_QUEUE, due_key, summary, summary_key
from chalicelib.domain.rows.cards import RED_QUEUE
from chalicelib.domain.rows.case import case_rows
from chalicelib.ports import Catalogue, Log, Queue, Task, Views
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.check_counts import write_counts
from chalicelib.usecases.project import Projected, project
from chalicelib.usecases.project_inquiry import refresh_inquiry
from chalicelib.usecases.walk_rows import sum_up

PAGE: Final = 100
SETTLED_SECONDS: Final = 120
"""Longer than a function may go on with the edition before (`Catalogue.current`)."""

QUEUES: Final = (DUE_QUEUE, RED_QUEUE)
"""Where every case stands whose due date is shown: time is to bring it something, or has made it red."""


def refresh_all(*, queue: Queue) -> None:
    """Asks for every case that may show a due date to be refreshed, once every function knows the new edition."""
    for name in QUEUES:
        queue.put(Task({"kind": "refresh_queue", "queue": name, "after": ""}, delay_seconds=SETTLED_SECONDS))


def refresh_queue(name: str, after: str, *, views: Views, queue: Queue) -> None:
    """Asks for the matters of one page of a queue to be refreshed, and for the next page to be looked at. A certificate's
    dates are no working days."""
    page = views.query(name, after=after, limit=PAGE)
    matters = {str(row["matter"]) for _, row in page}
    for matter in sorted(matter for matter in matters if kind_of(matter) in (MatterKind.CASE, *KINDS)):
        queue.put(Task({"kind": "refresh", "matter": matter}))
    if len(page) == PAGE:
        queue.put(Task({"kind": "refresh_queue", "queue": name, "after": page[-1][0].sort}))


def refresh(
    matter: str, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, projected: Projected
) -> None:
    """Writes every row of the matter as the head of its log and this calendar have it, its due row included.

    Repeated, crashed and concurrent runs end in the same rows. Of an inquiry's rows only the due row knows a calendar.
    What the matter counts for (whether it was on time) follows too; of days that are counted no more, `make recount` tells.
    """
    write_counts(matter, log=log, views=views, catalogue=catalogue, calendar=calendar)
    if kind_of(matter) in KINDS:
        refresh_inquiry(matter, log=log, views=views, catalogue=catalogue, calendar=calendar)
        return
    touched: set[RowKey] = set()
    while True:
        project(matter, log=log, views=views, catalogue=catalogue, calendar=calendar, projected=projected)
        file = read_case(matter, log=log, catalogue=catalogue)
        right = case_rows(file.case, file.definition, calendar)
        for key, row in right.items():
            views.put(key, row)
        for key in sorted(touched - right.keys()):
            views.delete(key)
        touched |= right.keys()
        if _summed_up(file, views, calendar) and len(log.read(matter)) == file.case.seq:
            return


def _summed_up(file: CaseFile, views: Views, calendar: Calendar) -> bool:
    """Moves the due row and writes the summary; False when somebody else was faster."""
    case, definition = file.case, file.definition
    told = summary(case, definition, calendar)
    return sum_up(case, summary_key(case), told, due_key(case, definition, calendar), views=views)
