import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.push_request import PushRefusedError
from chalicelib.adapters.standard_webhooks import StandardWebhooks, verify
from chalicelib.domain.parcel import ParcelEvent, ParcelState
from chalicelib.handlers.problems import status_of

PUBLISHED_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
PUBLISHED_BODY = b'{"test": 2432232314}'
PUBLISHED_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PUBLISHED_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
PUBLISHED_AT = datetime.fromtimestamp(1614265330, UTC)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
KEY = b"0123456789abcdef01234567"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
COURIER = StandardWebhooks("ems", (SECRET,))
DATA: dict[str, Any] = {
    "waybill": "EA123456789CN",
    "state": "delivered",
    "occurred_at": "2026-11-23T09:30:00+08:00",
    "location": "咸宁",
    "signed_by": "前台",
}


def body_of(data: object, kind: object = "parcel.updated") -> bytes:
    return json.dumps({"type": kind, "timestamp": NOW.isoformat(), "data": data}).encode()


def signature_of(body: bytes, stamp: str = STAMP, key: bytes = KEY) -> str:
    digest = hmac.new(key, b"msg_1." + stamp.encode() + b"." + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers_of(body: bytes, **changed: str) -> dict[str, str]:
    stamp = changed.get("timestamp", STAMP)
    return {
        "Webhook-Id": changed.get("id", "msg_1"),
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": changed.get("signature", signature_of(body, stamp)),
    }


def refusal(headers: dict[str, str], body: bytes) -> tuple[str, int]:
    with pytest.raises(PushRefusedError) as refused:
        COURIER.read(headers, body, now=NOW)
    assert str(refused.value)
    return refused.value.code, status_of(refused.value.code)


def test_the_published_vector() -> None:
    headers = {
        "webhook-id": PUBLISHED_ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": PUBLISHED_SIGNATURE,
    }
    assert verify(headers, PUBLISHED_BODY, secrets=(PUBLISHED_SECRET,), now=PUBLISHED_AT) == PUBLISHED_ID


def test_a_signed_push_is_read() -> None:
    body = body_of(DATA)
    push = COURIER.read(headers_of(body), body, now=NOW)
    assert (push.id, push.carrier, push.waybill) == ("msg_1", "ems", "EA123456789CN")
    occurred_at = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    assert push.events == (ParcelEvent(ParcelState.DELIVERED, occurred_at, location="咸宁", signed_by="前台"),)


@given(st.integers(0, 200), st.integers(0, 255))
@settings(deadline=None)
def test_no_byte_of_a_signed_body_can_be_changed(position: int, value: int) -> None:
    body = body_of(DATA)
    position %= len(body)
    changed = body[:position] + bytes([value]) + body[position + 1 :]
    if changed != body:
        assert refusal(headers_of(body), changed) == ("push_forged", 401)


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_five_minutes_either_way_are_tolerated(seconds: int) -> None:
    body = body_of(DATA)
    stamp = str(int(NOW.timestamp()) + seconds)
    assert COURIER.read(headers_of(body, timestamp=stamp), body, now=NOW).id == "msg_1"


@pytest.mark.parametrize("seconds", [-301, 301, -86400, 10**11])
def test_a_replayed_or_future_timestamp_is_refused(seconds: int) -> None:
    body = body_of(DATA)
    stamp = str(int(NOW.timestamp()) + seconds)
    assert refusal(headers_of(body, timestamp=stamp), body) == ("push_stale", 401)


def test_one_right_signature_among_several_is_enough() -> None:
    body = body_of(DATA)
    right = signature_of(body)
    wrong = signature_of(body, key=b"x" * 24)
    for several in (f"{wrong} {right}", f"v2,{right[3:]} {right}", f"nothing {right}", f"{right} v1a,é  ,"):
        assert COURIER.read(headers_of(body, signature=several), body, now=NOW).id == "msg_1"


def test_our_own_secret_can_be_rotated() -> None:
    body = body_of(DATA)
    old = "whsec_" + base64.b64encode(b"x" * 24).decode()
    for secrets in ((old, SECRET), (SECRET, old)):
        assert StandardWebhooks("ems", secrets).read(headers_of(body), body, now=NOW).id == "msg_1"


def unsigned_headers(body: bytes) -> list[tuple[dict[str, str], str]]:
    right = signature_of(body)
    return [
        ({}, "push_unsigned"),
        (headers_of(body, signature=""), "push_unsigned"),
        (headers_of(body, id=""), "push_unsigned"),
        (headers_of(body, id="a b"), "push_unsigned"),
        (headers_of(body, id="x" * 201), "push_unsigned"),
        (headers_of(body, timestamp="soon"), "push_unsigned"),
        (headers_of(body, timestamp=f" {STAMP}"), "push_unsigned"),
        (headers_of(body, timestamp=f"{STAMP}.0"), "push_unsigned"),
        (headers_of(body, timestamp="9" * 13), "push_unsigned"),
        (headers_of(body, id="msg_2"), "push_forged"),
        (headers_of(body, signature=right[3:]), "push_forged"),
        (headers_of(body, signature=f"v2,{right[3:]}"), "push_forged"),
        (headers_of(body, signature="v1,"), "push_forged"),
        (headers_of(body, signature="v1,\ud800"), "push_forged"),
        (headers_of(body, signature=signature_of(body, key=b"x" * 24)), "push_forged"),
        (headers_of(body, signature=right.lower()), "push_forged"),
    ]


def test_what_is_not_signed_rightly_is_refused() -> None:
    body = body_of(DATA)
    for headers, code in unsigned_headers(body):
        assert refusal(headers, body) == (code, 401), headers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        b"[" * 100_000,
        body_of(DATA, kind="parcel.created"),
        body_of(None),
        body_of({}),
        body_of(DATA | {"waybill": ""}),
        body_of(DATA | {"waybill": "EA/1"}),
        body_of(DATA | {"waybill": ["EA123456789CN"]}),
        body_of(DATA | {"state": "lost"}),
        body_of(DATA | {"state": True}),
        body_of(DATA | {"occurred_at": "yesterday"}),
        body_of(DATA | {"occurred_at": "2026-11-23T09:30:00"}),
        body_of(DATA | {"occurred_at": "2026-11-23T09:30:00Z"}),  # local time marked as UTC: eight hours ahead
    ],
)
def test_a_signed_body_that_says_nothing_is_malformed(body: bytes) -> None:
    assert refusal(headers_of(body), body) == ("push_malformed", 400)


