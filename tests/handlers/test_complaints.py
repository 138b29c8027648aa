"""A complaint over real HTTP, from who complained to who handles it; whoever it concerns finds nothing anywhere."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.handlers.oversight_complaints_operations import OPERATIONS
from chalicelib.usecases.act_on_inquiry import bring_inquiry_up_to_date
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.inquiry_file import read_inquiry
from chalicelib.usecases.sessions import open_session
from infra.api_client import new_key
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.handlers.hall import Citizen, check_page, words
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
SUPERVISOR, LEGAL, OFFICER, HEAD = "s-zwzx-1", "s-fzb-1", "s-jyj-1", "s-jyj-3"
ORDER = "中午安排两人轮班，门口贴出时间。"
WORDS = "中午一点到两点，窗口没有人，白跑了一趟。"
BY_ID = {operation.id: operation for operation in OPERATIONS}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("complaints")) as running:
        yield running


@pytest.fixture
def citizen(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud).sign_in()


@pytest.fixture
def supervisor(cloud: LocalCloud) -> Desk:
    return at_desk(cloud, SUPERVISOR)


def at_desk(cloud: LocalCloud, staff: str) -> Desk:
    desk = Desk(cloud.url)
    desk.http.cookies.set("staff", signed_in(staff, "staff").token)
    return desk


def complain(citizen: Citizen, **fields: str) -> requests.Response:
    found = re.search(r'name="command" value="(\w+)"', citizen.get("/complain").text)
    assert found
    return citizen.post("/complain", {"command": found[1], "unit": "JYJ", "text": WORDS, **fields})


def filed(citizen: Citizen, **fields: str) -> str:
    """The reference."""
    return complain(citizen, **fields).headers["Location"].removeprefix("/complaints/").partition("?")[0]


def act(desk: Desk, reference: str, then: str, **fields: str) -> requests.Response:
    desk.get(f"/oversight/complaints/{reference}")
    return desk.post(f"/oversight/complaints/{reference}", {"command": desk.command, "then": then, **fields})


def test_from_the_complaint_to_the_call_back_and_once_more(
    cloud: LocalCloud, citizen: Citizen, supervisor: Desk
) -> None:
    check_page(citizen.get("/complain"))
    reference = filed(citizen)
    check_page(citizen.get(f"/complaints/{reference}?done=filed"))
    assert WORDS in words(citizen.get(f"/complaints/{reference}"))
    assert cloud.drain()
    supervisor.get("/oversight/complaints")
    assert reference in supervisor.page
    act(supervisor, reference, "call_back", result="settled", text="好了。")
    assert "现在的情况不能这样办" in supervisor.page, "nothing is closed unanswered"
    act(supervisor, reference, "take")
    act(supervisor, reference, "answer", finding="founded", text="情况属实，已要求整改。", order=" ")
    assert "还没有写要整改什么" in supervisor.page
    act(supervisor, reference, "answer", finding="founded", text="情况属实，已要求整改。", order=ORDER)
    assert "已经要求单位整改" in supervisor.page, "nobody is called back before"
    assert "记录回访结果" not in supervisor.page
    put_right(cloud, reference)
    act(supervisor, reference, "call_back", result="unsettled", text="本人说今天还是没有人。")
    assert cloud.drain()
    page = citizen.get(f"/complaints/{reference}")
    check_page(page)
    assert "窗口中午有两人值班" in words(page)
    assert ORDER not in words(page), "what was ordered of the unit is the office's"
    assert "本人认为没有解决" in words(page), "closed is not settled"
    assert "本人说今天还是没有人" not in words(page), "what was noted of the call is the office's"
    told = [sms["text"] for sms in cloud.cloud.outbox.messages(f"+86{citizen.phone}") if "投诉" in sms["text"]]
    assert len(told) == 2
    assert reopen(citizen, reference, "").status_code == 422
    assert reopen(citizen, reference, "今天中午又没有人。").status_code == 303
    again = citizen.get(f"/complaints/{reference}")
    assert "重新处理一次" not in words(again)
    assert cloud.drain()
    supervisor.get("/oversight/complaints")
    assert "重新处理" in supervisor.page


def put_right(cloud: LocalCloud, reference: str) -> None:
    """By the head of the unit, on a phone, who sees what is to be done and nothing else of the complaint."""
    assert cloud.drain()
    assert "要贵单位整改" in cloud.cloud.outbox.messages("+8619900000007")[-1]["text"]
    assert at_desk(cloud, OFFICER).get(f"/window/rectifications/{reference}").status_code == 404
    head = Desk(cloud.url)
    head.http.cookies.set("leader", signed_in(HEAD, "leader").token)
    assert f"/window/rectifications/{reference}" in head.get("/todo").text
    assert WORDS not in head.get(f"/oversight/complaints/{reference}").text
    page = head.get(f"/window/rectifications/{reference}")
    check_page(page)
    assert ORDER in page.text
    assert WORDS not in page.text
    report = {"command": head.command, "text": " "}
    assert "还没有写内容" in head.post(f"/window/rectifications/{reference}", report).text
    report = {"command": head.command, "text": "窗口中午有两人值班。"}
    assert "整改情况已经报告" in head.post(f"/window/rectifications/{reference}", report).text
    assert cloud.drain()
    assert f"/window/rectifications/{reference}" not in head.get("/todo").text
    assert "请回访本人" in cloud.cloud.outbox.messages("+8619900000035")[-1]["text"]


def test_an_overdue_complaint_has_a_card_that_its_handlers_answer_and_the_legal_office_watches(
    cloud: LocalCloud, citizen: Citizen, supervisor: Desk
) -> None:
    reference = filed(citizen)
    overdue(cloud, reference)
    assert "超期" in supervisor.get("/oversight").text
    found = re.search(rf"/window/inquiries/x/{reference}/cards/complaint-\d+", supervisor.page)
    assert found
    check_page(supervisor.get(found[0]))
    assert found[0] in supervisor.get(f"/oversight/complaints/{reference}").text
    supervisor.get(found[0])
    supervisor.post(found[0], {"command": supervisor.command, "then": "answer", "answer": "objection", "note": ""})
    assert "f-note" in supervisor.page
    answer = {"command": supervisor.command, "then": "answer", "answer": "objection", "note": "系统停机两天。"}
    supervisor.post(found[0], answer)
    assert "已提交" in supervisor.page
    assert "withdraw" not in supervisor.page, "nobody withdraws their own card"
    legal = at_desk(cloud, LEGAL)
    assert "系统停机两天" in legal.get(found[0]).text
    legal.post(found[0], {"command": legal.command, "then": "withdraw", "note": "属实。"})
    assert "已撤销" in legal.page
    assert at_desk(cloud, OFFICER).get(found[0]).status_code == 404
    assert legal.get(f"/window/inquiries/z/{reference}/cards/complaint-1").status_code == 404
    assert "已发督办牌" in words(citizen.get(f"/complaints/{reference}"))


def overdue(cloud: LocalCloud, reference: str) -> None:
    """As the sweep does it fifteen days later; the page's clock stands still."""
    assert cloud.drain()
    matter, now = f"x-{reference}", wiring.now() + timedelta(days=15)
    file = read_inquiry(matter, log=wiring.log(), catalogue=wiring.catalogue())
    assert bring_inquiry_up_to_date(file, log=wiring.log(), calendar=wiring.calendar(), now=now)
    assert cloud.drain()


