"""A case's messages at the window, for programs and for the applicant: what was sent, and sending it again once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.commit import read_chain
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import Sealed
from chalicelib.domain.reference import case_matter, derive, reference_of
from chalicelib.ports import SmsFailedError
from chalicelib.usecases.execute import execute, open_case
from chalicelib.usecases.identify import account_of
from infra.local.server import LocalCloud
from tests import cases
from tests.handlers.desk import Desk
from tests.running_site import running_site, signed_in
from tests.sample import JOINT

pytestmark = pytest.mark.journey
PHONE = "+8619900004321"
OFFICER, CHIEF, STRANGER = "s-ghj-1", "s-ghj-2", "s-jyj-1"
PARTY = "p-notices"
FORM = {
    "applicant_kind": "company",
    "applicant": {"name": "某公司", "phone": PHONE},
    "answers": {},
    "delivery": "courier",
    "address": "湖北省咸宁市示例路1号",
}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("notices")) as started:
        wiring.parties().put(account_of(PHONE, key=wiring.pseudonym_key()), f"party#{PARTY}", {"number": "n"})
        yield started


class CaseOf:
    """One case, received and accepted, told by SMS, and whoever asks about it."""

    number = 0

    def __init__(self, cloud: LocalCloud, *, accepted: bool = True) -> None:
        CaseOf.number += 1
        self.cloud, self.matter = cloud, case_matter(derive(f"notices-{CaseOf.number}", 0))
        self.reference = reference_of(self.matter)
        form = Part(self.matter, "form#r", wiring.entropy().token(), FORM)
        definition = wiring.edition().definition(JOINT, f"{JOINT}-1")
        seal, skipped = wiring.dossiers().put(form).seal(), definition.flow.skipped_by(cases.ANSWERS)
        application = c.Application(PARTY, "online", seal, Sealed("papers#r", "0" * 64), (), "courier", skipped)
        receive = c.Receive(f"r-{self.matter}", c.Actor("applicant", PARTY), application)
        open_case(self.matter, receive, definition, log=wiring.log(), calendar=wiring.calendar(), now=wiring.now())
        if accepted:
            self.run(cases.accept(f"a-{self.matter}", cases.joint()))
        assert cloud.drain()

    def run(self, command: c.Command) -> None:
        ports: dict[str, Any] = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
        execute(self.matter, command, **ports, now=wiring.now())
        assert self.cloud.drain()

    def asks(self, session: str, path: str = "", body: dict[str, Any] | None = None) -> requests.Response:
        address = f"{self.cloud.url}/api/cases/{self.reference}/notices{path}"
        headers = {"Authorization": f"Bearer {session}"}
        if body is None:
            return requests.get(address, headers=headers, timeout=20)
        return requests.post(address, json=body, headers=headers, timeout=20)

    def notices(self) -> list[dict[str, Any]]:
        answer = self.asks(signed_in(OFFICER, "staff").token)
        assert answer.status_code == 200, answer.text
        listed: list[dict[str, Any]] = answer.json()["notices"]
        return listed

    def sms(self) -> int:
        self.cloud.advance_to(self.cloud.clock.now() + timedelta(minutes=1))
        assert self.cloud.drain()
        return len(self.cloud.cloud.outbox.messages(PHONE))


@pytest.fixture
def one(cloud: LocalCloud) -> CaseOf:
    return CaseOf(cloud)


def test_what_was_sent_is_told_to_officer_chief_and_applicant_without_its_text(one: CaseOf) -> None:
    applicant = signed_in(account_of(PHONE, key=wiring.pseudonym_key()))
    for session in (signed_in(OFFICER, "staff"), signed_in(CHIEF, "leader"), applicant):
        answer = one.asks(session.token)
        told = answer.json()["notices"]
        assert [(notice["name"], notice["state"], notice["to"]) for notice in told] == [
            ("收到申请", "sent", "applicant"),
            ("受理通知", "sent", "applicant"),
        ]
        assert {(notice["parts"], notice["cost"]) for notice in told} == {(1, 45)}
        assert PHONE[3:] not in answer.text
        assert "温馨提示" not in answer.text
    for session in (signed_in(STRANGER, "staff"), signed_in("phone:nobody")):
        assert one.asks(session.token).json()["code"] == "case_unknown"


def test_sent_again_once_when_the_officer_says_that_it_did_not_arrive(one: CaseOf) -> None:
    before, (received, _) = one.sms(), one.notices()
    path, officer = f"/{received['notice']}/repetition", signed_in(OFFICER, "staff").token
    refused = one.asks(officer, path, {})
    assert (refused.status_code, refused.json()["code"]) == (422, "notice_arrival_unstated")
    for _ in range(2):
        again = one.asks(officer, path, {"not_arrived": True})
        assert (again.status_code, again.json()["repeats"]) == (200, received["notice"])
    assert one.sms() == before + 1
    assert [notice["state"] for notice in one.notices()] == ["sent"] * 3
    unknown = one.asks(officer, "/0123456789abcdef/repetition", {"not_arrived": True})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "notice_unknown")


def test_the_page_of_the_case_shows_them_and_sends_again(cloud: LocalCloud, one: CaseOf) -> None:
    desk, page = Desk(cloud.url), f"/window/cases/{one.reference}"
    desk.http.cookies.set("staff", signed_in(OFFICER, "staff").token)
    desk.get(page)
    for shown in ("受理通知", "已发出", "1条", "再发一次", "对方说没有收到"):
        assert shown in desk.page
    before, notice = one.sms(), one.notices()[1]["notice"]
    desk.get(page)
    unstated = desk.post(f"{page}/notices", {"notice": notice})
    assert (unstated.status_code, "可能已经收到" in desk.page) == (422, True)
    done = desk.post(f"{page}/notices", {"notice": notice, "not_arrived": "1"})
    assert (done.status_code, "等待发送" in desk.page) == (200, True)
    assert "短信马上再发一次" in desk.page
    assert one.sms() == before + 1


def test_what_failed_for_good_is_sent_again_without_a_word(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def send(self, _letter: object) -> str:
            raise SmsFailedError("InvalidParameter")

    with monkeypatch.context() as patched:
        patched.setattr(wiring, "sms", Refusing)
        one = CaseOf(cloud)
    before, told = one.sms(), one.notices()
    assert [notice["state"] for notice in told] == ["failed", "failed"]
    again = one.asks(signed_in(OFFICER, "staff").token, f"/{told[0]['notice']}/repetition", {})
    assert again.status_code == 200
    assert one.sms() == before + 1


def test_a_correction_notice_that_could_not_be_sent_is_the_windows_to_telephone(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing:
        def send(self, _letter: object) -> str:
            raise SmsFailedError("InvalidParameter")

    one = CaseOf(cloud, accepted=False)
    with monkeypatch.context() as patched:
        patched.setattr(wiring, "sms", Refusing)
        one.run(cases.correction(f"k-{one.matter}", cases.joint()))
    assert one.notices()[-1]["state"] == "failed"
    one.sms()
    facts = [fact.TYPE for commit in read_chain(wiring.log().read(one.matter)) for fact in commit.facts]
    assert facts.count("notice_undelivered") == 1


def test_a_citizen_switches_courtesies_off_and_on_again(cloud: LocalCloud) -> None:
    account = account_of(PHONE, key=wiring.pseudonym_key())
    held = signed_in(account, phone=PHONE)
    citizen, wishes = Desk(cloud.url), f"{cloud.url}/api/message-wishes"
    citizen.http.cookies.set("citizen", held.token)
    headers = {"Authorization": f"Bearer {held.token}"}
    citizen.get("/mine")
    assert "短信提醒" in citizen.page
    citizen.get("/mine/messages")
    assert "4321" in citizen.page
    for chosen, wanted in (("false", False), ("false", False), ("true", True)):
        saved = citizen.post("/mine/messages", {"courtesies": chosen})
        assert (saved.status_code, "已经保存" in citizen.page) == (200, True)
        assert f'value="{chosen}" checked' in citizen.page
        assert requests.get(wishes, headers=headers, timeout=20).json() == {"courtesies": wanted}
    assert citizen.post("/mine/messages", {"courtesies": "perhaps"}).status_code == 400
    answer = requests.put(wishes, json={"courtesies": False}, headers=headers, timeout=20)
    assert (answer.status_code, answer.json()) == (200, {"courtesies": False})
    citizen.get("/mine/messages")
    assert 'value="false" checked' in citizen.page

    one = CaseOf(cloud)
    one.run(cases.decide(f"h-{one.matter}", cases.joint(), "handle"))
    cloud.advance_to(cloud.clock.now() + timedelta(minutes=3))
    assert [notice["state"] for notice in one.notices()] == ["sent", "sent", "withheld"]
    requests.put(wishes, json={"courtesies": True}, headers=headers, timeout=20)
