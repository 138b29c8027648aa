"""Couriers' webhooks over real HTTP, through the work queue to the case."""

import hashlib
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import requests

from chalicelib import wiring
from chalicelib.adapters import kuaidi100, standard_webhooks
from chalicelib.domain.commands import RecordDispatch
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import SHANGHAI
from chalicelib.usecases.execute import execute
from infra.local.server import LocalCloud
from tests.handlers.granted import OFFICER, PATIENCE, case_of, dispatch, eventually, granted
from tests.running_site import running_site

NOW = datetime.now(UTC).replace(microsecond=0)
BAD = ("other salt", "no signature", "changed body", "no headers", "replayed", "future", "future event", "one megabyte",
       "large form", "latin form", "latin, unsigned", "latin, signed", "no json", "other type", "unknown source")  # fmt: skip


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("courier")) as started:
        yield started


@pytest.fixture
def waybill() -> str:
    return f"EA{uuid4().int % 10**9:09}CN"


def post(cloud: LocalCloud, source: str, body: bytes, headers: dict[str, str], query: str = "") -> requests.Response:
    address = f"{cloud.url}/webhooks/courier/{source}{query}"
    return requests.post(address, data=body, headers=headers, timeout=PATIENCE)


def secrets(source: str, name: str) -> str:
    return str(wiring.secret("courier-secrets")[source][name][0])


def kuaidi(waybill: str, state: str = "3", salt: str = "", at: datetime = NOW) -> tuple[bytes, dict[str, str]]:
    when = at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    entry = {"time": when, "ftime": when, "context": "已签收", "status": "签收"}
    result = {"state": state, "ischeck": "1", "com": "ems", "nu": waybill, "data": [entry]}
    param = json.dumps({"status": "polling", "lastResult": result}, ensure_ascii=False)
    sign = kuaidi100.sign(param, salt or secrets("kuaidi100", "salts"))
    return urlencode({"param": param, "sign": sign}).encode(), {"Content-Type": "application/x-www-form-urlencoded"}


def standard(
    waybill: str,
    state: str = "delivered",
    *,
    secret: str = "",
    sent_at: datetime | None = None,
    push_id: str = "",
    body: bytes = b"",
) -> tuple[bytes, dict[str, str]]:
    data = {"waybill": waybill, "state": state, "occurred_at": NOW.isoformat(), "signed_by": "王小明"}
    body = body or json.dumps({"type": "parcel.updated", "timestamp": NOW.isoformat(), "data": data}).encode()
    push_id, timestamp = push_id or f"msg_{uuid4().hex}", str(int((sent_at or wiring.now()).timestamp()))
    signature = standard_webhooks.sign(push_id, timestamp, body, secret=secret or secrets("standard", "secrets"))
    return body, {
        "Content-Type": "application/json",
        "webhook-id": push_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
    }


def on_its_way(name: str, waybill: str) -> str:
    reference = granted(name)
    eventually(lambda: case_of(reference).certificate)
    dispatch(reference, waybill)
    return reference


def served(reference: str) -> bool:
    return case_of(reference).status == "served"


def untouched(cloud: LocalCloud, reference: str) -> bool:
    """Nothing that is under way reaches the case any more."""
    assert cloud.drain()
    return not case_of(reference).parcels[-1].last


@pytest.mark.parametrize(("source", "made"), [("kuaidi100", kuaidi), ("standard", standard)])
def test_a_delivered_parcel_serves_the_case_however_often_it_is_pushed(
    cloud: LocalCloud, waybill: str, source: str, made: Any
) -> None:
    reference = on_its_way(f"served by {source}", waybill)
    push = made(waybill)
    for _ in range(2):
        answer = post(cloud, source, *push)
        assert answer.status_code == 200, answer.text
    assert answer.text == (kuaidi100.ACCEPTED_REPLY if source == "kuaidi100" else '{"status":"accepted"}')
    eventually(lambda: served(reference))
    assert cloud.drain()
    case = case_of(reference)
    assert case.seq == 4, "receipt, certificate, dispatch, delivery"
    assert datetime.fromisoformat(case.served_at) == NOW


def test_a_push_before_the_dispatch_waits_for_it(cloud: LocalCloud, waybill: str) -> None:
    reference = granted("pushed early")
    eventually(lambda: case_of(reference).certificate)
    assert post(cloud, "kuaidi100", *kuaidi(waybill)).status_code == 200
    assert cloud.drain()
    dispatch(reference, waybill)
    eventually(lambda: served(reference))


