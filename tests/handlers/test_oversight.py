"""Supervision over real HTTP: who may come in, a card from its giving to its end, by pages and by programs."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import fastjsonschema
import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.oversight_operations import OPERATIONS
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.handlers.leader_phone import Phone, leaders_of_cloud
from tests.leaders import APPLICANT, CHIEF, DIRECTOR
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
SUPERVISOR = "s-zwzx-1"
BY_ID = {operation.id: operation for operation in OPERATIONS}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("oversight")) as running:
        yield running


@pytest.fixture
def supervisor(cloud: LocalCloud) -> Desk:
    return at_desk(cloud, SUPERVISOR)


@pytest.fixture(scope="module")
def refusing(cloud: LocalCloud) -> str:
    return case_at_review("refused")


def at_desk(cloud: LocalCloud, staff: str) -> Desk:
    desk = Desk(cloud.url)
    desk.http.cookies.set("staff", signed_in(staff, "staff").token)
    return desk


def case_at_review(seed: str) -> str:
    """The reference of a permit that lies with the planning bureau's section chief."""
    return reference_of(leaders_of_cloud().up_to("review", seed))


def give(supervisor: Desk, reference: str, colour: str = "red", note: str = "请今天办完。") -> str:
    """Gives a card on the open step; returns its id."""
    supervisor.get(f"/oversight/cases/{reference}")
    fields = {"command": supervisor.command, "then": "give", "colour": colour, "step": "review", "note": note}
    supervisor.post(f"/oversight/cases/{reference}", fields)
    assert "已发牌" in supervisor.page, supervisor.page[-2000:]
    return f"manual-{len(wiring.log().read(f'c-{reference}'))}"


@pytest.mark.parametrize("staff", ["s-jyj-1", "s-zwzx-2", "s-fzb-1"])
@pytest.mark.parametrize(
    "path", ["/oversight", "/oversight/patterns?kind=late_evening", "/oversight/cases/{reference}"]
)
def test_others_stay_outside(cloud: LocalCloud, staff: str, path: str) -> None:
    other = at_desk(cloud, staff)
    assert other.get(path.format(reference="CP6553X2RM")).status_code == 403
    assert "您不能办理这一项" in other.page


def test_who_only_supervises_comes_in_by_the_staffs_own_door(supervisor: Desk) -> None:
    assert supervisor.get("/window").url.endswith("/oversight")


def test_a_post_with_a_stand_in_is_named_by_its_holder(cloud: LocalCloud, supervisor: Desk) -> None:
    reference, today = case_at_review("stood in for"), wiring.now().date()
    days = {"from_on": str(today + timedelta(days=1)), "until_on": str(today + timedelta(days=2))}
    given = {"post": "GHJ:chief", "to": DIRECTOR, "classes": ["licence"], **days}
    headers = {
        "Authorization": f"Bearer {signed_in(CHIEF, 'leader').token}",
        "Idempotency-Key": "stand-in-000000000001",
    }
    assert requests.post(f"{cloud.url}/api/delegations", json=given, headers=headers, timeout=20).ok
    assert supervisor.get(f"/oversight/cases/{reference}").status_code == 200
    assert "石光明" in supervisor.page


def test_nothing_to_watch_is_said(supervisor: Desk) -> None:
    supervisor.get("/oversight")
    for sentence in ("没有超期的办件", "三个工作日内没有要到期的办件", "没有督办牌", "只是线索，不是结论"):
        assert sentence in supervisor.page
    for kind in ("quick_decision", "decided_before_survey", "late_evening", "pause_share", "reapplied"):
        assert supervisor.get(f"/oversight/patterns?kind={kind}").status_code == 200
    assert supervisor.get("/oversight/patterns?kind=none").status_code == 404


def test_a_card_from_its_giving_to_its_withdrawal(cloud: LocalCloud, supervisor: Desk) -> None:
    reference = case_at_review("withdrawn")
    card = give(supervisor, reference)
    assert cloud.drain()
    supervisor.get("/oversight")
    assert "<b>1</b>件已超期" in supervisor.page
    assert re.search(r"规划局科长|规划局.*石光明", supervisor.page, re.DOTALL), "who holds it"
    assert APPLICANT not in supervisor.page, "lists name no applicant"

    phone = Phone(cloud).as_leader(CHIEF)
    page = f"/window/cases/{reference}/cards/{card}"
    phone.get(page)
    assert "请今天办完。" in phone.page
    phone.post(page, {**phone.fields, "answer": "objection", "note": "昨天系统停机。"})
    assert "已提交，监察员能看到" in phone.page

    supervisor.get(f"/oversight/cases/{reference}")
    assert "有异议，等裁定" in supervisor.page
    assert "昨天系统停机。" in supervisor.page
    fields = {"command": supervisor.command, "then": "withdraw", "card": card, "note": "异议成立。"}
    supervisor.post(f"/oversight/cases/{reference}", fields)
    assert "这张牌已撤销" in supervisor.page
    assert cloud.drain()
    supervisor.get("/oversight")
    assert reference not in supervisor.page


