"""What an officer or supervisor does on the page of a case beside accepting and deciding, over real HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.facts import UNSEALED, Sealed
from chalicelib.domain.reference import case_matter, from_number, reference_of
from chalicelib.domain.times import SHANGHAI
from chalicelib.texts import error_text
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.handlers.granted import eventually
from tests.law_city import JOINT, SUPERVISOR, Office, lawful_cloud, make_lawful
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
COMMAND = "k" * 20
NOTE = Sealed("note#none", "0" * 64)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("acts")) as running:
        make_lawful()
        yield running


class Counter:
    """A desk with a case of its own on it."""

    number = 100

    def __init__(self, cloud: LocalCloud, staff: str = "s-yjj-1", item: str = "XN-YJJ-001") -> None:
        Counter.number += 1
        world = lawful_cloud()
        self.office = Office(world=world, now=wiring.now(), item=item, matter=case_matter(from_number(Counter.number)))
        self.office.accept()
        self.cloud = cloud
        self.desk = self.of(staff)

    @property
    def path(self) -> str:
        return f"/window/cases/{reference_of(self.office.matter)}"

    def of(self, staff: str) -> Desk:
        desk = Desk(self.cloud.url)
        desk.http.cookies.set("staff", signed_in(staff, "staff").token)
        return desk

    def post(self, then: str, fields: dict[str, Any], desk: Desk | None = None, command: str = "") -> requests.Response:
        desk = desk or self.desk
        desk.get(self.path)
        command = command or f"{desk.command}{then.replace('_', '')}"
        return desk.post(self.path, {"then": then, "command": command, **fields})

    def on(self, days: int) -> str:
        return (wiring.now().astimezone(SHANGHAI) + timedelta(days=days)).date().isoformat()


@pytest.fixture
def counter(cloud: LocalCloud) -> Counter:
    return Counter(cloud)


@pytest.fixture(scope="module")
def unmoved(cloud: LocalCloud) -> Counter:
    """For what is refused and must change nothing: one case stands for all."""
    return Counter(cloud)


def test_the_page_offers_what_is_possible_and_each_leads_to_the_case(counter: Counter) -> None:
    desk = counter.desk
    desk.get(counter.path)
    for title in (
        "安排现场踏勘",
        "启动特别程序",
        "告知听证权利",
        "发出缴费通知",
        "每证10元",
        "提出作废",
        "更正申请表",
    ):
        assert title in desk.page
    assert "登记缴费" not in desk.page
    answer = counter.post(
        "notify_fee", {"number": "0", "quantity": "2", "pay_by_on": counter.on(3), "notice": "工本费"}
    )
    assert answer.url.endswith("?done=notify_fee")
    for told in ("缴费通知已发出。", "发出缴费通知：20元", "等申请人缴费", "登记缴费", "缴费通知书", "未送达"):
        assert told in desk.page
    fee = counter.office.file.case.interruptions[0].id
    assert counter.post("record_payment", {"fee": fee, "receipt": "0001"}).ok
    assert "缴费已登记。" in desk.page


def test_two_officers_named_by_name_and_number_survey(counter: Counter) -> None:
    fields = {"step": "handle", "planned_on": counter.on(1), "officers": "谢雨晴、S-YJJ-2 "}
    assert counter.post("assign_survey", fields).ok
    assert "安排现场踏勘：谢雨晴、唐振华" in counter.desk.page
    survey = counter.office.file.case.interruptions[0].id
    done = {"survey": survey, "surveyed_on": counter.on(0), "officers": "谢雨晴，唐振华", "record": "与图纸一致"}
    assert counter.post("record_survey", done).ok
    assert "与图纸一致" in counter.desk.page


def test_a_procedure_a_hearing_and_an_amendment(counter: Counter) -> None:
    opened = {"kind": "testing", "step": "", "planned_end_on": counter.on(4), "evidence": "送检"}
    assert counter.post("open_procedure", opened).ok
    procedure = counter.office.file.case.interruptions[0].id
    more = {"procedure": procedure, "planned_end_on": counter.on(8), "evidence": "复检"}
    assert counter.post("prolong_procedure", more).ok
    assert counter.post("close_procedure", {"procedure": procedure, "result": "合格"}).ok
    assert counter.post("offer_hearing", {"reason": "涉及邻里"}).ok
    assert counter.post("request_hearing", {}).ok
    called = {"held_on": counter.on(16), "chair": "姚正言", "notice": "二楼会议室"}
    assert counter.post("call_hearing", called).ok
    assert "姚正言主持" in counter.desk.page
    assert "要改期的，在举行以前重新发一次通知" in counter.desk.get(counter.path).text
    assert counter.post("call_hearing", {**called, "held_on": counter.on(17)}).ok
    minutes = {"held_on": counter.on(16), "attendance": "present", "minutes": "……"}
    assert counter.post("hold_hearing", minutes).status_code == 409
    assert "笔录的日期和听证通知上的不一样" in counter.desk.page
    assert counter.post("amend_document", {"target": "receipt-1", "reason": "姓名误写"}).ok
    served = {"document": "receipt-1", "how": "phone", "served_at": "", "note": "张三本人接听"}
    assert counter.post("serve", served).ok
    assert "收件凭证送达：电话告知" in counter.desk.page
    assert counter.post("terminate", {"ground": "applicant_gone", "note": "已注销"}).ok
    assert "办理已终止。" in counter.desk.page


def test_a_notice_that_no_sms_could_tell_is_telephoned_and_three_days_without_an_answer_reach_the_supervisors(
    counter: Counter,
) -> None:
    office, desk = counter.office, counter.desk
    office.act("offer_hearing", reason="涉及邻里")
    notice = f"hearing_right-{office.file.case.seq}"
    office.run(c.ReportUndelivered("u", c.SYSTEM_SMS, notice))
    listed = f"/window/tasks?after={office.matter}:{office.file.case.seq}"
    page = desk.get(listed).text
    for told in ("待电话告知", "听证权利告知书", "还没有打", f"{counter.path}#act-note_call"):
        assert told in page
    assert "tel:" in page.partition("待电话告知")[2].partition("</table>")[0]
    missing = {"document": notice, "call": "reached", "called_at": "", "note": ""}
    assert counter.post("note_call", missing).status_code == 422
    assert "请写明" in desk.page
    assert counter.post("note_call", {**missing, "call": "never", "note": "x"}).status_code == 422
    assert counter.post("note_call", {**missing, "call": "unanswered"}).ok
    assert "打电话告知听证权利告知书，没有接通" in desk.page
    assert f"{counter.path}#act-note_call" not in desk.get(listed).text, "the next call is tomorrow's"
    office.now = wiring.now()
    for days in (1, 2):
        office.later(days=1)
        office.act("note_call", document=notice, call="unanswered", note=f"第{days + 1}天")
    supervisor = counter.of(SUPERVISOR.id)
    eventually(lambda: "听证权利告知书" in supervisor.get("/oversight").text)
    assert "3天没有接通" in supervisor.page
    office.act("note_call", document=notice, call="reached", note="张三本人接听")
    eventually(lambda: "3天没有接通" not in supervisor.get("/oversight").text)


def test_the_lead_changes_the_joint_review(cloud: LocalCloud) -> None:
    counter = Counter(cloud, "s-ghj-1", JOINT)
    desk = counter.desk
    desk.get(counter.path)
    shown = desk._hidden("shown")
    decided = {"then": "decide", "step": "handle", "outcome": "pass", "shown": shown, "command": desk.command}
    assert desk.post(counter.path, decided).ok
    added = {"unit": "YJJ", "post": "chief", "limit_days": "3", "reason": "涉及食品"}
    assert counter.post("add_branch", added).ok
    branch = counter.office.file.case.branches_added[0].branch
    assert counter.post("withdraw_branch", {"branch": branch, "reason": "不涉及"}).ok
    assert "联审单位已撤下。" in desk.page
    assert counter.post("return_branch", {"to": "fire-opinion", "reason": "x"}).status_code == 409
    assert counter.post("withdraw_branch", {"branch": "none", "reason": "x"}).status_code == 404


def test_voiding_takes_a_second_person(counter: Counter) -> None:
    assert counter.post("propose_void", {"reason": "重复录入"}).ok
    assert "确认作废" not in counter.desk.page.replace("等第二个人确认", "")
    assert counter.post("take_back_void", {}).ok
    assert "已收回作废，办件照常办理。" in counter.desk.page
    assert counter.post("propose_void", {"reason": "重复录入"}).ok
    assert counter.post("confirm_void", {}).status_code == 403
    supervisor = counter.of("s-zwzx-1")
    assert counter.post("confirm_void", {}, supervisor).ok
    assert "办件已作废。" in supervisor.page


def test_a_supervisor_sees_any_case_and_lets_a_second_notice_go_out(counter: Counter) -> None:
    supervisor = counter.of("s-zwzx-1")
    assert supervisor.get(counter.path).ok
    assert "安排现场踏勘" not in supervisor.page
    assert counter.post("allow_correction", {"reason": "新规"}, supervisor).ok
    assert counter.of("s-jyj-1").get(counter.path).status_code == 404


def test_the_same_form_posted_twice_is_done_once(counter: Counter) -> None:
    fields = {"kind": "testing", "step": "", "planned_end_on": counter.on(4), "evidence": "送检"}
    for _ in range(2):
        assert counter.post("open_procedure", fields, command=COMMAND).url.endswith("?done=open_procedure")
    assert len(counter.office.file.case.interruptions) == 1
    again = counter.post("open_procedure", fields)
    assert (again.status_code, error_text("procedure_is_open").title in counter.desk.page) == (409, True)


BAD: list[tuple[str, dict[str, Any], int, str]] = [
    ("open_procedure", {"kind": "tea", "planned_end_on": "+1", "evidence": "x"}, 409, "procedure_not_allowed"),
    ("open_procedure", {"kind": "testing", "planned_end_on": "+1", "evidence": ""}, 422, "reason_required"),
    ("open_procedure", {"kind": "testing", "planned_end_on": "-1", "evidence": "x"}, 422, "date_past"),
    ("open_procedure", {"kind": "testing", "planned_end_on": "2026-13-40", "evidence": "x"}, 422, "date_format"),
    ("close_procedure", {"procedure": "none", "result": "x"}, 404, "procedure_unknown"),
    ("assign_survey", {"step": "handle", "planned_on": "+1", "officers": "谢雨晴"}, 422, "two_officers_needed"),
    ("assign_survey", {"step": "handle", "planned_on": "+1", "officers": "谢雨晴 没这人"}, 404, "staff_unknown"),
    ("record_survey", {"survey": "none", "surveyed_on": "-1", "officers": "谢雨晴 唐振华"}, 404, "survey_unknown"),
    ("notify_fee", {"number": "0", "quantity": "一百", "pay_by_on": "+3", "notice": "x"}, 422, "quantity_unknown"),
    ("notify_fee", {"number": "9", "quantity": "1", "pay_by_on": "+3", "notice": "x"}, 422, "fee_unpublished"),
    ("record_payment", {"fee": "none", "receipt": "1"}, 409, "not_possible_now"),
    ("call_hearing", {"held_on": "+1", "chair": "姚正言", "notice": "x"}, 422, "hearing_too_soon"),
    ("call_hearing", {"held_on": "+20", "chair": "", "notice": "x"}, 409, "chair_is_reviewer"),
    ("hold_hearing", {"minutes": "x"}, 409, "hearing_not_called"),
    ("add_branch", {"unit": "XFJ", "post": "chief", "limit_days": "3", "reason": "x"}, 409, "joint_review_closed"),
    ("serve", {"document": "none", "how": "phone", "note": "x"}, 404, "document_unknown"),
    ("note_call", {"document": "receipt-1", "call": "unanswered", "note": ""}, 404, "document_unknown"),
    ("note_call", {"document": "receipt-1", "call": "lost", "note": ""}, 422, "service_unknown"),
    ("serve", {"document": "receipt-1", "how": "phone", "note": ""}, 422, "call_unnoted"),
    ("serve", {"document": "receipt-1", "how": "phone", "served_at": "gestern", "note": "x"}, 422, "service_time"),
    (
        "serve",
        {"document": "receipt-1", "how": "phone", "served_at": "2001-01-01T10:00", "note": "x"},
        422,
        "service_time",
    ),
    ("amend_opinion", {"target": "review", "reason": "x"}, 422, "amendment_unknown"),
    ("forward", {"to": "moon", "note": "x"}, 422, "authority_unknown"),
    ("terminate", {"ground": "tired", "note": "x"}, 422, "ground_unknown"),
    ("propose_void", {"reason": "字" * 501}, 422, "words_too_long"),
    ("allow_correction", {"reason": "x"}, 403, "not_your_step"),
]


@pytest.mark.parametrize(("then", "fields", "status", "code"), BAD, ids=lambda value: str(value)[:20])
def test_bad_input_is_told_and_comes_back_as_typed(
    unmoved: Counter, then: str, fields: dict[str, Any], status: int, code: str
) -> None:
    given = {
        name: unmoved.on(int(value)) if value[:1] in "+-" and name.endswith("_on") else value
        for name, value in fields.items()
    }
    before = len(unmoved.office.file.commits)
    answer = unmoved.post(then, given)
    assert answer.status_code == status
    if code != "not_possible_now":
        assert error_text(code, limit=500).title in unmoved.desk.page
    assert len(unmoved.office.file.commits) == before
    typed = [value for name, value in given.items() if name in ("evidence", "note", "reason", "result") and value]
    offered = f'value="{then}"' in unmoved.desk.page
    assert all(value in unmoved.desk.page for value in typed) or not offered


@pytest.mark.parametrize("then", ["", "extend_limit", "void", "draw"])
def test_what_no_form_asks_is_no_request(unmoved: Counter, then: str) -> None:
    assert unmoved.post(then, {"reason": "x", "amount": "5"}, command=COMMAND).status_code == 400


def test_the_officer_returns_a_step_to_nobody(counter: Counter) -> None:
    desk = counter.desk
    desk.get(counter.path)
    fields = {"then": "decide", "step": "handle", "shown": desk._hidden("shown"), "command": desk.command}
    answer = desk.post(counter.path, {**fields, "outcome": "return", "to": "review", "opinion": "x"})
    assert (answer.status_code, error_text("no_step_to_return_to").title in desk.page) == (409, True)
    assert desk.post(counter.path, {**fields, "outcome": "shrug"}).status_code == 422


def test_the_form_is_put_right(counter: Counter) -> None:
    desk, path = counter.desk, f"{counter.path}/form"
    desk.get(path)
    assert 'value="示例小面馆"' in desk.page
    fields = {
        "applicant_kind": "person",
        "name": "张三",
        "id_number": "420101199003070006",
        "phone": "19900000001",
        "delivery": "pickup",
        "answers.shop_name": "示例大面馆",
        "answers.premises_address": "温泉路18号",
        "answers.business_type": "餐馆",
        "answers.area": "60",
        "answers.staff": "4",
        "answers.online_sales": "false",
    }
    silent = desk.post(path, {**fields, "command": desk.command, "reason": ""})
    assert (silent.status_code, error_text("reason_required").title in desk.page) == (422, True)
    assert 'value="示例大面馆"' in desk.page
    wrong = desk.post(path, {**fields, "command": desk.command, "reason": "招牌写错", "phone": "1"})
    assert wrong.status_code == 422
    done = desk.post(path, {**fields, "command": desk.command, "reason": "招牌写错"})
    assert done.url.endswith("?done=amend_form")
    for told in ("申请表已更正。", "示例大面馆", "更正申请表", "招牌写错"):
        assert told in desk.page
    assert counter.of("s-jyj-1").get(path).status_code == 404


def test_who_comes_second_is_told_who_came_first_not_of_the_systems_card(counter: Counter) -> None:
    desk, office = counter.desk, counter.office
    desk.get(counter.path)
    fields = {"then": "decide", "step": "handle", "shown": desk._hidden("shown"), "command": desk.command}
    colleague = c.Actor("staff", "s-yjj-2", frozenset({"YJJ:officer"}))
    assigned = office.run(c.AssignSurvey("survey", colleague, "handle", ("s-yjj-1", "s-yjj-2"), counter.on(0)))
    survey = assigned.case.interruptions[0].id
    office.run(c.RecordSurvey("made", colleague, survey, counter.on(0), ("s-yjj-1", "s-yjj-2"), NOTE))
    office.run(c.DecideStep("first", colleague, "handle", "pass", "", UNSEALED, "", "window"))
    office.run(c.GiveCard("card", SUPERVISOR, "yellow", "", NOTE))
    late = desk.post(counter.path, {**fields, "outcome": "pass", "opinion": "同意"})
    assert late.status_code == 409
    told = desk.page[desk.page.index("已经在") - 10 :][:60]
    assert "唐振华" in told
    assert "监察" not in told
