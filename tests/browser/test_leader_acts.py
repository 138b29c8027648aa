"""The person in charge, on a phone: a case is proposed to be voided from the page of what leaders may do beside deciding."""

import pytest
from playwright.sync_api import Browser

from infra.api_client import Staff
from tests.browser.city import City
from tests.browser.people import Leader
from tests.browser.test_window_acts import PIN, WALK_IN

pytestmark = pytest.mark.browser
NUMBER, DIRECTORS_PIN = "19900000016", "851045"


def test_a_case_is_proposed_to_be_voided_on_the_phone(browser: Browser, city: City) -> None:
    reference = Staff.sign_in(city.url, "s-yjj-1", PIN).receive(WALK_IN)["reference"]
    with Leader(browser, city, NUMBER, DIRECTORS_PIN) as director:
        director.go("/leader?next=/todo")
        director.fill({"姓名或工号": "冯志强"})
        director.sign_in()
        director.go(f"/leader/extension/{reference}")
        director.follow("其他办理")
        director.see("其他办理")
        director.page.get_by_text("提出作废", exact=True).first.click()
        director.photograph("leader-acts")
        director.press("提出作废", status=422)
        director.told("理由")
        director.page.get_by_label("理由").last.fill("重复录入")
        director.press("提出作废")
        director.told("已提出作废，请另一个人确认。")
