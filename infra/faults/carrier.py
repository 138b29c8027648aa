"""SNS and the network behind it: takes messages, loses answers, tells later what arrived."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random

from chalicelib.domain.receipt import Outcome, Receipt
from chalicelib.domain.times import stamp
from chalicelib.handlers.notify import account
from chalicelib.ports import Letter, SmsBusyError, SmsUnknownError, Task
from chalicelib.usecases.take_sms_receipts import receipt_tasks
from tests.fakes.delivery_log import FakeDeliveryLog

BUSY, LOST_ANSWERS, UNDELIVERED, REPEATED = 0.01, 0.01, 0.01, 0.05
NAMED = 0.5
"""Of how many receipts tell our own id, as a gateway's do; SNS's know its own only."""


class Carrier:
    """`accepted` counts letters by out_id, or by number, words and day where they have none."""

    def __init__(self, random: Random, now: Callable[[], datetime]) -> None:
        self._random, self._now = random, now
        self.accepted: Counter[str] = Counter()
        self.delivery_log = FakeDeliveryLog()
        self._untold: list[Receipt] = []

    def send(self, letter: Letter) -> str:
        if self._random.random() < BUSY:
            raise SmsBusyError("Throttling")
        now = self._now()
        self.accepted[letter.out_id or f"{letter.phone} {letter.words} {now:%Y-%m-%d}"] += 1
        provider_id = f"m-{self.accepted.total()}"
        outcome: Outcome = "failed" if self._random.random() < UNDELIVERED else "delivered"
        named = letter.out_id if self._random.random() < NAMED else ""
        problem = "BLOCKED" if outcome == "failed" else ""
        receipt = Receipt(outcome, now, provider_id, named, problem, account(letter.phone), stamp(now))
        self.delivery_log.lines.append((letter.phone, now, receipt))
        lost = self._random.random() < LOST_ANSWERS
        # A receipt of a message whose answer was lost is lost as well: the delivery log must be asked.
        if letter.out_id and not lost:
            self._untold.append(receipt)
        if lost:
            raise SmsUnknownError("ReadTimeoutError")
        return provider_id

    def receipts(self) -> Iterator[Task]:
        """What has not been told yet, shuffled, some of it twice."""
        told = self._untold + [one for one in self._untold if self._random.random() < REPEATED]
        self._random.shuffle(told)
        self._untold = []
        yield from receipt_tasks(told)
