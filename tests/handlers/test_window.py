"""The window over real HTTP: sign in, walk-in, worklist, hand-over, and what a shared desk needs."""

import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.commands import SYSTEM_CERTIFY, RecordCertificate
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.reference import case_matter, shown
from chalicelib.handlers.window_cases import SENDING_ERRORS
from chalicelib.texts import error_text
from chalicelib.usecases.execute import execute
from chalicelib.usecases.pins import issue_enrolment
from chalicelib.usecases.record_dispatch import ABOUT
from infra.local.server import LocalCloud
from tests.handlers.desk import PIN, VARIANT, Desk, reference_in
from tests.handlers.leader_phone import PINS
from tests.running_site import running_site, signed_in
from tests.sample import INSTANT
from tests.walk_ins import FIELDS, ORIGINALS, resident_id

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("window")) as running:
        yield running


@pytest.fixture
def desk(cloud: LocalCloud) -> Desk:
    made = Desk(cloud.url)
    made.http.cookies.set("staff", signed_in("s-jyj-1", "staff").token)
    return made


def test_a_walk_in_ends_on_its_receipt(desk: Desk) -> None:
    answer = desk.receive()
    assert answer.status_code == 200
    assert "/window/receipts/" in answer.url
    for told in ("已受理并办结", "王小明", "教师资格证认定", "李文静", "查询码"):
        assert told in desk.page
    assert desk.get(f"/window/cases/{reference_in(answer)}").status_code == 200
    assert resident_id() in desk.page


def test_the_same_form_posted_twice_is_one_case(desk: Desk) -> None:
    first = desk.receive()
    command = "sameform" + reference_in(first)
    assert desk.receive(command=command).url == desk.receive(command=command).url


def test_wrong_fields_come_back_as_typed_under_a_fresh_command(desk: Desk) -> None:
    desk.get(f"/window?item={INSTANT}&variant={VARIANT}")
    before = desk.command
    answer = desk.receive(id_number=resident_id("20991231"), name="张三")
    assert answer.status_code == 422
    assert "出生日期还没有到" in desk.page
    assert 'value="张三"' in desk.page
    assert desk.command not in ("", before)


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"item": "XN-NONE-001"}, 404, "没有这个事项"),
        ({"variant": "x"}, 404, "没有这个事项"),
        ({"then": "void"}, 400, ""),
        ({"command": "short"}, 400, ""),
        ({"then": "decline", "ground": "papers"}, 422, "理由只能从列出的几项里选"),
        ({"then": "correct", "row": "degree.x"}, 400, ""),
        ({"then": "correct", "row": "degree.77"}, 422, "不在这份材料的清单里"),
        ({"answers.apply_at": "居住证所在地"}, 409, "没有核对原件"),
    ],
)
def test_bad_input_has_a_status_and_a_sentence(desk: Desk, changes: dict[str, str], status: int, told: str) -> None:
    answer = desk.receive(**changes)
    assert answer.status_code == status
    assert told in desk.page


def test_a_form_without_the_sessions_token_changes_nothing(desk: Desk) -> None:
    desk.page = ""
    assert (
        desk.post("/window/cases", {**FIELDS, "item": INSTANT, "variant": VARIANT, "then": "grant"}).status_code == 403
    )


