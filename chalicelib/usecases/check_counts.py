"""Whether the rows from which statistics are counted are what the log says: each matter is counted anew from its log alone."""

from collections.abc import Collection
from datetime import timedelta

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commit import read_chain, read_commit
from chalicelib.domain.inquiry import KINDS, Inquiry, evolve_inquiry
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.row import RowKey, Rows
from chalicelib.domain.tally.counts import case_counts, count_rows, counts_queue, inquiry_counts
from chalicelib.domain.times import local_date
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.case_states import read_states


def counts_of(matter: str, *, log: Log, catalogue: Catalogue, calendar: Calendar) -> Rows:
    """The count rows of a matter; none of what is neither case nor inquiry."""
    if kind_of(matter) in KINDS:
        commits, states = read_chain(log.read(matter)), [Inquiry(matter)]
        for commit in commits:
            states.append(evolve_inquiry(states[-1], commit))
        return count_rows(inquiry_counts(states, commits), matter)
    if kind_of(matter) is not MatterKind.CASE:
        return {}
    read = read_states(matter, log=log, catalogue=catalogue)
    return count_rows(case_counts(read.states, read.commits, read.definition, calendar), matter)


def recent_counts(matter: str, seq: int, *, log: Log, catalogue: Catalogue, calendar: Calendar) -> Rows:
    """Of the matter's count rows those of the day of this commit and the one before it, and later ones."""
    body = log.get(matter, seq)
    if not body:
        return {}
    since = counts_queue(local_date(read_commit(body).recorded_at) - timedelta(days=1))
    right = counts_of(matter, log=log, catalogue=catalogue, calendar=calendar)
    return {key: row for key, row in right.items() if key.queue >= since}


def mend_counts(
    matter: str, seq: int, *, log: Log, now: Log, views: Views, catalogue: Catalogue, calendar: Calendar
) -> list[str]:
    """Puts right what the matter counts for on the day of this commit and the one before it, for of a matter's commits the
    newest alone is asked with; returns what was wrong.

    `log` may be behind; what is written is by the log as it is `now`, and again where a commit came meanwhile.
    """
    right = recent_counts(matter, seq, log=log, catalogue=catalogue, calendar=calendar)
    wrong = [key for key in sorted(right) if views.get(key) != right[key]]
    if wrong:
        write_counts(matter, wrong, log=now, views=views, catalogue=catalogue, calendar=calendar)
    return [f"count {key.queue} {key.sort}" for key in wrong]


def write_counts(
    matter: str, keys: Collection[RowKey] = (), *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar
) -> None:
    """Writes these count rows of the matter anew, or all, and once more where a commit came meanwhile."""
    written = 0
    while (head := len(log.read(matter))) > written:
        right = counts_of(matter, log=log, catalogue=catalogue, calendar=calendar)
        for key in keys or right:
            views.put(key, right[key])
        written = head