def test_over_256_kib_nothing_is_read() -> None:
    body = b" " * (256 * 1024 - len(body_of(DATA))) + body_of(DATA)
    assert COURIER.read(headers_of(body), body, now=NOW).id == "msg_1"
    assert refusal({}, body + b" ") == ("push_too_large", 413)
    assert refusal({}, b"x" * 1_000_000) == ("push_too_large", 413)


def test_long_notes_are_cut() -> None:
    body = body_of(DATA | {"remark": "注" * 5000, "location": 7})
    (event,) = COURIER.read(headers_of(body), body, now=NOW).events
    assert (event.remark, event.location) == ("注" * 200, "")


def test_half_a_surrogate_pair_does_not_come_through() -> None:
    body = body_of(DATA | {"remark": "\ud800注"})
    (event,) = COURIER.read(headers_of(body), body, now=NOW).events
    assert event.remark == "?注"


def test_an_event_a_little_ahead_of_our_clock_is_taken() -> None:
    body = body_of(DATA | {"occurred_at": (NOW + timedelta(minutes=4)).isoformat()})
    assert COURIER.read(headers_of(body), body, now=NOW).events


@pytest.mark.parametrize("secrets", [(), ("",), ("whsec_",), ("whsec_!!!",), ("whsec_c2hvcnQ=",)])
def test_secrets_that_prove_nothing_are_refused_at_once(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="secret"):
        StandardWebhooks("ems", secrets)
