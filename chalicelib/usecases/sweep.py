"""What time has brought: looks only at what is due, commits it, and moves or removes the due row."""

from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commit import read_chain
from chalicelib.domain.fold import fold
from chalicelib.domain.inquiry import KINDS
from chalicelib.domain.inquiry.rows import inquiry_due_key, inquiry_key
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.renewal import certificate_due_key, renewal_terms
from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.rows import DUE_QUEUE, due_key, summary_key
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log, StaleError, Views
from chalicelib.usecases.act_on_inquiry import bring_inquiry_up_to_date
from chalicelib.usecases.case_file import pinned_definition
from chalicelib.usecases.execute import bring_up_to_date
from chalicelib.usecases.follow_renewal import bring_certificate_up_to_date
from chalicelib.usecases.inquiry_file import read_inquiry
from chalicelib.usecases.project_certificate import certificate_key

PAGE = 100


def sweep(*, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, now: datetime, until: datetime) -> int:
    """Handles every due row up to the instant `until`; returns how many. A late or doubled sweep gives the same facts.

    The scheduled sweep's `until` is now; a later one also moves rows that a case has outlived, as after a rebuild.
    Raises ExceptionGroup after the last one when some failed; their rows stand.
    """
    handled, errors = 0, list[Exception]()
    after = ""
    while page := views.query(DUE_QUEUE, after=after, up_to=stamp(until) + "~", limit=PAGE):
        for key, row in page:
            try:
                _sweep_one(key, row, log=log, views=views, catalogue=catalogue, calendar=calendar, now=now)
                handled += 1
            except Exception as error:  # noqa: BLE001 - one case that cannot be read must not hold up those behind it
                errors.append(error)
            after = key.sort
    if errors:
        raise ExceptionGroup(f"{len(errors)} due rows failed", errors)
    return handled


def _sweep_one(
    key: RowKey, row: Row, *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> None:
    matter = str(row["matter"])
    if kind_of(matter) is MatterKind.CERTIFICATE:
        summary, wanted = _certificate(matter, log=log, catalogue=catalogue, now=now)
    elif kind_of(matter) in KINDS:
        summary, wanted = _inquiry(matter, log=log, catalogue=catalogue, calendar=calendar, now=now)
    else:
        summary, wanted = _case(matter, log=log, catalogue=catalogue, calendar=calendar, now=now)
    if wanted == key:
        return
    seen = views.get(summary)
    if wanted is not None:
        views.put(wanted, row)
    if seen is not None and seen["due_row"] == key.sort:
        try:
            views.put_summary(summary, {**seen, "due_row": wanted.sort if wanted else ""}, seen=seen)
        except StaleError:
            return  # the matter moved on meanwhile; this row stays and the next sweep looks again
    views.delete(key)


def _case(
    matter: str, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> tuple[RowKey, RowKey | None]:
    """The key of the summary and of the due row, after what time has brought."""
    while True:
        commits = read_chain(log.read(matter))
        definition = pinned_definition(commits[0], catalogue=catalogue)
        case = bring_up_to_date(fold(matter, commits, definition), definition, log=log, calendar=calendar, now=now)
        if case is not None:
            return summary_key(case), due_key(case, definition, calendar)


def _certificate(matter: str, *, log: Log, catalogue: Catalogue, now: datetime) -> tuple[RowKey, RowKey | None]:
    file = bring_certificate_up_to_date(matter, log=log, catalogue=catalogue, now=now)
    due_row = certificate_due_key(file.certificate, renewal_terms(file.definition))
    return certificate_key(file.certificate), due_row


def _inquiry(
    matter: str, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> tuple[RowKey, RowKey | None]:
    while True:
        file = read_inquiry(matter, log=log, catalogue=catalogue)
        inquiry = bring_inquiry_up_to_date(file, log=log, calendar=calendar, now=now)
        if inquiry is not None:
            return inquiry_key(inquiry), inquiry_due_key(inquiry, file.edition, calendar)
