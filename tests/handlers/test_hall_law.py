"""The case's page through what the law may have happen to it: what it says, whom it serves, what it lets the owner do."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.query_code import query_code
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import local_date, stamp
from infra.local.server import LocalCloud
from tests.handlers.hall import Citizen, check_page, words
from tests.handlers.law_hall import DIRECTOR, OFFICER, SUPERVISOR, Desk, lawful_hall


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from lawful_hall(tmp_path_factory.mktemp("law"))


@pytest.fixture(scope="module")
def zhang(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud).sign_in()


@pytest.fixture
def reference(zhang: Citizen) -> str:
    return zhang.submit(zhang.complete())


def in_days(days: int) -> str:
    return (local_date(stamp(wiring.now())) + timedelta(days=days)).isoformat()


def said(zhang: Citizen, reference: str) -> str:
    page = zhang.opened(reference)
    check_page(page)
    return words(page)


def open_procedure(desk: Desk) -> None:
    desk.does(c.OpenProcedure("o", OFFICER, "expert_review", "", in_days(20), desk.words("请专家评审")))


def served(desk: Desk, kind: str) -> str:
    return next(one.served_how for one in desk.file().case.documents if one.kind == kind)


def test_a_special_procedure_stops_the_clocks_and_says_why(zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.accept()
    assert "当天不算，从第二天起算（共10个工作日）" in said(zhang, reference)
    open_procedure(desk)
    page = said(zhang, reference)
    assert "特别程序中" in page
    assert "暂停计时" in page
    assert "正在专家评审，暂停计时（《行政许可法》第四十五条）" in page
    answer = zhang.get(f"/api/cases/{reference}/clocks").json()
    clocks = {clock["clock"]: clock for clock in answer["clocks"]}
    assert {"promised", "statutory", "procedure", "step"} <= clocks.keys()
    assert clocks["statutory"]["standing"].startswith("expert_review")
    assert (clocks["statutory"]["light"], clocks["statutory"]["limit"]["amount"]) == ("paused", 20)


def test_only_the_owners_own_opening_serves_a_notice(cloud: LocalCloud, zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.accept()
    open_procedure(desk)
    code = query_code(case_matter(reference), key=wiring.pseudonym_key())
    stranger = Citizen(cloud).sign_in()
    check_page(zhang.get("/query", params={"reference": reference, "code": code}))
    assert stranger.get(f"/cases/{reference}").status_code == 404
    assert stranger.get(f"/api/cases/{reference}/clocks").status_code == 404
    assert zhang.get(f"/api/cases/{reference}").json()["phase"] == "special_procedure"
    page = zhang.get(f"/cases/{reference}")
    check_page(page)
    assert "有1份文书等您查看" in words(page)
    assert stranger.post(f"/cases/{reference}/opening").status_code == 404
    assert (
        stranger.call("POST", f"/api/cases/{reference}/openings", {}, **{"X-CSRF-Token": stranger.token()}).status_code
        == 404
    )
    assert served(desk, "procedure_notice") == "", "nobody is served by a page that a browser read ahead"
    said(zhang, reference)
    seq = desk.file().case.seq
    assert served(desk, "procedure_notice") == "opened"
    said(zhang, reference)
    assert zhang.post(f"/cases/{reference}/opening").status_code == 303
    assert (
        zhang.call("POST", f"/api/cases/{reference}/openings", {}, **{"X-CSRF-Token": zhang.token()}).json()["seq"]
        == seq
    )
    assert desk.file().case.seq == seq


def test_the_applicants_time_is_shown_from_the_first_opening(zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.ask("degree", "看不清，请重拍")
    unread = words(zhang.get(f"/cases/{reference}"))
    assert "查看补正内容" in unread
    assert "看不清" not in unread
    page = said(zhang, reference)
    assert "看不清，请重拍" in page
    assert "补正" in page
    assert "从通知送达的第二天起10个工作日内补正" in page
    assert served(desk, "correction_notice") == "opened"


def test_a_fee_says_how_much_until_when_and_where(zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.accept()
    desk.does(c.NotifyFee("f", OFFICER, 0, 2, in_days(9), desk.words("缴费")))
    page = said(zhang, reference)
    assert "等您缴费" in page
    assert "缴费20元" in page
    window = desk.file().definition.data["window"]
    assert f"前到{window}缴清" in page
    fee = zhang.get(f"/api/cases/{reference}").json()["fee"]
    assert fee == {"amount_fen": 2000, "pay_by_on": in_days(9)}
    desk.does(c.RecordPayment("p", OFFICER, desk.file().case.interruptions[-1].id, desk.words("收据")))
    assert "等您缴费" not in said(zhang, reference)


def test_papers_are_supplied_after_acceptance(zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.accept()
    desk.ask("degree", "看不清，请重拍")
    page = said(zhang, reference)
    assert "等您补交材料" in page
    assert "现在补交" in page
    assert "最迟" in page.split("现在补交")[0]
    assert "补正" in page.split("现在补交")[0]
    zhang.cloud.drain()
    assert "等您补交材料" in words(zhang.get("/mine"))
    draft = zhang.post(f"/cases/{reference}/correction").headers["Location"].removeprefix("/drafts/")
    check_page(zhang.get(f"/drafts/{draft}"))
    upload = zhang.upload(draft, "degree")
    done = zhang.post(f"/drafts/{draft}/submit", {"pages.degree": upload})
    assert done.headers["Location"] == f"/cases/{reference}?done=supplied"
    assert "正在审批" in said(zhang, reference)


def test_a_hearing_is_asked_for_once_and_in_time(zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.accept()
    early = zhang.get(f"/cases/{reference}/hearing")
    check_page(early)
    assert "现在不能申请听证" in words(early)
    desk.does(c.OfferHearing("h", OFFICER, desk.words("拟作不利决定")))
    assert "您可以要求听证" in said(zhang, reference)
    asking = zhang.get(f"/cases/{reference}/hearing")
    check_page(asking)
    assert "申请听证？" in words(asking)
    done = zhang.post(f"/cases/{reference}/hearing", {"command": "x" * 20})
    assert done.headers["Location"] == f"/cases/{reference}?done=hearing_requested"
    assert "听证申请已经提出" in words(zhang.get(done.headers["Location"]))
    assert zhang.post(f"/cases/{reference}/hearing", {"command": "x" * 20}).status_code == 303
    again = zhang.post(f"/cases/{reference}/hearing", {"command": "y" * 20})
    check_page(again, 409)
    assert "已经提出过听证申请" in words(again)
    headers: Any = {"Idempotency-Key": "k" * 20, "X-CSRF-Token": zhang.token()}
    refused = zhang.call("POST", f"/api/cases/{reference}/hearing-requests", {}, **headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "hearing_requested_already")


def test_a_hearing_is_asked_for_by_program(zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.accept()
    desk.does(c.OfferHearing("h", OFFICER, desk.words("拟作不利决定")))
    headers: Any = {"Idempotency-Key": "k" * 20, "X-CSRF-Token": zhang.token()}
    answer = zhang.call("POST", f"/api/cases/{reference}/hearing-requests", {}, **headers)
    assert answer.status_code == 200
    assert "提出听证申请" in [stage["name"] for stage in answer.json()["timeline"]]


ENDINGS: dict[str, Any] = {
    "已作废，同一件事交了两次": lambda words: (
        c.ProposeVoid("p", OFFICER, words),
        c.ConfirmVoid("v", SUPERVISOR),
    ),
    "已终止，这个事项已经取消": lambda words: (c.Terminate("t", OFFICER, "item_cancelled", words),),
    "已转报，已经转报湖北省教育厅": lambda words: (
        c.DecideStep("d", OFFICER, "handle", "pass", "", words, "", "window"),
        c.Forward("f", OFFICER, "province", words),
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ending_says_its_reason(zhang: Citizen, reference: str, ending: str) -> None:
    desk = Desk(reference)
    desk.accept()
    desk.does(c.ExtendLimit("e", DIRECTOR, 5, desk.words("情况复杂")))
    for command in ENDINGS[ending](desk.words("同一件事交了两次")):
        desk.does(command)
    page = said(zhang, reference)
    mark, reason = ending.split("，")
    assert mark in page
    assert reason in page
    assert "同一件事交了两次" in page
    assert "延长办理期限5个工作日" in page
    assert "撤回申请" not in page


def test_an_application_is_withdrawn_while_a_procedure_runs(zhang: Citizen, reference: str) -> None:
    desk = Desk(reference)
    desk.accept()
    open_procedure(desk)
    assert "撤回申请" in said(zhang, reference)
    done = zhang.post(f"/cases/{reference}/withdraw", {"command": "w" * 20})
    assert done.status_code == 303
    assert "办件先结束，没有继续" in said(zhang, reference)