def test_an_expired_session_leads_to_the_sign_in_and_back(cloud: LocalCloud) -> None:
    stranger = Desk(cloud.url)
    assert stranger.get("/window/tasks").url.endswith("/staff/signin?next=/window/tasks")
    assert stranger.sign_in().url.endswith("/window/tasks")


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_stays_on_this_site(cloud: LocalCloud, onward: str) -> None:
    desk = Desk(cloud.url)
    answer = desk.post("/staff/signin", {"who": "李文静", "pin": PIN, "next": onward}, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/window")


def test_a_locked_desk_opens_for_its_holder_and_changes_hands(desk: Desk) -> None:
    desk.get("/window/tasks")
    desk.post("/staff/lock", {"next": "/window/tasks"})
    assert "李文静的窗口已锁定" in desk.page
    assert "/staff/unlock" in desk.get("/window").url
    assert desk.post("/staff/unlock", {"pin": "000000", "next": "/window/tasks"}).status_code == 422
    assert desk.post("/staff/unlock", {"pin": PIN, "next": "/window/tasks"}).url.endswith("/window/tasks")
    desk.post("/staff/lock", {"next": "/window"})
    left = desk.http.cookies["staff"]
    assert desk.sign_in("s-rsj-1", "135790").status_code == 200
    assert "周晓芸" in desk.page
    assert requests.get(f"{desk.url}/window", cookies={"staff": left}, timeout=20).url.startswith(
        f"{desk.url}/staff/signin"
    )


def test_a_leader_is_sent_from_the_staffs_door_to_the_leaders(cloud: LocalCloud) -> None:
    desk, leader = Desk(cloud.url), "s-ghj-2"
    assert desk.sign_in(leader, "000000").status_code == 422
    assert desk.sign_in(leader, PINS[leader]).status_code == 403
    assert "签批岗位不在窗口登录" in desk.page
    assert 'href="/leader"' in desk.page
    assert "staff" not in desk.http.cookies
    code = issue_enrolment(
        leader, parties=wiring.parties(), entropy=wiring.entropy(), key=wiring.pseudonym_key(), now=wiring.now()
    )
    fields = {"who": leader, "code": code, "pin": "204060", "pin_again": "204060"}
    assert desk.post("/staff/enrol", fields).url == f"{cloud.url}/leader"


def test_five_wrong_pins_lock_tell_the_holder_and_an_enrolment_code_helps(cloud: LocalCloud) -> None:
    desk = Desk(cloud.url)
    answers = [desk.sign_in("赵一鸣", "000000").status_code for _ in range(5)]
    assert answers == [422] * 5
    assert "已锁定" in desk.page
    assert "已锁定" in [desk.sign_in("赵一鸣", "276807"), desk.page][1]
    told = [sms for sms in cloud.cloud.outbox.messages() if "PIN" in sms["text"]]
    assert len(told) == 1
    code = issue_enrolment(
        "s-rsj-2", parties=wiring.parties(), entropy=wiring.entropy(), key=wiring.pseudonym_key(), now=wiring.now()
    )
    fields = {"who": "赵一鸣", "code": code, "pin": "111111", "pin_again": "111111"}
    assert desk.post("/staff/enrol", fields).status_code == 422
    assert desk.post("/staff/enrol", {**fields, "pin": "204060", "pin_again": "204061"}).status_code == 422
    assert desk.post("/staff/enrol", {**fields, "pin": "204060", "pin_again": "204060"}).status_code == 200
    assert desk.sign_in("赵一鸣", "204060").url.endswith("/window/tasks")


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("zdzyxx", "/window?q="),
        ("jszg", "/window?q=jszg"),
        ("高级中学教师资格认定", f"/window?item={INSTANT}&variant={VARIANT}"),
        (VARIANT.lower(), f"/window?item={INSTANT}&variant={VARIANT}"),
        ("EA123456789CN", "/window/tasks?waybill=EA123456789CN"),
        ("000000", "/window/find"),
        (resident_id(), "/window/find"),
        ("", "/window"),
    ],
)
def test_the_command_field_knows_what_it_is_given(desk: Desk, typed: str, leads_to: str) -> None:
    desk.get("/window")
    answer = desk.post("/window/find", {"q": typed})
    assert answer.status_code == 200
    assert leads_to in answer.url
    assert resident_id() not in answer.url


def test_a_card_read_without_the_script_fills_the_form(desk: Desk) -> None:
    desk.get("/window")
    desk.post("/window/find", {"q": resident_id(), "item": INSTANT, "variant": VARIANT})
    assert f'value="{resident_id()}"' in desk.page


def certified(reference: str) -> str:
    """The certificate exists, as the certify function would record it."""
    matter = case_matter(reference)
    command = RecordCertificate(f"test:{matter}", SYSTEM_CERTIFY, "k-TEST", "XNJSZ-TEST")
    ports: Any = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
    if not execute(matter, command, **ports, now=wiring.now()).case.certificate:
        raise AssertionError(reference)
    return matter


def test_a_certificate_is_handed_over_by_its_code_once(desk: Desk, cloud: LocalCloud) -> None:
    reference = reference_in(desk.receive())
    cloud.drain()
    matter = certificate_of(reference)
    cloud.drain()
    desk.get("/window")
    code = pickup_code(matter, key=wiring.pseudonym_key())
    found = desk.post("/window/find", {"q": code})
    assert f"/window/cases/{reference}?code={code}" in found.url
    wrong = f"{(int(code) + 1) % 10**6:06}"
    path = f"/window/cases/{reference}"
    assert desk.post(path, {"then": "pickup", "code": wrong, "command": desk.command}).status_code == 409
    assert "取件码不对" in desk.page
    assert desk.post(path, {"then": "pickup", "code": code, "command": desk.command}).status_code == 200
    assert "已交付" in desk.page
    assert "窗口领取，送达" in desk.page


