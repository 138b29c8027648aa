"""The two-minute walk-in, by keyboard and scanner alone: a teacher's certificate from the idle window to the next person."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import City
from tests.browser.people import Citizen, Officer
from tests.walk_ins import resident_id

pytestmark = pytest.mark.browser
MOST_INPUTS = 12
PHONE = "19900001234"


def test_an_instant_case_takes_at_most_twelve_inputs(browser: Browser, city: City) -> None:
    with Officer(browser, city, "李文静", "399858") as officer, Citizen(browser, city, PHONE) as teacher:
        officer.sign_in()
        with officer.arriving():
            officer.key("1")
        officer.see("教师资格证认定")
        officer.scan(resident_id())
        officer.field("姓名", "王小明")
        officer.field("手机号", PHONE)
        officer.choice("任教学科", "ArrowDown")
        officer.choice("在咸宁申请的依据", "1")
        officer.choice("最高学历", "1")
        officer.choice("教师资格考试", "2")
        officer.key("F2")
        officer.photograph("window")
        with officer.arriving():
            officer.key("F8")
        officer.see("已受理并办结：准予")
        receipt = officer.page.url
        officer.photograph("window-receipt")
        officer.key("F8")
        officer.page.wait_for_function("location.pathname === sessionStorage.printed")
        with officer.arriving():
            officer.key("Enter")
        officer.see("窗口收件")
        assert officer.inputs <= MOST_INPUTS

        expect(teacher.sms("已受理并办结")).to_contain_text(re.compile(r"您的业务于\d+月\d+日已受理并办结"))
        teacher.go("/mine")
        teacher.sign_in()
        teacher.see("还要核对一下身份")
        teacher.fill({"身份证号后四位": resident_id()[-4:]})
        teacher.press("登录")
        teacher.follow("教师资格证认定")
        reference = teacher.page.locator(".reference").inner_text()
        assert receipt.endswith(reference.replace("-", ""))
