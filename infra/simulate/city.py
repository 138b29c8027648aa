"""`python -m infra.simulate.city`: the local cloud of DATA_DIR at PORT, every invocation metered into the file METER; most
functions run in four processes beside it."""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from chalice import Chalice

from chalicelib import settings, wiring
from chalicelib.handlers.edge import LOG_SUBSCRIBER, EdgeApp, function_of
from infra.functions import ENVIRONMENT, FUNCTIONS, Function
from infra.local.__main__ import serve
from infra.local.application import PROJECT
from infra.local.runtime import Runtime, make_thread_safe
from infra.local.server import start
from infra.simulate.apart import Aparts
from infra.simulate.meter import SERVICES, Meter
from infra.simulate.near import answer_near

APART: Final = (
    ("certify", "work"),
    ("certify", "work"),
    ("notify", "material_check", "send", "materials", "submission"),
    ("project", "sweep", "nightly", "window"),
)
"""Functions by the process that runs them, about as much work in each; the rest runs where the requests come in, which is
work enough. What takes longest is in two: one core stood still when everybody else was done and one process had
certificates to draw, or a day's commits to check."""

_TABLE: Final = "TABLE_"


class MeteredRuntime(Runtime):
    """Calls the functions of its own process."""

    def __init__(self, app: Chalice, functions: Mapping[str, Function], meter: Meter) -> None:
        super().__init__(app, functions)
        self._functions_of = {key: module for key, (module, _) in cast("EdgeApp", app).targets.items()}
        self._meter = meter

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        with self._meter.invocation(function, function, event):
            return super().invoke(function, event)

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        operation = f"{event['httpMethod']} {event['resource']}" if "httpMethod" in event else LOG_SUBSCRIBER[0]
        with self._meter.invocation(self.asked(event), operation, event):
            return super().answer(event)

    def asked(self, event: Mapping[str, Any]) -> str:
        """The function that the event is for."""
        if "httpMethod" not in event:
            return LOG_SUBSCRIBER[0]
        return function_of(self._functions_of.get((event["httpMethod"], event["resource"]), "site"))


class DividedRuntime(MeteredRuntime):
    """Has the functions of APART called in their processes."""

    def __init__(self, app: Chalice, functions: Mapping[str, Function], meter: Path, data_dir: Path) -> None:
        super().__init__(app, functions, metered(meter, data_dir))
        self._apart = Aparts(APART, open_apart, meter, data_dir)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        if function not in self._apart:
            return super().invoke(function, event)
        try:
            return self._ask(function, event)
        finally:
            self.note_finished(function)

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        function = self.asked(event)
        if function not in self._apart:
            return super().answer(event)
        answer: dict[str, Any] = self._ask(function, event)
        return answer

    def _ask(self, function: str, event: dict[str, Any]) -> Any:
        return self._apart.invoke(function, event, wiring.now() - datetime.now(UTC))


def metered(path: Path, data_dir: Path) -> Meter:
    """A meter on this process's own clients, whose DynamoDB is near."""
    answer_near(wiring.client("dynamodb"), data_dir, wiring.now)
    tables = {
        settings.value(name): name.removeprefix(_TABLE).lower() for name in ENVIRONMENT if name.startswith(_TABLE)
    }
    meter = Meter(path, now=wiring.now, tables=tables)
    for service in SERVICES:
        meter.watch(wiring.client(service))
    return meter


def open_apart(path: Path, data_dir: Path) -> Callable[[str, dict[str, Any], timedelta], Any]:
    """In the process beside: the same handlers by the same environment, told the time with each event."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s apart %(name)s %(message)s")
    app = PROJECT.load()
    make_thread_safe(app)
    ahead = [timedelta()]
    PROJECT.use_clock(lambda: datetime.now(UTC) + ahead[0])
    runtime = MeteredRuntime(app, FUNCTIONS, metered(path, data_dir))

    def invoke(function: str, event: dict[str, Any], offset: timedelta) -> Any:
        ahead[0] = offset
        return runtime.answer(event) if "httpMethod" in event else runtime.invoke(function, event)

    return invoke


def main() -> int:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    meter, data_dir = Path(os.environ["METER"]), Path(os.environ["DATA_DIR"])
    serve(
        start(
            data_dir,
            port=int(os.environ["PORT"]),
            runtime_of=lambda app, functions: DividedRuntime(app, functions, meter, data_dir),
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
