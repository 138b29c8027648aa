"""Tallies are recomputed, never incremented: a day is counted from the rows that its matters have, a month is its days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from chalicelib.domain.tally import Figures, Tallies, Window, added, together
from chalicelib.domain.tally.counts import counts_queue
from chalicelib.domain.tally.periods import days_of, month_of
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import TallyStore, Views

COUNTED_AGAIN: Final = 15
"""Days that are over and are counted again each time: the night's check may have mended their rows, and dead letters, which
are kept for fourteen days, may have brought some."""
FIRST_COUNT: Final = 62
"""Days that the first count of all looks back; `make recount` counts older ones."""
PAGE: Final = 500


@dataclass(frozen=True)
class Recounted:
    """`differences` name the tallies that had been counted and came out otherwise, as (period, unit, window): of a month
    those that its own days do not explain."""

    days: int
    differences: tuple[tuple[str, str, str], ...]


def count_day(day: date, *, views: Views, unit: str = "") -> Tallies:
    """What the day's rows come to, of every unit or of one; its cost is that of the day's matters."""
    found: dict[Window, list[Figures]] = {}
    for window, figures in _rows(day, views, unit):
        found.setdefault(window, []).append(figures)
    return {window: total for window in sorted(found) if (total := added(found[window]))}


def _rows(day: date, views: Views, unit: str) -> Iterator[tuple[Window, Figures]]:
    after, up_to = (f"{unit}#", f"{unit}#\U0010ffff") if unit else ("", "")
    more = True
    while more:
        page = views.query(counts_queue(day), after=after, up_to=up_to, limit=PAGE)
        for key, row in page:
            figures = {name: value for name, value in row.items() if isinstance(value, int)}
            yield Window(key.sort.partition("#")[0], str(row["window"])), figures
            after = key.sort
        more = len(page) == PAGE


def recount(*, views: Views, tallies: TallyStore, now: datetime) -> Recounted:
    """Counts every day that is over and was not counted, the last ones again, and the months that they lie in.

    Safe to repeat and to break off: what is counted lies under the day, and a month's days are sealed with the month.
    """
    yesterday = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    sealed = tallies.through()
    first = sealed + timedelta(days=1) if sealed else yesterday - timedelta(days=FIRST_COUNT - 1)
    first = min(first, yesterday - timedelta(days=COUNTED_AGAIN - 1))
    return _recount(first, yesterday, yesterday, views, tallies)


def recount_days(first: date, last: date, *, views: Views, tallies: TallyStore) -> Recounted:
    """The same for these days, the last of which is over. Days before which others were never counted are not sealed."""
    return _recount(first, last, date.max, views, tallies)


def _recount(first: date, last: date, over: date, views: Views, tallies: TallyStore) -> Recounted:
    """No day after `over` was ever counted."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    differences = list[tuple[str, str, str]]()
    for month, within in groupby(days, key=month_of):
        differences += _count_month(month, [*within], over, views, tallies)
    return Recounted(len(days), tuple(differences))


def _count_month(
    month: str, days: Sequence[date], over: date, views: Views, tallies: TallyStore
) -> list[tuple[str, str, str]]:
    """Counts these days of the month, and the month; returns the differences that nothing explains."""
    sealed = tallies.through()
    counted = {day: count_day(day, views=views) for day in days}
    changed = {day: _write(day.isoformat(), counted[day], tallies) for day in days}
    differences = [one for day in days if sealed and day <= sealed for one in changed[day]]
    others = (tallies.of(day.isoformat()) for day in days_of(month) if day not in counted and day <= over)
    total = _write(month, together([*counted.values(), *others]), tallies)
    if not any(changed.values()):
        differences += total
    if sealed is None or days[0] <= sealed + timedelta(days=1) <= days[-1]:
        tallies.seal(days[-1])
    return differences


def _write(period: str, counted: Tallies, tallies: TallyStore) -> list[tuple[str, str, str]]:
    """Makes what stands what was counted; returns what was changed."""
    standing = tallies.of(period)
    changed = sorted(
        window for window in counted.keys() | standing.keys() if counted.get(window) != standing.get(window)
    )
    for window in changed:
        if window in counted:
            tallies.put(period, window, counted[window])
        else:
            tallies.remove(period, window)
    return [(period, window.unit, window.name) for window in changed]