def test_the_units_officer_finds_the_card_on_the_worklist_and_answers(cloud: LocalCloud, supervisor: Desk) -> None:
    reference = case_at_review("answered")
    card = give(supervisor, reference, "yellow")
    assert cloud.drain()
    officer = at_desk(cloud, "s-ghj-1")
    officer.get("/window/tasks")
    assert "督办牌，请反馈" in officer.page
    page = f"/window/cases/{reference}/cards/{card}"
    assert page in officer.page
    officer.get(page)
    empty = {"command": officer.command, "answer": "feedback", "note": ""}
    assert officer.post(page, empty).status_code == 422
    officer.post(page, {"command": officer.command, "answer": "feedback", "note": "今天已送审。"})
    assert "已提交" in officer.page
    assert "这张牌现在不用您答复" in officer.page
    assert cloud.drain()
    assert page not in officer.get("/window/tasks").text
    other = at_desk(cloud, "s-jyj-1")
    assert other.get(page).status_code == 404
    assert other.get(f"/window/cases/{reference}/cards/none").status_code == 404


def test_a_leader_sees_the_cards_of_the_unit_on_the_list(cloud: LocalCloud, supervisor: Desk) -> None:
    reference = case_at_review("head")
    card = give(supervisor, reference)
    assert cloud.drain()
    head = Phone(cloud).as_leader(DIRECTOR)
    head.get("/todo")
    assert f"/window/cases/{reference}/cards/{card}" in head.page


def test_a_red_card_is_followed_up_level_by_level(supervisor: Desk) -> None:
    reference = case_at_review("followed")
    card = give(supervisor, reference)
    for level, told in ((1, "已一级督办"), (2, "已二级督办")):
        supervisor.get(f"/oversight/cases/{reference}")
        fields = {"command": supervisor.command, "then": "follow_up", "card": card, "level": str(level)}
        supervisor.post(f"/oversight/cases/{reference}", fields)
        assert told in supervisor.page
    assert "三级督办" not in supervisor.page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"then": "give", "colour": "red", "step": "review", "note": " "}, 422),
        ({"then": "give", "colour": "red", "step": "review", "note": "长" * 501}, 422),
        ({"then": "give", "colour": "blue", "step": "review", "note": "请办"}, 400),
        ({"then": "give", "colour": "red", "step": "handle", "note": "请办"}, 409),
        ({"then": "withdraw", "card": "none", "note": "请办"}, 404),
        ({"then": "follow_up", "card": "none", "level": "x"}, 400),
        ({"then": "nothing"}, 400),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    supervisor: Desk, refusing: str, fields: dict[str, str], status: int
) -> None:
    path, matter = f"/oversight/cases/{refusing}", f"c-{refusing}"
    supervisor.get(path)
    before = wiring.log().read(matter)
    answer = supervisor.post(path, {"command": supervisor.command, **fields})
    assert answer.status_code == status, supervisor.page[-500:]
    assert wiring.log().read(matter) == before


def call(cloud: LocalCloud, operation: str, staff: str, body: Any = None, kind: Any = "staff", **path: str) -> Any:
    """Calls an operation; what succeeds keeps the response schema."""
    spec = BY_ID[operation]
    headers = {"Authorization": f"Bearer {signed_in(staff, kind).token}"}
    if body is not None:
        headers["Idempotency-Key"] = path.pop("key", wiring.entropy().token())
    query = path.pop("query", "")
    address = cloud.url + spec.path.format(**path) + query
    answer = requests.request(spec.method, address, json=body, headers=headers, timeout=30)
    if answer.status_code == spec.status:
        fastjsonschema.compile(spec.response.schema)(answer.json())
    return answer


def test_a_program_gives_answers_and_lists(cloud: LocalCloud) -> None:
    reference, key = case_at_review("program"), wiring.entropy().token()
    body = {"colour": "red", "step": "review", "note": "请办"}
    given = call(cloud, "giveCard", SUPERVISOR, body, reference=reference, key=key)
    assert given.status_code == 201
    again = call(cloud, "giveCard", SUPERVISOR, body, reference=reference, key=key).json()
    assert (again["card"], again["repeated"]) == (given.json()["card"], True)
    on = {"reference": reference, "card": given.json()["card"]}
    assert call(cloud, "followUpCard", SUPERVISOR, {"level": 2}, **on).json()["code"] == "level_unknown"
    assert call(cloud, "followUpCard", SUPERVISOR, {"level": 1}, **on).json()["followed_up"] == 1
    assert call(cloud, "withdrawCard", SUPERVISOR, {"note": "撤"}, **on).json()["code"] == "no_objection"
    answer = {"answer": "objection", "note": "不是我们的事"}
    assert call(cloud, "answerCard", "s-jyj-1", answer, **on).json()["code"] == "case_unknown"
    assert call(cloud, "answerCard", CHIEF, answer, "leader", **on).json()["open"] is True
    assert cloud.drain()
    listed = call(cloud, "listCards", SUPERVISOR).json()["cards"]
    assert [one["answer"] for one in listed if one["reference"] == reference] == ["objection"]
    assert call(cloud, "withdrawCard", SUPERVISOR, {"note": "撤"}, **on).json()["open"] is False


@pytest.mark.parametrize("operation", ["giveCard", "withdrawCard", "followUpCard", "listCards", "listPatterns"])
def test_programs_of_others_are_refused(cloud: LocalCloud, operation: str) -> None:
    spec = BY_ID[operation]
    body = spec.request.example if spec.request else None
    answer = call(cloud, operation, "s-ghj-1", body, reference="CP6553X2RM", card="manual-4")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_patterns_are_listed_by_kind(cloud: LocalCloud) -> None:
    assert call(cloud, "listPatterns", SUPERVISOR, query="?kind=pause_share").json() == {"cases": [], "beyond": ""}
    assert call(cloud, "listPatterns", SUPERVISOR, query="?kind=none").status_code == 404
