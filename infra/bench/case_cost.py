"""Write and read units of the demo's joint review and walk-in, consumers included: from item sizes and the calls issued.

What names the case counts: its notices, its certificate and its parcel too; sign-ins, the draft before it is a case and the
checks of its photos, which name none, do not, nor does what the demo's program asks over and over until it has happened.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from chalicelib.domain.reference import case_matter
from infra.api_client import until
from infra.bench.figure import Figure
from infra.chaos.city import City as Process
from infra.demo.city import City
from infra.demo.journeys import Done, Journey, joint_review, walk_in
from infra.demo.progress import Progress
from infra.simulate.figures import Json, is_idle, metered

KINDS = {"joint": (joint_review, (34, None, 80, 80)), "instant": (walk_in, (None, 14, 35, None))}
"""The budgets: write units on log and views until it is granted, and to the end; on all tables; read units on all tables."""

LOG_AND_VIEWS = ("case_log", "views")
POLLED = ("GET /api/cases/{reference}", "GET /todo")


def figures() -> Iterator[Figure]:
    for name, (journey, (few, own, most, reads)) in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            meter = Path(folder) / "meter.jsonl"
            done = _played(journey, Path(folder), meter)
            lines = [*_lines(meter, case_matter(done.reference))]
        granted = min(line["at"] for line in lines if line["function"] == "certify")
        (early, _), (written, read) = _units(line for line in lines if line["at"] < granted), _units(lines)
        until_granted, whole = (sum(units[table] for table in LOG_AND_VIEWS) for units in (early, written))
        yield Figure(f"case_cost.{name}.until_granted", until_granted, "WCU", few)
        yield Figure(f"case_cost.{name}.log_and_views", whole, "WCU", own)
        yield Figure(f"case_cost.{name}.all_tables", sum(written.values()), "WCU", most)
        yield Figure(f"case_cost.{name}.reads", sum(read.values()), "RCU", reads)


def _played(journey: Journey, folder: Path, meter: Path) -> Done:
    """The case at its end, and everything that follows from it done."""
    process = Process(folder / "data", folder / "log", module="infra.simulate.city", variables={"METER": str(meter)})
    process.spawn()
    try:
        process.wait_until_ready()
        city = City(process.url)
        done = journey(city, Progress(None))
        until(lambda: city.phones.news(done.phone), lambda news: news, "the last message")
    finally:
        process.stop()
    return done


def _lines(meter: Path, matter: str) -> Iterator[Json]:
    for line in metered(meter):
        if matter in line["cases"] and not is_idle(line) and line["operation"] not in POLLED:
            yield line


def _units(lines: Iterable[Json]) -> tuple[Counter[str], Counter[str]]:
    """Written and read units by table; of what touched other cases too, this one's share."""
    written, read = Counter[str](), Counter[str]()
    for line in lines:
        share = 1 / len(line["cases"])
        written.update({table: units * share for table, units in line["writes"].items()})
        read.update({table: units * share for table, units in line["reads"].items()})
    return written, read
