import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.kuaidi100 import ACCEPTED_REPLY, Kuaidi100, sign
from chalicelib.adapters.push_request import PushRefusedError
from chalicelib.domain.parcel import ParcelEvent, ParcelState, Push
from chalicelib.handlers.problems import status_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SALT = "salt-of-the-test"
COURIER = Kuaidi100((SALT,))


def entry(time: str, status: str, context: str) -> dict[str, str]:
    return {"time": time, "ftime": time, "status": status, "context": context, "areaName": "湖北,咸宁", "location": ""}


THANKS = entry("2026-11-23 09:45:00", "签收", "感谢使用，期待再次为您服务")
SIGNED = entry("2026-11-23 09:30:12", "签收", "已签收，前台代收 (100%+)")
ON_THE_WAY = entry("2026-11-23 08:10:00", "派件", "派件中")
ARRIVED = entry("2026-11-22 20:00:00", "在途", "到达咸宁")
LEFT = entry("2026-11-22 08:00:00", "在途", "离开武汉")
HISTORY = [SIGNED, ON_THE_WAY, ARRIVED, LEFT]


def document(history: object = HISTORY, state: object = "3", **changed: object) -> dict[str, Any]:
    result = {"state": state, "ischeck": "1", "com": "ems", "nu": "EA123456789CN", "data": history}
    return {"status": "polling", "message": "", "autoCheck": "0", "lastResult": result} | changed


def form_of(param: str, salt: str = SALT) -> bytes:
    signature = hashlib.md5((param + salt).encode()).hexdigest().upper()  # noqa: S324
    return urlencode({"sign": signature, "param": param}).encode()


def read(sent: object) -> Push:
    return COURIER.read({}, form_of(json.dumps(sent, ensure_ascii=False)), now=NOW)


def refusal(body: bytes) -> tuple[str, int]:
    with pytest.raises(PushRefusedError) as refused:
        COURIER.read({}, body, now=NOW)
    assert str(refused.value)
    return refused.value.code, status_of(refused.value.code)


def test_the_signature_is_the_upper_case_md5_of_text_and_salt() -> None:
    assert sign('{"status":"polling"}', "abc") == "AD7D7E4B7942A3F16693578B6079837B"
    assert sign("快递", "") == "705D54DB81F6EAF23B9C56EB0B4B40D4"


def test_a_signed_for_push() -> None:
    push = read(document())
    assert (push.carrier, push.waybill, push.corrected_carrier, push.abandoned) == ("ems", "EA123456789CN", "", False)
    signed_at = datetime(2026, 11, 23, 1, 30, 12, tzinfo=UTC)
    assert push.events == (
        ParcelEvent(ParcelState.DELIVERED, signed_at, location="湖北,咸宁", remark="已签收，前台代收 (100%+)"),
    )


@pytest.mark.parametrize(
    ("history", "state", "expected", "since"),
    [
        ([LEFT], "1", ParcelState.COLLECTED, "2026-11-22T00:00:00+00:00"),
        ([ARRIVED, LEFT], "0", ParcelState.IN_TRANSIT, "2026-11-22T00:00:00+00:00"),
        (HISTORY[1:], 5, ParcelState.OUT_FOR_DELIVERY, "2026-11-23T00:10:00+00:00"),
        ([THANKS, *HISTORY], "3", ParcelState.DELIVERED, "2026-11-23T01:30:12+00:00"),
        ([{"time": "2026-11-22 08:00:00"}, LEFT], "7", ParcelState.TRANSFERRED, "2026-11-22T00:00:00+00:00"),
    ],
)
def test_an_event_begins_with_the_newest_run_of_one_status(
    history: list[dict[str, str]], state: object, expected: ParcelState, since: str
) -> None:
    (event,) = read(document(history, state)).events
    assert (event.state, event.occurred_at.astimezone(UTC).isoformat()) == (expected, since)


def test_the_text_is_signed_exactly_as_received() -> None:
    spaced = json.dumps(document(), indent=1, ensure_ascii=True) + " \n"
    assert COURIER.read({}, form_of(spaced), now=NOW).waybill == "EA123456789CN"
    normalised = json.dumps(json.loads(spaced))
    signature = hashlib.md5((normalised + SALT).encode()).hexdigest().upper()  # noqa: S324
    assert refusal(urlencode({"param": spaced, "sign": signature}).encode()) == ("push_forged", 401)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_survives_the_form(text: str) -> None:
    history = [SIGNED | {"context": text}]
    assert read(document(history)).events[0].remark == text[:200]


