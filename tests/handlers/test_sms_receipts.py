"""The SMS gateway's webhook over real HTTP, through the work queue to the notice."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
import requests

from chalicelib import settings, wiring
from chalicelib.domain.notice import Message, Notice, Recipient, claimed, planned, sent
from chalicelib.domain.receipt import out_id
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import SHANGHAI, local_date, stamp
from chalicelib.handlers.problems import WrongFunctionError
from chalicelib.ports import Letter
from chalicelib.usecases.city_sms import sms_letter
from chalicelib.usecases.identify import account_of
from infra.invoke import invoke
from infra.local.server import LocalCloud
from infra.local.sms_gateway import batches
from infra.local.sms_log import line, subscription_event
from tests.running_site import running_site

PATIENCE = 30


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("receipts")) as started:
        yield started


def a_notice_that_left() -> Notice:
    now = wiring.now()
    about = Message(Recipient("applicant", f"p-{uuid4().hex}", "form#1"), "received")
    noted = sent(
        claimed(planned(case_matter(derive(uuid4().hex, 0)), "00000001", about, now), "claim", now), "m-1", now
    )
    return wiring.notices().plan(noted)


def a_notice_sent_to(phone: str) -> Notice:
    """As `notify` leaves it, counted among those of its number."""
    now = wiring.now()
    about = Message(Recipient("applicant", f"p-{uuid4().hex}", "form#1"), "received")
    taken = claimed(planned(case_matter(derive(uuid4().hex, 0)), "00000001", about, now), "claim", now)
    wiring.notices().plan(taken)
    wiring.notices().count_on(local_date(stamp(now)).isoformat(), account_of(phone, key=wiring.pseudonym_key()), taken)
    message_id = wiring.sms().send(Letter(phone, "已收到", "received", {}, out_id(taken)))
    done = sent(taken, message_id, now)
    wiring.notices().change(done, seen=taken)
    return done


def report(of: Notice, code: str = "DELIVERED", at: datetime | None = None) -> dict[str, Any]:
    told = (at or wiring.now()).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    delivered = code == "DELIVERED"
    words = {"err_code": code, "err_msg": code, "sms_size": "1", "biz_id": "1^0", "out_id": out_id(of)}
    return {"phone_number": "19900000000", "send_time": told, "report_time": told, "success": delivered, **words}


def push(cloud: LocalCloud, body: Any, provider: str = "aliyun", key: str | None = None) -> requests.Response:
    key = wiring.secret("sms-receipt-keys")["aliyun"][0] if key is None else key
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json;charset=UTF-8"}
    address = f"{cloud.url}/webhooks/sms/{provider}"
    return requests.post(address, params={"key": key}, data=data, headers=headers, timeout=PATIENCE)


def standing(of: Notice) -> Notice:
    found = wiring.notices().get(of.recipient_key, of.message_key)
    assert found
    return found


def test_a_batch_under_stress_ends_in_what_the_network_said(cloud: LocalCloud) -> None:
    came, lost = a_notice_that_left(), a_notice_that_left()
    for batch in batches([report(came), report(lost, "MOBILE_NOT_ON_SERVICE")], seed=7):
        answer = push(cloud, batch)
        assert (answer.status_code, answer.json()) == (200, {"code": 0, "msg": "成功"})
    assert cloud.drain()
    assert standing(came).state == "delivered"
    assert (standing(lost).state, standing(lost).problem) == ("failed", "MOBILE_NOT_ON_SERVICE")


def test_what_a_gateway_says_of_nobodys_message_is_accepted(cloud: LocalCloud) -> None:
    of = a_notice_that_left()
    assert push(cloud, [{**report(of), "out_id": ""}, {**report(of), "out_id": "another system's"}]).status_code == 200
    assert push(cloud, []).status_code == 200
    assert standing(of).state == "sent"


def test_one_unreadable_receipt_does_not_hold_up_the_others_and_calls_for_a_person(
    cloud: LocalCloud, caplog: pytest.LogCaptureFixture
) -> None:
    of = a_notice_that_left()
    bad = ({"biz_id": "1"}, [], {**report(of), "success": "yes"}, {**report(of), "report_time": "soon"})
    tomorrow = report(of, "MK:0001", wiring.now() + timedelta(days=1))
    assert push(cloud, [*bad, tomorrow, report(of)]).status_code == 200
    assert cloud.drain()
    assert standing(of).state == "delivered"
    assert "ALARM 5 receipts from aliyun cannot be read" in caplog.text


def test_no_telephone_number_reaches_the_queue(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[Mapping[str, Any]] = []

    class Queue:
        def put(self, task: Any) -> None:
            put.append(task.body)

    with monkeypatch.context() as patched:
        patched.setattr(wiring, "work_queue", Queue)
        assert push(cloud, [report(a_notice_that_left())]).status_code == 200
    assert len(put) == 1
    assert "19900000000" not in json.dumps(put[0])


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"key": ""}, 401, "receipt_key_wrong"),
        ({"key": "guessed"}, 401, "receipt_key_wrong"),
        ({"key": "密钥"}, 401, "receipt_key_wrong"),
        ({"provider": "pigeon"}, 404, "not_found"),
        ({"body": b"{}"}, 400, "receipts_malformed"),
        ({"body": b"[" * 5000}, 400, "receipts_malformed"),
        ({"body": b"\xff\xfe"}, 400, "receipts_malformed"),
        ({"body": b"[" + b" " * 256 * 1024 + b"]"}, 413, "receipts_too_large"),
    ],
)
def test_a_bad_push_is_refused_and_nothing_happens(
    cloud: LocalCloud, changed: dict[str, Any], status: int, code: str
) -> None:
    of = a_notice_that_left()
    answer = push(cloud, **{"body": [report(of)], **changed})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert cloud.drain()
    assert standing(of) == of


def test_a_line_of_snss_delivery_log_finds_the_message_that_it_is_about(cloud: LocalCloud) -> None:
    of = a_notice_sent_to("+8610000000001")
    [message] = cloud.cloud.outbox.messages("+8610000000001")
    assert message["id"] == of.provider_id
    assert invoke(subscription_event([line(message)]), import_module("app").app) == {"receipts": {}}
    assert cloud.drain()
    assert standing(of).state == "delivered"


def test_another_function_refuses_the_delivery_log(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "function", lambda: "site")
    with pytest.raises(WrongFunctionError):
        invoke(subscription_event([]), import_module("app").app)


def test_the_phone_page_plays_the_network(cloud: LocalCloud) -> None:
    came, lost = a_notice_sent_to("+8610000000002"), a_notice_sent_to("+8610000000002")
    for of, outcome in ((came, "delivered"), (lost, "failed")):
        form = {"message": of.provider_id, "outcome": outcome, "phone": "+8610000000002"}
        answer = requests.post(f"{cloud.url}/local/phone", data=form, timeout=PATIENCE)
        assert "运营商回执" in answer.text
    assert cloud.drain()
    assert (standing(came).state, standing(lost).state, standing(lost).problem) == (
        "delivered",
        "failed",
        "unreachable",
    )


def test_a_program_plays_the_network_for_many_at_once(cloud: LocalCloud) -> None:
    outbox, receipts = f"{cloud.url}/local/outbox.json", f"{cloud.url}/local/receipts"
    came, lost, silent = (a_notice_sent_to("+8610000000004") for _ in range(3))
    ids = [of.provider_id for of in (came, lost, silent)]

    def untold() -> list[str]:
        told = requests.get(outbox, params={"untold": "1"}, timeout=PATIENCE).json()
        return [one["id"] for one in told if one["to"] == "+8610000000004"]

    assert untold() == ids
    assert requests.post(receipts, json={ids[0]: "delivered", "nothing": "failed"}, timeout=PATIENCE).status_code == 400
    assert requests.post(receipts, json={ids[0]: "delivered", ids[1]: "failed"}, timeout=PATIENCE).ok
    assert cloud.drain()
    assert [standing(of).state for of in (came, lost, silent)] == ["delivered", "failed", "sent"]
    assert untold() == ids[2:]
    found = requests.get(outbox, params={"phone": "+8610000000004"}, timeout=PATIENCE).json()
    assert [one["outcome"] for one in found] == ["delivered", "failed", ""]


def test_a_local_cloud_may_send_through_the_gateway(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMS_SENDER", "aliyun")
    with running_site(tmp_path_factory.mktemp("gateway")) as cloud:
        of = a_notice_that_left()
        params = {"item": "教师资格证认定", "reference": "23456-789AB"}
        letter = sms_letter("+8610000000003", "received", params, wiring.edition())
        wiring.sms().send(replace(letter, out_id=out_id(of)))
        [message] = cloud.cloud.outbox.messages("+8610000000003")
        assert message["text"] == letter.words
        form = {"message": message["id"], "outcome": "delivered", "phone": "+8610000000003"}
        assert requests.post(f"{cloud.url}/local/phone", data=form, timeout=PATIENCE).ok
        assert cloud.drain()
        assert standing(of).state == "delivered"
