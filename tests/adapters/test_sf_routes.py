"""Questions to 顺丰, against a server that answers on the wire."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from chalicelib.adapters.sf_routes import Account, SfRoutes, digest
from chalicelib.domain.parcel import ParcelState
from chalicelib.ports import RoutesUnavailableError
from tests.answering import answering

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WAYBILL = "SF1234567890123"


def answer(*routes: tuple[str, str], code: str = "A1000", waybill: str = WAYBILL) -> bytes:
    nodes = [{"opCode": op, "acceptTime": at, "acceptAddress": "咸宁", "remark": "x"} for op, at in routes]
    data = {"success": True, "msgData": {"routeResps": [{"mailNo": waybill, "routes": nodes}]}}
    return json.dumps({"apiResultCode": code, "apiResultData": json.dumps(data)}).encode()


def test_the_digest_is_that_of_javas_url_encoder() -> None:
    """`{"a":"x y*z~"}` + `1` + `k`, encoded by hand as java.net.URLEncoder does it."""
    encoded = b"%7B%22a%22%3A%22x+y*z%7E%22%7D1k"
    expected = base64.b64encode(hashlib.md5(encoded, usedforsecurity=False).digest()).decode()
    assert digest('{"a":"x y*z~"}', "1", "k") == expected


def test_a_question_is_signed_and_its_answer_read() -> None:
    with answering(
        answer(("50", "2026-11-22 10:00:00"), ("80", "2026-11-23 09:00:00"), ("8000", "2026-11-23 09:01:00"))
    ) as server:
        routes = SfRoutes(lambda: Account(server.url, "XNZW", "secret word"), lambda: NOW, lambda: "n-1")
        events = routes.events(WAYBILL)
    assert events is not None
    assert [event.state for event in events] == [ParcelState.COLLECTED, ParcelState.DELIVERED]
    assert events[1].occurred_at == NOW - timedelta(hours=1)
    (asked,) = server.asked
    form = {name: values[0] for name, values in parse_qs(asked.decode()).items()}
    assert json.loads(form["msgData"])["trackingNumber"] == [WAYBILL]
    assert (form["partnerID"], form["serviceCode"], form["requestID"]) == ("XNZW", "EXP_RECE_SEARCH_ROUTES", "n-1")
    assert form["msgDigest"] == digest(form["msgData"], form["timestamp"], "secret word")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"<html>", answer(code="A1001"), answer(("80", "never"))])
def test_an_answer_that_cannot_be_read_may_come_later(body: bytes) -> None:
    with answering(body) as server:
        routes = SfRoutes(lambda: Account(server.url, "XNZW", "secret word"), lambda: NOW, lambda: "n-1")
        with pytest.raises(RoutesUnavailableError):
            routes.events(WAYBILL)


def test_what_is_told_of_another_waybill_is_not_ours() -> None:
    with answering(answer(("80", "2026-11-23 09:00:00"), waybill="SF0000000000000")) as server:
        routes = SfRoutes(lambda: Account(server.url, "XNZW", "secret word"), lambda: NOW, lambda: "n-1")
        assert routes.events(WAYBILL) == ()


def test_nobody_can_be_asked_without_an_account_or_a_server() -> None:
    assert SfRoutes(lambda: None, lambda: NOW, lambda: "n").events(WAYBILL) is None
    away = SfRoutes(lambda: Account("http://127.0.0.1:9/", "XNZW", "secret word"), lambda: NOW, lambda: "n")
    with pytest.raises(RoutesUnavailableError):
        away.events(WAYBILL)
