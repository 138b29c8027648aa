"""Every operation of the API under generated bad input, over real HTTP: never a 500, always a problem that is described."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import wiring
from chalicelib.handlers.openapi import OPERATIONS, description
from chalicelib.handlers.operation import IDEMPOTENCY_KEY, Operation
from chalicelib.handlers.problems import status_of
from chalicelib.usecases.case_file import case_of
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.leader_links import decide_token, todo_token
from infra.local.server import LocalCloud
from tests.effort import share
from tests.handlers.busy_site import forgetful
from tests.running_site import begun_draft, begun_edition_draft, running_site, signed_in
from tests.sample import INSTANT

pytestmark = [pytest.mark.journey, pytest.mark.thorough]
PROBLEM = jsonschema.Draft202012Validator(description("https://example.test")["components"]["schemas"]["Problem"])
ITEM, VARIANT = "XN-YJJ-001", "XN-YJJ-001-1"
OFFICER, CHIEF = "s-yjj-1", "s-yjj-2"
APPLICANT = {"name": "张三", "id_number": "420101199003070006", "phone": "19900000001"}
ANSWERS = {
    "shop_name": "示例小面馆",
    "premises_address": "温泉路18号",
    "business_type": "餐馆",
    "area": 60,
    "staff": 4,
    "online_sales": False,
}
PAPERS = ("business-licence", "layout", "health-certificate", "safety-rules", "premises")
CATALOGUE = ("/api/edition-drafts", "/api/catalogue")
"""Where staff of two posts only have anything to do."""

NO_SEGMENT = {"", ".", ".."}


@dataclass(frozen=True)
class Site:
    """A city in which something is under way, so that bad input meets real things too."""

    url: str
    tokens: Mapping[str, str]
    parameters: Mapping[str, tuple[str, ...]]
    http: requests.Session = field(default_factory=forgetful)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("bad-input")) as cloud:
        yield _busy(cloud)


def _busy(cloud: LocalCloud) -> Site:
    officer, chief = signed_in(OFFICER, "staff").token, signed_in(CHIEF, "leader").token
    accepted, received = (_walk_in(cloud, officer, then) for then in ("accept", "correct"))
    case = requests.get(f"{cloud.url}/api/cases/{accepted}", headers=_bearer(officer), timeout=10).json()
    done = requests.post(
        f"{cloud.url}/api/cases/{accepted}/steps/handle/decision",
        json={"outcome": "pass", "shown": case["shown"]["handle"]},
        headers={**_bearer(officer), "Idempotency-Key": "d" * 20},
        timeout=10,
    )
    assert done.ok, done.text
    account = account_of("+8619900000001", key=wiring.pseudonym_key())
    draft = begun_draft(account, INSTANT)
    return Site(
        url=cloud.url,
        tokens={
            "anyone": "",
            "citizen": signed_in(account).token,
            "staff": officer,
            "leader": chief,
            "admin": signed_in("s-zwzx-2", "staff").token,
            "legal": signed_in("s-fzb-1", "staff").token,
        },
        parameters={
            "reference": (accepted, received),
            "step": ("handle", "review"),
            "token": _links(accepted),
            "draft": (draft.id,),
            "edition_draft": (begun_edition_draft("s-zwzx-2").id,),
            "carrier": ("standard", "kuaidi100"),
            "key": tuple(wiring.secret("sms-receipt-keys")["aliyun"]),
            "code": (ITEM,),
        },
    )


def _walk_in(cloud: LocalCloud, officer: str, then: str) -> str:
    conclusion = {"then": then, "rows": [{"material": "layout", "sentence": 0}] if then == "correct" else []}
    body = {"item": ITEM, "variant": VARIANT, "applicant_kind": "person", "applicant": APPLICANT, "answers": ANSWERS}
    done = requests.post(
        f"{cloud.url}/api/window/cases",
        json={**body, "originals": list(PAPERS), "conclusion": conclusion},
        headers={**_bearer(officer), "Idempotency-Key": f"walk-in-{then}-000"},
        timeout=10,
    )
    assert done.status_code == 201, done.text
    return str(done.json()["reference"])


def _links(reference: str) -> tuple[str, str]:
    from chalicelib.usecases.case_file import read_case

    case = read_case(case_of(reference), log=wiring.log(), catalogue=wiring.catalogue()).case
    now, keys = wiring.now(), wiring.link_keys()
    decide = decide_token(case, "review", CHIEF, keys=keys, now=now)
    return decide, todo_token(CHIEF, keys=keys, now=now)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


words = st.text(max_size=30) | st.sampled_from(["0", "null", "字" * 400, "x" * 3000, "%00", "-1", "{}"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | words
    | st.sampled_from([10**40, -(10**400), 1e308, "\ud800", "\x00", "\u202e"])
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=6
)
raw_bodies = st.binary(max_size=40) | st.sampled_from([b"", b"[" * 9000, b"1" * 5000, b'{"a":NaN}', b"\xff\xfe{}"])


@st.composite
def bodies(draw: st.DrawFn, given_example: Any) -> bytes:
    """Bytes, any JSON, or mostly the example with some of its parts replaced, removed or added."""
    kind = draw(st.sampled_from(["changed"] * 6 + ["raw", "any"]))
    if kind == "raw":
        return draw(raw_bodies)
    if kind == "any":
        return _encoded(draw(values))
    body = deepcopy(given_example)
    for _ in range(draw(st.integers(0, 2))):
        _change(draw, body)
    return _encoded(body)


def _change(draw: st.DrawFn, body: Any) -> None:
    at: Any = body
    while True:
        keys: list[Any] = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        if isinstance(at[key], (dict, list)) and at[key] and draw(st.booleans()):
            at = at[key]
            continue
        action = draw(st.sampled_from(["replace", "remove", "add"]))
        if action == "replace":
            at[key] = draw(values)
        elif action == "remove":
            del at[key]
        elif isinstance(at, dict):
            at[draw(words)] = draw(values)
        return


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


def sent(draw: st.DrawFn, operation: Operation, site: Site) -> dict[str, Any]:
    allowed = ("admin", "legal") if operation.path.startswith(CATALOGUE) else operation.who
    headers = _bearer(draw(_mostly([site.tokens.get(who, "") for who in allowed], [*site.tokens.values(), "x"])))
    if IDEMPOTENCY_KEY in operation.parameters:
        key = draw(st.uuids().map(str) | st.sampled_from(["", "short", "k" * 81, "k" * 20, "é" * 20]))
        headers |= {"Idempotency-Key": key} if key else {}
    asked = [one.name for one in operation.parameters if one.place == "query"]
    query = {name: _query(draw, name, site).encode(errors="replace") for name in asked if draw(st.booleans())}
    request: dict[str, Any] = {"params": query, "headers": headers}
    if operation.request:
        example = operation.request.example
        if "draft" in example:
            example = {**example, "draft": site.parameters["draft"][0]}
        request["data"] = draw(bodies(example))
        headers["Content-Type"] = draw(_mostly(["application/json"], ["text/plain"]))
    return {**request, "url": site.url + draw(paths(operation, site))}


def _query(draw: st.DrawFn, name: str, site: Site) -> str:
    return draw(st.sampled_from(site.parameters[name]) | words if name in site.parameters else words)


@st.composite
def paths(draw: st.DrawFn, operation: Operation, site: Site) -> str:
    odd = words.filter(lambda text: text not in NO_SEGMENT and "/" not in text)
    segments = {}
    for one in operation.parameters:
        if one.place == "path":
            chosen = _mostly([*site.parameters.get(one.name, ()), one.example], []) | odd
            segments[one.name] = quote(draw(chosen), safe="", errors="replace")
    return operation.path.format_map(segments)


def _mostly(usual: list[Any], odd: list[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(usual * (1 + 6 * len(odd) // len(usual)) + odd)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_bad_input_is_answered_as_described(site: Site, operation: Operation) -> None:
    @settings(
        max_examples=share(100),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def run(data: st.DataObject) -> None:
        request = data.draw(st.composite(lambda draw: sent(draw, operation, site))())
        answer = site.http.request(operation.method, **request, timeout=20)
        check(operation, answer)

    run()


def check(operation: Operation, answer: requests.Response) -> None:
    if answer.ok:
        assert answer.status_code == operation.status
        if operation.media != "application/json":
            return
        jsonschema.validate(answer.json(), operation.response.schema)
        return
    if operation.told and answer.headers["Content-Type"] == "application/json":
        jsonschema.validate(answer.json(), operation.told.schema)
        assert answer.status_code in map(status_of, operation.codes)
        return
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    problem = answer.json()
    PROBLEM.validate(problem)
    assert problem["code"] in operation.codes, problem
    assert problem["status"] == answer.status_code == status_of(problem["code"]), problem
