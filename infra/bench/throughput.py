"""How many requests a second the local server answers, several at once, and what a page costs against the bare answer."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import requests

from infra.bench.figure import Figure
from infra.bench.running_city import running_city
from infra.demo.journeys import CASES

CLIENTS, SECONDS = 4, 5.0


def figures() -> Iterator[Figure]:
    item = CASES["food"]["application"]["item"]
    with running_city() as city:
        bare, guide = (_rate(city.url + path) for path in ("/healthz", f"/items/{item}"))
    yield Figure("throughput.bare", bare, "1/s")
    yield Figure("throughput.guide", guide, "1/s")
    yield Figure("throughput.bare_to_guide", bare / guide, "x")


def _rate(address: str) -> float:
    until = time.monotonic() + SECONDS

    def ask(_: int) -> int:
        answered = 0
        with requests.Session() as http:
            while time.monotonic() < until:
                http.get(address, timeout=30).raise_for_status()
                answered += 1
        return answered

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(ask, range(CLIENTS))) / SECONDS
