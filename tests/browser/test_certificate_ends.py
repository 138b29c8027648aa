"""A certificate is revoked in a real browser: the window proposes at its desk, the person in charge confirms on a phone, the
holder reads why on theirs; every page on the way keeps the rules of pages."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.server import LocalCloud
from tests.browser.page_rules import AT_THE_WINDOW, ON_A_PHONE, Rules, barriers, broken_rules
from tests.browser.people import DESKTOP, PHONE
from tests.handlers.test_certificate_ends import HEAD, OFFICER, REASON, Holder, Staff
from tests.running_site import running_site

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES", "")
"""A folder for pictures of the pages, to be looked at by hand."""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("ends-browser")) as running:
        yield running


class Visitor:
    """One person's browser."""

    def __init__(self, browser: Browser, url: str, device: dict[str, Any], rules: Rules, **cookies: str) -> None:
        context = browser.new_context(**device)
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        self.page, self.url, self.rules = context.new_page(), url, rules

    def open(self, path: str, picture: str) -> Page:
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert broken_rules(self.page, answer, self.rules) + barriers(self.page) == []
        return self.look(picture)

    def look(self, picture: str) -> Page:
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{picture}.png", full_page=True)
        return self.page


def test_from_the_window_to_the_holders_phone(browser: Browser, cloud: LocalCloud) -> None:
    holder = Holder(cloud, "a certificate to revoke in a browser")
    staff, leader = Staff(cloud, OFFICER).session, Staff(cloud, HEAD, "leader").session
    desk = Visitor(browser, cloud.url, DESKTOP, AT_THE_WINDOW, staff=staff.token)
    phone = Visitor(browser, cloud.url, PHONE, ON_A_PHONE, leader=leader.token)
    own = Visitor(browser, cloud.url, PHONE, ON_A_PHONE, citizen=holder.web.cookies["citizen"])

    desk.open("/window/certificates?number=XNJSZ2026AAAAAAAAAA", "1-unknown")
    page = desk.page
    page.get_by_label("证照编号").fill(holder.number)
    page.get_by_role("button", name="查证照").click()
    expect(page.get_by_text("目前有效")).to_be_visible()
    page.get_by_text("撤销许可（当初不该准予）").click()
    form = page.locator("#act-end-revoked")
    form.get_by_label("法定情形").select_option(label="以欺骗、贿赂等不正当手段取得")
    form.get_by_label("由谁决定").select_option(label="上级行政机关决定")
    form.get_by_label("理由").fill(REASON)
    desk.look("2-proposing")
    form.get_by_role("button", name="提议撤销").click()
    expect(form.get_by_text("没有填决定书的文号")).to_be_visible()
    expect(form.get_by_label("理由")).to_have_value(REASON)
    desk.look("3-refused")
    form.get_by_label("由谁决定").select_option(label="本单位决定")
    form.get_by_role("button", name="提议撤销").click()
    expect(page.get_by_text("等负责人确认以后才生效")).to_be_visible()
    desk.look("4-proposed")

    assert cloud.drain()
    phone.open("/todo", "5-todo")
    phone.open("/window/certificates", "5-waiting")
    phone.page.get_by_role("link", name=holder.number).click()
    phone.open(f"/window/certificates/{holder.reference}", "6-to-confirm")
    phone.page.get_by_role("button", name="确认，马上生效").click()
    expect(phone.page.get_by_text("被依法撤销，现在无效")).to_be_visible()
    phone.look("7-confirmed")
    phone.page.go_back()
    assert phone.page.get_by_role("button", name="确认，马上生效").count() in (0, 1)
    phone.open(f"/window/certificates/{holder.reference}", "8-after")

    own.open(f"/cases/{holder.case}", "9-holder")
    expect(own.page.get_by_text(REASON)).to_be_visible()
    own.page.get_by_role("link", name="看办件凭证").click()
    own.open(f"/cases/{holder.case}/receipt", "9-receipt")
    guest = Visitor(browser, cloud.url, PHONE, ON_A_PHONE)
    guest.open(f"/v/{holder.reference}?k={holder.secret}", "10-verified")
    assert cloud.drain()
    guest.open("/grants", "11-grants")
    expect(guest.page.get_by_text("已撤销")).to_be_visible()
