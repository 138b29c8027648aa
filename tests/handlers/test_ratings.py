"""A rating over real HTTP: once, signed in or with the receipt's code; the unit sees numbers, oversight calls back."""

import re
from collections.abc import Iterator
from typing import Any

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.query_code import query_code
from chalicelib.domain.reference import case_matter
from chalicelib.handlers.ratings_operations import OPERATIONS
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.sessions import open_session
from infra.api_client import new_key
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.handlers.granted import granted
from tests.handlers.hall import Citizen, check_page, words
from tests.handlers.served import party_of, served
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
SUPERVISOR, OFFICER = "s-zwzx-1", "s-jyj-1"
WAYBILLS = (f"EA{number}CN" for number in range(100000001, 100000099))
WORDS = "排队一个小时，叫号的时候没有人理。"
BY_ID = {operation.id: operation for operation in OPERATIONS}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("ratings")) as running:
        yield running


@pytest.fixture
def citizen(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud).sign_in()


def over(cloud: LocalCloud, citizen: Citizen, name: str) -> str:
    return served(cloud, name, f"+86{citizen.phone}", next(WAYBILLS))


def at_desk(cloud: LocalCloud, staff: str) -> Desk:
    desk = Desk(cloud.url)
    desk.http.cookies.set("staff", signed_in(staff, "staff").token)
    return desk


def rate(citizen: Citizen, reference: str, level: str, text: str = "", code: str = "") -> requests.Response:
    page = citizen.get(f"/r/{reference}", params={"code": code} if code else {})
    found = re.search(r'name="command" value="(\w+)"', page.text)
    assert found, words(page)[:400]
    return citizen.post(f"/r/{reference}", {"command": found[1], "level": level, "text": text, "code": code})


def act(desk: Desk, reference: str, then: str, **fields: str) -> requests.Response:
    desk.get(f"/oversight/ratings/{reference}")
    return desk.post(f"/oversight/ratings/{reference}", {"command": desk.command, "then": then, **fields})


