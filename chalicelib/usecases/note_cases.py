"""In which cases something was recorded on a day: noted at night from the log's stream, by unit, so that records of a day can
be exchanged without a row for each case and day among the views."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain.commit import read_commit
from chalicelib.domain.facts import Received
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import Log, TallyStore, Written
from chalicelib.usecases.check_day import SETTLING

AROUND_MIDNIGHT: Final = timedelta(minutes=5)
"""A commit is written a little after the instant that it records: around midnight it is noted for both days, and whoever
reads it for a day looks at what it records."""


KEPT: Final = timedelta(hours=24)
"""How long the log's stream keeps what was written (DynamoDB Streams)."""


@dataclass(frozen=True)
class Noted:
    """`gap` is the stamp since when cases may be lacking, because no night has been for longer than the stream keeps them,
    or empty."""

    cases: int
    gap: str


def note_cases(written: Iterable[Written], *, log: Log, tallies: TallyStore, now: datetime) -> Noted:
    """Notes the cases under the days and units. One look at the openings of them all, safe to repeat."""
    days: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    of_cases = [one for one in written if kind_of(one.matter) is MatterKind.CASE]
    units = _units({one.matter for one in of_cases}, log)
    for one in of_cases:
        for at in (one.written_at, one.written_at - AROUND_MIDNIGHT):
            days[at.astimezone(SHANGHAI).date(), units[one.matter]].add(one.matter)
    for (day, unit), matters in days.items():
        tallies.note_cases(day, unit, stamp(now), sorted(matters))
    before = tallies.noted_until()
    if before and before < stamp(now - KEPT):
        return Noted(len(units), before)
    tallies.note_until(stamp(now - SETTLING))
    return Noted(len(units), "")


def _units(matters: Collection[str], log: Log) -> Mapping[str, str]:
    """Whose each of the cases is, by its receipt."""
    openings = log.openings(matters)
    return {matter: _unit(openings[matter]) if matter in openings else "" for matter in matters}


def _unit(body: bytes) -> str:
    received = read_commit(body).facts[0]
    return received.unit if isinstance(received, Received) else ""