def test_a_push_of_nobodys_waybill_is_accepted(cloud: LocalCloud, waybill: str) -> None:
    assert post(cloud, "standard", *standard(waybill)).status_code == 200
    assert cloud.drain()


@pytest.fixture(scope="module")
def undelivered(cloud: LocalCloud) -> tuple[str, str]:
    """A case and its waybill which no refused push may touch."""
    return on_its_way("never served", "EZ000000001CN"), "EZ000000001CN"


def refusals(waybill: str) -> dict[str, tuple[str, bytes, dict[str, str], int, str]]:
    good, form = kuaidi(waybill)
    body, headers = standard(waybill)
    an_hour = timedelta(hours=1)
    latin = {"Content-Type": "application/x-www-form-urlencoded"}
    return {
        "other salt": ("kuaidi100", *kuaidi(waybill, salt="another salt"), 401, "push_forged"),
        "no signature": ("kuaidi100", good.partition(b"&sign")[0], form, 401, "push_unsigned"),
        "changed body": ("standard", body.replace(b"delivered", b"refused"), headers, 401, "push_forged"),
        "no headers": ("standard", body, {"Content-Type": "application/json"}, 401, "push_unsigned"),
        "replayed": ("standard", *standard(waybill, sent_at=wiring.now() - an_hour), 401, "push_stale"),
        "future": ("standard", *standard(waybill, sent_at=wiring.now() + an_hour), 401, "push_stale"),
        "future event": ("kuaidi100", *kuaidi(waybill, at=wiring.now() + an_hour), 400, "push_malformed"),
        "one megabyte": ("standard", b"x" * 2**20, headers, 413, "push_too_large"),
        "large form": ("kuaidi100", b"param=" + b"x" * 2**20, form, 413, "push_too_large"),
        "latin form": ("kuaidi100", b"param=\xe9&sign=\xff", latin, 400, "push_malformed"),
        "latin, unsigned": ("standard", b"\xff\xfe", headers, 401, "push_forged"),
        "latin, signed": ("standard", *standard(waybill, body=b"\xff\xfe{}"), 400, "push_malformed"),
        "no json": ("standard", *standard(waybill, body=b"[" * 5000), 400, "push_malformed"),
        "other type": ("standard", *standard(waybill, body=b'{"type":"ping"}'), 400, "push_malformed"),
        "unknown source": ("zto", body, headers, 404, "not_found"),
    }


@pytest.mark.parametrize("case", BAD)
def test_a_bad_push_is_refused_and_nothing_happens(cloud: LocalCloud, undelivered: tuple[str, str], case: str) -> None:
    reference, waybill = undelivered
    source, body, headers, status, code = refusals(waybill)[case]
    answer = post(cloud, source, body, headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]
    assert untouched(cloud, reference)


def test_the_same_webhook_id_again_with_a_new_time_does_nothing_twice(cloud: LocalCloud, waybill: str) -> None:
    reference = on_its_way("same id", waybill)
    for minutes in (0, 1):
        sent_at = wiring.now() + timedelta(minutes=minutes)
        assert post(cloud, "standard", *standard(waybill, push_id="msg_1", sent_at=sent_at)).status_code == 200
    eventually(lambda: served(reference))
    assert cloud.drain()
    assert case_of(reference).seq == 4


def test_a_test_secret_answers_with_a_diagnosis_and_nothing_else(
    cloud: LocalCloud, undelivered: tuple[str, str]
) -> None:
    reference, waybill = undelivered
    for source, push in (
        ("kuaidi100", kuaidi(waybill, salt=secrets("kuaidi100", "test_salts"))),
        ("standard", standard(waybill, secret=secrets("standard", "test_secrets"))),
    ):
        answer = post(cloud, source, *push)
        told = answer.json()
        assert (answer.status_code, told["accepted"], told["problem"]) == (200, True, None)
        assert told["push"]["waybill"] == waybill
        assert told["push"]["events"][0]["state"] == "delivered"
        assert told["signatures_given"] == told["signatures_expected"]
        assert told["body_sha256"] == hashlib.sha256(push[0]).hexdigest()
    assert untouched(cloud, reference)


