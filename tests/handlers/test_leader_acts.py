"""What leaders do to a case beside deciding, on their phones over real HTTP."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.domain.times import SHANGHAI
from chalicelib.texts import error_text
from infra.local.server import LocalCloud
from tests.handlers.leader_phone import Phone, leaders_of_cloud
from tests.leaders import CHIEF, DIRECTOR
from tests.running_site import running_site

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("leader-acts")) as running:
        yield running


@pytest.fixture
def phone(cloud: LocalCloud) -> Phone:
    return Phone(cloud)


def page_of(phone: Phone, matter: str) -> str:
    path = f"/leader/cases/{matter.removeprefix('c-')}"
    phone.get(path)
    return path


def test_a_chief_opens_a_special_procedure_for_the_step_in_hand(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "chief opens")
    phone.as_leader(CHIEF).get(f"/todo/{matter.removeprefix('c-')}/review")
    assert f'href="/leader/cases/{matter.removeprefix("c-")}"' in phone.page
    path = page_of(phone, matter)
    assert "启动特别程序" in phone.page
    assert "终止办理" not in phone.page
    until = (wiring.now().astimezone(SHANGHAI) + timedelta(days=9)).date().isoformat()
    given = {**phone.fields, "then": "open_procedure", "kind": "testing", "step": "review", "planned_end_on": until}
    silent = phone.post(path, {**given, "evidence": ""})
    assert (silent.status_code, error_text("reason_required").title in phone.page) == (422, True)
    assert phone.post(path, {**given, "evidence": "需要检测"}).url.endswith("?done=open_procedure")
    assert "特别程序已启动" in phone.page
    (opened,) = leaders.read(matter).case.interruptions
    assert (opened.kind, opened.step) == ("testing", "review")


def test_the_person_in_charge_proposes_to_void_and_terminates(phone: Phone) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("approve", "director ends")
    path = page_of(phone.as_leader(DIRECTOR), matter)
    void = {**phone.fields, "then": "propose_void", "reason": "重复申请"}
    assert phone.post(path, void).url.endswith("?done=propose_void")
    assert leaders.read(matter).case.outcome == ""
    end = {**phone.fields, "then": "terminate", "ground": "applicant_gone", "note": "企业已注销"}
    assert phone.post(path, end).url.endswith("?done=terminate")
    assert leaders.read(matter).case.outcome == "terminated"
    phone.get(path)
    assert "现在没有别的要您办的" in phone.page


def test_what_is_not_theirs_is_refused_or_not_found(phone: Phone, cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "not theirs")
    path = page_of(phone.as_leader(CHIEF), matter)
    refused = phone.post(path, {**phone.fields, "then": "terminate", "ground": "applicant_gone", "note": "x"})
    assert (refused.status_code, error_text("not_your_step").title in phone.page) == (403, True)
    assert phone.post(path, {**phone.fields, "then": "notify_fee"}).status_code == 400
    assert Phone(cloud).as_leader("s-rsj-3").get(path).status_code == 404
