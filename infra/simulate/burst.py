"""`python -m infra.simulate.burst`: decisions at the window of a city of its own, first QUIET (100) of them each of which
finds the city at rest, as at any rate that leaves it time to, then for SECONDS (50) RATE (2) a second; SEED (1). A bureau's
busiest hour brings about 0.014 a second, so that 2 are ten times the busiest hour of fourteen bureaux.

In the burst arrivals do not wait for answers. Exit 1 when anything is lost, doubled or untold, or when the 95th percentile
of a decision, as the officer's program waits for it, is over twice the quiet one.
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
from infra.simulate.offices import offices
from infra.simulate.plan import Office, Plan, PlannedCase, plan
from infra.simulate.stored import read_stored

BUDGET: Final = 2.0
AT_ONCE: Final = 64
WARMING: Final = 5


def main() -> int:
    quiet, rate = int(os.environ.get("QUIET") or 100), float(os.environ.get("RATE") or 2)
    many = round(rate * float(os.environ.get("SECONDS") or 50))
    seed = int(os.environ.get("SEED") or 1)
    data, staff = read_folder(city_folder())
    calendar = Calendar.from_data(data["calendar"], data["service_hours"])
    arriving = _arriving(WARMING + quiet + many, seed, calendar, offices(data, 1)[0])
    with tempfile.TemporaryDirectory() as folder:
        month = Month(arriving, Path(folder), Forms(data), staff, kills=0)
        try:
            month.open()
            month.open_windows()
            numbers = [case.number for case in arriving.cases]
            in_quiet_ms(month, numbers[:WARMING])
            before = in_quiet_ms(month, numbers[WARMING : WARMING + quiet])
            during = in_burst_ms(month, numbers[WARMING + quiet :], rate)
            for day in (1, 2):  # the night's counts
                month.advance(arriving.opens[0][0] + timedelta(days=day))
        finally:
            month.end()
        wrong = [*month.ledger.complaints, *_wrong(arriving, Path(folder), data, calendar)]
    first, second = _p95(before), _p95(during)
    held = second <= BUDGET * first
    print(
        f"{quiet} decisions in quiet: p95 {first:.0f} ms; {many} at {rate:g} a second: p95 {second:.0f} ms, "
        f"{second / first:.2f} times ({'within' if held else 'OVER'} {BUDGET:g}); wrong: {len(wrong)}"
    )
    for sentence in wrong:
        print(f"NOT AS THE LOG SAYS: {sentence}")
    return 1 if wrong or not held else 0


def in_quiet_ms(month: Month, numbers: Sequence[int]) -> list[float]:
    """How long each decision took, one after the other, once what the one before has caused was done."""
    taken = []
    for number in numbers:
        month.come_to_rest()
        taken.append(_decided(month, number))
    return taken


def in_burst_ms(month: Month, numbers: Sequence[int], rate: float) -> list[float]:
    """How long each decision took, of arrivals that come at an even rate whatever became of those before."""
    month.come_to_rest()
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


def _arriving(count: int, seed: int, calendar: Calendar, office: Office) -> Plan:
    """Walk-ins only, each granted in its sitting and not yet handed over."""
    items = office.items["window"]
    cases = [
        PlannedCase(number, office.unit, "window", items[number % len(items)], "") for number in range(1, count + 1)
    ]
    opens = plan(cases=1, season="ordinary", seed=seed, calendar=calendar, offices=[office]).opens
    return Plan(seed, cases, {}, opens)


def _wrong(arriving: Plan, folder: Path, data: Any, calendar: Calendar) -> list[str]:
    stored = read_stored(folder / "data")
    cases = recount.histories(stored, data)
    counts = (
        recount.counted_from_facts(stored, data),
        recount.counted_from_states(cases, stored, calendar),
        recount.counted_from_tallies(stored),
        recount.counted_from_plan(arriving, data),
    )
    return [*recount.broken(arriving, stored, cases, counts)]


def _p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * 0.95) - 1]


if __name__ == "__main__":
    sys.exit(main())
