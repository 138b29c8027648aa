"""Plays the domestic SMS gateway: checks the signature by its own sums, fills in registered texts, keeps what it took, and
tells of it by push and by query. A test says what it does next: refuse, be busy, take a message and not answer.

Protocol: Dysmsapi 2017-05-25 (SendSms, QuerySendDetails, SmsReport) under signature version 3.
"""

import hashlib
import hmac
import json
import random
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from infra.local.cloud import CITY_TIME
from infra.local.sns import Outbox
from infra.local.wsgi import Request, Response

_CLOCK_TOLERANCE = timedelta(minutes=15)
_WAITING, _FAILED, _DELIVERED = 1, 2, 3
_NATIONAL_DIGITS = 11


@dataclass(frozen=True)
class Registered:
    """The account's key, its sign name, and its texts by template id, with fields in braces."""

    key_id: str
    key_secret: str
    sign_name: str
    texts: Callable[[], Mapping[str, str]]


@dataclass
class Taken:
    """A message that the gateway took; `status` as QuerySendDetails has it, `message_id` as the outbox."""

    biz_id: str
    message_id: str
    out_id: str
    phone: str
    template: str
    sent_at: str
    status: int = _WAITING
    code: str = ""
    received_at: str = ""


class _RefusalError(Exception):
    """An answer other than OK; the text is its code."""


@dataclass
class SmsGateway:
    """`next_codes`: with which code each of the next messages is refused, empty for one that is taken; `silent_seconds`:
    how long the gateway keeps silent over each of the next messages once it has taken it; `per_number`: messages a number
    may get in all."""

    outbox: Outbox
    registered: Registered
    now: Callable[[], datetime]
    per_number: int = 10_000
    next_codes: deque[str] = field(default_factory=deque)
    silent_seconds: deque[float] = field(default_factory=deque)
    taken: list[Taken] = field(default_factory=list)
    _nonces: set[str] = field(default_factory=set)

    def handle(self, request: Request) -> Response:
        actions = {"SendSms": self._send, "QuerySendDetails": self._query}
        try:
            self._check(request)
            params = dict(parse_qsl(request.raw_query, keep_blank_values=True))
            answer = actions[request.headers["x-acs-action"]](params)
        except _RefusalError as refusal:
            return _json(400, {"Code": str(refusal), "Message": "refused", "RequestId": str(uuid.uuid4())})
        return _json(200, {"Code": "OK", "Message": "OK", "RequestId": str(uuid.uuid4()), **answer})

    def report(self, taken: Taken, code: str = "DELIVERED") -> dict[str, Any]:
        """The network's word on a message, as the push carries it; any other code is a failure."""
        taken.status, taken.code = (_DELIVERED if code == "DELIVERED" else _FAILED), code
        taken.received_at = taken.received_at or self._time()
        return {
            "phone_number": taken.phone,
            "send_time": taken.sent_at,
            "report_time": taken.received_at,
            "success": taken.status == _DELIVERED,
            "err_code": code,
            "err_msg": code,
            "sms_size": "1",
            "biz_id": taken.biz_id,
            "out_id": taken.out_id,
        }

    def _check(self, request: Request) -> None:
        if _authorization(request, self.registered) != request.headers.get("authorization"):
            raise _RefusalError("SignatureDoesNotMatch")
        signed_at = datetime.fromisoformat(request.headers["x-acs-date"])
        if abs(self.now() - signed_at) > _CLOCK_TOLERANCE:
            raise _RefusalError("InvalidTimeStamp.Expired")
        nonce = request.headers["x-acs-signature-nonce"]
        if nonce in self._nonces:
            raise _RefusalError("SignatureNonceUsed")
        self._nonces.add(nonce)

    def _send(self, params: Mapping[str, str]) -> dict[str, Any]:
        phone, template = params["PhoneNumbers"], params["TemplateCode"]
        text = self._text(phone, params)
        if code := self.next_codes.popleft() if self.next_codes else "":
            raise _RefusalError(code)
        if sum(one.phone == phone for one in self.taken) >= self.per_number:
            raise _RefusalError("isv.BUSINESS_LIMIT_CONTROL")
        biz_id, message_id = f"{uuid.uuid4().int % 10**18}^0", self.outbox.send(f"+86{phone}", text)
        taken = Taken(biz_id, message_id, params.get("OutId", ""), phone, template, self._time())
        self.taken.append(taken)
        if self.silent_seconds:
            time.sleep(self.silent_seconds.popleft())
        return {"BizId": taken.biz_id}

    def _text(self, phone: str, params: Mapping[str, str]) -> str:
        if not (phone.isdecimal() and len(phone) == _NATIONAL_DIGITS):
            raise _RefusalError("isv.MOBILE_NUMBER_ILLEGAL")
        if params["SignName"] != self.registered.sign_name:
            raise _RefusalError("isv.SMS_SIGNATURE_ILLEGAL")
        text = self.registered.texts().get(params["TemplateCode"])
        if text is None:
            raise _RefusalError("isv.SMS_TEMPLATE_ILLEGAL")
        try:
            return text.format_map(json.loads(params["TemplateParam"]))
        except KeyError:
            raise _RefusalError("isv.TEMPLATE_MISSING_PARAMETERS") from None

    def _query(self, params: Mapping[str, str]) -> dict[str, Any]:
        day = datetime.strptime(params["SendDate"], "%Y%m%d").replace(tzinfo=CITY_TIME).date().isoformat()
        found = [one for one in self.taken if one.phone == params["PhoneNumber"] and one.sent_at[:10] == day]
        size, page = int(params["PageSize"]), int(params["CurrentPage"])
        shown = found[(page - 1) * size : page * size]
        return {"TotalCount": len(found), "SmsSendDetailDTOs": {"SmsSendDetailDTO": [_detail(one) for one in shown]}}

    def _time(self) -> str:
        return self.now().astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M:%S")


def batches(reports: Sequence[Mapping[str, Any]], seed: int, largest: int = 5) -> Iterable[list[Mapping[str, Any]]]:
    """The reports as a gateway under stress pushes them: each once or more, in any order, several at a time."""
    drawn = random.Random(seed)  # noqa: S311  # a test draws the same again
    pushed = [report for report in reports for _ in range(drawn.randint(1, 3))]
    drawn.shuffle(pushed)
    while pushed:
        size = drawn.randint(1, largest)
        yield pushed[:size]
        pushed = pushed[size:]


def _detail(taken: Taken) -> dict[str, Any]:
    detail = {
        "PhoneNum": taken.phone,
        "OutId": taken.out_id,
        "TemplateCode": taken.template,
        "SendStatus": taken.status,
        "SendDate": taken.sent_at,
        "ErrCode": taken.code,
    }
    return detail | ({"ReceiveDate": taken.received_at} if taken.received_at else {})


def _authorization(request: Request, registered: Registered) -> str:
    """What a request signed with the account's key carries."""
    given = request.headers.get("authorization", "")
    names = given.partition("SignedHeaders=")[2].partition(",")[0]
    lines = "".join(f"{name}:{request.headers.get(name, '')}\n" for name in names.split(";"))
    digest = hashlib.sha256(request.body).hexdigest()
    canonical = f"{request.method}\n{request.raw_path}\n{request.raw_query}\n{lines}\n{names}\n{digest}"
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    mac = hmac.new(registered.key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={registered.key_id},SignedHeaders={names},Signature={mac}"


def _json(status: int, answer: Mapping[str, Any]) -> Response:
    return Response(status, json.dumps(answer, ensure_ascii=False).encode(), [("Content-Type", "application/json")])
