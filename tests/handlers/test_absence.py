"""Leaders who are away, over real HTTP: standing in and handing over, by page and by program."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.handlers.approval_absence_operations import OPERATIONS
from chalicelib.texts import error_text
from infra.local.server import LocalCloud
from tests.absence import SECOND, enrol_second
from tests.handlers.leader_phone import Phone, leaders_of_cloud, link_to
from tests.leaders import APPLICANT, CHIEF, DIRECTOR
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
BY_ID = {operation.id: operation for operation in OPERATIONS}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("absence")) as running:
        enrol_second(wiring.parties())
        yield running


@pytest.fixture
def phone(cloud: LocalCloud) -> Phone:
    return Phone(cloud).as_leader(DIRECTOR)


def reference(matter: str) -> str:
    return matter.removeprefix("c-")


def days(first: int, last: int) -> dict[str, str]:
    today = wiring.now().date()
    return {"from_on": str(today + timedelta(days=first)), "until_on": str(today + timedelta(days=last))}


def call(cloud: LocalCloud, name: str, body: Any, staff: str, **path: str) -> requests.Response:
    """Checks the answer by the operation's schema; 0 to 9 as path["key"]."""
    operation = BY_ID[name]
    headers = {
        "Authorization": f"Bearer {signed_in(staff, 'leader').token}",
        "Idempotency-Key": path.pop("key", "0") * 16,
    }
    answer = requests.post(cloud.url + operation.path.format(**path), json=body, headers=headers, timeout=30)
    if answer.ok:
        assert answer.status_code == operation.status
        fastjsonschema.compile(operation.response.schema)(answer.json())
    return answer


