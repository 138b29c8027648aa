"""The API against its own description, by Schemathesis: input that fits the description and input that does not, as every
role in turn, on things that are there; no answer of 500 and above, none that the description does not tell of.

`make schemathesis EXAMPLES=10000` prints its counts; `make test` tries a part.
"""

import base64
import hmac
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from math import ceil
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode

from chalicelib import wiring
from chalicelib.handlers.openapi import OPERATIONS, description
from chalicelib.handlers.operation import Operation
from tests.effort import share
from tests.handlers.role_requests import ids_in
from tests.handlers.still_site import PATIENCE, ROLES, StillSite, still_site
from tests.handlers.test_api_bad_input import check

pytestmark = [pytest.mark.journey, pytest.mark.thorough]
EXAMPLES = int(os.environ.get("EXAMPLES", "0")) or share(2_500)
SEED = int(os.environ.get("SEED", "1"))
DESCRIBED = {
    (found.ok().method.upper(), found.ok().path): found.ok()
    for found in schemathesis.openapi.from_dict(dict(description("http://127.0.0.1"))).get_all_operations()
}
ROUND = 20
"""Requests after which the site is put back: meanwhile one builds on what another has done."""

GATEWAYS_OWN = '{"message": "Not Found"}'


@dataclass
class Tried:
    """The site, and how its requests were answered."""

    site: StillSite
    http: requests.Session = field(default_factory=requests.Session)
    statuses: Counter[int] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    with still_site(tmp_path_factory.mktemp("schemathesis")) as site:
        tried = Tried(site)
        yield tried
    counts = ", ".join(f"{status}: {count}" for status, count in sorted(tried.statuses.items()))
    total = tried.statuses.total()
    print(f"\nschemathesis: {total} requests to {len(OPERATIONS)} operations by {len(tried.roles)} roles; {counts}")  # noqa: T201


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_answer_is_described(tried: Tried, operation: Operation) -> None:
    described = DESCRIBED[operation.method, operation.path]
    modes = (GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

    @seed(SEED)
    @settings(
        max_examples=ceil(EXAMPLES / len(OPERATIONS)),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of([described.as_strategy(mode) for mode in modes]), data=st.data())
    def run(case: Case[Any], data: st.DataObject) -> None:
        role = data.draw(st.sampled_from(likely(operation)))
        answer = sent(tried, operation, case, role, data)
        tried.statuses[answer.status_code] += 1
        tried.roles[role] += 1
        if tried.statuses.total() % ROUND == 0:
            tried.site.reset()
        assert answer.status_code < 500, answer.text
        if answer.text != GATEWAYS_OWN:
            check(operation, answer)

    run()


def likely(operation: Operation) -> list[str]:
    """Mostly roles that the operation is for."""
    meant = [role for role, (kind, _) in ROLES.items() if kind in operation.who] or ["nobody"]
    return meant * (1 + 3 * len(ROLES) // len(meant)) + list(ROLES)


def sent(tried: Tried, operation: Operation, case: Case[Any], role: str, data: st.DataObject) -> requests.Response:
    things = tried.site.things
    ids = {**ids_in(operation.path, things), **secrets()}
    for name, value in (case.path_parameters or {}).items():
        if data.draw(st.integers(0, 9)):
            case.path_parameters[name] = ids.get(name, value)
    if "key" in (case.query or {}) and data.draw(st.booleans()):
        case.query["key"] = ids["key"]
    if isinstance(case.body, dict) and "draft" in case.body and data.draw(st.booleans()):
        case.body["draft"] = ids["draft"]
    headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
    session = tried.site.sessions[role]
    if session:
        headers["Authorization"] = f"Bearer {session.token}"
    kwargs = case.as_transport_kwargs(base_url=tried.site.cloud.url)
    kwargs["headers"] = {**kwargs.get("headers", {}), **headers}
    prepared = tried.http.prepare_request(requests.Request(**{k: v for k, v in kwargs.items() if k in TAKEN}))
    if "courier" in operation.who and data.draw(st.booleans()):
        prepared.headers.update(signed(prepared.body))
    return tried.http.send(prepared, timeout=PATIENCE, allow_redirects=False)


@cache
def secrets() -> dict[str, str]:
    """What only a carrier's or gateway's own address names."""
    return {
        "secret": wiring.secret("courier-secrets")["sf"]["path_secrets"][0],
        "key": wiring.secret("sms-receipt-keys")["aliyun"][0],
    }


TAKEN = {"method", "url", "headers", "params", "data", "json", "files", "cookies"}


def signed(body: Any) -> dict[str, str]:
    """As the courier signs whose secret we have."""
    sent = body if isinstance(body, bytes) else (body or "").encode()
    name, at = "msg_schemathesis", str(int(wiring.now().timestamp()))
    key = base64.b64decode(wiring.secret("courier-secrets")["standard"]["secrets"][0].removeprefix("whsec_"))
    mac = hmac.digest(key, f"{name}.{at}.".encode() + sent, "sha256")
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"webhook-id": name, "webhook-timestamp": at, "webhook-signature": signature}


def test_every_operation_is_described_once() -> None:
    assert set(DESCRIBED) == {(one.method, one.path) for one in OPERATIONS}
