"""The admin's pages for staff who move, over real HTTP: posts, who stands in, tasks moved together."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.texts import error_text
from infra.local.server import LocalCloud
from tests.absence import SECOND, enrol_second
from tests.handlers.desk import Desk
from tests.handlers.leader_phone import Phone, leaders_of_cloud
from tests.leaders import CHIEF, DIRECTOR
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
ADMIN = "s-zwzx-2"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("moves")) as running:
        yield running


@pytest.fixture
def admin(cloud: LocalCloud) -> Desk:
    made = Desk(cloud.url)
    made.http.cookies.set("staff", signed_in(ADMIN, "staff").token)
    return made


def command_on(desk: Desk) -> str:
    return re.findall(r'name="command" value="([^"]+)"', desk.page)[-1]


def days(first: int, last: int) -> dict[str, str]:
    today = wiring.now().date()
    return {"from_on": str(today + timedelta(days=first)), "until_on": str(today + timedelta(days=last))}


def test_the_last_chief_moves_only_after_the_tasks_have(admin: Desk, cloud: LocalCloud) -> None:
    leaders = leaders_of_cloud()
    matter = leaders.up_to("review", "last chief")
    reference = matter.removeprefix("c-")
    assert cloud.drain()
    admin.get(f"/admin/staff/{CHIEF}")
    assert "规划局科长" in admin.page
    refused = admin.post(f"/admin/staff/{CHIEF}/posts", {"added": "ZJW:chief"})
    assert refused.status_code == 409
    assert "还有办件没有人接" in admin.page
    assert reference[:5] in admin.page
    assert "/admin/moves?from_post=GHJ%3Achief" in admin.page or "/admin/moves?from_post=GHJ:chief" in admin.page
    admin.get("/admin/moves?from_post=GHJ:chief&to_post=ZJW:chief")
    assert "将转交1件" in admin.page
    fields = {"from_post": "GHJ:chief", "to_post": "ZJW:chief", "command": command_on(admin)}
    assert admin.post("/admin/moves", {**fields, "reason": ""}).status_code == 422
    assert admin.post("/admin/moves", {**fields, "reason": "字" * 501}).status_code == 422
    assert error_text("words_too_long", limit=500).title in admin.page
    assert leaders.read(matter).case.opened["review"].unit == "GHJ"
    admin.post("/admin/moves", {**fields, "reason": "机构合并。"})
    assert "本次转交1件" in admin.page
    assert leaders.read(matter).case.opened["review"].unit == "ZJW"
    assert cloud.drain()
    assert reference[:5] in Phone(cloud).as_leader("s-zjw-2").get("/todo").text
    assert admin.post(f"/admin/staff/{CHIEF}/posts", {"added": "GHJ:chief", "post": "GHJ:chief"}).ok
    assert "岗位已保存" in admin.page


def test_wrong_posts_and_moves_are_refused_with_a_sentence(admin: Desk) -> None:
    admin.get("/admin/tasks")
    assert "没有人管的办件" in admin.page
    first, *others = wiring.edition().units().values()
    assert (first["short_name"] in admin.page.partition("从哪个单位看起")[0], "/admin/tasks?unit=" in admin.page) == (
        True,
        True,
    )
    admin.get(f"/admin/tasks?unit={others[-1]['code']}")
    assert ("这一页看了1个单位" in admin.page, "下一页" in admin.page) == (True, False)
    refused = admin.post(f"/admin/staff/{ADMIN}/posts", {"post": ""})
    assert (refused.status_code, "不能去掉自己的管理员岗位" in admin.page) == (409, True)
    unknown = admin.post(f"/admin/staff/{CHIEF}/posts", {"post": "GHJ:chief", "added": "GHJ:mayor"})
    assert (unknown.status_code, "没有这个岗位" in admin.page) == (422, True)
    assert admin.get("/admin/staff/s-nobody").status_code == 404
    for query, told in (
        ("from_post=GHJ:chief&to_post=", "没有这个岗位"),
        ("from_post=GHJ:chief&to_post=GHJ:chief", ""),
        ("from_post=GHJ:chief&to_post=GHJ:legal", "没有人担任"),
    ):
        assert admin.get(f"/admin/moves?{query}").status_code in (409, 422)
        assert told in admin.page
    assert admin.post("/admin/moves", {"command": "short"}).status_code == 400


def test_the_admin_enters_who_stands_in_and_takes_it_back(admin: Desk) -> None:
    enrol_second(wiring.parties())
    path = f"/admin/staff/{DIRECTOR}"
    admin.get(path)
    wish = {"post": "GHJ:director", "to": SECOND, **days(0, 3)}
    assert admin.post(f"{path}/deputies", {**wish, **days(0, 300), "command": command_on(admin)}).status_code == 422
    assert "最多90天" in admin.page
    admin.post(f"{path}/deputies", {**wish, "command": command_on(admin)})
    assert "委托已登记" in admin.page
    [(_, given)] = wiring.parties().query(SECOND, "deputy#")
    assert (given["by"], given["given_by"]) == (DIRECTOR, ADMIN)
    admin.post(f"{path}/deputies/{given['id']}/revoke", {})
    assert "委托已收回" in admin.page
    assert wiring.parties().query(SECOND, "deputy#") == []
    assert admin.post(f"{path}/deputies/0123456789abcdef/revoke", {}).status_code == 404


def test_who_has_no_post_left_is_still_listed(admin: Desk) -> None:
    enrol_second(wiring.parties())
    admin.get(f"/admin/staff/{SECOND}")
    admin.post(f"/admin/staff/{SECOND}/posts", {"added": ""})
    assert "没有岗位。" in admin.page
    admin.get("/admin/staff?q=许文君")
    assert "没有岗位的人员" in admin.page
