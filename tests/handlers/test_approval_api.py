"""decideStep, getLink and decideByLink over real HTTP."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import fastjsonschema
import pytest
import requests

import app
from chalicelib import wiring
from chalicelib.handlers.approval_operations import OPERATIONS
from chalicelib.usecases.enrol_staff import enrol_staff
from infra.local.server import LocalCloud
from tests.handlers.leader_phone import PINS, WRONG, Phone, aged, leaders_of_cloud, link_to, list_link
from tests.leaders import CHIEF, DIRECTOR, OFFICER
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
BY_ID = {operation.id: operation for operation in OPERATIONS}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("sign-off")) as running:
        yield running


def call(
    cloud: LocalCloud,
    operation: str,
    body: Mapping[str, Any] | None = None,
    *,
    key: str = "",
    bearer: str = "",
    **path: str,
) -> requests.Response:
    """Calls an operation; what succeeds keeps the response schema."""
    spec = BY_ID[operation]
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    headers |= {"Idempotency-Key": key} if key else {}
    url = cloud.url + spec.path.format(**path)
    answer = requests.request(spec.method, url, json=body, headers=headers, timeout=30)
    if answer.ok:
        fastjsonschema.compile(spec.response.schema)(answer.json())
    return answer


def bearer(staff: str, kind: Any = "leader") -> str:
    return signed_in(staff, kind).token


def reference(matter: str) -> str:
    return matter.removeprefix("c-")


def test_every_operation_has_its_route() -> None:
    routes = {(method, path) for path, methods in app.app.routes.items() for method in methods}
    assert {(spec.method, spec.path) for spec in OPERATIONS} <= routes


@pytest.mark.parametrize(("step", "staff", "kind"), [("review", CHIEF, "leader"), ("handle", OFFICER, "staff")])
def test_a_step_is_decided_by_a_leaders_or_an_officers_session(
    cloud: LocalCloud, step: str, staff: str, kind: str
) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to(step, f"api {step}")
    body = {"outcome": "pass", "opinion": "同意。", "shown": leaders.shown(matter, step)}
    where = {"reference": reference(matter), "step": step, "bearer": bearer(staff, kind)}
    done = call(cloud, "decideStep", body, key=f"key-of-{step}-000001", **where)
    again = call(cloud, "decideStep", body, key=f"key-of-{step}-000001", **where)
    assert (done.json()["outcome"], done.json()["repeated"], again.json()["repeated"]) == ("pass", False, True)
    assert again.json()["seq"] == done.json()["seq"]
    other = call(cloud, "decideStep", body, key=f"key-of-{step}-000002", **where)
    assert (other.status_code, other.json()["code"], other.json()["about"]["by"]) == (
        409,
        "step_already_decided",
        staff,
    )


@pytest.mark.parametrize(
    ("posts", "refused"),
    [(("chief",), (404, "case_unknown")), (("officer", "chief"), (403, "not_your_step"))],
)
def test_a_leaders_step_is_not_decided_in_a_session_without_the_code(
    cloud: LocalCloud, posts: tuple[str, ...], refused: tuple[int, str]
) -> None:
    """Nor is a case known there that is theirs by the leader's post alone."""
    leaders, staff = leaders_of_cloud(), f"s-ghj-{'-'.join(posts)}"
    held = [{"unit": "GHJ", "post": post} for post in posts]
    enrol_staff([{"id": staff, "name": staff, "phone": "19900000098", "posts": held}], parties=wiring.parties())
    matter = leaders.up_to("review", f"api desk {posts}")
    body = {"outcome": "pass", "shown": leaders.shown(matter, "review")}
    where = {"reference": reference(matter), "step": "review", "key": "s" * 16}
    at_desk = call(cloud, "decideStep", body, **where, bearer=bearer(staff, "staff"))
    assert (at_desk.status_code, at_desk.json()["code"]) == refused
    assert leaders.read(matter).case.decisions[-1].fact.step != "review"
    assert call(cloud, "decideStep", body, **where, bearer=bearer(staff, "leader")).json()["outcome"] == "pass"


def test_what_cannot_be_decided_is_a_problem(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "api problems")
    where = {"reference": reference(matter), "step": "review", "bearer": bearer(CHIEF), "key": "k" * 16}
    good = {"outcome": "pass", "shown": leaders.shown(matter, "review")}
    cases: list[tuple[dict[str, Any], dict[str, Any], int, str]] = [
        (good, {"bearer": ""}, 401, "session_expired"),
        (good, {"bearer": bearer("p-x", "citizen")}, 401, "session_expired"),
        (good, {"key": "short"}, 400, "idempotency_key_missing"),
        (good, {"key": leaders.read(matter).commits[-2].command}, 422, "idempotency_key_used"),
        ({"outcome": "maybe", "shown": "x"}, {}, 422, "invalid"),
        ({"outcome": "pass"}, {}, 422, "invalid"),
        ({**good, "extra": 1}, {}, 422, "invalid"),
        ({**good, "outcome": "refuse"}, {}, 422, "reason_required"),
        ({**good, "outcome": "return", "opinion": "请核实。"}, {}, 422, "return_to_required"),
        ({**good, "shown": "0" * 32}, {}, 409, "dossier_changed"),
        (good, {"bearer": bearer(DIRECTOR)}, 403, "not_your_step"),
        (good, {"step": "nowhere"}, 404, "step_unknown"),
        (good, {"reference": "2222222222"}, 404, "case_unknown"),
        (good, {"reference": "not-one"}, 404, "case_unknown"),
    ]
    for body, changed, status, code in cases:
        answer = call(cloud, "decideStep", body, **{**where, **changed})
        assert (answer.status_code, answer.json()["code"]) == (status, code), changed
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert leaders.read(matter).case.seq == 6


