"""The mobile network of the month: says of every message whether it arrived, a few of them at a time, as SNS's delivery log
has it."""

from random import Random
from typing import Any, Final

from infra.api_client import Api
from infra.chaos.city import City
from infra.chaos.ledger import Ledger
from infra.chaos.line import Line
from infra.simulate.plan import MIX

FAILS: Final[float] = MIX["network"]["fails"]
TOGETHER: Final[int] = MIX["network"]["together"]


class MobileNetwork:
    def __init__(self, city: City, ledger: Ledger, seed: int) -> None:
        self._seed = seed
        self._api = Api(city.url, http=Line(city, ledger))

    def tell(self) -> None:
        """Of every message of which it has said nothing."""
        untold = self._api.call("GET", "/local/outbox.json", query={"untold": "1"})
        for first in range(0, len(untold), TOGETHER):
            outcomes = {one["id"]: self._outcome(one) for one in untold[first : first + TOGETHER]}
            self._api.call("POST", "/local/receipts", outcomes)

    def _outcome(self, message: Any) -> str:
        chance = Random(f"{self._seed}:{message['to']}:{message['text']}")  # noqa: S311  # it has to repeat
        return "failed" if chance.random() < FAILS else "delivered"
