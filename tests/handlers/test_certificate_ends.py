"""A certificate's end over real HTTP: proposed at the window, confirmed by the person in charge, and within the same second no
page, file, list or programme shows it in force."""

import re
from collections.abc import Iterator
from datetime import timedelta

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.certificate import certificate_secret
from chalicelib.domain.commit import read_chain
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.submission_certificates_operations import GET_CERTIFICATE
from chalicelib.handlers.window_certificates_operations import END_CERTIFICATE
from chalicelib.ports import Task
from chalicelib.usecases.failed_notice import NOTICE_FAILED
from chalicelib.usecases.sessions import Kind, Session, open_session
from infra.local.server import LocalCloud
from tests.handlers.granted import case_of, eventually, granted
from tests.handlers.hall import PATIENCE, Citizen, check_page, words
from tests.handlers.served import party_of
from tests.running_site import running_site

pytestmark = pytest.mark.journey
OFFICER, HEAD, SUPERVISOR, STRANGER = "s-jyj-1", "s-jyj-3", "s-zwzx-1", "s-rsj-1"
UNASKED = "没有人问的话"
REASON = "申请时提交的普通话证书是伪造的"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("ends")) as running:
        yield running


class Holder(Citizen):
    """Somebody with a certificate of their own."""

    def __init__(self, cloud: LocalCloud, name: str) -> None:
        super().__init__(cloud)
        self.sign_in()
        self.case = granted(name, party=party_of(f"+86{self.phone.removeprefix('+86')}"))
        assert cloud.drain()
        eventually(lambda: case_of(self.case).certificate)
        self.matter = case_of(self.case).certificate
        self.number = case_of(self.case).certificate_number
        self.reference = reference_of(self.matter)
        self.secret = certificate_secret(self.matter, key=wiring.certificate_key())


class Staff:
    """A member of staff in a browser without scripts."""

    def __init__(self, cloud: LocalCloud, who: str, kind: Kind = "staff") -> None:
        self.url = cloud.url
        self.session: Session = open_session(
            kind, who, {}, guards=wiring.guards(), entropy=wiring.entropy(), now=wiring.now()
        )

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, cookies={self.session.kind: self.session.token}, timeout=PATIENCE)

    def act(self, path: str, then: str, **fields: str) -> requests.Response:
        found = re.search(r'name="command" value="([^"]+)"', self.get(path).text)
        command = found[1] if found else "0123456789abcdef"
        fields |= {"then": then, "command": command, "csrf_token": self.session.form_token}
        return requests.post(
            self.url + path, data=fields, cookies={self.session.kind: self.session.token}, timeout=PATIENCE
        )

    def call(self, method: str, path: str, key: str = "", **body: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.session.token}", "Idempotency-Key": key or "k" * 16}
        return requests.request(method, self.url + path, json=body or None, headers=headers, timeout=PATIENCE)


def test_revoked_by_two_people_it_is_in_force_on_no_path(cloud: LocalCloud) -> None:
    holder = Holder(cloud, "a certificate to revoke")
    officer, head = Staff(cloud, OFFICER), Staff(cloud, HEAD, "leader")
    found = officer.get(f"/window/certificates?number={holder.number}")
    assert found.status_code == 200, words(found)
    assert "目前有效" in words(found)
    page = f"/window/certificates/{holder.reference}"
    refused = officer.act(page, "end-revoked", ground="deception", by="superior", document="", reason=REASON)
    assert refused.status_code == 422
    assert "没有填决定书的文号" in words(refused)
    assert REASON in refused.text, "what was typed is kept"
    proposed = officer.act(page, "end-revoked", ground="deception", by="organ", document="", reason=REASON)
    assert proposed.status_code == 200, words(proposed)
    assert "等负责人确认以后才生效" in words(proposed)
    assert cloud.drain()
    assert holder.number in words(head.get("/window/certificates"))
    given_before = holder.get(f"/cases/{holder.case}/certificate").headers["Location"]
    confirmed = head.act(page, "confirm", reason=UNASKED, note=UNASKED)
    assert confirmed.status_code == 200, words(confirmed)
    named = [(holder.matter, f"reason#{one.command}") for one in read_chain(wiring.log().read(holder.matter))]
    kept = [part.content["text"] for part in wiring.dossiers().get_many(named).values()]
    assert kept == [REASON], "an act that asks for no words keeps none"

    verified = Citizen(cloud).get(f"/v/{holder.reference}?k={holder.secret}")
    assert "被依法撤销，现在无效" in words(verified)
    assert verified.headers["Cache-Control"] == "no-store"
    told = requests.get(f"{cloud.url}/api/certificates/{holder.reference}?k={holder.secret}", timeout=PATIENCE).json()
    assert (told["genuine"], told["in_force"], told["standing"]) == (True, False, "revoked")
    own = holder.get(f"/cases/{holder.case}")
    check_page(own)
    assert "已于" in words(own)
    assert REASON in words(own)
    assert "行政复议" in words(own)
    assert "查看电子证照" not in words(own)
    for path in ("certificate", "certificate/view", "certificate/pages/1"):
        gone = holder.get(f"/cases/{holder.case}/{path}")
        assert gone.status_code == 410
        assert "不再提供电子证照" in words(gone)
    assert cloud.drain()
    assert "证照已撤销，不再发放" in words(holder.get(f"/cases/{holder.case}"))
    assert "证照已失效，不要发放，请收存作废" in words(officer.get("/window/tasks"))
    aside = officer.call("POST", f"/api/cases/{holder.case}/setting-aside", "set-aside-000001")
    assert aside.status_code == 200, aside.text
    assert cloud.drain()
    assert "请收存作废" not in words(officer.get("/window/tasks"))
    assert "已撤销" in words(Citizen(cloud).get("/grants"))
    assert holder.number not in words(head.get("/window/certificates"))
    seconds = int(re.search(r"X-Amz-Expires=(\d+)|Expires=(\d+)", given_before)[1] or 0)  # type: ignore[index]
    assert seconds <= 60