def test_a_link_tells_a_stranger_its_purpose_and_the_holder_everything(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("approve", "api link")
    token = link_to(matter, "approve", DIRECTOR)
    assert set(call(cloud, "getLink", token=token).json()) == {"purpose", "state", "expires_at"}
    assert call(cloud, "getLink", token=token, bearer=bearer(CHIEF)).json()["state"] == "sign_in"
    assert call(cloud, "getLink", token=list_link(CHIEF), bearer=bearer(CHIEF)).json()["state"] == "live"
    seen = call(cloud, "getLink", token=token, bearer=bearer(DIRECTOR)).json()
    assert (seen["state"], seen["step"]["shown"]) == ("live", leaders.shown(matter, "approve"))
    assert len(seen["step"]["opinions"]) == 5
    expired = aged(token, expires_at=wiring.now() - timedelta(hours=1))
    assert call(cloud, "getLink", token=expired).json()["state"] == "expired"
    assert call(cloud, "getLink", token=token[:-2]).status_code == 404
    body = {"outcome": "pass", "shown": seen["step"]["shown"]}
    assert call(cloud, "decideByLink", body, token=expired, key="e" * 16).json()["code"] == "link_expired"
    assert call(cloud, "decideByLink", body, token=list_link(DIRECTOR), key="e" * 16).status_code == 404
    assert call(cloud, "decideByLink", body, token=token, key="e" * 16, bearer=bearer(DIRECTOR)).ok
    decided = call(cloud, "getLink", token=token, bearer=bearer(DIRECTOR)).json()
    assert (decided["state"], decided["decided"]["by"]) == ("decided", "熊维国")
    late = call(cloud, "decideByLink", body, token=token, key="l" * 16, bearer=bearer(DIRECTOR))
    assert (late.status_code, late.json()["code"], late.json()["about"]["by"]) == (
        409,
        "step_already_decided",
        "熊维国",
    )
    again = call(cloud, "decideByLink", body, token=token, key="e" * 16, bearer=bearer(DIRECTOR))
    assert again.json()["repeated"]


def test_a_pin_alone_is_not_enough_on_a_device_that_is_new(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "api pin")
    token = link_to(matter, "review", CHIEF)
    body = {"outcome": "pass", "shown": leaders.shown(matter, "review")}
    nobody = call(cloud, "decideByLink", body, token=token, key="p" * 16)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "credential_missing")
    wrong = call(cloud, "decideByLink", {**body, "pin": WRONG}, token=token, key="p" * 16)
    assert (wrong.status_code, wrong.json()["code"]) == (403, "pin_wrong")
    new = call(cloud, "decideByLink", {**body, "pin": PINS[CHIEF]}, token=token, key="p" * 16)
    assert (new.status_code, new.json()["code"]) == (401, "device_new")
    proof = {"sign_in": new.json()["about"]["sign_in"], "code": Phone(cloud).code_for(CHIEF)}
    others = link_to(leaders.up_to("approve", "api other"), "approve", DIRECTOR)
    assert (
        call(cloud, "decideByLink", {**body, **proof}, token=others, key="p" * 16).json()["code"]
        == "credential_missing"
    )
    assert call(cloud, "decideByLink", {**body, **proof}, token=token, key="p" * 16).json()["outcome"] == "pass"
    assert leaders.read(matter).case.decisions[-1].fact.via == "link"


def test_a_replaced_or_reassigned_link_decides_nothing(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("approve", "api dead")
    token = link_to(matter, "approve", DIRECTOR)
    body = {"outcome": "pass", "shown": leaders.shown(matter, "approve")}
    replaced = aged(token, generation=3)
    reassigned = aged(link_to(matter, "approve", CHIEF))
    told = {
        staff: call(cloud, "decideByLink", body, token=link, key="d" * 16, bearer=bearer(staff))
        for link, staff in ((replaced, DIRECTOR), (reassigned, CHIEF))
    }
    assert [(a.status_code, a.json()["code"]) for a in told.values()] == [
        (410, "link_replaced"),
        (410, "link_reassigned"),
    ]
    assert leaders.read(matter).case.seq == 7
