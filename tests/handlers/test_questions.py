"""A question from the citizen's phone to the item's page, over real HTTP: by pages and by programs."""

import re
from collections.abc import Iterator
from typing import Any

import fastjsonschema
import pytest
import requests

from chalicelib.handlers.submission_inquiries_operations import OPERATIONS as CITIZENS
from chalicelib.handlers.window_questions_operations import OPERATIONS as OFFICERS
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.handlers.hall import Citizen, check_page, words
from tests.running_site import running_site, signed_in
from tests.sample import INSTANT

pytestmark = pytest.mark.journey
OFFICER, OTHER_UNITS, DIRECTOR, ADMIN = "s-jyj-1", "s-rsj-1", "s-jyj-3", "s-zwzx-2"
QUESTION = "外地户口能申请吗？我叫王小明。"
BY_ID = {operation.id: operation for operation in (*CITIZENS, *OFFICERS)}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("questions")) as running:
        yield running


@pytest.fixture
def citizen(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud).sign_in()


@pytest.fixture
def officer(cloud: LocalCloud) -> Desk:
    return at_desk(cloud, OFFICER)


def at_desk(cloud: LocalCloud, staff: str, kind: Any = "staff") -> Desk:
    desk = Desk(cloud.url)
    desk.http.cookies.set(kind, signed_in(staff, kind).token)
    return desk


def ask(citizen: Citizen, text: str = QUESTION, item: str = INSTANT, command: str = "") -> requests.Response:
    page = citizen.get(f"/ask?item={item}").text
    found = re.search(r'name="command" value="(\w+)"', page)
    assert found
    return citizen.post("/ask", {"item": item, "text": text, "command": command or found[1]})


def asked(citizen: Citizen) -> str:
    """The reference."""
    return ask(citizen).headers["Location"].removeprefix("/consultations/").partition("?")[0]


def act(desk: Desk, reference: str, then: str, **fields: str) -> requests.Response:
    desk.get(f"/window/questions/{reference}")
    return desk.post(f"/window/questions/{reference}", {"command": desk.command, "then": then, **fields})


def api(cloud: LocalCloud, who: str, kind: Any, name: str, body: Any = None, **ids: str) -> requests.Response:
    operation = BY_ID[name]
    headers = {"Authorization": f"Bearer {signed_in(who, kind).token}", "Idempotency-Key": ids.pop("key", "k" * 20)}
    url = cloud.url + operation.path.format_map(ids)
    answer = requests.request(operation.method, url, json=body, headers=headers, timeout=20)
    if answer.ok:
        fastjsonschema.validate(operation.response.schema, answer.json())
    return answer


def test_from_the_question_to_the_items_page_and_off_it_again(
    cloud: LocalCloud, citizen: Citizen, officer: Desk
) -> None:
    check_page(citizen.get(f"/ask?item={INSTANT}"))
    reference = asked(citizen)
    page = citizen.get(f"/consultations/{reference}?done=asked")
    check_page(page)
    assert QUESTION in words(page)
    assert "问题已经提交" in words(page)
    assert cloud.drain()
    officer.get("/window/questions")
    assert QUESTION in officer.page
    act(officer, reference, "answer", text="可以，带两寸照片就能办。")
    assert "答复已经发出" in officer.page
    assert cloud.drain()
    check_page(citizen.get(f"/consultations/{reference}"))
    assert "带两寸照片就能办" in words(citizen.get(f"/consultations/{reference}"))
    texts = [sms["text"] for sms in cloud.cloud.outbox.messages(f"+86{citizen.phone}")]
    assert sum("您的咨询" in text for text in texts) == 1
    guide = citizen.get(f"/items/{INSTANT}")
    assert "两寸照片" not in guide.text, "published without a word of the officer's"
    act(officer, reference, "publish", question="外地户口能申请吗？", text="可以，带两寸照片就能办。")
    assert cloud.drain()
    guide = citizen.get(f"/items/{INSTANT}")
    check_page(guide)
    assert "带两寸照片就能办" in words(guide)
    assert "王小明" not in guide.text
    director = at_desk(cloud, DIRECTOR, "leader")
    act(director, reference, "take_off", text="政策已经调整。")
    assert "已经撤下" in director.page
    assert cloud.drain()
    assert "两寸照片" not in citizen.get(f"/items/{INSTANT}").text


def test_the_list_of_ones_own_shows_what_was_just_asked(citizen: Citizen) -> None:
    check_page(citizen.get("/inquiries"))
    assert "还没有咨询" in words(citizen.get("/inquiries"))
    reference = asked(citizen)
    page = citizen.get(f"/inquiries?after=q-{reference}:1")
    check_page(page)
    assert f"/consultations/{reference}" in page.text