def test_a_bad_rating_from_the_sms_to_the_call_back(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = over(cloud, citizen, "bad rating")
    told = cloud.cloud.outbox.messages("+8619900000009")[-1]["text"]
    assert f"/r/{reference}" in told
    check_page(citizen.get(f"/cases/{reference}"))
    assert "评价这次办事" in words(citizen.get(f"/cases/{reference}"))
    check_page(citizen.get(f"/r/{reference}"))
    nothing = rate(citizen, reference, "")
    check_page(nothing, 422)
    assert "这一项还没有填" in words(nothing)
    assert rate(citizen, reference, "1", WORDS).status_code == 303
    check_page(citizen.get(f"/r/{reference}?done=rated"))
    check_page(citizen.get(f"/ratings/{reference}"))
    assert "评价这次办事" not in words(citizen.get(f"/cases/{reference}"))
    assert cloud.drain()
    supervisor = at_desk(cloud, SUPERVISOR)
    assert reference in supervisor.get("/oversight/ratings").text
    act(supervisor, reference, "answer", text="谢谢。")
    assert "现在的情况不能这样办" in supervisor.page
    act(supervisor, reference, "verify", finding="founded", text="本人说的属实。")
    act(supervisor, reference, "answer", text="谢谢。")
    assert "要先整改" in supervisor.page
    act(supervisor, reference, "rectify", text="增开了一个窗口。")
    act(supervisor, reference, "answer", text="已增开一个窗口。")
    act(supervisor, reference, "call_back", result="settled", text="本人满意。")
    assert cloud.drain()
    assert "已增开一个窗口" in words(citizen.get(f"/ratings/{reference}"))
    assert "已有结果" in cloud.cloud.outbox.messages("+8619900000009")[-1]["text"]


def test_the_unit_never_learns_who_rated(cloud: LocalCloud, citizen: Citizen) -> None:
    references = [over(cloud, citizen, f"anonymous {number}") for number in range(5)]
    for number, reference in enumerate(references):
        rate(citizen, reference, str(number + 1), f"意见第{number}条")
        assert cloud.drain()
        page = at_desk(cloud, OFFICER).get("/window/ratings").text
        if number < 2:
            assert "意见第" not in page, "of few one would guess whose they are"
    assert "意见第3条" in page
    assert not [reference for reference in references if reference in page]
    officer = at_desk(cloud, OFFICER)
    case = officer.get(f"/window/cases/{references[0]}").text
    assert "意见第" not in case
    assert "评价" not in case
    for path in (f"/oversight/ratings/{references[0]}", "/oversight/ratings"):
        assert officer.get(path).status_code == 403


def test_a_walk_in_rates_with_the_receipts_code_and_once(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = over(cloud, citizen, "by code")
    code = query_code(case_matter(reference), key=wiring.pseudonym_key())
    guest = Citizen(cloud)
    check_page(guest.get(f"/r/{reference}"))
    assert "查询码" in words(guest.get(f"/r/{reference}"))
    check_page(guest.get(f"/r/{reference}?code=ABCDEF"), 404)
    queried = guest.get(f"/query?reference={reference}&code={code}")
    assert f"/r/{reference}?code={code}" in queried.text
    assert rate(guest, reference, "5", code=code).headers["Location"] == f"/r/{reference}?done=rated&code={code}"
    check_page(guest.get(f"/r/{reference}?done=rated&code={code}"))
    again = citizen.post(f"/r/{reference}", {"command": "somebodyelse00001", "level": "1"})
    check_page(again, 409)
    assert "已经评价过了" in words(again)
    assert cloud.drain()
    assert f"/ratings/{reference}" in citizen.get("/inquiries").text


def test_a_case_that_is_not_over_waits_for_its_rating(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = granted("not over", party=party_of(f"+86{citizen.phone}"))
    check_page(citizen.get(f"/r/{reference}"))
    assert "现在不用评价" in words(citizen.get(f"/r/{reference}"))
    early = citizen.post(f"/r/{reference}", {"command": "tooearly00000001", "level": "1"})
    check_page(early, 409)


def test_strangers_rate_nothing(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = over(cloud, citizen, "stranger")
    stranger = Citizen(cloud).sign_in()
    assert stranger.post(f"/r/{reference}", {"command": "stranger00000001", "level": "1"}).status_code == 422
    assert stranger.get(f"/ratings/{reference}").status_code == 404
    assert stranger.get("/r/nonsense").status_code == 404


def test_programs_do_the_same(cloud: LocalCloud, citizen: Citizen) -> None:
    reference = over(cloud, citizen, "by programs")
    key = new_key()
    first = call(cloud, own(citizen), "rateCase", {"level": 2, "words": WORDS}, reference, key=key)
    assert (first.status_code, first.json()["status"]) == (201, "received")
    again = call(cloud, own(citizen), "rateCase", {"level": 2, "words": WORDS}, reference, key=key)
    assert again.json()["repeated"] is True
    another = call(cloud, own(citizen), "rateCase", {"level": 5}, reference)
    assert (another.status_code, another.json()["code"]) == (409, "rated_already")
    assert cloud.drain()
    token = signed_in(SUPERVISOR, "staff").token
    assert reference in {one["reference"] for one in call(cloud, token, "listBadRatings").json()["open"]}
    verified = call(cloud, token, "verifyRating", {"finding": "unfounded", "words": "当时没有排队。"}, reference)
    assert verified.json()["status"] == "verified"
    rectified = call(cloud, token, "rectifyRating", {"words": "无。"}, reference)
    assert rectified.json()["code"] == "nothing_to_rectify"
    assert call(cloud, token, "answerRating", {"words": "谢谢。"}, reference).json()["status"] == "answered"
    closed = call(cloud, token, "callBackRating", {"result": "unreached", "words": "没有接。"}, reference)
    assert closed.json()["status"] == "called_back"
    units = call(cloud, signed_in(OFFICER, "staff").token, "listRatings").json()["units"]
    assert units[0]["unit"] == "JYJ"
    assert sum(units[0]["months"][0]["levels"].values()) >= 1


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
