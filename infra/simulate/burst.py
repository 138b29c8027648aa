"""`python -m infra.simulate.burst`: decisions at the window at QUIET a second (0.2), then at ten times that, SECONDS (60) each, on a
city of its own; SEED (1). A bureau's busiest hour brings about 0.01 a second.

Arrivals do not wait for answers. Exit 1 when anything is lost, doubled or untold, or when the 95th percentile of a decision,
as the officer's program waits for it, is over twice the quiet one.
"""

import math
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from infra.city_folder import city_folder, read_folder
from infra.simulate import recount
from infra.simulate.forms import Forms
from infra.simulate.month import Month
from infra.simulate.plan import MIX, Plan, PlannedCase, plan
from infra.simulate.stored import read_stored

TIMES: Final = 10
BUDGET: Final = 2.0
AT_ONCE: Final = 64
WARMING: Final = 5


def main() -> int:
    quiet, seconds = float(os.environ.get("QUIET") or 0.2), float(os.environ.get("SECONDS") or 60)
    seed = int(os.environ.get("SEED") or 1)
    data, _ = read_folder(city_folder())
    calendar = Calendar.from_data(data["calendar"], data["service_hours"])
    few, many = max(10, round(quiet * seconds)), round(quiet * TIMES * seconds)
    arriving = _arriving(WARMING + few + many, seed, calendar)
    with tempfile.TemporaryDirectory() as folder:
        month = Month(arriving, Path(folder), Forms(data), kills=0)
        try:
            month.open()
            month.open_windows()
            numbers = [case.number for case in arriving.cases]
            decided_ms(month, numbers[:WARMING], quiet * TIMES)
            before = decided_ms(month, numbers[WARMING : WARMING + few], quiet)
            during = decided_ms(month, numbers[WARMING + few :], quiet * TIMES)
            for day in (1, 2):  # the night's counts
                month.advance(arriving.opens[0][0] + timedelta(days=day))
        finally:
            month.end()
        wrong = [*month.ledger.complaints, *_wrong(arriving, Path(folder), data, calendar)]
    first, second = _p95(before), _p95(during)
    held = second <= BUDGET * first
    print(
        f"{few} decisions at {quiet:g} a second: p95 {first:.0f} ms; {many} at {quiet * TIMES:g}: p95 {second:.0f} ms, "
        f"{second / first:.2f} times ({'within' if held else 'OVER'} {BUDGET:g}); wrong: {len(wrong)}"
    )
    for sentence in wrong:
        print(f"NOT AS THE LOG SAYS: {sentence}")
    return 1 if wrong or not held else 0


def decided_ms(month: Month, numbers: Sequence[int], rate: float) -> list[float]:
    """How long each decision took, of arrivals that come at an even rate whatever became of those before."""
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as officers:
        waiting: list[Future[float]] = []
        for place, number in enumerate(numbers):
            time.sleep(max(0.0, began + place / rate - time.monotonic()))
            waiting.append(officers.submit(_decided, month, number))
    return [one.result() for one in waiting]


def _decided(month: Month, number: int) -> float:
    began = time.monotonic()
    month.client(number).do("receive", month.plan.opens[0][0].date())
    return (time.monotonic() - began) * 1000


def _arriving(count: int, seed: int, calendar: Calendar) -> Plan:
    """Walk-ins only, each granted in its sitting and not yet handed over."""
    items = MIX["items"]["window"]
    cases = [PlannedCase(number, "window", items[number % len(items)], "") for number in range(1, count + 1)]
    opens = plan(cases=1, season="ordinary", seed=seed, calendar=calendar).opens
    return Plan(seed, cases, {}, opens)


def _wrong(arriving: Plan, folder: Path, data: Any, calendar: Calendar) -> list[str]:
    stored = read_stored(folder / "data")
    cases = recount.histories(stored, data)
    counts = (
        recount.counted_from_facts(stored, data),
        recount.counted_from_states(cases, stored, calendar),
        recount.counted_from_tallies(stored),
        recount.counted_from_plan(arriving),
    )
    return [*recount.broken(arriving, stored, cases, counts)]


def _p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * 0.95) - 1]


if __name__ == "__main__":
    sys.exit(main())
