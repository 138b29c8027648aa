"""SMS through 阿里云短信服务 (Dysmsapi 2017-05-25), the way of the large domestic gateways: a registered template's id with
its parameters as JSON, a sign name, our own id; each request signed and sent once.

Errors name codes only: the gateway's sentences may hold the telephone number.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from chalicelib.adapters.acs_signature import EMPTY_BODY, authorization, query_string
from chalicelib.domain.receipt import Outcome, Receipt
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.ports import DeliveryLogError, Letter, SmsBusyError, SmsFailedError, SmsUnknownError
from chalicelib.texts.messages import registered_id

PROVIDER: Final = "aliyun"
VERSION: Final = "2017-05-25"
OK: Final = "OK"

PASSING: Final = frozenset(
    {
        "Throttling",
        "Throttling.Api",
        "Throttling.User",
        "isv.BUSINESS_LIMIT_CONTROL",
        "isv.DAY_LIMIT_CONTROL",
        # Ours to put right: an unpaid account, a key that was changed at one end only.
        "isv.AMOUNT_NOT_ENOUGH",
        "isv.OUT_OF_SERVICE",
        "InvalidAccessKeyId.NotFound",
        "SignatureDoesNotMatch",
    }
)
"""Codes of what was surely not sent and may go later."""

_UNCERTAIN: Final = ("isp.", "InternalError", "ServiceUnavailable")
"""How codes begin that leave open whether it was sent."""

_SERVER_ERROR = 500
_PAGE = 50
_OUTCOMES: Final[Mapping[int, Outcome]] = {1: "accepted", 2: "failed", 3: "delivered"}


@dataclass(frozen=True)
class Account:
    """`endpoint` is scheme and host; the secret stays in the parameter store. `templates` are this account's registrations
    by our codes, where they are others than the texts' own."""

    endpoint: str
    key_id: str
    key_secret: str
    sign_name: str
    templates: Mapping[str, str] = field(default_factory=dict)


class AliyunSms:
    """Sender and delivery log. `nonce` gives text that is never given twice; `connect` and `read` are seconds."""

    def __init__(
        self,
        account: Callable[[], Account],
        now: Callable[[], datetime],
        nonce: Callable[[], str],
        *,
        connect: float,
        read: float,
    ) -> None:
        self._account = account
        self._now = now
        self._nonce = nonce
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=connect, read=read))

    def send(self, letter: Letter) -> str:
        account = self._account()
        params = {
            "PhoneNumbers": _national(letter.phone),
            "SignName": account.sign_name,
            "TemplateCode": account.templates.get(letter.template) or registered_id(letter.template, PROVIDER),
            "TemplateParam": json.dumps(dict(letter.params), ensure_ascii=False),
        }
        answer = self._call("SendSms", params | ({"OutId": letter.out_id} if letter.out_id else {}), account)
        return str(answer.get("BizId", ""))

    def find(self, phone: str, out_id: str, since: datetime, until: datetime) -> Sequence[Receipt]:
        """As the port says; the gateway keeps our own id, so that at most one is found."""
        try:
            days = [self._details(_national(phone), day) for day in _days(since, until)]
            return [_detail(entry) for day in days for entry in day if entry.get("OutId") == out_id][-1:]
        except (SmsFailedError, SmsUnknownError) as error:
            raise DeliveryLogError(str(error)) from error

    def _details(self, phone: str, day: str) -> Iterator[Mapping[str, Any]]:
        page, total = 1, 1
        while (page - 1) * _PAGE < total:
            params = {"PhoneNumber": phone, "SendDate": day, "PageSize": str(_PAGE), "CurrentPage": str(page)}
            answer = self._call("QuerySendDetails", params, self._account())
            yield from answer.get("SmsSendDetailDTOs", {}).get("SmsSendDetailDTO", ())
            page, total = page + 1, int(answer.get("TotalCount", 0))

    def _call(self, action: str, params: Mapping[str, str], account: Account) -> Mapping[str, Any]:
        """Raises SmsBusyError, SmsFailedError, SmsUnknownError."""
        query = query_string(params)
        headers = {
            "host": urlsplit(account.endpoint).netloc,
            "x-acs-action": action,
            "x-acs-version": VERSION,
            "x-acs-date": f"{stamp(self._now())[:19]}Z",
            "x-acs-signature-nonce": self._nonce(),
            "x-acs-content-sha256": EMPTY_BODY,
        }
        signed = authorization("POST", query, headers, key_id=account.key_id, secret=account.key_secret)
        try:
            answer = self._pool.request(
                "POST", f"{account.endpoint}/?{query}", headers={**headers, "Authorization": signed}, redirect=False
            )
        except (ConnectTimeoutError, NewConnectionError) as error:
            raise SmsBusyError(type(error).__name__) from None
        except HTTPError as error:
            raise SmsUnknownError(type(error).__name__) from None
        return _believed(answer.status, answer.data)


def _believed(status: int, body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
        code = str(answer["Code"])
    except (ValueError, KeyError, TypeError):
        raise SmsUnknownError(f"HTTP {status}") from None
    if code == OK:
        return dict(answer)
    if code in PASSING:
        raise SmsBusyError(code)
    if code.startswith(_UNCERTAIN) or status >= _SERVER_ERROR:
        raise SmsUnknownError(code)
    raise SmsFailedError(code)


def _national(phone: str) -> str:
    return phone.removeprefix("+86")


def _days(since: datetime, until: datetime) -> Iterator[str]:
    day, last = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    while day <= last:
        yield f"{day:%Y%m%d}"
        day += timedelta(days=1)


def _detail(entry: Mapping[str, Any]) -> Receipt:
    outcome = _OUTCOMES[int(entry["SendStatus"])]
    at = gateway_time(str(entry.get("ReceiveDate") or entry["SendDate"]))
    problem = str(entry.get("ErrCode", "")) if outcome == "failed" else ""
    return Receipt(outcome, at, out_id=str(entry["OutId"]), problem=problem)


def gateway_time(text: str) -> datetime:
    """A time as the gateway writes it, in China. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
