"""How long after a commit it stands on the officer's list and its SMS is planned, in the local cloud with its pumps."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping

from chalicelib import wiring
from chalicelib.domain.reference import case_matter
from chalicelib.domain.rows import summary_key
from chalicelib.usecases.case_file import read_case
from infra.bench.figure import Figure
from infra.bench.running_city import RunningCity, running_city

ROUNDS = 30
BUDGET_S = 0.2
PATIENCE_S = 10.0
LOOK_EVERY_S = 0.003


def figures() -> Iterator[Figure]:
    with running_city() as city:
        taken = [_taken(city) for _ in range(ROUNDS)]
    for name in ("list", "sms"):
        yield Figure(f"flow.commit_to_{name}", statistics.median(one[name] for one in taken), "s", BUDGET_S)


def _taken(city: RunningCity) -> Mapping[str, float]:
    """Seconds from the answer until the applicant's row stands, and until a notice for them is planned."""
    matter = case_matter(city.walk_in("accept"))
    began = time.monotonic()
    case = read_case(matter, log=wiring.log(), catalogue=wiring.catalogue()).case
    awaited: dict[str, Callable[[], object]] = {
        "list": lambda: wiring.views().get(summary_key(case)),
        "sms": lambda: wiring.notices().of_recipient(f"{matter}#{case.application.applicant}"),
    }
    taken = dict[str, float]()
    while len(taken) < len(awaited):
        taken |= {name: time.monotonic() - began for name in awaited.keys() - taken.keys() if awaited[name]()}
        if time.monotonic() - began > PATIENCE_S:
            raise TimeoutError(f"{matter}: {sorted(awaited.keys() - taken.keys())} did not come")
        time.sleep(LOOK_EVERY_S)
    return taken
