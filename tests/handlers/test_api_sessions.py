"""Sessions of the API: staff sign in by PIN, staff and citizens read a case each in their own way, bodies are refused."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.usecases.sessions import read_session
from infra.api_client import Api, Citizen, Phones, ProblemError, Staff, new_key
from infra.local.server import LocalCloud
from tests.handlers.leader_phone import PINS
from tests.running_site import running_site
from tests.walk_ins import resident_id

pytestmark = pytest.mark.journey
OFFICER, OTHER_UNITS, LOCKED = "s-yjj-1", "s-rsj-1", "s-jtj-1"
STRANGER = "s-rsj-4"
"""A leader of whose devices the city knows none."""

LEADER, LEADERS_PHONE = "s-yjj-3", "19900000016"
CHIEF, CHIEFS_PHONE = "s-yjj-2", "19900000015"
PHONE = "19900004321"
ROW = ("rows.0.material", "rows.0.sentence")
WALK_IN: dict[str, Any] = {
    "item": "XN-YJJ-001",
    "variant": "XN-YJJ-001-1",
    "applicant_kind": "person",
    "applicant": {"name": "张三", "id_number": resident_id(), "phone": PHONE},
    "answers": {
        "shop_name": "示例小面馆",
        "premises_address": "温泉路18号",
        "business_type": "小吃店",
        "area": 40,
        "staff": 3,
        "online_sales": False,
    },
    "originals": ["business-licence", "layout", "health-certificate", "safety-rules", "premises"],
    "conclusion": {"then": "accept"},
}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("sessions")) as running:
        yield running


@pytest.fixture(scope="module")
def officer(cloud: LocalCloud) -> Staff:
    return Staff.sign_in(cloud.url, OFFICER, PINS[OFFICER])


@pytest.fixture(scope="module")
def reference(officer: Staff) -> str:
    return str(officer.receive(WALK_IN)["reference"])


def refused(api: Api, method: str, path: str, body: Any = None) -> tuple[int, str]:
    with pytest.raises(ProblemError) as problem:
        api.call(method, path, body, key=new_key())
    return problem.value.status, problem.value.code


def test_staff_sign_in_by_pin(cloud: LocalCloud) -> None:
    anyone = Api(cloud.url)
    assert "expires_at" in anyone.call("POST", "/api/sessions", {"staff": OFFICER, "pin": PINS[OFFICER]})
    for who in (OFFICER, "nobody"):
        assert refused(anyone, "POST", "/api/sessions", {"staff": who, "pin": "000000"}) == (403, "pin_wrong")


def test_five_wrong_pins_lock_and_the_holder_is_told(cloud: LocalCloud) -> None:
    anyone, body = Api(cloud.url), {"staff": LOCKED, "pin": "000000"}
    answers = [refused(anyone, "POST", "/api/sessions", body) for _ in range(5)]
    assert answers == [*[(403, "pin_wrong")] * 4, (423, "pin_locked")]
    assert refused(anyone, "POST", "/api/sessions", {"staff": LOCKED, "pin": PINS[LOCKED]}) == (423, "pin_locked")
    assert len(Phones(cloud.url).messages("19900000011")) == 1


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"staff": OFFICER}, {"staff": 1, "pin": "1"}),
        {"sign_in": "x", "code": "1", "staff": "x", "pin": "1"},
        {"sign_in": "x", "code": "1", "staff": "x"},
        {"staff": "x", "pin": "1", "kind": "leader", "sign_in": "x"},
    ],
)
def test_credentials_are_one_kind_and_whole(cloud: LocalCloud, body: dict[str, Any]) -> None:
    assert refused(Api(cloud.url), "POST", "/api/sessions", body) == (422, "invalid")


def test_a_leaders_pin_opens_nothing_on_a_device_that_is_new(cloud: LocalCloud) -> None:
    anyone, credentials = Api(cloud.url), {"staff": STRANGER, "pin": PINS[STRANGER]}
    assert refused(anyone, "POST", "/api/sessions", credentials) == (403, "leader_signs_in_elsewhere")
    assert refused(anyone, "POST", "/api/sessions", {**credentials, "kind": "boss"}) == (422, "invalid")
    wrong = {**credentials, "pin": "000000"}
    for body in (wrong, {**wrong, "kind": "leader"}):
        assert refused(anyone, "POST", "/api/sessions", body) == (403, "pin_wrong")
    with pytest.raises(ProblemError) as new:
        anyone.call("POST", "/api/sessions", {**credentials, "kind": "leader", "device": "made-up"})
    assert (new.value.status, new.value.code) == (401, "device_new")
    proof = {"sign_in": new.value.problem["about"]["sign_in"], "code": "no code"}
    assert refused(anyone, "POST", "/api/sessions", proof) == (403, "code_wrong")


def test_a_leaders_program_is_known_after_the_code(cloud: LocalCloud) -> None:
    signed_in = {"url": cloud.url, "staff": LEADER, "pin": PINS[LEADER], "phone": LEADERS_PHONE}
    first = Staff.sign_in_leader(**signed_in)
    codes = len(Phones(cloud.url).messages(LEADERS_PHONE))
    second = Staff.sign_in_leader(**signed_in, device=first.device)
    assert (second.device, len(Phones(cloud.url).messages(LEADERS_PHONE))) == (first.device, codes)
    assert read_session(second.token, guards=wiring.guards(), now=wiring.now() + timedelta(minutes=29))
    assert not read_session(second.token, guards=wiring.guards(), now=wiring.now() + timedelta(minutes=30))


def test_a_leader_decides_with_the_session_that_the_code_opened(cloud: LocalCloud, officer: Staff) -> None:
    reference = str(officer.receive(WALK_IN)["reference"])
    officer.decide(reference, "handle")
    chief = Staff.sign_in_leader(cloud.url, CHIEF, PINS[CHIEF], CHIEFS_PHONE)
    assert chief.decide(reference, "review")["outcome"] == "pass"


def test_staff_see_what_they_need_to_decide(officer: Staff, reference: str) -> None:
    shown = officer.case(reference)["shown"]
    assert set(shown) == {"handle"}
    path, answer = f"/api/cases/{reference}/steps/handle/decision", {"outcome": "pass", "shown": "0" * 32}
    assert refused(officer, "POST", path, answer) == (409, "dossier_changed")
    key = new_key()
    first = officer.decide(reference, "handle", key=key)
    again = officer.call("POST", path, {"outcome": "pass", "shown": shown["handle"]}, key=key)
    assert (first["repeated"], again["repeated"], again["seq"]) == (False, True, first["seq"])


def test_another_units_officer_and_another_citizen_see_no_case(cloud: LocalCloud, reference: str) -> None:
    other = Staff.sign_in(cloud.url, OTHER_UNITS, PINS[OTHER_UNITS])
    stranger = Citizen.sign_in(cloud.url, "19900004322")
    answers = set()
    for person in (other, stranger):
        for asked in (reference, "2222222222"):
            with pytest.raises(ProblemError) as problem:
                person.case(asked)
            answers.add(str(problem.value.problem))
    assert len(answers) == 1


def test_the_applicant_sees_the_walk_in_without_what_deciders_see(cloud: LocalCloud, reference: str) -> None:
    applicant = Citizen.sign_in(cloud.url, PHONE, last_four=resident_id()[-4:])
    seen = applicant.case(reference)
    assert "shown" not in seen
    assert seen["timeline"][0]["state"] == "done"


def test_fields_in_error_are_named(officer: Staff, cloud: LocalCloud, reference: str) -> None:
    applicant = Citizen.sign_in(cloud.url, "19900004323")
    asked = [
        (applicant, f"/api/cases/{reference}/withdraw", {"why": "x"}, {"why": "field_unknown"}),
        (officer, f"/api/cases/{reference}/accept", {}, {"sitting": "required"}),
        (officer, f"/api/cases/{reference}/corrections", {"rows": [{}]}, dict.fromkeys(ROW, "required")),
        (officer, f"/api/cases/{reference}/decline", {"ground": "tired"}, {"ground": "not_a_choice"}),
        (officer, "/api/dispatches", {"carrier": "ems", "waybill": "1", "references": []}, {"references": "required"}),
    ]
    for person, path, body, errors in asked:
        with pytest.raises(ProblemError) as problem:
            person.call("POST", path, body, key=new_key())
        assert problem.value.problem["errors"] == errors


@pytest.mark.parametrize(
    "body", [b'{"phone": NaN}', b'{"phone": "\\ud800"}', b"1" * 5000, b"[]", b"\xff", b"[" * 100_000]
)
def test_what_is_no_json_that_can_be_kept_is_refused(cloud: LocalCloud, body: bytes) -> None:
    answer = requests.post(
        f"{cloud.url}/api/login-codes", data=body, headers={"Content-Type": "application/json"}, timeout=10
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


@pytest.mark.parametrize("path", ["/api/login-codes", "/signin"])
def test_a_wrong_content_type_is_answered_in_our_words(cloud: LocalCloud, path: str) -> None:
    for accept, content_type in (("application/json", "application/problem+json"), ("text/html", "text/html")):
        expected = "application/problem+json" if path.startswith("/api/") else content_type
        headers = {"Content-Type": "text/csv", "Accept": accept}
        answer = requests.post(cloud.url + path, data=b"a,b", headers=headers, timeout=10)
        assert answer.status_code == 415
        assert answer.headers["Content-Type"].startswith(expected)
        assert "Content-Type" in answer.text


@pytest.mark.parametrize("path", ["/api/cases/{}", "/api/uploads/{}", "/drafts/{}", "/v/{}"])
def test_an_id_longer_than_any_of_ours_is_not_found(cloud: LocalCloud, path: str) -> None:
    assert requests.get(cloud.url + path.format("x" * 3000), timeout=10).status_code == 404