def test_an_end_that_no_sms_could_tell_is_telephoned(cloud: LocalCloud) -> None:
    holder, officer = Holder(cloud, "a certificate to telephone about"), Staff(cloud, OFFICER)
    page = f"/window/certificates/{holder.reference}"
    officer.act(page, "end-deregistered", ground="holder_dead", document="", reason="持证人已去世")
    failed = {"matter": holder.matter, "seq": 2, "template": "certificate_deregistered"}
    wiring.work_queue().put(Task({"kind": NOTICE_FAILED, **failed}))
    assert cloud.drain()
    listed = officer.get("/window/tasks")
    assert f'href="{page}#act-note_call">证照注销</a>' in listed.text
    called = officer.act(page, "note_call", document="certificate_deregistered-2", call="reached", note="本人接听")
    assert "电话已登记" in words(called)
    assert cloud.drain()
    assert "#act-note_call" not in officer.get("/window/tasks").text


def test_suspended_and_lifted_by_programs(cloud: LocalCloud) -> None:
    holder = Holder(cloud, "a certificate to suspend")
    officer, head = Staff(cloud, OFFICER), Staff(cloud, HEAD, "leader")
    path = f"/api/certificates/{holder.reference}"
    until = (wiring.now() + timedelta(days=30)).date().isoformat()
    asked = {"document": "咸教罚〔2026〕1号", "until": until, "reason": "超出许可的范围"}
    state = officer.call("POST", f"{path}/suspension", "suspend-00000001", **asked)
    assert (state.status_code, state.json()["proposed"], state.json()["standing"]) == (200, "suspended", "in_force")
    fastjsonschema.validate(END_CERTIFICATE.response.schema, state.json())
    assert officer.call("POST", f"{path}/suspension", "suspend-00000001", **asked).json()["repeated"]
    again = officer.call("POST", f"{path}/suspension", "suspend-00000002", **asked)
    assert (again.status_code, again.json()["code"]) == (409, "end_proposed_already")
    headers = {"Authorization": f"Bearer {head.session.token}", "Idempotency-Key": "confirm-00000001"}
    confirmed = requests.post(f"{cloud.url}{path}/end/confirmation", json={}, headers=headers, timeout=PATIENCE)
    assert (confirmed.json()["standing"], confirmed.json()["in_force"]) == ("suspended", False)
    assert "暂扣期间无效" in words(Citizen(cloud).get(f"/v/{holder.reference}?k={holder.secret}"))
    assert holder.get(f"/cases/{holder.case}/certificate").status_code == 410
    lifted = head.call("POST", f"{path}/suspension/lifting", "lifting-00000001", reason="已经改正")
    assert lifted.json()["in_force"]
    assert holder.get(f"/cases/{holder.case}/certificate").status_code == 303


def test_who_reads_the_record(cloud: LocalCloud) -> None:
    holder = Holder(cloud, "a certificate to read")
    path = f"/api/certificates/{holder.number}/record"
    for staff in (Staff(cloud, OFFICER), Staff(cloud, HEAD, "leader"), Staff(cloud, SUPERVISOR)):
        told = staff.call("GET", path)
        assert told.status_code == 200
        fastjsonschema.validate(GET_CERTIFICATE.response.schema, told.json())
    own = holder.get(path)
    assert (own.status_code, own.json()["standing"]) == (200, "in_force")
    for stranger in (Staff(cloud, STRANGER).call("GET", path), Citizen(cloud).sign_in().get(path)):
        assert (stranger.status_code, stranger.json()["code"]) == (404, "certificate_unknown")
    for path in (f"/window/certificates/{holder.reference}", f"/window/certificates?number={holder.number}"):
        assert Staff(cloud, STRANGER).get(path).status_code == 404
    ended = Staff(cloud, STRANGER).call(
        "POST", f"/api/certificates/{holder.number}/end", end="deregistered", ground="holder_dead", reason="x"
    )
    assert ended.json()["code"] == "certificate_unknown"
