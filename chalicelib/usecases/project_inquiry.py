"""The view rows of a consultation, complaint or rating."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commit import Commit, read_chain
from chalicelib.domain.inquiry import Inquiry, evolve_inquiry
from chalicelib.domain.inquiry.rows import inquiry_due_key, inquiry_key, inquiry_rows, inquiry_summary
from chalicelib.domain.row import Row, RowKey, Rows
from chalicelib.domain.tally.counts import count_rows, inquiry_counts
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.inquiry_file import pinned_edition
from chalicelib.usecases.walk_rows import sum_up, walk_rows


def project_inquiry(matter: str, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar) -> None:
    """Brings the inquiry's rows up to the head of its log, however often and late it is called."""
    walk_rows(_InquiryRows(matter, log, catalogue, calendar), views=views)


def refresh_inquiry(matter: str, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar) -> None:
    """Moves the due row to where this calendar has it."""
    of = _InquiryRows(matter, log, catalogue, calendar)
    while states := of.states():
        walk_rows(of, views=views)
        head = states[-1]
        if sum_up(head, of.summary_key(head), of.summary(head), of.due_key(head), views=views):
            return


@dataclass
class _InquiryRows:
    """The rows of one inquiry."""

    matter: str
    log: Log
    catalogue: Catalogue
    calendar: Calendar
    commits: tuple[Commit, ...] = ()
    walk: Sequence[Inquiry] = ()

    @cached_property
    def edition(self) -> Edition:
        return pinned_edition(self.commits[0], catalogue=self.catalogue)

    def states(self) -> Sequence[Inquiry]:
        self.commits = read_chain(self.log.read(self.matter))
        if not self.commits:
            return ()
        states = [Inquiry(self.matter)]
        for commit in self.commits:
            states.append(evolve_inquiry(states[-1], commit))
        self.walk = states
        return states

    def rows(self, state: Inquiry) -> Rows:
        counts = inquiry_counts(self.walk[: state.seq + 1], self.commits[: state.seq])
        return {**inquiry_rows(state), **count_rows(counts, self.matter)}

    def summary_key(self, state: Inquiry) -> RowKey:
        return inquiry_key(state)

    def summary(self, state: Inquiry) -> Row:
        return inquiry_summary(state)

    def due_key(self, state: Inquiry) -> RowKey | None:
        return inquiry_due_key(state, self.edition, self.calendar)

    def walked(self, way: Sequence[Inquiry]) -> None:
        """Nothing else follows an inquiry's commits."""