def reopen(citizen: Citizen, reference: str, text: str) -> requests.Response:
    found = re.search(r'name="command" value="(\w+)"', citizen.get(f"/complaints/{reference}").text)
    assert found
    return citizen.post(f"/complaints/{reference}/reopen", {"command": found[1], "text": text})


def test_whoever_it_concerns_finds_nothing_and_another_handles_it(
    cloud: LocalCloud, citizen: Citizen, supervisor: Desk
) -> None:
    reference = filed(citizen, unit="ZWZX", named="方清源")
    assert cloud.drain()
    assert reference not in supervisor.get("/oversight/complaints").text
    assert supervisor.get(f"/oversight/complaints/{reference}").status_code == 404
    assert act(supervisor, reference, "take").status_code in (403, 404)
    legal = at_desk(cloud, LEGAL)
    assert reference in legal.get("/window/tasks").text, "the legal office's list shows it"
    assert reference in legal.get("/oversight/complaints").text
    assert reference not in at_desk(cloud, SUPERVISOR).get("/window/tasks").text
    act(legal, reference, "take")
    assert "已经由您处理" in legal.page
    assert "一件投诉" in cloud.cloud.outbox.messages("+8619900000037")[-1]["text"]
    assert at_desk(cloud, OFFICER).get("/oversight/complaints").status_code == 403


