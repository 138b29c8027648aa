"""What time has brought: looks only at what is due, commits it, and moves or removes the due row."""

from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commit import read_chain
from chalicelib.domain.fold import fold
from chalicelib.domain.rows import DUE_QUEUE, Row, RowKey, due_key, summary_key
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log, StaleError, Views
from chalicelib.usecases.case_file import pinned_definition
from chalicelib.usecases.execute import bring_up_to_date

PAGE = 100


def sweep(*, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, now: datetime, until: datetime) -> int:
    """Handles every due row up to the instant `until`; returns how many. A late or doubled sweep gives the same facts.

    The scheduled sweep's `until` is now; a later one also moves rows that a case has outlived, as after a rebuild.
    """
    handled = 0
    after = ""
    while page := views.query(DUE_QUEUE, after=after, up_to=stamp(until) + "~", limit=PAGE):
        for key, row in page:
            _sweep_one(key, row, log=log, views=views, catalogue=catalogue, calendar=calendar, now=now)
            handled += 1
            after = key.sort
    return handled


def _sweep_one(
    key: RowKey, row: Row, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> None:
    matter = str(row["matter"])
    while True:
        commits = read_chain(log.read(matter))
        definition = pinned_definition(commits[0], catalogue=catalogue)
        case = bring_up_to_date(fold(matter, commits, definition), definition, log=log, calendar=calendar, now=now)
        if case is not None:
            break
    wanted = due_key(case, definition, calendar)
    if wanted == key:
        return
    of_case = summary_key(case)
    seen = views.get(of_case)
    if wanted is not None:
        views.put(wanted, row)
    if seen is not None and seen["due_row"] == key.sort:
        try:
            views.put_summary(of_case, {**seen, "due_row": wanted.sort if wanted else ""}, seen=seen)
        except StaleError:
            return  # the case moved on meanwhile; this row stays and the next sweep looks again
    views.delete(key)
