"""Views follow the log: walk from the summary's seq to the head, put and delete rows, write the summary last.

A stream record is only a hint that there is something to walk. The same function serves the stream, a redo, the nightly
check and a rebuild; repeated, late, reordered or crashed runs end in the same rows.
"""

from collections.abc import Iterable
from typing import Protocol

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.fold import evolve
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.rows import DUE_QUEUE, Row, RowKey, due_entry, due_key, summary, summary_key
from chalicelib.domain.rows.case import case_rows
from chalicelib.ports import Catalogue, Log, StaleError, Views
from chalicelib.usecases.case_file import pinned_definition
from chalicelib.usecases.project_batch import project_batch
from chalicelib.usecases.project_certificate import project_certificate


class Projected(Protocol):
    """Called with (case before, commit, case after, definition) for each newly projected commit, at least once."""

    def __call__(self, before: Case, commit: Commit, after: Case, definition: Definition) -> None: ...


def project(
    matter: str, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, projected: Projected
) -> None:
    """Brings the matter's rows up to the head of its log."""
    if kind_of(matter) is MatterKind.CERTIFICATE:
        project_certificate(matter, log=log, views=views, catalogue=catalogue)
        return
    if kind_of(matter) is MatterKind.BATCH:
        project_batch(matter, log=log, views=views, catalogue=catalogue, calendar=calendar)
        return
    while True:
        commits = read_chain(log.read(matter))
        if not commits:
            return
        definition = pinned_definition(commits[0], catalogue=catalogue)
        states = _states(matter, commits, definition)
        key = summary_key(states[-1])
        seen = views.get(key)
        walked = states[int(seen["seq"]) if seen else 0 :]
        if len(walked) < 2:  # noqa: PLR2004 - a walk needs a state before and one after
            return
        for before, commit, after in zip(walked, commits[walked[0].seq :], walked[1:], strict=False):
            projected(before, commit, after, definition)
        standing = str(seen["due_row"]) if seen else ""
        due_row = _walk(walked, standing, definition, views=views, calendar=calendar)
        try:
            row = {**summary(states[-1], definition, calendar), "due_row": due_row}
            views.put_summary(key, row, seen=seen)
        except StaleError:
            _mend(walked, matter, definition, log=log, views=views, calendar=calendar)
        else:
            # Not before: a summary that names a row which a crash has deleted would hide a later one from the sweep.
            if standing not in ("", due_row):
                views.delete(RowKey(DUE_QUEUE, standing))
            return


def _states(matter: str, commits: Iterable[Commit], definition: Definition) -> list[Case]:
    """The state before the first commit and after each."""
    states = [Case(matter=matter)]
    for commit in commits:
        states.append(evolve(states[-1], commit, definition))
    return states


def _walk(walked: list[Case], due_row: str, definition: Definition, *, views: Views, calendar: Calendar) -> str:
    """Puts the rows of the last state and deletes all that an earlier state on the way may have put.

    A row is left alone only when every state on the way had it so: a crashed walk may have put any of them.
    """
    *earlier, new = (case_rows(case, definition, calendar) for case in walked)
    for key, row in new.items():
        if any(rows.get(key) != row for rows in earlier):
            views.put(key, row)
    gone = {key for rows in earlier for key in rows} - new.keys()
    for key in sorted(gone):
        views.delete(key)
    return _move_due_row(walked, due_row, definition, views=views, calendar=calendar)


def _move_due_row(
    walked: list[Case], standing: str, definition: Definition, *, views: Views, calendar: Calendar
) -> str:
    """The sort of the due row that stands afterwards: moved earlier at once, moved later or removed by the sweep."""
    wanted = due_key(walked[-1], definition, calendar)
    if wanted is None or (standing and standing <= wanted.sort):
        return standing
    views.put(wanted, due_entry(walked[-1].matter))
    return wanted.sort


def _mend(
    walked: list[Case], matter: str, definition: Definition, *, log: Log, views: Views, calendar: Calendar
) -> None:
    """Another projector was faster: rows that we touched are set to what the head of the log says."""
    touched: dict[RowKey, Row] = {}
    for case in walked:
        touched.update(case_rows(case, definition, calendar))
    head = -1
    while True:
        states = _states(matter, read_chain(log.read(matter)), definition)
        if states[-1].seq == head:
            return
        head = states[-1].seq
        right = case_rows(states[-1], definition, calendar)
        for key in sorted(touched):
            if key in right:
                views.put(key, right[key])
            else:
                views.delete(key)
