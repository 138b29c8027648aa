"""Whether the rows from which statistics are counted are what the log says: each matter is counted anew from its log alone."""

from datetime import timedelta

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commit import read_chain, read_commit
from chalicelib.domain.inquiry import KINDS, Inquiry, evolve_inquiry
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.rows import Rows
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


def mend_counts(
    matter: str, seq: int, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar
) -> list[str]:
    """Puts right what the matter counts for on the day of this commit and the one before it, for of a matter's commits the
    newest alone is asked with; returns what was wrong."""
    body = log.get(matter, seq)
    since = counts_queue(local_date(read_commit(body).recorded_at) - timedelta(days=1)) if body else ""
    right = counts_of(matter, log=log, catalogue=catalogue, calendar=calendar) if body else {}
    wrong = [key for key in sorted(right) if key.queue >= since and views.get(key) != right[key]]
    for key in wrong:
        views.put(key, right[key])
    return [f"count {key.queue} {key.sort}" for key in wrong]