def test_the_second_click_is_the_same_question(citizen: Citizen) -> None:
    first, second = (ask(citizen, command="samecommand000001").headers["Location"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("text", "said"), [("  ", "这一项还没有填"), ("问" * 501, "写得太长")])
def test_a_question_that_is_none_comes_back_with_its_words(citizen: Citizen, text: str, said: str) -> None:
    answer = ask(citizen, text)
    check_page(answer, 422)
    assert said in words(answer)
    assert text.strip()[:20] in answer.text


def test_another_finds_nothing(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = asked(citizen)
    assert Citizen(cloud).sign_in().get(f"/consultations/{reference}").status_code == 404
    assert at_desk(cloud, OTHER_UNITS).get(f"/window/questions/{reference}").status_code == 404
    assert at_desk(cloud, ADMIN).get(f"/window/questions/{reference}").status_code == 200


def test_who_comes_second_is_told_and_keeps_their_words(cloud: LocalCloud, citizen: Citizen, officer: Desk) -> None:
    reference = asked(citizen)
    other = at_desk(cloud, OFFICER)
    other.get(f"/window/questions/{reference}")
    act(officer, reference, "answer", text="可以。")
    late = other.post(
        f"/window/questions/{reference}", {"command": other.command, "then": "answer", "text": "不可以，先问户籍地。"}
    )
    assert late.status_code == 409
    assert "现在的情况不能这样办" in other.page


def test_a_question_passed_on_leaves_the_desk(cloud: LocalCloud, citizen: Citizen, officer: Desk) -> None:
    reference = asked(citizen)
    act(officer, reference, "redirect", unit="RSJ")
    assert "已经转过去" in officer.page
    assert at_desk(cloud, OTHER_UNITS).get(f"/window/questions/{reference}").status_code == 200
    assert "人力资源" in words(citizen.get(f"/consultations/{reference}"))


def test_an_act_that_there_is_not_is_no_form_of_ours(citizen: Citizen, officer: Desk) -> None:
    assert act(officer, asked(citizen), "take").status_code == 400


def test_programs_do_the_same(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = asked(citizen)
    account = next(iter(signed_accounts(cloud, citizen)))
    data = {"phone": f"+86{citizen.phone}"}
    asked_again = api_with(cloud, account, data, "askConsultation", {"question": "周末上班吗？"})
    assert asked_again.status_code == 201
    assert asked_again.json()["unit"] == "ZWZX"
    assert api_with(cloud, account, data, "getConsultation", reference=reference).json()["question"] == QUESTION
    assert cloud.drain()
    listed = api_with(cloud, account, data, "listMyInquiries").json()["inquiries"]
    assert {one["reference"] for one in listed} == {reference, asked_again.json()["reference"]}
    waiting = api(cloud, OFFICER, "staff", "listQuestions").json()["questions"]
    assert QUESTION in {one["question"] for one in waiting}
    body = {"answer": "可以。", "publish": True}
    first = api(cloud, OFFICER, "staff", "answerConsultation", body, reference=reference)
    again = api(cloud, OFFICER, "staff", "answerConsultation", body, reference=reference)
    assert (first.json()["published"], again.json()["repeated"]) == (True, True)
    refused = api(cloud, OFFICER, "staff", "withdrawAnswer", {"reason": "旧了。"}, reference=reference, key="w" * 20)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_step")
    done = api(cloud, DIRECTOR, "leader", "withdrawAnswer", {"reason": "旧了。"}, reference=reference, key="v" * 20)
    assert done.json()["published"] is False
    body = {"question": "能申请吗？", "answer": "可以。"}
    assert api(cloud, OFFICER, "staff", "publishAnswer", body, reference=reference, key="p" * 20).ok
    late = api(cloud, OFFICER, "staff", "redirectConsultation", {"unit": "RSJ"}, reference=reference, key="r" * 20)
    assert (late.status_code, late.json()["code"]) == (409, "inquiry_not_so_now")


def signed_accounts(cloud: LocalCloud, citizen: Citizen) -> Iterator[str]:
    from chalicelib import wiring
    from chalicelib.usecases.identify import account_of

    yield account_of(f"+86{citizen.phone}", key=wiring.pseudonym_key())


def api_with(
    cloud: LocalCloud, account: str, data: dict[str, str], name: str, body: Any = None, **ids: str
) -> requests.Response:
    from chalicelib import wiring
    from chalicelib.usecases.sessions import open_session

    session = open_session("citizen", account, data, guards=wiring.guards(), entropy=wiring.entropy(), now=wiring.now())
    operation = BY_ID[name]
    headers = {"Authorization": f"Bearer {session.token}", "Idempotency-Key": "c" * 20}
    url = cloud.url + operation.path.format_map(ids)
    answer = requests.request(operation.method, url, json=body, headers=headers, timeout=20)
    if answer.ok:
        fastjsonschema.validate(operation.response.schema, answer.json())
    return answer
