from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.receipt import Receipt
from chalicelib.ports import DeliveryLogError


class FakeDeliveryLog:
    """`lines` are (number, when it was sent, the last word on it); `failure` is raised while it is set."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, datetime, Receipt]] = []
        self.failure: DeliveryLogError | None = None

    def find(self, phone: str, out_id: str, since: datetime, until: datetime) -> Sequence[Receipt]:
        if self.failure:
            raise self.failure
        found = [told for to, at, told in self.lines if to == phone and since <= at <= until]
        return [told for told in found if not told.out_id or told.out_id == out_id]