def test_the_same_push_has_the_same_id() -> None:
    assert read(document()).id == read(document()).id
    assert read(document()).id != read(document(HISTORY[1:], "5")).id


def test_a_corrected_carrier_is_told_and_the_number_found_under_the_old_one() -> None:
    sent = document(autoCheck="1", comOld="ems", comNew="youzhengguonei")
    sent["lastResult"]["com"] = "youzhengguonei"
    push = read(sent)
    assert (push.carrier, push.corrected_carrier) == ("ems", "youzhengguonei")


def test_a_tracking_given_up_needs_a_person() -> None:
    push = read(document([], "0", status="abort", message="3天查询无记录"))
    assert (push.abandoned, push.events) == (True, ())
    assert not read(document(status="shutdown")).abandoned


def test_salts_can_be_rotated() -> None:
    both = Kuaidi100(("new", SALT))
    assert both.read({}, form_of(json.dumps(document())), now=NOW).waybill == "EA123456789CN"


@pytest.mark.parametrize("salts", [(), ("",), ("  ",), (SALT, "")])
def test_an_empty_salt_is_refused_at_once(salts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="salt"):
        Kuaidi100(salts)


def form_with(**fields: str) -> bytes:
    param = json.dumps(document())
    return urlencode({"param": param, "sign": sign(param, SALT)} | fields).encode()


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"", "push_malformed", 400),
        (b"sign=ABC", "push_malformed", 400),
        (b"param=%7B%7D", "push_unsigned", 401),
        (b"param=%7B%7D&sign=", "push_forged", 401),
        (form_with(sign="0" * 32), "push_forged", 401),
        (form_with(sign=sign(json.dumps(document()), SALT).lower()), "push_forged", 401),
        (form_with(sign=sign(json.dumps(document()), "")), "push_forged", 401),
        (form_with(sign="签"), "push_forged", 401),
        (form_with(param=json.dumps(document(HISTORY[1:], "5"))), "push_forged", 401),
        (form_of("{}", "") + b"&sign=" + sign("{}", SALT).encode(), "push_unsigned", 401),
        (b"param=%7B%7D&" + form_of("{}"), "push_malformed", 400),
        (b"param=%ff%fe&sign=" + b"0" * 32, "push_malformed", 400),
        (b"param=\xff\xfe&sign=" + b"0" * 32, "push_malformed", 400),
        (b"&".join(b"f%d=1" % number for number in range(30)), "push_malformed", 400),
        (b"x" * (256 * 1024 + 1), "push_too_large", 413),
        (b"x" * 1_000_000, "push_too_large", 413),
    ],
)
def test_a_body_that_nothing_may_follow_from(body: bytes, code: str, status: int) -> None:
    assert refusal(body) == (code, status)


@pytest.mark.parametrize(
    "sent",
    [
        [],
        "text",
        {},
        document(status="later"),
        document(lastResult=None),
        document(lastResult={"com": "ems"}),
        document(state="99"),
        document(state=None),
        document(state=True),
        document("none"),
        document(["none"]),
        document([SIGNED | {"ftime": "just now"}]),
        document([{"status": "签收"}]),
        document([SIGNED | {"ftime": "2026-11-23 17:30:12"}]),  # hours ahead of our clock
    ],
)
def test_a_signed_text_that_says_nothing_is_malformed(sent: object) -> None:
    assert refusal(form_of(json.dumps(sent))) == ("push_malformed", 400)


def test_raw_characters_in_a_form_are_read_as_they_are() -> None:
    param = json.dumps(document(), ensure_ascii=False)
    body = f"param={quote(param, safe='签收到达派件')}&sign={sign(param, SALT)}".encode()
    assert COURIER.read({}, body, now=NOW).waybill == "EA123456789CN"


def test_the_reply_is_the_documented_one() -> None:
    assert json.loads(ACCEPTED_REPLY) == {"result": True, "returnCode": "200", "message": "成功"}
