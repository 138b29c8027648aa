"""An applicant who comes back to the window with what a notice asked for, or to withdraw, over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain import facts as f
from chalicelib.domain.reference import case_matter, from_number, reference_of
from chalicelib.texts import error_text
from chalicelib.usecases.my_case import form_of, papers_of
from chalicelib.usecases.seal import seal
from infra.local.server import LocalCloud
from tests import law_city, pictures
from tests.handlers.desk import Desk
from tests.handlers.test_window_desk import call, place, upload
from tests.law_city import APPLICANT, ITEM, OFFICER, PERSON, Office, lawful_cloud, make_lawful
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
TOLD = {"layout": "平面图没有标尺寸，请标上。", "form": "经营面积写错了，请改正。"}
FORM = {
    **PERSON["applicant"],
    "phone": "19900000001",
    "applicant_kind": "person",
    "delivery": "pickup",
    **{f"answers.{name}": str(value).lower() for name, value in PERSON["answers"].items()},
}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("corrections")) as running:
        make_lawful()
        yield running


class Return:
    """A case that waits for its applicant, who stands at the window."""

    number = 300

    def __init__(self, cloud: LocalCloud, *asked: str) -> None:
        Return.number += 1
        self.office = Office(world=lawful_cloud(), now=wiring.now(), matter=case_matter(from_number(Return.number)))
        self.office.receive()
        rows = tuple(f.CorrectionRow(material, -1) for material in asked)
        words = {"text": "", "rows": {material: TOLD[material] for material in asked}}
        stores: Any = {"dossiers": wiring.dossiers(), "entropy": wiring.entropy()}
        if asked:
            note = seal(self.office.matter, "note#ask", words, **stores)
            self.office.run(c.RequestCorrection("ask", OFFICER, rows, note))
        self.cloud = cloud
        self.desk = self.of(OFFICER.id)

    @property
    def path(self) -> str:
        return f"/window/cases/{reference_of(self.office.matter)}"

    @property
    def case(self) -> Any:
        return self.office.file.case

    def of(self, staff: str) -> Desk:
        desk = Desk(self.cloud.url)
        desk.http.cookies.set("staff", signed_in(staff, "staff").token)
        return desk

    def supply(self, *originals: str, command: str = "", **fields: str) -> requests.Response:
        """Posts what was brought on the page that lies open, the identity card seen unless `fields` say otherwise."""
        given = {"identity": "applicant", "draft": self.desk.draft, "command": command or self.desk.command, **fields}
        ticks = [("original", code) for code in originals]
        return self.desk.post(f"{self.path}/correction", [*given.items(), *ticks])

    def api(self, path: str, body: dict[str, Any], who: str = OFFICER.id) -> requests.Response:
        token = signed_in(who, "staff").token
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{path}-{Return.number:020}"}
        address = f"{self.cloud.url}/api/window/cases/{reference_of(self.office.matter)}/{path}"
        return requests.post(address, json=body, headers=headers, timeout=20)


def test_what_was_asked_for_is_ticked_off_and_the_case_can_be_accepted(cloud: LocalCloud) -> None:
    there = Return(cloud, "layout")
    desk = there.desk
    desk.get(there.path)
    assert f'href="{there.path}/correction"' in desk.page
    assert "现在没有要您办的" not in desk.page
    desk.get(f"{there.path}/correction")
    assert TOLD["layout"] in desk.page
    assert 'value="health-certificate"' not in desk.page
    assert 'name="answers.area"' not in desk.page
    done = there.supply("layout")
    assert done.url.endswith("?done=supply")
    for told in ("补正已登记", "申请人已补正", "核对来人身份证件：申请人", "核对原件", "谢雨晴", "原件已核", "受理"):
        assert told in desk.page
    assert (there.case.status, there.case.originals) == ("received", ("layout",))
    kept = there.office.file.commits[-1]
    assert kept.actor == {"kind": "staff", "id": OFFICER.id}
    assert f.IdentityChecked(kept.recorded_at, APPLICANT.id) in kept.facts


def test_nothing_is_supplied_before_the_identity_card_is_seen_and_all_is_brought(cloud: LocalCloud) -> None:
    there = Return(cloud, "layout")
    there.desk.get(f"{there.path}/correction")
    assert there.supply("layout", identity="").status_code == 422
    assert error_text("identity_unseen").title in there.desk.page
    assert 'value="layout" data-key="1" checked' in there.desk.page
    assert there.supply("layout", identity="agent").status_code == 422
    assert there.supply(identity="applicant").status_code == 422
    assert error_text("material_not_brought").title in there.desk.page
    assert there.case.open_correction


def test_what_was_scanned_replaces_what_was_wrong(cloud: LocalCloud) -> None:
    there = Return(cloud, "layout")
    desk = there.desk
    desk.get(f"{there.path}/correction")
    begun = call(desk, f"{there.path}/correction/{desk.draft}", {})
    assert begun.status_code == 201
    page = upload(desk, pictures.photo(), place(desk, "layout"))
    done = there.supply(**{"pages.layout": page})
    assert done.url.endswith("?done=supply")
    kept = papers_of(there.office.file, dossiers=wiring.dossiers())
    assert kept["layout"][0]["sha256"] == wiring.uploads().get_many([page])[page].sha256
    assert there.case.originals == ()


def test_a_form_that_was_asked_for_is_corrected_and_checked(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = {"name": "李四", "id_number": "420101198001010012", "phone": "+8619900000002"}
    monkeypatch.setitem(law_city.FORMS, ITEM, {**PERSON, "agent": agent})
    there = Return(cloud, "form")
    there.desk.get(f"{there.path}/correction")
    assert TOLD["form"] in there.desk.page
    assert 'value="示例小面馆"' in there.desk.page
    assert there.supply(**{**FORM, "answers.area": "很大"}).status_code == 422
    assert 'value="很大"' in there.desk.page
    assert there.supply(**{**FORM, "answers.area": "80"}).ok
    form = form_of(there.office.file, dossiers=wiring.dossiers())
    assert (form["answers"]["area"], form["agent"]) == (80, agent)


def test_the_same_form_twice_is_one_answer_and_a_second_one_is_told(cloud: LocalCloud) -> None:
    there = Return(cloud, "layout")
    there.desk.get(f"{there.path}/correction")
    command, draft = there.desk.command, there.desk.draft
    assert there.supply("layout", command=command).ok
    length = len(there.office.file.commits)
    assert there.supply("layout", command=command, draft=draft).url.endswith("?done=supply")
    late = there.supply("layout", command="z" * 26, draft=draft)
    assert late.status_code == 409
    assert len(there.office.file.commits) == length
    assert there.desk.get(f"{there.path}/correction").url.endswith(there.path)


def test_another_units_officer_sees_no_correction(cloud: LocalCloud) -> None:
    there = Return(cloud, "layout")
    assert there.of("s-jyj-1").get(f"{there.path}/correction").status_code == 404


def test_an_application_is_withdrawn_at_the_window(cloud: LocalCloud) -> None:
    there = Return(cloud)
    desk = there.desk
    desk.get(there.path)
    fields = {"then": "withdraw", "command": f"{desk.command}withdraw", "identity": ""}
    assert desk.post(there.path, fields).status_code == 422
    assert error_text("identity_unseen").title in desk.page
    done = desk.post(there.path, {**fields, "identity": "applicant"})
    assert done.url.endswith("?done=withdraw")
    for told in ("申请已按申请人的要求撤回", "撤回申请确认书", "核对来人身份证件：申请人"):
        assert told in desk.page
    assert there.case.outcome == "withdrawn"


def test_by_program(cloud: LocalCloud) -> None:
    there = Return(cloud, "layout", "form")
    body = {"identity": "applicant", "originals": ["layout"], "form": FORM}
    assert there.api("supplements", {**body, "identity": "agent"}).json()["code"] == "identity_unseen"
    assert there.api("supplements", {**body, "originals": []}).json()["errors"] == {
        "pages.layout": "material_not_brought"
    }
    assert there.api("supplements", body, "s-jyj-1").json()["code"] == "case_unknown"
    first = there.api("supplements", body)
    assert (first.status_code, first.json()["status"], first.json()["repeated"]) == (200, "received", False)
    assert there.api("supplements", body).json()["repeated"] is True
    assert there.api("withdrawal", {"identity": "agent"}).json()["code"] == "identity_unseen"
    assert there.api("withdrawal", {"identity": "applicant"}).json()["status"] == "withdrawn"
