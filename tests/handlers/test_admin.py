"""The admin's pages over real HTTP: who may come in, finding people, and a new PIN from a slip of paper."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.adapters.city_files import SAMPLE_CITY, read_staff
from chalicelib.usecases.list_staff import LISTED
from infra.local.server import LocalCloud
from tests.handlers.desk import Desk
from tests.running_site import running_site, signed_in

pytestmark = pytest.mark.journey
ADMIN, PIN = "s-zwzx-2", "771385"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("admin")) as running:
        yield running


@pytest.fixture
def admin(cloud: LocalCloud) -> Desk:
    made = Desk(cloud.url)
    made.http.cookies.set("staff", signed_in(ADMIN, "staff").token)
    made.get("/admin/staff")
    return made


def names(desk: Desk) -> list[str]:
    return re.findall(r"<tr><td><a [^>]+>([^<]+)</a></td>", desk.page)


def code_on(desk: Desk) -> str:
    found = re.search(r'<b class="number">([A-Z2-7]{4}-[A-Z2-7]{4})</b>', desk.page)
    assert found, desk.page[-3000:]
    return found[1]


def row_of(desk: Desk, staff: str) -> str:
    desk.get(f"/admin/staff?q={staff}")
    found = re.search(
        rf"<tr><td><a [^>]+>[^<]+</a></td><td class=\"number\">{staff}</td>.*?</tr>", desk.page, re.DOTALL
    )
    assert found
    return found[0]


def test_five_wrong_pins_are_mended_by_a_code_from_the_admin(admin: Desk, cloud: LocalCloud) -> None:
    desk = Desk(cloud.url)
    for _ in range(5):
        desk.sign_in("赵一鸣", "000000")
    assert "已锁定" in desk.page
    assert "已锁定" in row_of(admin, "s-rsj-2")
    admin.post("/admin/staff/s-rsj-2/enrolment", {})
    assert "赵一鸣" in admin.page
    assert f"{cloud.url}/staff/enrol" in admin.page
    code = code_on(admin)
    assert "登录码还没用" in row_of(admin, "s-rsj-2")
    assert code not in admin.page
    desk.post("/staff/enrol", {"who": "赵一鸣", "code": code.lower(), "pin": "204060", "pin_again": "204060"})
    assert desk.sign_in("赵一鸣", "204060").url.endswith("/window/tasks")
    mended = row_of(admin, "s-rsj-2")
    assert "正常" in mended
    assert "登录码还没用" not in mended
    again = desk.post("/staff/enrol", {"who": "赵一鸣", "code": code, "pin": "305070", "pin_again": "305070"})
    assert again.status_code == 422


def test_a_second_slip_makes_the_first_void(admin: Desk, cloud: LocalCloud) -> None:
    admin.post("/admin/staff/s-jtj-1/enrolment", {})
    first = code_on(admin)
    admin.post("/admin/staff/s-jtj-1/enrolment", {})
    second = code_on(admin)
    desk = Desk(cloud.url)
    fields = {"who": "s-jtj-1", "pin": "204060", "pin_again": "204060"}
    assert desk.post("/staff/enrol", {**fields, "code": first}).status_code == 422
    assert desk.post("/staff/enrol", {**fields, "code": second}).status_code == 200


def test_people_are_found_by_name_number_and_unit(admin: Desk) -> None:
    assert len(names(admin)) == LISTED < len(read_staff(SAMPLE_CITY))
    assert "还有没列出的，请输入姓名、工号或单位查找" in admin.page
    assert admin.page.index("咸宁市工商行政管理局") < admin.page.index("韩雪梅") < admin.page.index("谢雨晴")
    for words, found in (("周晓", ["周晓芸"]), ("S-GHJ-2", ["石光明"]), ("人防", ["潘小燕", "戴学文", "田大川"])):
        admin.get(f"/admin/staff?q={words}")
        assert names(admin) == found
    admin.get("/admin/staff?q=<b>没有</b>")
    assert "没有找到“<b>没有</b>”" in admin.page
    assert names(admin) == []


@pytest.mark.parametrize("staff", ["s-jyj-1", "s-zwzx-1", "s-fzb-1", "s-rsj-4"])
def test_others_stay_outside(admin: Desk, cloud: LocalCloud, staff: str) -> None:
    other = Desk(cloud.url)
    other.http.cookies.set("staff", signed_in(staff, "staff").token)
    before = row_of(admin, "s-jyj-3")
    for path in ("/admin", "/admin/staff"):
        assert other.get(path).status_code == 403
        assert "您不能办理这一项" in other.page
    other.get("/window")
    assert other.post("/admin/staff/s-jyj-3/enrolment", {}).status_code == 403
    assert "您不能办理这一项" in other.page
    assert row_of(admin, "s-jyj-3") == before


def test_the_admin_comes_in_by_the_staffs_own_door(cloud: LocalCloud) -> None:
    desk = Desk(cloud.url)
    assert desk.get("/admin").url.endswith("/staff/signin?next=/admin")
    assert desk.post("/staff/signin", {"who": "袁敏", "pin": PIN, "next": ""}).url.endswith("/admin/staff")
    desk.post("/staff/lock", {"next": "/admin/staff"})
    assert "/staff/unlock" in desk.get("/admin/staff").url


def test_a_code_is_made_for_people_who_exist_and_by_our_own_form(admin: Desk) -> None:
    assert admin.post("/admin/staff/s-nobody-9/enrolment", {}).status_code == 404
    assert "没有这位工作人员" in admin.page
    admin.page = ""
    assert admin.post("/admin/staff/s-jyj-2/enrolment", {}).status_code == 403
