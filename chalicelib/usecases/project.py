"""Views follow the log, whatever kind of matter a stream record names.

The same function serves the stream, a redo, the nightly check and a rebuild.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.rows import due_key, summary, summary_key
from chalicelib.domain.rows.case import case_rows
from chalicelib.domain.tally.counts import case_counts, count_rows
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.case_file import pinned_definition
from chalicelib.usecases.case_walk import walk
from chalicelib.usecases.project_batch import project_batch
from chalicelib.usecases.project_certificate import project_certificate
from chalicelib.usecases.project_inquiry import project_inquiry
from chalicelib.usecases.walk_rows import walk_rows


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
    if kind_of(matter) in KINDS:
        project_inquiry(matter, log=log, views=views, catalogue=catalogue, calendar=calendar)
        return
    walk_rows(_CaseRows(matter, log, catalogue, calendar, projected), views=views)


@dataclass
class _CaseRows:
    """The rows of one case."""

    matter: str
    log: Log
    catalogue: Catalogue
    calendar: Calendar
    projected: Projected
    commits: tuple[Commit, ...] = ()
    walk: Sequence[Case] = ()

    @cached_property
    def definition(self) -> Definition:
        return pinned_definition(self.commits[0], catalogue=self.catalogue)

    def states(self) -> Sequence[Case]:
        self.commits = read_chain(self.log.read(self.matter))
        if not self.commits:
            return ()
        self.walk = walk(self.matter, self.commits, self.definition)
        return self.walk

    def rows(self, state: Case) -> Rows:
        counts = case_counts(self.walk[: state.seq + 1], self.commits[: state.seq], self.definition, self.calendar)
        return {**case_rows(state, self.definition, self.calendar), **count_rows(counts, self.matter)}

    def summary_key(self, state: Case) -> RowKey:
        return summary_key(state)

    def summary(self, state: Case) -> Row:
        return summary(state, self.definition, self.calendar)

    def due_key(self, state: Case) -> RowKey | None:
        return due_key(state, self.definition, self.calendar)

    def walked(self, way: Sequence[Case]) -> None:
        for before, commit, after in zip(way, self.commits[way[0].seq :], way[1:], strict=False):
            self.projected(before, commit, after, self.definition)