def test_nobody_but_oversight_is_told_of_the_words(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = filed(citizen)
    assert cloud.drain()
    for address in ("/window/tasks", "/window/questions", "/window"):
        page = at_desk(cloud, OFFICER).get(address).text
        assert reference not in page
        assert WORDS not in page
    stored = wiring.dossiers().get(f"x-{reference}", "words")
    assert stored is None
    assert Citizen(cloud).sign_in().get(f"/complaints/{reference}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"unit": ""}, "投诉哪个单位"), ({"unit": "NONE"}, "没有这个单位"), ({"text": " "}, "还没有填")],
)
def test_what_is_missing_is_told_beside_it(citizen: Citizen, fields: dict[str, str], said: str) -> None:
    answer = complain(citizen, named="某人", **fields)
    check_page(answer, 422)
    assert said in words(answer)
    assert "某人" in answer.text


def test_a_case_that_is_not_ones_own_is_unknown(citizen: Citizen) -> None:
    assert citizen.get("/complain?case=2222222222").status_code == 404
    assert complain(citizen, case="2222222222").status_code == 404


def test_programs_do_the_same(cloud: LocalCloud, citizen: Citizen) -> None:
    first = call(cloud, own(citizen), "fileComplaint", {"unit": "JYJ", "words": WORDS})
    assert (first.status_code, first.json()["status"]) == (201, "received")
    reference = first.json()["reference"]
    token = signed_in(SUPERVISOR, "staff").token
    assert cloud.drain()
    assert reference in {one["reference"] for one in call(cloud, token, "listComplaints").json()["open"]}
    refused = call(cloud, token, "callBackComplaint", {"result": "settled", "words": "好。"}, reference)
    assert (refused.status_code, refused.json()["code"]) == (409, "inquiry_not_so_now")
    assert call(cloud, token, "takeComplaint", {}, reference).json()["status"] == "investigating"
    answer = {"finding": "unfounded", "words": "当时有人值班。"}
    assert call(cloud, token, "answerComplaint", answer, reference, key="a" * 20).json()["status"] == "answered"
    assert call(cloud, token, "answerComplaint", answer, reference, key="a" * 20).json()["repeated"] is True
    rectified = call(cloud, token, "rectifyComplaint", {"words": "无。"}, reference, key="b" * 20)
    assert rectified.json()["code"] == "inquiry_unknown", "nothing was ordered of anybody"
    closed = call(
        cloud, token, "callBackComplaint", {"result": "unreached", "words": "没有接。"}, reference, key="c" * 20
    )
    assert closed.json()["status"] == "called_back"
    assert call(cloud, own(citizen), "getComplaint", None, reference).json()["may_reopen"] is True
    anew = call(cloud, own(citizen), "reopenComplaint", {"words": "请再查。"}, reference, key="d" * 20)
    assert (anew.json()["status"], anew.json()["may_reopen"]) == ("received", False)


def own(citizen: Citizen) -> str:
    """The bearer token of the citizen."""
    phone = f"+86{citizen.phone}"
    ports: dict[str, Any] = {"guards": wiring.guards(), "entropy": wiring.entropy(), "now": wiring.now()}
    return open_session("citizen", account_of(phone, key=wiring.pseudonym_key()), {"phone": phone}, **ports).token


def call(
    cloud: LocalCloud, token: str, name: str, body: Any = None, reference: str = "", *, key: str = ""
) -> requests.Response:
    operation = BY_ID[name]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or new_key()}
    url = cloud.url + operation.path.format(reference=reference)
    answer = requests.request(operation.method, url, json=body, headers=headers, timeout=20)
    if answer.ok:
        fastjsonschema.validate(operation.response.schema, answer.json())
    return answer
