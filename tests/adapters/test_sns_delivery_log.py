"""SNS's delivery log as AWS documents its lines, and as a subscription brings them."""

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.sns_delivery_log import lines_in
from tests.sending import account

SAMPLE = Path(__file__).resolve().parents[2] / "events" / "logs-sms-delivery.json"
SENT = "2016-06-28 00:40:34.558"


def event(*lines: Any, kind: str = "DATA_MESSAGE") -> dict[str, Any]:
    events = [{"id": "1", "timestamp": 1, "message": json.dumps(line)} for line in lines]
    packed = gzip.compress(json.dumps({"messageType": kind, "logEvents": events}).encode())
    return {"awslogs": {"data": base64.b64encode(packed).decode()}}


def line(status: str, answer: str, **delivery: int) -> dict[str, Any]:
    told = {"destination": "+8610000000001", "providerResponse": answer, **delivery}
    return {"notification": {"messageId": "m-1", "timestamp": SENT}, "delivery": told, "status": status}


def test_the_sample_says_when_the_telephone_answered() -> None:
    [receipt] = lines_in(json.loads(SAMPLE.read_text(encoding="utf-8")), account)
    at = datetime(2026, 3, 3, 2, 11, 8, 902000, tzinfo=UTC)
    assert (receipt.outcome, receipt.at, receipt.provider_id) == (
        "delivered",
        at,
        "34d9b400-c6dd-5444-820d-fbeb0f1f54cf",
    )


def test_the_number_is_told_as_its_pseudonym_and_when_it_was_sent() -> None:
    [receipt] = lines_in(event(line("SUCCESS", "", dwellTimeMs=599)), account)
    assert (receipt.number, receipt.sent_at) == ("phone:+8610000000001", "2016-06-28T00:40:34.558000Z")


def test_what_only_a_network_took_has_not_arrived() -> None:
    [receipt] = lines_in(event(line("SUCCESS", "Message has been accepted by phone carrier", dwellTimeMs=599)), account)
    assert receipt.outcome == "accepted"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("Phone number is opted out", "opted_out"),
        ("Blocked as spam by phone carrier", "spam"),
        ("Phone has blocked SMS", "blocked"),
        ("Phone is currently unreachable/unavailable", "unreachable"),
        ("Invalid phone number: +8610000000001", "invalid_number"),
        ("No quota left for account", "quota"),
        ("Unknown error attempting to reach phone", "undelivered"),
    ],
)
def test_a_failure_has_a_code_and_no_number(answer: str, problem: str) -> None:
    [receipt] = lines_in(event(line("FAILURE", answer, dwellTimeMs=10)), account)
    assert (receipt.outcome, receipt.problem, receipt.out_id) == ("failed", problem, "")


def test_a_control_message_tells_nothing() -> None:
    assert list(lines_in(event({"any": "thing"}, kind="CONTROL_MESSAGE"), account)) == []
