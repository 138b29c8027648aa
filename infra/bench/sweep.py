"""What the sweep takes: for each case of which something is due, and when nothing is."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.views import DynamoViews
from chalicelib.domain import commands as c
from chalicelib.domain.facts import Sealed
from chalicelib.usecases.execute import open_case
from chalicelib.usecases.project import project
from chalicelib.usecases.sweep import sweep
from infra.bench.calls import Arguments, each_call
from infra.bench.figure import Figure
from infra.bench.stage import NOW, Stage, running

CASES = 200
LATER = NOW + timedelta(days=14)
"""By then the law takes an application as accepted."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as stage:
        ports = {"log": stage.ports["log"], "views": DynamoViews("Views", wiring.client("dynamodb"))}
        ports |= {name: stage.ports[name] for name in ("catalogue", "calendar")}
        for number in range(CASES):
            _receive(stage, f"c-{number}")
            project(f"c-{number}", **ports, projected=lambda *_: None)
        began = time.process_time()
        handled = sweep(**ports, now=LATER, until=LATER)
        taken = time.process_time() - began
        if handled < CASES:
            raise RuntimeError(f"{handled} of {CASES} cases were due")
        sweep(**ports, now=LATER, until=LATER)
        yield Figure("sweep.due_case", taken * 1000 / handled, "ms")
        yield Figure("sweep.nothing_due", _calls(lambda: sweep(**ports, now=NOW, until=NOW)), "calls", 1)


def _receive(stage: Stage, matter: str) -> None:
    form = Sealed(f"form#{matter}", "f" * 64)
    applied = c.Application("p-bench", "online", form, form, (), "pickup", skipped=("assess",))
    command, where = c.Receive("receive", c.Actor("applicant", "p-bench"), applied), stage.ports
    open_case(matter, command, stage.definition, log=where["log"], calendar=where["calendar"], now=NOW)


def _calls(act: Callable[[], object]) -> float:
    count = 0

    def counted(call: Callable[[Arguments], Any], arguments: Arguments) -> Any:
        nonlocal count
        count += 1
        return call(arguments)

    with each_call(counted):
        act()
    return float(count)
