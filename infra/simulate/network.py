"""The mobile network of the month: says of every message whether it arrived, a few of them at a time, as SNS's delivery log
has it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any, Final

from infra.api_client import Api
from infra.chaos.city import City
from infra.chaos.ledger import Ledger
from infra.chaos.line import Line
from infra.simulate.plan import MIX

FAILS: Final[float] = MIX["network"]["fails"]
TOGETHER: Final[int] = MIX["network"]["together"]
_PAUSE_S: Final = 0.5


class MobileNetwork:
    def __init__(self, city: City, ledger: Ledger, seed: int) -> None:
        self._seed = seed
        self._api = Api(city.url, http=Line(city, ledger))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Meanwhile, whenever there are enough to be told together, and of the rest at the end."""
        over = threading.Event()
        with ThreadPoolExecutor(1) as beside:
            running = beside.submit(self._tell_until, over)
            try:
                yield
            finally:
                over.set()
            running.result()
        self._tell(1)

    def _tell_until(self, over: threading.Event) -> None:
        while not over.wait(_PAUSE_S):
            self._tell(TOGETHER)

    def _tell(self, least: int) -> None:
        untold = self._api.call("GET", "/local/outbox.json", query={"untold": "1"})
        for first in range(0, len(untold), TOGETHER):
            some = untold[first : first + TOGETHER]
            if len(some) >= least:
                self._api.call("POST", "/local/receipts", {one["id"]: self._outcome(one) for one in some})

    def _outcome(self, message: Any) -> str:
        chance = Random(f"{self._seed}:{message['to']}:{message['text']}")  # noqa: S311  # it has to repeat
        return "failed" if chance.random() < FAILS else "delivered"
