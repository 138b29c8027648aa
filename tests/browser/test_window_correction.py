"""An applicant without an account comes back to the window with what was missing; another comes to withdraw."""

import pytest
from playwright.sync_api import Browser, expect

from infra.api_client import Staff
from tests.browser.city import City
from tests.browser.people import Officer
from tests.browser.test_window_acts import PIN, WALK_IN

pytestmark = pytest.mark.browser
MISSING = {
    "originals": ["business-licence", "health-certificate", "safety-rules", "premises"],
    "conclusion": {
        "then": "correct",
        "rows": [{"material": "layout", "sentence": 0}, {"material": "form", "sentence": -1}],
        "note": "经营面积与平面图不一致，请核对后改正。",
    },
}


def test_a_walk_in_corrects_at_the_window_and_is_accepted(browser: Browser, city: City) -> None:
    reference = Staff.sign_in(city.url, "s-yjj-1", PIN).receive({**WALK_IN, **MISSING})["reference"]
    with Officer(browser, city, "谢雨晴", PIN) as officer:
        officer.sign_in()
        page = officer.page
        officer.go(f"/window/cases/{reference}")
        officer.told("等申请人补正")
        officer.photograph("window-correcting")
        with officer.arriving():
            officer.key("F8")
        officer.see("登记补正")
        with officer.arriving(422):
            officer.key("F8")
        officer.told("这份材料没有带来")
        officer.key("1")
        expect(page.locator('[name="original"]')).to_be_checked()
        page.get_by_label("申请人本人，身份证件已核对").check()
        page.get_by_label("使用面积").fill("80")
        officer.photograph("window-correction")
        with officer.arriving():
            officer.key("F8")
        officer.told("补正已登记，请看材料是否齐了。")
        officer.told("核对来人身份证件：申请人")
        with officer.arriving():
            officer.key("F8")
        officer.told("已受理。")


def test_an_application_is_withdrawn_at_the_window(browser: Browser, city: City) -> None:
    reference = Staff.sign_in(city.url, "s-yjj-1", PIN).receive(WALK_IN)["reference"]
    with Officer(browser, city, "谢雨晴", PIN) as officer:
        officer.sign_in()
        page = officer.page
        officer.go(f"/window/cases/{reference}")
        page.get_by_text("代为登记撤回申请", exact=True).click()
        officer.press("撤回申请", status=422)
        officer.told("还没有核对来人的身份证件")
        page.get_by_label("谁来的").select_option("申请人本人，身份证件已核对")
        officer.photograph("window-withdrawal", page.get_by_label("谁来的"))
        officer.press("撤回申请")
        officer.told("申请已按申请人的要求撤回。")
