"""For a stage without SMS: what would be sent stands in the function's log, the number masked."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain.receipt import Receipt
from chalicelib.ports import Letter

LOG = logging.getLogger("buqiuren")


class ConsoleSms:
    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id

    def send(self, letter: Letter) -> str:
        LOG.info("SMS to %s: %s", masked(letter.phone), letter.words)
        return self._new_id()

    def find(self, phone: str, out_id: str, since: datetime, until: datetime) -> Sequence[Receipt]:  # noqa: ARG002 - the port's
        """Nothing was sent."""
        return ()


def masked(phone: str) -> str:
    """+86138****5678."""
    return f"{phone[:-8]}****{phone[-4:]}"
