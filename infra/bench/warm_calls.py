"""What our client saves: processor time inside the calls to AWS of a decision, a list and a submission, warm, against the
same calls by a client as PynamoDB 6.1 makes it and by one with botocore's own defaults (which validates parameters too).

The handlers run in this process, the services in another.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from statistics import median
from typing import Any

import botocore.session
from botocore.config import Config

import app as city_app
from chalicelib import wiring
from infra.api_client import new_key
from infra.bench.calls import Arguments, each_call
from infra.bench.figure import Figure
from infra.bench.requests import asked, http_event
from infra.bench.running_city import RunningCity, running_city
from infra.functions import FUNCTIONS
from infra.local.runtime import Runtime

BLOCKS, ROUNDS = 6, 6
"""The clients take turns by blocks; the first round of each opens connections and does not count. What counts is the median,
for a machine on which others work as well."""

BUDGET = 0.65
CONFIGS = {"pynamodb": Config(parameter_validation=False), "botocore": Config()}

Operation = Callable[[], dict[str, Any]]
"""Makes the event of one more such request."""


def figures() -> Iterator[Figure]:
    with running_city() as city:
        operations = {"list": partial(_list, city), "submit": partial(_submit, city), "decide": partial(_decide, city)}
        for name, operation in operations.items():
            counted: dict[str, list[float]] = {kind: [] for kind in ("ours", *CONFIGS)}
            for kind in [*counted] * BLOCKS:
                with _client(kind):
                    _call_ms(operation())
                    counted[kind] += [_call_ms(operation()) for _ in range(ROUNDS)]
            spent = {kind: median(times) for kind, times in counted.items()}
            yield Figure(f"warm_calls.{name}", spent["ours"], "ms")
            yield Figure(f"warm_calls.{name}.to_pynamodb", spent["ours"] / spent["pynamodb"], "x", BUDGET)
            yield Figure(f"warm_calls.{name}.to_botocore", spent["ours"] / spent["botocore"], "x")


def _list(city: RunningCity) -> dict[str, Any]:
    return http_event(asked("GET", "/api/tasks", city.officer.token))


def _submit(city: RunningCity) -> dict[str, Any]:
    key = {"idempotency-key": new_key()}
    return http_event(asked("POST", "/api/window/cases", city.officer.token, city.entered("accept"), key))


def _decide(city: RunningCity) -> dict[str, Any]:
    reference = city.walk_in("accept")
    step, shown = next(iter(city.officer.case(reference)["shown"].items()))
    answer = {"outcome": "pass", "opinion": "", "shown": shown}
    key = {"idempotency-key": new_key()}
    return http_event(asked("POST", f"/api/cases/{reference}/steps/{step}/decision", city.officer.token, answer, key))


def _call_ms(event: dict[str, Any]) -> float:
    """Processor time of this thread within calls to AWS while the event is answered."""
    spent = 0.0

    def timed(call: Callable[[Arguments], Any], arguments: Arguments) -> Any:
        nonlocal spent
        began = time.thread_time()
        try:
            return call(arguments)
        finally:
            spent += time.thread_time() - began

    with each_call(timed):
        answer = _runtime().answer(event)
    if answer["statusCode"] >= 300:  # noqa: PLR2004 - anything but success
        raise RuntimeError(f"{event['path']}: {answer['statusCode']} {json.dumps(answer)[:500]}")
    return spent * 1000


@cache
def _runtime() -> Runtime:
    return Runtime(city_app.app, FUNCTIONS)


@contextmanager
def _client(kind: str) -> Iterator[None]:
    """The clients that `wiring` builds meanwhile."""
    own = wiring._client  # noqa: SLF001 - what is compared
    wiring.forget()
    if kind != "ours":
        wiring._client = cache(partial(_plain, CONFIGS[kind]))  # noqa: SLF001
    try:
        yield
    finally:
        wiring.forget()
        wiring._client = own  # noqa: SLF001


def _plain(config: Config, service: str) -> Any:
    return botocore.session.get_session().create_client(service, config=config)