def test_a_colleague_stands_in_until_it_is_taken_back(phone: Phone, cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matters = [leaders.up_to("approve", seed) for seed in ("stands in", "taken back")]
    assert cloud.drain()
    deputy = Phone(cloud).as_leader(SECOND)
    path = f"/todo/{reference(matters[0])}/approve"
    assert deputy.get(path).status_code == 404
    phone.get("/leader/deputies")
    given = phone.post("/leader/deputies", {**phone.fields, "to": SECOND, **days(0, 6)})
    assert "已委托。" in phone.page
    assert "许文君" in phone.page
    assert given.url.endswith("/leader/deputies?done=given")
    deputy.get("/todo")
    assert "代熊维国" in deputy.page
    assert "别人委托给我的" in deputy.get("/leader/deputies").text
    deputy.get(path)
    assert APPLICANT in deputy.page
    assert "您在代熊维国签批" in deputy.page
    deputy.decide(path, "pass", phrase="同意。")
    commit = leaders.read(matters[0]).commits[-1]
    assert commit.actor == {"kind": "staff", "id": SECOND, "for": DIRECTOR}
    for visitor in (phone, deputy):
        visitor.get(path)
        assert "许文君（代熊维国）" in visitor.page
    by_link = requests.get(
        f"{cloud.url}/api/links/{link_to(matters[1], 'approve', SECOND)}",
        headers={"Authorization": f"Bearer {signed_in(SECOND, 'leader').token}"},
        timeout=30,
    ).json()
    assert by_link["state"] == "live"
    phone.get("/leader/deputies")
    form = phone.page.partition("/revoke")[0].rpartition("/leader/deputies/")[2]
    phone.post(f"/leader/deputies/{form}/revoke", {"csrf_token": phone.form_token()})
    assert "已收回" in phone.page
    assert deputy.get(f"/todo/{reference(matters[1])}/approve").status_code == 404


def test_what_is_wrong_with_a_delegation_is_said_where_it_is_wrong(phone: Phone) -> None:
    phone.get("/leader/deputies")
    form = phone.fields
    wrong: list[tuple[dict[str, str], int, str]] = [
        ({**days(0, 6), "to": ""}, 422, "没有这位同事"),
        ({**days(0, 6), "to": DIRECTOR}, 422, "不能委托给自己"),
        ({**days(3, 1), "to": SECOND}, 422, "止期不早于起期"),
        ({**days(0, 200), "to": SECOND}, 422, "最多90天"),
        ({**days(0, 6), "to": SECOND, "post": "GHJ:chief"}, 403, "这个岗位不在您名下"),
        ({**days(0, 6), "to": SECOND, "classes": "nothing"}, 422, "刷新本页后重新选"),
    ]
    for fields, status, told in wrong:
        assert phone.post("/leader/deputies", {**form, **fields}).status_code == status
        assert told in phone.page
    assert phone.post("/leader/deputies", {**form, "command": "short"}).status_code == 400
    gone = phone.post("/leader/deputies/0123456789abcdef/revoke", {"csrf_token": phone.form_token()})
    assert (gone.status_code, "没有这项委托" in phone.page) == (404, True)


def test_a_program_delegates_once_under_one_key(cloud: LocalCloud) -> None:
    body = {"post": "GHJ:chief", "to": "s-ghj-1", "classes": ["service"], **days(0, 1)}
    first, again = (call(cloud, "delegate", body, CHIEF, key="1") for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["by"] == CHIEF
    for changes, status, code in (
        ({"post": "GHJ:director"}, 403, "not_your_post"),
        ({"to": "s-rsj-3"}, 422, "deputy_other_unit"),
        ({"until_on": "2020-01-01", "from_on": "2020-01-01"}, 422, "delegation_past"),
        ({"more": 1}, 422, "invalid"),
    ):
        refused = call(cloud, "delegate", {**body, **changes}, CHIEF, key="2")
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    passed_on = call(cloud, "delegate", {**body, "to": SECOND}, "s-ghj-1", key="3")
    assert passed_on.json()["code"] == "delegation_passed_on"


def test_a_step_is_handed_over_and_its_old_link_says_so(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "handed over")
    assert cloud.drain()
    token, phone, path = link_to(matter, "review", CHIEF), Phone(cloud), f"/todo/{reference(matter)}/review"
    phone.as_leader(CHIEF).get(f"{path}/handover")
    assert "许文君" in phone.page
    missing = phone.post(f"{path}/handover", {**phone.fields, "to": "", "reason": "出差。"})
    assert (missing.status_code, "请在列出的同岗位同事里选一位" in phone.page) == (422, True)
    unexplained = phone.post(f"{path}/handover", {**phone.fields, "to": SECOND, "reason": " "})
    assert unexplained.status_code == 422
    wordy = phone.post(f"{path}/handover", {**phone.fields, "to": SECOND, "reason": "字" * 501})
    assert (wordy.status_code, error_text("words_too_long", limit=500).title in phone.page) == (422, True)
    phone.post(f"{path}/handover", {**phone.fields, "to": SECOND, "reason": "出差。"})
    assert "已转交：" in phone.page
    assert reference(matter)[:5] not in phone.page.partition("已转交：")[2].partition("</p>")[2]
    assert "已经改由别的同事签批" in phone.get(path).text
    assert "已经改由别的同事签批" in phone.get(f"/d/{token}").text
    assert phone.get(f"{path}/handover").url.endswith(path)
    assert phone.get(f"/todo/{reference(matter)}/nowhere/handover").status_code == 404
    new = Phone(cloud).as_leader(SECOND)
    assert reference(matter)[:5] in new.get("/todo").text
    assert cloud.drain()
    assert [sms for sms in new.sms("+8619900000088") if "/t/" in sms] != []


def test_a_program_hands_a_step_over(cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "by program")
    where, body = {"reference": reference(matter), "step": "review"}, {"to": SECOND, "reason": "出差。"}
    for changes, staff, status, code in (
        ({"to": DIRECTOR}, CHIEF, 422, "not_a_holder"),
        ({}, "s-rsj-3", 404, "case_unknown"),
        ({"reason": " "}, CHIEF, 422, "reason_required"),
        ({"reason": ""}, CHIEF, 422, "invalid"),
    ):
        refused = call(cloud, "reassign", {**body, **changes}, staff, key="4", **where)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    done, again = (call(cloud, "reassign", body, CHIEF, key="5", **where).json() for _ in range(2))
    assert (done["seq"], done["repeated"], again["repeated"]) == (leaders.read(matter).case.seq, False, True)
    gone = call(cloud, "reassign", body, CHIEF, key="6", **where)
    assert gone.json()["code"] in ("not_a_holder", "not_your_step")
