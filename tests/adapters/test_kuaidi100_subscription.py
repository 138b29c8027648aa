"""Subscriptions with 快递100: what goes over the wire, what each answer means; and our stand-in keeps the same rules."""

import json
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
import requests

from chalicelib import wiring
from chalicelib.adapters.kuaidi100_subscription import Account, Kuaidi100Tracking
from chalicelib.ports import TrackingBusyError, TrackingRefusedError
from infra.local.server import LocalCloud
from tests.answering import LISTENS, answering
from tests.handlers.granted import case_of, dispatch, eventually, granted
from tests.running_site import running_site

CALLBACK = "https://city.example/webhooks/courier/kuaidi100"
NUMBER = "EA000000111CN"


def asked(body: bytes, phone: str = "") -> tuple[bool, dict[str, list[str]]]:
    with answering(body) as server:
        done = Kuaidi100Tracking(lambda: Account("KEY", "SALT", phone), CALLBACK, server.url).subscribe("ems", NUMBER)
        return done, parse_qs(server.asked[0].decode())


def test_the_number_and_the_carrier_are_all_that_is_told_of_a_parcel() -> None:
    done, form = asked(b'{"result":true,"returnCode":"200","message":"x"}')
    assert done
    assert form["schema"] == ["json"]
    parameters = {"callbackurl": CALLBACK, "salt": "SALT", "resultv2": "1"}
    assert json.loads(form["param"][0]) == {"company": "ems", "number": NUMBER, "key": "KEY", "parameters": parameters}


def test_the_senders_own_number_goes_along_where_the_city_gave_one() -> None:
    _, form = asked(b'{"returnCode":"200"}', phone="0715-0000098")
    assert json.loads(form["param"][0])["parameters"]["phone"] == "0715-0000098"


def test_one_that_stands_already_is_as_good_as_new() -> None:
    assert asked(b'{"result":false,"returnCode":"501"}')[0]


@pytest.mark.parametrize("code", ["700", "701"])
def test_what_they_never_track_is_refused(code: str) -> None:
    with pytest.raises(TrackingRefusedError):
        asked(json.dumps({"result": False, "returnCode": code}).encode())


def test_a_refusal_leaves_no_server_behind() -> None:
    with pytest.raises(TrackingRefusedError):
        asked(b'{"returnCode":"700"}')
    assert LISTENS not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("body", [b'{"returnCode":"500"}', b'{"returnCode":"600"}', b"", b"[]", b"<html>", b"null"])
def test_anything_else_may_go_later(body: bytes) -> None:
    with pytest.raises(TrackingBusyError):
        asked(body)


def test_without_a_key_nobody_is_asked_and_without_a_server_it_may_go_later() -> None:
    assert not Kuaidi100Tracking(lambda: None, CALLBACK, "http://127.0.0.1:9/").subscribe("ems", NUMBER)
    with pytest.raises(TrackingBusyError):
        Kuaidi100Tracking(lambda: Account("K", "S"), CALLBACK, "http://127.0.0.1:9/").subscribe("ems", NUMBER)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("tracking")) as started:
        yield started


def test_a_dispatch_subscribes_its_waybill_once(cloud: LocalCloud) -> None:
    reference = granted("tracked")
    eventually(lambda: case_of(reference).certificate)
    dispatch(reference, NUMBER)
    eventually(lambda: NUMBER in requests.get(f"{cloud.url}/local/courier", timeout=10).text)
    assert wiring.tracking().subscribe("ems", NUMBER), "501 is no failure"
    assert cloud.drain()
    assert requests.get(f"{cloud.url}/local/courier", timeout=10).text.count(f">{NUMBER}</a>") == 1


def test_the_stand_in_refuses_what_the_provider_would(cloud: LocalCloud) -> None:
    with pytest.raises(TrackingRefusedError):
        wiring.tracking().subscribe("pigeon", NUMBER)
    secrets = wiring.secret("courier-secrets")["kuaidi100"]
    endpoint = f"{cloud.url}/local/kuaidi100/poll"
    for account in (Account("foreign", secrets["salts"][0]), Account(secrets["key"], "another salt")):
        with pytest.raises(TrackingBusyError):
            Kuaidi100Tracking(lambda kept=account: kept, f"{cloud.url}/webhooks/courier/kuaidi100", endpoint).subscribe(  # type: ignore[misc]
                "ems", "EA000000112CN"
            )
    assert requests.post(endpoint, data={"schema": "json"}, timeout=10).json()["returnCode"] == "500"