def test_two_certificates_go_on_one_waybill(desk: Desk, cloud: LocalCloud) -> None:
    references = [reference_in(desk.receive()) for _ in range(2)]
    cloud.drain()
    for reference in references:
        certificate_of(reference)
    cloud.drain()
    desk.get("/window/tasks?waybill=EA123456789CN")
    assert 'value="EA123456789CN"' in desk.page
    ticked = [("reference", reference) for reference in references]
    form = [*ticked, ("carrier", "ems"), ("waybill", "EA123456789CN"), ("command", desk.command)]
    answer = desk.post("/window/dispatches", form)
    assert "已登记2件的运单" in desk.page
    assert answer.status_code == 200
    desk.post("/window/dispatches", [("carrier", "ems"), ("waybill", "EA123456789CN"), ("command", "c" * 20)])
    assert "还没有勾选" in desk.page


def certificate_of(reference: str) -> str:
    """Made by the certify function where it runs already, else by the test."""
    with suppress(RefusedError):  # certificate_exists, where the function was faster
        certified(reference)
    return case_matter(reference)


def test_sixteen_posts_on_one_case_make_one_decision_and_tell_the_others(desk: Desk, cloud: LocalCloud) -> None:
    reference = reference_in(desk.receive(then="accept"))
    desk.get(f"/window/cases/{reference}")
    csrf, shown = desk.csrf, re.search(r'name="shown" value="([^"]*)"', desk.page)
    assert shown
    fields = {"then": "decide", "step": "decide", "outcome": "pass", "shown": shown[1], "csrf_token": csrf}
    cookie = {"staff": desk.http.cookies["staff"]}

    def post(number: int) -> tuple[int, bool]:
        form = {**fields, "command": f"racing{number:014}"}
        answer = requests.post(f"{cloud.url}/window/cases/{reference}", form, cookies=cookie, timeout=20)
        return answer.status_code, "李文静已经在" in html.unescape(answer.text)

    with ThreadPoolExecutor(16) as pool:
        answers = sorted(pool.map(post, range(16)))
    assert answers == [(200, False), *[(409, True)] * 15]
    assert sum(b'"granted"' in body for body in wiring.log().read(case_matter(reference))) == 1


@pytest.mark.parametrize("code", sorted(SENDING_ERRORS))
def test_a_refusal_that_comes_back_in_the_worklists_address_has_a_sentence(code: str) -> None:
    assert error_text(code, **ABOUT.get(code, {})).sentence


def test_a_code_that_two_cases_share_asks_for_the_reference(desk: Desk) -> None:
    references = [reference_in(desk.receive()) for _ in range(2)]
    for reference in references:
        wiring.parties().put("pickup:JYJ:123456", certificate_of(reference), {})
    desk.get("/window")
    desk.post("/window/find", {"q": "123456"})
    assert all(shown(reference) in desk.page for reference in references)
    assert "这个取件码有几个办件在用" in desk.page


def test_a_long_worklist_goes_on(desk: Desk, cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.usecases.list_tasks.LISTED", 1)
    references = {reference_in(desk.receive(then="accept")) for _ in range(2)}
    assert cloud.drain()
    desk.get("/window/tasks")
    seen = set()
    while link := re.search(r'<a href="(/window/tasks\?queue=[^"]*officer[^"]*)">教育局窗口承办人，看更多', desk.page):
        seen |= set(re.findall(r'<td><a href="/window/cases/(\w+)', desk.page))
        desk.get(link[1])
        assert "回到开头" in desk.page
    assert references <= seen | set(re.findall(r'<td><a href="/window/cases/(\w+)', desk.page))
    told = api(cloud, "GET", "/api/tasks").json()
    (more,) = [one for one in told["more"] if one["queue"] == "JYJ:officer"]
    query = urlencode(more)
    assert api(cloud, "GET", f"/api/tasks?{query}").json()["tasks"][0]["queue"] == "JYJ:officer"


# --- the same for programs ------------------------------------------------------------------------------------------


def api(cloud: LocalCloud, method: str, path: str, key: str = "", body: Any = None, *, staff: str = "s-jyj-1") -> Any:
    headers = {"Authorization": f"Bearer {signed_in(staff, 'staff').token}"}
    if key:
        headers["Idempotency-Key"] = key
    return requests.request(method, cloud.url + path, json=body, headers=headers, timeout=20)


def walk_in_body(**changes: Any) -> dict[str, Any]:
    answers = {name.removeprefix("answers."): value for name, value in FIELDS.items() if name.startswith("answers.")}
    applicant = {name: FIELDS[name] for name in ("name", "id_number", "phone")}
    body = {"item": INSTANT, "variant": VARIANT, "applicant": applicant, "answers": answers}
    return {**body, "originals": list(ORIGINALS), "conclusion": {"then": "grant"}, **changes}


def test_the_api_receives_a_walk_in_once(cloud: LocalCloud) -> None:
    first = api(cloud, "POST", "/api/window/cases", "api-walk-in-000000001", walk_in_body())
    again = api(cloud, "POST", "/api/window/cases", "api-walk-in-000000001", walk_in_body())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["outcome"] == "granted"
    assert first.json()["reference"] == again.json()["reference"]
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)


