import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters import sf
from chalicelib.adapters.push_request import PushRefusedError
from chalicelib.domain.parcel import ParcelState
from chalicelib.handlers.problems import status_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def node(waybill: str, op_code: str, accept_time: str = "2026-11-23 09:00:00") -> dict[str, Any]:
    return {"mailno": waybill, "opCode": op_code, "acceptTime": accept_time, "acceptAddress": "咸宁", "remark": "备注"}


def body_of(routes: object) -> bytes:
    return json.dumps({"Body": {"WaybillRoute": routes}}).encode()


def test_nodes_become_one_push_for_each_waybill() -> None:
    routes = [node("SF1000000001", "50"), node("SF1000000002", "80"), node("SF1000000001", "204")]
    pushes = {push.waybill: push for push in sf.read(body_of(routes), now=NOW)}
    assert [event.state for event in pushes["SF1000000001"].events] == [
        ParcelState.COLLECTED,
        ParcelState.OUT_FOR_DELIVERY,
    ]
    (signed,) = pushes["SF1000000002"].events
    assert (signed.state, signed.location) == (ParcelState.DELIVERED, "咸宁")
    assert signed.occurred_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert {push.carrier for push in pushes.values()} == {"sf"}


def test_nodes_that_tell_no_state_are_left_out() -> None:
    assert sf.read(body_of([node("SF1000000001", "8000"), node("SF1000000001", "612")]), now=NOW) == ()


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"{}", "push_malformed", 400),
        (b"\xff", "push_malformed", 400),
        (body_of({}), "push_malformed", 400),
        (body_of([1]), "push_malformed", 400),
        (body_of([{"opCode": "80"}]), "push_malformed", 400),
        (body_of([node("SF1000000001", "80", "soon")]), "push_malformed", 400),
        (body_of([node("SF1000000001", "80", "2026-11-24 09:00:00")]), "push_malformed", 400),
        (b" " * 262_145, "push_too_large", 413),
    ],
)
def test_a_body_that_nothing_may_follow_from(body: bytes, code: str, status: int) -> None:
    with pytest.raises(PushRefusedError) as refused:
        sf.read(body, now=NOW)
    assert (refused.value.code, status_of(refused.value.code)) == (code, status)


def test_the_reply_is_the_documented_one() -> None:
    assert json.loads(sf.ACCEPTED_REPLY) == {"return_code": "0000", "return_msg": "成功"}
