"""Everybody gets in: pages off the main journeys, errors, large text, the keyboard alone, no script."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import City
from tests.browser.page_rules import ON_A_PHONE, sideways
from tests.browser.people import Citizen, Officer, Person
from tests.sample import INSTANT, JOINT

pytestmark = pytest.mark.browser

PUBLIC = {
    "/": 200,
    "/items": 200,
    "/items?q=没有的事项": 200,
    "/items?zone=projects": 200,
    f"/items/{INSTANT}": 200,
    f"/items/{JOINT}?variant={JOINT}-2": 200,
    "/items/XN-NONE-001": 404,
    "/query": 200,
    "/query?reference=7K3QM-2XWPA&code=ABCDEF": 404,
    "/verify": 200,
    "/verify?number=7K3QM-2XWPA&k=ABCDEFGHABCDEFGH": 404,
    "/document": 200,
    "/grants": 200,
    "/document?n=7K3QM2XWPA-1&k=ABCDEFGHABCDEFGH": 404,
    "/signin": 200,
    "/leader": 200,
    "/t/forged": 404,
    "/d/forged": 404,
}
AT_THE_DESK = {
    "/staff/signin": 200,
    "/staff/enrol": 200,
    "/window": 200,
    "/window/tasks": 200,
    "/window/cases/NONE": 404,
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_page_that_anybody_can_open_keeps_the_rules(browser: Browser, city: City, address: str) -> None:
    with Person(browser, city) as anybody:
        anybody.go(address, status=PUBLIC[address])
        expect(anybody.page.get_by_role("heading", level=1)).to_have_count(1)


def test_the_desks_pages_keep_the_rules(browser: Browser, city: City) -> None:
    with Officer(browser, city, "李文静", "399858") as officer:
        officer.sign_in()
        for address, status in AT_THE_DESK.items():
            officer.go(address, status=status)


@pytest.mark.parametrize("address", ["/", f"/items/{JOINT}", "/query", "/signin", "/verify", "/document"])
def test_text_of_twice_the_size_fits_the_phone(browser: Browser, city: City, address: str) -> None:
    with Person(browser, city) as anybody:
        anybody.go(address)
        anybody.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert sideways(anybody.page, ON_A_PHONE.widths) == []


def test_a_wrong_field_is_named_linked_and_described(browser: Browser, city: City) -> None:
    with Person(browser, city) as anybody:
        anybody.go("/signin")
        anybody.page.get_by_label("手机号").fill("12345")
        anybody.press("获取验证码", status=422)
        assert anybody.page.title().startswith("请改正")
        field = anybody.page.get_by_label("手机号")
        expect(field).to_have_value("12345")
        expect(field).to_have_accessible_description(re.compile("手机号应为11位数字"))
        anybody.page.locator("#errors").get_by_role("link").click()
        expect(field).to_be_focused()


def test_the_keyboard_alone_reaches_the_form_in_order(browser: Browser, city: City) -> None:
    with Citizen(browser, city, "19900005555") as citizen:
        citizen.go(f"/items/{INSTANT}/apply")
        citizen.sign_in()
        citizen.page.get_by_label("高级中学").check()
        citizen.press("开始填写")
        fields = citizen.page.locator("main").locator("input:not([type=hidden]), select, textarea, button")
        wanted = fields.evaluate_all(
            "all => [...new Set(all.filter((one) => one.checkVisibility()).map((one) => one.name || one.textContent))]"
        )
        reached: list[str] = []
        citizen.page.locator("#main").focus()
        while len(reached) < len(wanted):
            citizen.page.keyboard.press("Tab")
            here = citizen.page.evaluate("document.activeElement.name || document.activeElement.textContent")
            if here in wanted:
                reached.append(here)
            expect(citizen.page.locator(":focus-visible")).to_be_in_viewport()
        assert reached == wanted


def test_without_script_the_upload_page_says_whom_to_call(browser: Browser, city: City) -> None:
    with Citizen(browser, city, "19900005556") as citizen:
        citizen.go(f"/items/{INSTANT}/apply")
        citizen.sign_in()
        citizen.page.get_by_label("高级中学").check()
        citizen.press("开始填写")
        address = citizen.page.url
        cookies = citizen.stored()
    plain = browser.new_context(java_script_enabled=False, storage_state=cookies)
    page = plain.new_page()
    page.goto(f"{address}/materials")
    message = page.get_by_text("上传照片要用到网页脚本")
    expect(message).to_be_visible()
    expect(message.get_by_role("link")).to_have_attribute("href", "tel:07150000000")
    plain.close()
