"""`make recount`: counts the whole log anew, matter by matter, and compares it with the rows, tallies and notes of cases from which
statistics are shown and records exchanged; exit status 1 where anything differs. STAGE=prod (the local stage).

REPAIR=1   writes the rows and tallies as the log says; run it again to see that nothing differs.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from chalicelib import wiring
from chalicelib.domain.case import definition_key
from chalicelib.domain.commit import read_chain
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.row import Row, RowKey
from chalicelib.domain.tally import Figures, Tallies, Window, added, together
from chalicelib.domain.tally.periods import month_of
from chalicelib.domain.times import end_of, local_date, stamp
from chalicelib.usecases.check_counts import counts_of
from chalicelib.usecases.recount import recount_days
from infra.local.visit import NotReachedError
from infra.progress import progress
from infra.stack import DeployError
from infra.stage import stage_of

SHOWN: Final = 5


def main() -> int:
    try:
        with stage_of(os.environ.get("STAGE", "")):
            return compare(repair=os.environ.get("REPAIR") == "1")
    except (DeployError, NotReachedError) as error:
        print(*error.args, sep="\n", file=sys.stderr)
        return 1


@dataclass
class LogCount:
    """What the log alone comes to: figures by day and window, cases by day and unit; `wrong` are rows that say otherwise."""

    figures: defaultdict[date, defaultdict[Window, list[Figures]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    cases: defaultdict[tuple[date, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    wrong: list[tuple[RowKey, Row]] = field(default_factory=list)

    def add(self, matter: str) -> None:
        if kind_of(matter) is MatterKind.CASE:
            for recorded in _recorded(matter):
                self.cases[recorded].add(matter)
        rows = counts_of(matter, log=wiring.log(), catalogue=wiring.catalogue(), calendar=wiring.calendar())
        for key, row in rows.items():
            if wiring.views().get(key) != row:
                self.wrong.append((key, row))
            figures = {name: value for name, value in row.items() if isinstance(value, int)}
            window = Window(key.sort.partition("#")[0], str(row["window"]))
            self.figures[date.fromisoformat(key.queue.partition(":")[2])][window].append(figures)

    def tallies(self) -> Mapping[date, Tallies]:
        return {
            day: {window: added(parts) for window, parts in sorted(windows.items())}
            for day, windows in self.figures.items()
        }

    def repair(self, began: str) -> None:
        """Writes what the log comes to, which was read from `began` (a stamp) on."""
        for key, row in self.wrong:
            wiring.views().put(key, row)
        for (day, unit), cases in self.cases.items():
            wiring.tallies().note_cases(day, unit, "recount", sorted(cases))
        wiring.tallies().note_until(began)
        through = wiring.tallies().through()
        if through and self.figures and min(self.figures) <= through:
            recount_days(min(self.figures), through, views=wiring.views(), tallies=wiring.tallies())


def compare(*, repair: bool) -> int:
    """The exit status. Works on the stage that `wiring` reaches."""
    began, found = stamp(wiring.now()), LogCount()
    matters = sorted(wiring.log().matters())
    for matter in progress("counting the log", matters):
        found.add(matter)
    counted = found.tallies()
    wrong = [f"row {key.queue} {key.sort}" for key, _ in found.wrong]
    differing = [*_differing(counted), *_lacking(found.cases)]
    if repair:
        found.repair(began)
    for told in [*wrong, *differing][:SHOWN]:
        print(f"  {told}")
    whole = added(figures for tallies in counted.values() for figures in tallies.values())
    kinds = {name: whole.get(name, 0) for name in ("received", "accepted", "instant", "complaints")}
    print(f"{len(matters)} matters, {kinds}; {len(wrong)} rows and {len(differing)} tallies or notes different")
    return 1 if wrong or differing else 0


def _recorded(matter: str) -> set[tuple[date, str]]:
    """The days on which something was recorded in a case, each with the unit whose it is."""
    commits = read_chain(wiring.log().read(matter))
    unit = definition_key(commits[0])[3]
    return {(local_date(commit.recorded_at), unit) for commit in commits}


def _lacking(noted: Mapping[tuple[date, str], set[str]]) -> list[str]:
    """The days of whose cases some are not noted although the nights have been there."""
    tallies = wiring.tallies()
    until = tallies.noted_until()
    past = [(day, unit) for day, unit in sorted(noted) if stamp(end_of(day)) <= until]
    return [
        f"cases {day.isoformat()} {unit}"
        for day, unit in past
        if noted[day, unit] - {matter for _, matter in tallies.cases(day, unit)}
    ]


def _differing(counted: Mapping[date, Tallies]) -> list[str]:
    """The days and months whose tallies are not what the log comes to: of days that are over and were counted."""
    tallies = wiring.tallies()
    through = tallies.through()
    sealed = {day: counts for day, counts in counted.items() if through and day <= through}
    periods = {day.isoformat(): counts for day, counts in sealed.items()}
    for month in sorted({month_of(day) for day in sealed}):
        periods[month] = together(counts for day, counts in sealed.items() if month_of(day) == month)
    return [f"tally {period}" for period, counts in sorted(periods.items()) if tallies.of(period) != counts]


if __name__ == "__main__":
    sys.exit(main())
