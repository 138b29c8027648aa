"""`python -m infra.simulate`: CASES (the report's 5,008 times SCALE and the season's load), SEASON (ordinary or peak), SCALE (1:
how many bureaux), SEED (1), KILLS (2). A run that was interrupted goes on in DATA_DIR. Exit 1 when anything is not as the log says."""

import json
import os
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.reference import case_matter
from infra.city_folder import city_folder, read_folder
from infra.progress import step
from infra.simulate import figures, recount, report
from infra.simulate.cold_starts import cold_start_ms
from infra.simulate.forms import Forms
from infra.simulate.month import Month
from infra.simulate.offices import offices
from infra.simulate.plan import MIX, plan
from infra.simulate.stored import read_stored
from infra.simulate.views import rebuilding

RESULT: Final = "month.json"
LATEST: Final = "simulate.json"
"""In DATA_DIR: the last month that was simulated, for `make cost`."""

SHOWN: Final = 20


def main() -> int:
    data, staff = read_folder(city_folder())
    try:
        asked = Asked(os.environ)
        at = offices(data, asked.scale)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    folder = asked.data_dir / "simulate" / f"{asked.season}-{asked.cases}-{asked.scale}-{asked.seed}"
    if (folder / RESULT).exists():
        shutil.rmtree(folder)
    calendar = Calendar.from_data(data["calendar"], data["service_hours"])
    planned = plan(cases=asked.cases, season=asked.season, seed=asked.seed, calendar=calendar, offices=at)
    month = Month(planned, folder, Forms(data), staff, kills=asked.kills)
    began = time.monotonic()
    try:
        month.live()
    finally:
        month.end()
    lived, processor = time.monotonic() - began, _processor_seconds()
    stored = read_stored(folder / "data")
    with rebuilding(folder / "data") as rebuilt:
        with step("recounting the log"):
            cases = recount.histories(stored, data)
            counts = (
                recount.counted_from_facts(stored, data),
                recount.counted_from_states(cases, stored, calendar),
                recount.counted_from_tallies(stored),
                recount.counted_from_plan(planned, data),
            )
            wrong = [*month.ledger.complaints, *recount.broken(planned, stored, cases, counts)]
        with step("measuring cold starts"):
            cold_ms = cold_start_ms()
        with step("rebuilding the views"):
            views = rebuilt.views()
    wrong += views.broken()
    meter = [*figures.metered(month.meter)]
    kinds = {case_matter(month.reference(case)): case.kind for case in planned.cases}
    told = {
        "season": asked.season,
        "scale": asked.scale,
        **report.summed_up(planned, counts, stored, report.Metered(meter, kinds, cold_ms)),
        "seconds": round(lived),
        "processor_seconds": round(processor),
        "views": views.json(),
        "alarms": dict(Counter(month.alarms())),
        "kills": asked.kills,
        "wrong": len(wrong),
    }
    print(*report.table(told), sep="\n")
    print(f"\n{lived:.0f} s, of which {told['processor_seconds']} of a processor; {asked.kills} times killed")
    for sentence in wrong[:SHOWN]:
        print(f"NOT AS THE LOG SAYS: {sentence}")
    line = json.dumps(told)
    for place in (folder / RESULT, asked.data_dir / LATEST):
        place.write_text(line + "\n", encoding="utf-8")
    print(line)
    return 1 if wrong else 0


class Asked:
    """What the environment asks for. Raises ValueError."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.season = environment.get("SEASON") or "ordinary"
        if self.season not in MIX["seasons"]:
            raise ValueError(f"SEASON is one of {', '.join(MIX['seasons'])}")
        self.scale = int(environment.get("SCALE") or 1)
        if self.scale < 1:
            raise ValueError("SCALE is how many bureaux: 1 or more")
        whole = MIX["cases"] * MIX["seasons"][self.season]["load"] * self.scale
        self.cases = int(environment.get("CASES") or whole)
        self.seed = int(environment.get("SEED") or 1)
        self.kills = int(environment.get("KILLS") or 2)
        self.data_dir = Path(environment.get("DATA_DIR") or ".local")


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main())
