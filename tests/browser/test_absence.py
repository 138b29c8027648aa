"""A leader who goes on a trip, and the admin when staff move: the pages keep the rules on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import City
from tests.browser.people import Leader, Officer, newest_sms

pytestmark = pytest.mark.browser
DIRECTOR = ("19900000028", "443249")
ADMIN = ("袁敏", "771385")
DESK = (
    "/admin/staff",
    "/admin/staff/s-ghj-2",
    "/admin/tasks",
    "/admin/moves?from_post=GHJ:chief&to_post=ZJW:chief",
)


def sign_in(leader: Leader, name: str) -> None:
    leader.go("/leader?next=/todo")
    leader.page.get_by_label("姓名或工号").fill(name)
    leader.enter_pin()
    if leader.page.get_by_label("验证码").count():
        code = re.search(r"验证码(\d{6})", newest_sms(leader, leader.number, "验证码").inner_text())
        assert code is not None
        leader.page.get_by_label("验证码").fill(code[1])
        leader.press("进入")


def test_a_leader_has_a_colleague_stand_in_and_takes_it_back(browser: Browser, city: City) -> None:
    with Leader(browser, city, *DIRECTOR) as leader:
        sign_in(leader, "熊维国")
        leader.follow("委托代办")
        leader.see("委托代办")
        leader.page.get_by_label("代办人").select_option(label="石光明")
        leader.page.get_by_label("从哪天起").fill(city.today)
        leader.page.get_by_label("到哪天止").fill("2020-01-01")
        leader.press("委托", status=422)
        leader.told("请填起止两个日期")
        leader.page.get_by_label("到哪天止").fill(city.today)
        leader.page.get_by_text("只委托一部分事项").click()
        leader.page.get_by_label("行政许可", exact=True).check()
        leader.press("委托")
        expect(leader.page.get_by_text("熊维国 → 石光明")).to_be_visible()
        leader.press("收回")
        expect(leader.page.get_by_text("已收回", exact=True)).to_be_visible()


def test_the_admins_pages_for_staff_who_move_keep_the_rules(browser: Browser, city: City) -> None:
    with Officer(browser, city, *ADMIN) as admin:
        admin.go("/admin/staff")
        admin.fill({"姓名或工号": admin.name})
        admin.page.get_by_label("PIN").fill(admin.pin)
        admin.press("登录")
        for address in DESK:
            admin.go(address)
            expect(admin.page.get_by_role("heading", level=1)).to_have_count(1)
