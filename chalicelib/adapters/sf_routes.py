"""Asking 顺丰 where a parcel is (EXP_RECE_SEARCH_ROUTES): its push is not signed, the answer to a question of ours is its own."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote_plus

import urllib3
from urllib3.exceptions import HTTPError

from chalicelib.adapters.push_request import PushRefusedError
from chalicelib.adapters.sf import events_of
from chalicelib.domain.parcel import ParcelEvent
from chalicelib.ports import RoutesUnavailableError

SERVICE: Final = "EXP_RECE_SEARCH_ROUTES"
ACCEPTED: Final = "A1000"
_CONNECT_SECONDS, _READ_SECONDS = 2, 5


@dataclass(frozen=True)
class Account:
    """`endpoint` is the whole address of the service; the check word stays in the parameter store."""

    endpoint: str
    partner_id: str
    check_word: str


def digest(text: str, timestamp: str, check_word: str) -> str:
    """MsgDigest = Base64(MD5(UrlEncode(msgData + timestamp + checkWord))) by the rules of Java's URLEncoder."""
    encoded = quote_plus(f"{text}{timestamp}{check_word}", safe="*").replace("~", "%7E")
    return base64.b64encode(hashlib.md5(encoded.encode()).digest()).decode()  # noqa: S324  # 顺丰 offers nothing better


class SfRoutes:
    """`account` answers None in a stage that has none: then nothing can be asked."""

    def __init__(
        self, account: Callable[[], Account | None], now: Callable[[], datetime], nonce: Callable[[], str]
    ) -> None:
        self._account = account
        self._now = now
        self._nonce = nonce
        self._pool = urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
        )

    def events(self, waybill: str) -> Sequence[ParcelEvent] | None:
        account = self._account()
        if account is None:
            return None
        asked = {"language": "0", "trackingType": "1", "methodType": "1", "trackingNumber": [waybill]}
        text, timestamp = json.dumps(asked, separators=(",", ":")), str(int(self._now().timestamp() * 1000))
        fields = {
            "partnerID": account.partner_id,
            "requestID": self._nonce(),
            "serviceCode": SERVICE,
            "timestamp": timestamp,
            "msgDigest": digest(text, timestamp, account.check_word),
            "msgData": text,
        }
        try:
            answer = self._pool.request("POST", account.endpoint, fields=fields, encode_multipart=False, redirect=False)
        except HTTPError as error:
            raise RoutesUnavailableError(type(error).__name__) from None
        return self._read(answer.status, answer.data, waybill)

    def _read(self, status: int, body: bytes, waybill: str) -> Sequence[ParcelEvent]:
        try:
            answer = json.loads(body)
            if answer["apiResultCode"] != ACCEPTED:
                raise RoutesUnavailableError(str(answer["apiResultCode"])[:20])
            result = json.loads(answer["apiResultData"])
            found = result["msgData"]["routeResps"] if result["success"] else ()
            routes = [route for one in found if _of(one, waybill) for route in one["routes"]]
            return events_of(routes, now=self._now())
        except (ValueError, KeyError, TypeError, PushRefusedError):
            raise RoutesUnavailableError(f"HTTP {status}") from None


def _of(answered: Mapping[str, Any], waybill: str) -> bool:
    return bool(answered["mailNo"] == waybill)
