"""`make calendar-change FILE=path/to/2027.json`: which due dates move when this year's file takes effect.

Reads every case of DATA_DIR and changes none. The file may lie anywhere. Where it is in force already, its newest
notice is left out for the comparison, so the list can be had afterwards too.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chalicelib import wiring
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.calendar.data import holiday_notices
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.reference import MatterKind, kind_of, reference_of, shown
from chalicelib.domain.times import local
from chalicelib.usecases.case_file import read_case
from infra.calendar_moves import Move, known_on, moved_due_dates
from infra.local.lock import DataDirectoryBusyError
from infra.local.server import start

Year = Mapping[str, Any]


class BadYearError(ValueError):
    """FILE is no year's file."""


def main() -> int:
    try:
        changed = _year(Path(os.environ.get("FILE", "")))
        cloud = start(Path(os.environ.get("DATA_DIR", ".local")))
    except (BadYearError, DataDirectoryBusyError) as error:
        print(error, file=sys.stderr)
        return 1
    try:
        report(changed)
    finally:
        cloud.stop()
    return 0


def report(changed: Year) -> list[Move]:
    """Prints each due date that moves and returns the moves."""
    data = wiring.edition().data
    old, new = years_before_and_after(data["calendar"], changed)
    hours = data["service_hours"]
    moves = moved_due_dates(_cases(), Calendar.from_data(old, hours), Calendar.from_data(new, hours))
    for move in moves:
        application = move.case.application
        moved = f"{_last_minute(move.was)} -> {_last_minute(move.becomes)}"
        print(f"  {shown(reference_of(move.case.matter))}  {application.item}  {moved}")
    print(f"due dates that move: {len(moves)}")
    return moves


def years_before_and_after(in_force: Sequence[Year], changed: Year) -> tuple[list[Year], list[Year]]:
    """The calendar's years without and with the changed file's news."""
    others = [year for year in in_force if year["year"] != changed["year"]]
    before = [year for year in in_force if year["year"] == changed["year"]]
    if before == [changed]:
        newest = max(notice["published_on"] for notice in (changed, *changed.get("changes", ())))
        before = known_on([changed], date.fromisoformat(newest) - timedelta(days=1))
    return [*others, *before], [*others, changed]


def _year(path: Path) -> Year:
    try:
        year: Year = json.loads(path.read_text(encoding="utf-8"))
        holiday_notices([year])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadYearError(f"FILE must name a year's file of the calendar, {str(path)!r} is none: {error!r}") from error
    return year


def _cases() -> Iterator[tuple[Case, Definition]]:
    for matter in wiring.log().matters():
        if kind_of(matter) is MatterKind.CASE:
            file = read_case(matter, log=wiring.log(), catalogue=wiring.catalogue())
            yield file.case, file.definition


def _last_minute(stamp: str) -> str:
    """The last minute within the limit, local time."""
    return (local(stamp) - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M") if stamp else "none"


if __name__ == "__main__":
    sys.exit(main())
