"""The receipts that a gateway pushes: who pushes, how each writes them, what it expects as an answer.

The gateway signs nothing: the address that it is given carries a key.
"""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.adapters.aliyun_sms import PROVIDER as ALIYUN
from chalicelib.adapters.aliyun_sms import gateway_time
from chalicelib.adapters.push_request import (
    CLOCK_TOLERANCE,
    MAX_BODY_BYTES,
    PushRefusedError,
    malformed,
    note_of,
    text_of,
)
from chalicelib.domain.receipt import Receipt

_OLDEST: Final = timedelta(days=30)
_LONGEST_ID = 200


class ReceiptsRefusedError(Exception):
    """A push that nothing may follow from. Codes: receipt_key_wrong, receipts_malformed, receipts_too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pushed:
    """What a push tells of us; `unreadable` counts entries that tell nothing."""

    receipts: tuple[Receipt, ...]
    unreadable: int


@dataclass(frozen=True)
class ReceiptSource:
    read: Callable[[Mapping[str, Any]], Receipt]
    accepted: str


def check_key(given: str, keys: list[str]) -> None:
    """Several keys while they are rotated. Raises ReceiptsRefusedError receipt_key_wrong."""
    matches = [hmac.compare_digest(given.encode(), key.encode()) for key in keys]
    if not any(matches):
        raise ReceiptsRefusedError("receipt_key_wrong")


def read_push(source: ReceiptSource, body: bytes, now: datetime) -> Pushed:
    """The receipts of a JSON array. One entry that cannot be read does not hold up the others.

    Raises ReceiptsRefusedError: receipts_too_large, receipts_malformed.
    """
    if len(body) > MAX_BODY_BYTES:
        raise ReceiptsRefusedError("receipts_too_large")
    try:
        entries = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise ReceiptsRefusedError("receipts_malformed") from None
    if not isinstance(entries, list):
        raise ReceiptsRefusedError("receipts_malformed")
    receipts = tuple(_readable(source, entries, now))
    return Pushed(receipts, len(entries) - len(receipts))


def _readable(source: ReceiptSource, entries: list[object], now: datetime) -> Iterator[Receipt]:
    for entry in entries:
        try:
            receipt = source.read(entry) if isinstance(entry, dict) else None
        except (PushRefusedError, ValueError):
            continue
        # A time in the future would be the day from which the law counts.
        if receipt and now - _OLDEST <= receipt.at <= now + CLOCK_TOLERANCE and len(receipt.provider_id) <= _LONGEST_ID:
            yield receipt


def _aliyun(entry: Mapping[str, Any]) -> Receipt:
    """Of a message without `out_id`, as another system of the same account sends, nobody waits for a receipt."""
    at, ours = gateway_time(text_of(entry, "report_time")), note_of(entry, "out_id")
    if entry.get("success") is True:
        return Receipt("delivered", at, text_of(entry, "biz_id"), ours)
    if entry.get("success") is False:
        return Receipt("failed", at, text_of(entry, "biz_id"), ours, text_of(entry, "err_code"))
    raise malformed("success is neither true nor false")


SOURCES: Final[Mapping[str, ReceiptSource]] = {
    # From here on the gateway does not push these receipts again.
    ALIYUN: ReceiptSource(_aliyun, json.dumps({"code": 0, "msg": "成功"}, ensure_ascii=False)),
}
"""By the last part of the webhook's path."""
