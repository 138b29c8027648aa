"""The acts on a case by program, and the person in charge who extends a limit by page and by program."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.facts import UNSEALED
from chalicelib.domain.reference import case_matter, from_number, reference_of
from chalicelib.domain.times import SHANGHAI
from chalicelib.texts import error_text
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.law_city import ITEM, JOINT, LEAD, PERSON, Office, lawful_cloud, make_lawful
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
OFFICER, CHIEF, DIRECTOR, SUPERVISOR = "s-yjj-1", "s-yjj-2", "s-yjj-3", "s-zwzx-1"
LEADERS = {CHIEF, DIRECTOR, "s-xfj-2", "s-ghj-2"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("acts-api")) as running:
        make_lawful()
        yield running


class Program:
    """One accepted case, and posts to it by whoever is named."""

    number = 200

    def __init__(self, cloud: LocalCloud, item: str = ITEM) -> None:
        Program.number += 1
        matter = case_matter(from_number(Program.number))
        self.office = Office(world=lawful_cloud(), now=wiring.now(), item=item, matter=matter).accept()
        self.url, self.keys = cloud.url, 0

    def post(self, path: str, body: dict[str, Any], who: str = OFFICER, key: str = "") -> requests.Response:
        self.keys += 1
        token = signed_in(who, "leader" if who in LEADERS else "staff").token
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": key or f"key-{Program.number}-{self.keys:020}",
        }
        address = f"{self.url}/api/cases/{reference_of(self.office.matter)}/{path}"
        return requests.post(address, json=body, headers=headers, timeout=20)

    def on(self, days: int) -> str:
        return (wiring.now().astimezone(SHANGHAI) + timedelta(days=days)).date().isoformat()

    def done(self, path: str, body: dict[str, Any], who: str = OFFICER) -> dict[str, Any]:
        answer = self.post(path, body, who)
        assert answer.status_code == 200, answer.text
        state: dict[str, Any] = answer.json()
        assert state["seq"] == len(self.office.file.commits)
        return state

    def refused(self, path: str, body: dict[str, Any], who: str = OFFICER) -> str:
        answer = self.post(path, body, who)
        assert answer.status_code >= 400, answer.text
        return str(answer.json()["code"])


@pytest.fixture
def program(cloud: LocalCloud) -> Program:
    return Program(cloud)


def test_procedures_surveys_hearings_and_fees(program: Program) -> None:
    opened = {"kind": "testing", "planned_end_on": program.on(4), "evidence": "送检"}
    program.done("procedures", opened)
    procedure = program.office.file.case.interruptions[0].id
    assert program.refused("procedures", opened) == "procedure_is_open"
    program.done(f"procedures/{procedure}/prolongation", {"planned_end_on": program.on(9), "evidence": "复检"})
    program.done(f"procedures/{procedure}/result", {"result": "合格"})
    assert program.refused("procedures/none/result", {"result": "x"}) == "procedure_unknown"
    program.done("surveys", {"step": "handle", "officers": [OFFICER, "唐振华"], "planned_on": program.on(0)})
    survey = program.office.file.case.interruptions[1].id
    found = {"surveyed_on": program.on(0), "officers": [OFFICER, CHIEF], "record": "一致"}
    program.done(f"surveys/{survey}/record", found)
    assert program.refused("surveys", {"officers": ["nobody", OFFICER], "planned_on": program.on(0)}) == "staff_unknown"
    program.done("fees", {"number": 0, "quantity": 1, "pay_by_on": program.on(3), "notice": "工本费"})
    fee = program.office.file.case.interruptions[2].id
    program.done(f"fees/{fee}/payment", {"receipt": "0001"})
    program.done("hearing/offer", {"reason": "涉及邻里"})
    program.done("hearing/request", {})
    program.done("hearing/call", {"held_on": program.on(16), "chair": "s-fzb-1", "notice": "二楼"})
    minutes = {"held_on": program.on(16), "attendance": "present", "minutes": "……"}
    assert program.refused("hearing/minutes", minutes) == "date_future"
    assert program.refused("hearing/minutes", {**minutes, "held_on": program.on(17)}) == "hearing_day_differs"
    program.done("hearing/call", {"held_on": program.on(18), "chair": "s-fzb-1", "notice": "改期"})
    program.done("documents/receipt-1/service", {"how": "post", "note": "EMS", "served_at": served(0)})
    assert program.refused("documents/acceptance-2/service", {"how": "post", "served_at": served(9)}) == "service_time"
    offered = next(one.id for one in program.office.file.case.documents if one.kind == "hearing_right")
    program.done(f"documents/{offered}/calls", {"call": "unanswered"})
    assert program.refused(f"documents/{offered}/calls", {"call": "reached"}) == "call_unnoted"
    assert (
        program.refused(f"documents/{offered}/calls", {"call": "unanswered", "called_at": served(9)}) == "service_time"
    )
    program.done(f"documents/{offered}/calls", {"call": "reached", "note": "张三本人", "called_at": served(0)})
    assert program.refused(f"documents/{offered}/calls", {"call": "unanswered"}) == "document_served"
    assert program.refused("documents/receipt-1/calls", {"call": "unanswered"}) == "document_served"


def served(days: int) -> str:
    return (wiring.now() + timedelta(days=days)).astimezone(SHANGHAI).isoformat()


def test_a_joint_review_by_its_lead(cloud: LocalCloud) -> None:
    program = Program(cloud, JOINT)
    lead, reason = LEAD.id, {"reason": "因故"}
    added = {"unit": "YJJ", "post": "chief", "limit_days": 3, **reason}
    assert program.refused("branches", added, lead) == "joint_review_closed"
    program.office.run(c.DecideStep("d-handle", LEAD, "handle", "pass", "", UNSEALED, "", "window"))
    assert program.refused("branches", added, "s-xfj-2") == "not_your_step"
    program.done("branches", added, lead)
    branch = program.office.file.case.branches_added[0].branch
    program.done(f"branches/{branch}/withdrawal", reason, "s-ghj-2")
    fire = c.Actor("staff", "s-xfj-2", frozenset({"XFJ:chief"}))
    program.office.run(c.DecideStep("d-fire", fire, "fire-opinion", "pass", "", UNSEALED, "", "page"))
    program.done("returns", {"to": "fire-opinion", **reason}, lead)
    assert "fire-opinion" in program.office.file.case.opened
    assert program.refused("returns", {"to": "handle", **reason}, lead) == "no_step_to_return_to"


def test_the_holder_of_a_step_returns_it(program: Program) -> None:
    office = program.office
    office.run(
        c.DecideStep(
            "d-handle",
            c.Actor("staff", OFFICER, frozenset({"YJJ:officer"})),
            "handle",
            "pass",
            "",
            UNSEALED,
            "",
            "window",
        )
    )
    token = signed_in(CHIEF, "leader").token
    address = f"{program.url}/api/cases/{reference_of(office.matter)}"
    shown = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=20).json()["shown"]["review"]
    back = {"to": "handle", "reason": "请补充说明", "step": "review"}
    assert program.refused("returns", {**back, "shown": "x" * 32}, CHIEF) == "dossier_changed"
    assert program.refused("returns", {**back, "shown": shown, "to": "approve"}, CHIEF) == "no_step_to_return_to"
    program.done("returns", {**back, "shown": shown}, CHIEF)
    assert list(office.file.case.opened) == ["handle"]


def test_slips_are_put_right(program: Program) -> None:
    form = {
        **PERSON["applicant"],
        **{f"answers.{name}": value for name, value in PERSON["answers"].items()},
        "applicant_kind": "person",
        "delivery": "pickup",
        "phone": "19900000001",
    }
    right = {**form, "answers.shop_name": "示例大面馆"}
    program.done("amendments", {"subject": "form", "form": right, "reason": "招牌写错"})
    assert program.refused("amendments", {"subject": "form", "form": {"name": 7}, "reason": "x"}) == "invalid"
    assert program.refused("amendments", {"subject": "form", "reason": "x"}) == "amendment_without_form"
    assert (
        program.refused("amendments", {"subject": "opinion", "target": "review", "reason": "x"}) == "amendment_unknown"
    )
    program.done("amendments", {"subject": "document", "target": "receipt-1", "reason": "日期"})


def test_the_first_call_proposes_and_the_second_persons_voids(program: Program) -> None:
    first = program.post("void", {"reason": "重复录入"}, key="void-by-the-officer-1")
    again = program.post("void", {"reason": "重复录入"}, key="void-by-the-officer-1")
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert program.refused("void", {}) == "void_needs_two"
    assert program.done("void", {}, SUPERVISOR)["status"] == "void"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("forwarding", {"to": "province", "note": "报省局"}, "forwarded"),
        ("termination", {"ground": "applicant_gone", "note": "已注销"}, "terminated"),
    ],
)
def test_a_case_ends_otherwise(program: Program, path: str, body: dict[str, Any], status: str) -> None:
    assert program.refused("forwarding", {"to": "province", "note": "x"}) == "first_review_missing"
    program.office.run(
        c.DecideStep(
            "d", c.Actor("staff", OFFICER, frozenset({"YJJ:officer"})), "handle", "pass", "", UNSEALED, "", "window"
        )
    )
    assert program.done(path, body)["status"] == status
    assert program.refused(path, body) == "not_possible_now"


def test_a_supervisor_allows_another_notice(program: Program) -> None:
    assert program.refused("correction-allowances", {"reason": "x"}) == "not_your_step"
    program.done("correction-allowances", {"reason": "新规"}, SUPERVISOR)


def test_a_stranger_finds_no_case(program: Program) -> None:
    for path in ("procedures", "void", "extension"):
        body = {
            "procedures": {"kind": "testing", "planned_end_on": "2026-12-01", "evidence": "x"},
            "void": {"reason": "x"},
        }
        assert program.refused(path, body.get(path, {"amount": 1, "reason": "x"}), "s-jyj-1") == "case_unknown"


def test_the_person_in_charge_extends_the_limit_once(program: Program) -> None:
    asked = {"amount": 10, "reason": "需要补充论证"}
    assert program.refused("extension", asked) == "not_your_step"
    assert program.refused("extension", {**asked, "amount": 11}, DIRECTOR) == "extension_too_long"
    assert program.refused("extension", {**asked, "amount": 0}, DIRECTOR) == "invalid"
    program.done("extension", asked, DIRECTOR)
    assert program.refused("extension", asked, DIRECTOR) == "already_extended"


class LeaderDesk(Desk):
    def __init__(self, url: str, staff: str) -> None:
        super().__init__(url)
        self.http.cookies.set("leader", signed_in(staff, "leader").token)


def test_the_person_in_charge_extends_by_page(cloud: LocalCloud, program: Program) -> None:
    desk, reference = LeaderDesk(cloud.url, DIRECTOR), reference_of(program.office.matter)
    desk.get("/todo")
    assert 'href="/leader/extension"' in desk.page
    assert desk.get("/leader/extension?q=" + reference.lower()).url.endswith(f"/leader/extension/{reference}")
    assert ("张三" in desk.page, "最多10个工作日" in desk.page) == (True, True)
    path = f"/leader/extension/{reference}"
    for fields, code in (
        ({"amount": "十", "reason": "因故"}, "extension_too_long"),
        ({"amount": "5", "reason": ""}, "reason_required"),
    ):
        assert desk.post(path, {**fields, "command": desk.command}).status_code == 422
        assert error_text(code).title in desk.page
        assert f'value="{fields["amount"]}"' in desk.page
    done = desk.post(path, {"amount": "5", "reason": "需要补充论证", "command": desk.command})
    assert done.url.endswith("?done=1")
    assert "期限已经延长" in desk.page
    desk.get(path)
    assert error_text("already_extended").title in desk.page
    assert "同意延长" not in desk.page


def test_whoever_is_not_in_charge_is_told_so(cloud: LocalCloud, program: Program) -> None:
    desk, reference = LeaderDesk(cloud.url, CHIEF), reference_of(program.office.matter)
    desk.get("/todo")
    assert "/leader/extension" not in desk.page
    assert desk.get(f"/leader/extension/{reference}").ok
    assert error_text("not_your_step").title in desk.page
    assert LeaderDesk(cloud.url, "s-ghj-3").get(f"/leader/extension/{reference}").status_code == 404
    assert desk.get("/leader/extension?q=1234").status_code == 422
    assert desk.get("/leader/extension?q=" + "字" * 900).status_code == 422
