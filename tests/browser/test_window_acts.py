"""The office at work on a case beyond accepting and deciding: a survey ordered, made and recorded, then the step passed."""

import pytest
from playwright.sync_api import Browser, expect

from infra.api_client import Staff
from tests.browser.city import City
from tests.browser.people import Officer

pytestmark = pytest.mark.browser
PIN = "769011"
WALK_IN = {
    "item": "XN-YJJ-001",
    "variant": "XN-YJJ-001-1",
    "applicant_kind": "person",
    "applicant": {"name": "张三", "id_number": "420101199003070006", "phone": "19900005566"},
    "answers": {
        "shop_name": "示例小面馆",
        "premises_address": "温泉路18号",
        "business_type": "餐馆",
        "area": 60,
        "staff": 4,
        "online_sales": False,
        "cold_dishes": True,
    },
    "originals": ["business-licence", "layout", "health-certificate", "safety-rules", "premises"],
    "conclusion": {"then": "accept"},
}


def test_a_survey_is_ordered_recorded_and_the_step_passed(browser: Browser, city: City) -> None:
    reference = Staff.sign_in(city.url, "s-yjj-1", PIN).receive(WALK_IN)["reference"]
    today = city.today
    with Officer(browser, city, "谢雨晴", PIN) as officer:
        officer.sign_in()
        page = officer.page
        officer.go(f"/window/cases/{reference}")
        with officer.arriving():
            officer.key("F8")
        officer.told("这一步要先有踏勘或者评审的结果")
        page.get_by_text("安排现场踏勘", exact=True).click()
        page.get_by_label("计划日期").fill(today)
        page.get_by_label("踏勘人员").fill("谢雨晴")
        officer.press("安排踏勘", status=422)
        expect(page.get_by_label("踏勘人员")).to_have_value("谢雨晴")
        page.get_by_label("踏勘人员").fill("谢雨晴、唐振华")
        officer.press("安排踏勘")
        officer.told("踏勘已安排。")
        officer.told("安排现场踏勘：谢雨晴、唐振华")
        page.get_by_label("到现场的日期").fill(today)
        page.get_by_label("踏勘人员").fill("谢雨晴、唐振华")
        page.get_by_label("勘验记录").fill("现场与平面图一致，油烟净化装置已安装。")
        officer.photograph("window-survey")
        officer.press("登记结果")
        officer.told("踏勘结果已登记。")
        with officer.arriving():
            officer.key("F8")
        officer.told("现在没有要您办的")