def test_an_engineer_sees_what_is_wrong(cloud: LocalCloud, undelivered: tuple[str, str]) -> None:
    _, waybill = undelivered
    test_secret = secrets("standard", "test_secrets")
    late = standard(waybill, secret=test_secret, sent_at=wiring.now() - timedelta(hours=1))
    told = post(cloud, "standard", *late)
    assert (told.status_code, told.json()["problem"]["code"]) == (401, "push_stale")
    assert -3700 < told.json()["timestamp_ahead_seconds"] < -3500

    unknown = post(cloud, "standard", *standard(waybill, secret="whsec_" + "A" * 44), query="?test").json()
    assert unknown["problem"]["code"] == "push_forged"
    assert unknown["signatures_given"] != unknown["signatures_expected"]
    assert all(len(shown) <= 12 for shown in unknown["signatures_expected"])

    live = post(cloud, "kuaidi100", *kuaidi(waybill), query="?test=1").json()
    assert (live["accepted"], live["problem"]["code"]) == (False, "push_forged"), "a diagnosis never uses live secrets"


def test_the_answer_comes_well_within_the_providers_time(cloud: LocalCloud, waybill: str) -> None:
    started = time.monotonic()
    assert post(cloud, "kuaidi100", *kuaidi(waybill)).status_code == 200
    assert time.monotonic() - started < 5


def sf_push(waybill: str, op_code: str, at: datetime = NOW) -> bytes:
    when = at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    node = {"mailno": waybill, "opCode": op_code, "acceptTime": when, "acceptAddress": "咸宁", "remark": "备注"}
    return json.dumps({"Body": {"WaybillRoute": [node]}}).encode()


def sf_number() -> str:
    return f"SF{uuid4().int % 10**13:013}"


def at_sf(cloud: LocalCloud, secret: str, body: bytes) -> requests.Response:
    return post(cloud, f"sf/{secret}", body, {"Content-Type": "application/json"})


def dispatched_unasked(reference: str, waybill: str, carrier: str) -> None:
    """With a carrier that may carry no official documents by the city's data of today."""
    ports: Any = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
    command = RecordDispatch(f"d-{waybill}", OFFICER, carrier, waybill)
    execute(case_matter(reference), command, **ports, now=wiring.now())


def test_a_push_of_sf_is_heard_and_its_delivery_waits_for_a_confirmation(cloud: LocalCloud) -> None:
    """This stage has no account with 顺丰, so a person is asked; what is no delivery is believed."""
    number, secret = sf_number(), secrets("sf", "path_secrets")
    reference = granted("by sf")
    eventually(lambda: case_of(reference).certificate)
    dispatched_unasked(reference, number, "sf")
    for op_code in ("50", "80", "80"):
        answer = at_sf(cloud, secret, sf_push(number, op_code))
        assert (answer.status_code, answer.text) == (200, '{"return_code":"0000","return_msg":"成功"}')
    eventually(lambda: case_of(reference).parcels[-1].doubt)
    assert cloud.drain()
    case = case_of(reference)
    assert case.parcels[-1].last is not None
    assert (case.status, case.parcels[-1].doubt, case.parcels[-1].last.state) == (
        "concluded",
        "unconfirmed",
        "collected",
    )


def test_sf_is_refused_without_the_secret_and_asked_again_for_what_cannot_be_read(cloud: LocalCloud) -> None:
    number, secret = sf_number(), secrets("sf", "path_secrets")
    forged = at_sf(cloud, "0" * len(secret), sf_push(number, "80"))
    assert (forged.status_code, forged.json()["code"]) == (401, "push_forged")
    assert secret not in forged.text
    large = at_sf(cloud, secret, b"x" * (256 * 1024 + 1))
    assert (large.status_code, large.json()["code"]) == (413, "push_too_large")
    for body in (
        b"{",
        b"[]",
        b'{"Body":{"WaybillRoute":[{}]}}',
        sf_push(number, "80", wiring.now() + timedelta(hours=1)),
    ):
        answer = at_sf(cloud, secret, body)
        assert (answer.status_code, answer.json()["return_code"]) == (400, "1000")
    assert cloud.drain()


def test_a_test_secret_of_sf_answers_with_a_diagnosis_and_nothing_else(cloud: LocalCloud) -> None:
    number, body = sf_number(), sf_push("SF1234567890123", "80")
    told = at_sf(cloud, secrets("sf", "test_secrets"), body).json()
    assert (told["test"], told["accepted"], told["body_sha256"]) == (True, True, hashlib.sha256(body).hexdigest())
    assert told["pushes"][0]["events"][0]["state"] == "delivered"
    bad = at_sf(cloud, secrets("sf", "test_secrets"), sf_push(number, "80", wiring.now() + timedelta(hours=1)))
    assert (bad.status_code, bad.json()["problem"]["code"]) == (400, "push_malformed")
    assert cloud.drain()