@pytest.mark.parametrize(
    ("key", "body", "status", "code"),
    [
        ("", walk_in_body(), 400, "idempotency_key_missing"),
        ("k" * 20, {"item": INSTANT}, 422, "invalid"),
        ("k" * 20, walk_in_body(originals="all"), 422, "invalid"),
        ("k" * 20, walk_in_body(applicant={"name": "x"}), 422, "invalid"),
        ("k" * 20, walk_in_body(item="XN-NONE-001"), 404, "item_unknown"),
        ("k" * 20, walk_in_body(originals=[]), 409, "originals_unchecked"),
        ("k" * 20, walk_in_body(conclusion={"then": "decline", "ground": "other_unit"}), 422, "other_unit_unnamed"),
    ],
)
def test_the_api_tells_what_is_wrong(cloud: LocalCloud, key: str, body: Any, status: int, code: str) -> None:
    answer = api(cloud, "POST", "/api/window/cases", key, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_api_accepts_lists_and_dispatches(cloud: LocalCloud) -> None:
    made = api(cloud, "POST", "/api/window/cases", "api-accept-000000001", walk_in_body(conclusion={"then": "accept"}))
    reference = made.json()["reference"]
    cloud.drain()
    tasks = api(cloud, "GET", "/api/tasks").json()["tasks"]
    assert [(task["task"], task["step"]) for task in tasks if task["reference"] == reference] == [("decide", "decide")]
    again = api(cloud, "POST", f"/api/cases/{reference}/accept", "api-accept-000000002", {"sitting": "accept"})
    assert (again.status_code, again.json()["code"]) == (409, "not_possible_now")
    late = {
        "corrections": ({"rows": []}, "correction_after_acceptance"),
        "decline": ({"ground": "banned"}, "not_possible_now"),
    }
    for path, (body, code) in late.items():
        refused = api(cloud, "POST", f"/api/cases/{reference}/{path}", f"api-late-{path:0<12}", body)
        assert refused.json()["code"] == code
    sent = api(
        cloud,
        "POST",
        "/api/dispatches",
        "api-dispatch-0000001",
        {"carrier": "ems", "waybill": "EA123456789CN", "references": [reference]},
    )
    assert sent.json()["results"] == [{"reference": reference, "recorded": False, "code": "not_possible_now"}]


def test_a_citizens_bearer_token_opens_no_window(cloud: LocalCloud) -> None:
    headers = {"Authorization": f"Bearer {signed_in('phone:x').token}"}
    answer = requests.get(f"{cloud.url}/api/tasks", headers=headers, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


def test_anothers_units_case_is_not_found(cloud: LocalCloud, desk: Desk) -> None:
    reference = reference_in(desk.receive())
    other = api(
        cloud, "POST", f"/api/cases/{reference}/accept", "api-foreign-00000001", {"sitting": "accept"}, staff="s-rsj-1"
    )
    assert (other.status_code, other.json()["code"]) == (404, "case_unknown")
    desk.http.cookies.set("staff", signed_in("s-rsj-1", "staff").token)
    assert desk.get(f"/window/cases/{reference}").status_code == 404
    assert desk.get(f"/window/receipts/{reference}").status_code == 404
    assert desk.get("/window/cases/NOSUCHCASE").status_code == 404
