"""Limits hold when everybody comes at once: counted in one atomic step, not read and then written."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from chalicelib import wiring
from chalicelib.usecases.request_code import PER_PHONE
from infra.local.server import LocalCloud
from tests.handlers.leader_phone import PINS
from tests.running_site import running_site

pytestmark = pytest.mark.journey
AT_ONCE = 24
OFFICER = "s-jtj-1"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("limits")) as running:
        yield running


def at_once(cloud: LocalCloud, path: str, body: dict[str, str]) -> Counter[str]:
    """How many were answered with which code; "" where it was done."""

    def post(_: int) -> str:
        answer = requests.post(cloud.url + path, json=body, timeout=60)
        return "" if answer.ok else str(answer.json()["code"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(post, range(AT_ONCE)))


def test_one_telephone_gets_one_code_a_minute_however_many_ask(cloud: LocalCloud) -> None:
    phone = "19900007001"
    assert at_once(cloud, "/api/login-codes", {"phone": phone}) == {"": 1, "too_many_requests": AT_ONCE - 1}
    assert len(cloud.cloud.outbox.messages(f"+86{phone}")) == 1
    assert PER_PHONE[0][1] < AT_ONCE


def test_a_pin_is_tried_five_times_however_many_try(cloud: LocalCloud) -> None:
    tried = at_once(cloud, "/api/sessions", {"staff": OFFICER, "pin": "000000"})
    assert tried["pin_wrong"] <= 4
    assert tried["pin_wrong"] + tried["pin_locked"] == AT_ONCE
    right = requests.post(f"{cloud.url}/api/sessions", json={"staff": OFFICER, "pin": PINS[OFFICER]}, timeout=20)
    assert right.json()["code"] == "pin_locked"


def test_a_code_is_tried_five_times_however_many_try(cloud: LocalCloud) -> None:
    asked = requests.post(f"{cloud.url}/api/login-codes", json={"phone": "19900007002"}, timeout=20).json()
    body = {"sign_in": asked["sign_in"], "code": "00000x"}
    tried = at_once(cloud, "/api/sessions", body)
    assert tried["code_wrong"] <= 4
    assert tried["code_wrong"] + tried["code_dead"] == AT_ONCE


def test_a_limit_counts_each_of_those_who_come_together(cloud: LocalCloud) -> None:
    """What the limits stand on."""
    guards = wiring.guards()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        counted = pool.map(lambda _: guards.count("parallel", expires_at=2**31), range(200))
    assert sorted(counted) == list(range(1, 201))
