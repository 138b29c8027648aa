"""What supervision watches: what is red, what turns red soon, cards, patterns. Every read is of a page of what is listed;
none grows with the number of open cases."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.facts import CardGiven
from chalicelib.domain.patterns import REAPPLIED, queue_of, reapplied
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.row import Row, RowKey, unit_queue
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.rows.calls import UNREACHED_QUEUE
from chalicelib.domain.rows.cards import CARDS_QUEUE, RED_QUEUE, held_since
from chalicelib.domain.time_rules import next_red
from chalicelib.domain.times import SHANGHAI, end_of, stamp
from chalicelib.ports import Catalogue, Log, Views
from chalicelib.usecases.case_file import read_case

Sees = Callable[[Row], bool]
"""Whether a row is for who looks: what concerns one of the supervisors is kept from that one."""

LISTED: Final = 100
COUNTED: Final = 1000
"""More are not counted; the page says so."""

SOON_DAYS: Final = 3
"""Working days ahead that the supervisors look."""

LOOKED_AT: Final = 3
"""Due rows for each case wanted: time brings reminders, yellow cards and follow-ups too."""

OWN_CASES: Final = 100
"""Of one applicant, received after a case was over and looked through for the application that came again."""


@dataclass(frozen=True)
class Soon:
    """A case that turns red at the stamp `at` unless something is done: what runs out, who has it in hand since when."""

    case: Case
    definition: Definition
    at: str
    would_be: CardGiven
    since: str


@dataclass(frozen=True)
class Listed:
    """A page of rows; `beyond` is the sort after which the next page begins, empty on the last."""

    rows: Sequence[Row]
    beyond: str = ""


@dataclass(frozen=True)
class DayNumbers:
    """The three numbers of the day."""

    red: int
    soon: int
    unanswered: int


def red_cases(*, views: Views, sees: Sees, after: str = "") -> Listed:
    """Those that have been red longest first."""
    return _page(RED_QUEUE, after, views=views, sees=sees)


def cards(*, views: Views, sees: Sees, after: str = "") -> Listed:
    """Cards that wait for their unit, and those of what runs that were answered; the oldest first."""
    return _page(CARDS_QUEUE, after, views=views, sees=sees)


def unreached(*, views: Views, sees: Sees, after: str = "") -> Listed:
    """Notices about which nobody answered the telephone on several days; the oldest first."""
    return _page(UNREACHED_QUEUE, after, views=views, sees=sees)


def unit_cards(posts: Iterable[str], *, views: Views) -> Sequence[Row]:
    """The cards that wait for an answer of the units in which somebody holds a post: one read for each unit."""
    units = sorted({post.partition(":")[0] for post in posts})
    return [row for unit in units for _, row in views.query(unit_queue(unit), limit=LISTED)]


def turning_red(
    *, log: Log, views: Views, catalogue: Catalogue, calendar: Calendar, now: datetime, limit: int = LISTED
) -> Sequence[Soon]:
    """At most so many cases that turn red within SOON_DAYS working days, the soonest first.

    Reads the due rows up to then, which hold whatever time is about to bring, and the log of each of their cases; at
    most LOOKED_AT times as many as are wanted.
    """
    until = stamp(end_of(calendar.add_working_days(now.astimezone(SHANGHAI).date(), SOON_DAYS).on))
    found: dict[str, Soon] = {}
    for matter in islice(_cases_due(views, until), LOOKED_AT * limit):
        soon = _soon(matter, log=log, catalogue=catalogue, calendar=calendar)
        if soon and soon.at <= until:
            found[matter] = soon
        if len(found) == limit:
            break
    return sorted(found.values(), key=lambda one: (one.at, one.case.matter))


def numbers(soon: int, *, views: Views, sees: Sees = lambda _row: True) -> DayNumbers:
    """The three numbers, `soon` as `turning_red` has found it; the others are counted up to COUNTED."""
    red = sum(map(sees, _rows(RED_QUEUE, views, most=COUNTED)))
    return DayNumbers(red, soon, sum(int(row["open"]) for row in _rows(CARDS_QUEUE, views, most=COUNTED) if sees(row)))


def pattern(kind: str, *, views: Views, within_days: int, after: str = "") -> Listed:
    """Cases that show one of `patterns.KINDS`, the newest first.

    Of cases that were sent away those only that came again within so many days: one look at the applicant's own cases
    for each row of the page.
    """
    page = views.query(queue_of(kind), after=after, limit=LISTED + 1, newest_first=True)
    rows = [row for _, row in page[:LISTED]]
    if kind == REAPPLIED:
        rows = [{**row, "again_at": at} for row in rows if (at := _again(row, views, within_days))]
    return Listed(rows, page[LISTED - 1][0].sort if len(page) > LISTED else "")


def _again(row: Row, views: Views, within_days: int) -> str:
    own = [case for _, case in views.query(str(row["applicant"]), after=str(row["at"]), limit=OWN_CASES)]
    return reapplied(row, own, within_days)


def _cases_due(views: Views, until: str) -> Iterator[str]:
    """The cases with a due row up to then, each once; certificates that run out have theirs in the same queue."""
    known = set[str]()
    for row in _rows(DUE_QUEUE, views, up_to=until + "~", most=LOOKED_AT * COUNTED):
        matter = str(row["matter"])
        if matter not in known and kind_of(matter) is MatterKind.CASE:
            known.add(matter)
            yield matter


def _soon(matter: str, *, log: Log, catalogue: Catalogue, calendar: Calendar) -> Soon | None:
    file = read_case(matter, log=log, catalogue=catalogue)
    red = next_red(file.case, file.definition, calendar)
    if red is None:
        return None
    return Soon(file.case, file.definition, red.effective_at, red, held_since(file.case, red.step))


def _page(queue: str, after: str, *, views: Views, sees: Sees) -> Listed:
    page = views.query(queue, after=after, limit=LISTED + 1)
    return Listed(
        [row for _, row in page[:LISTED] if sees(row)], page[LISTED - 1][0].sort if len(page) > LISTED else ""
    )


def _rows(queue: str, views: Views, *, most: int, up_to: str = "") -> Iterator[Row]:
    """At most so many rows of a queue in its order, read page by page."""
    last: RowKey | None = None
    while most > 0 and (page := views.query(queue, after=last.sort if last else "", up_to=up_to, limit=LISTED)):
        yield from (row for _, row in page[:most])
        last, most = page[-1][0], most - len(page)
