"""Asking 快递100 to push what becomes of a waybill. The number and the carrier's code are all that it is told of a parcel."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import urllib3
from urllib3.exceptions import HTTPError

from chalicelib.ports import TrackingBusyError, TrackingRefusedError

ENDPOINT: Final = "https://poll.kuaidi100.com/poll"
SUBSCRIBED: Final = frozenset({"200", "501"})
"""501: subscribed before, as when an answer was lost."""

REFUSED: Final = frozenset({"700", "701"})
"""What no repetition changes: the carrier or the number is none that they track. 600, an account that they do not accept,
is ours to put right and may go later."""

_CONNECT_SECONDS, _READ_SECONDS = 2, 10


@dataclass(frozen=True)
class Account:
    """`phone` is the centre's own number as the sender's, which some carriers ask for; empty where none does."""

    key: str
    salt: str
    phone: str = ""


class Kuaidi100Tracking:
    """`account` answers None in a stage without a key, which runs without subscriptions; `callback` is our webhook."""

    def __init__(self, account: Callable[[], Account | None], callback: str, endpoint: str) -> None:
        self._account = account
        self._callback = callback
        self._endpoint = endpoint
        self._pool = urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
        )

    def subscribe(self, company: str, waybill: str) -> bool:
        account = self._account()
        if account is None:
            return False
        parameters = {"callbackurl": self._callback, "salt": account.salt, "resultv2": "1"}
        if account.phone:
            parameters["phone"] = account.phone
        param = {"company": company, "number": waybill, "key": account.key, "parameters": parameters}
        fields = {"schema": "json", "param": json.dumps(param, separators=(",", ":"))}
        try:
            answer = self._pool.request("POST", self._endpoint, fields=fields, encode_multipart=False, redirect=False)
        except HTTPError as error:
            raise TrackingBusyError(type(error).__name__) from None
        code = _code(answer.status, answer.data)
        if code in REFUSED:
            raise TrackingRefusedError(code)
        if code not in SUBSCRIBED:
            raise TrackingBusyError(code)
        return True


def _code(status: int, body: bytes) -> str:
    try:
        answer: Mapping[str, Any] = json.loads(body)
        return str(answer["returnCode"])[:20]
    except (ValueError, KeyError, TypeError):
        return f"HTTP {status}"
