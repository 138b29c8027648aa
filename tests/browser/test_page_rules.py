"""The rules of pages can fail: a page that breaks one is told so."""

import gzip
import os

import pytest
from playwright.sync_api import Browser, Page, Response, Route

from tests.browser.page_rules import ON_A_PHONE, barriers, broken_rules

pytestmark = pytest.mark.browser
ADDRESS = "http://pages.test/"
GOOD = """<!doctype html><html lang="zh-CN"><title>好</title><meta name="viewport" content="width=device-width">
<main><h1>好</h1><p>问我们：<a href="tel:07150000000">0715-0000000</a></p></main>"""
LATE = """<div id="late"></div><script defer>setTimeout(() => {
document.querySelector('#late').style.height = '300px'; document.querySelector('#late').textContent = '晚来'; }, 20)</script><h1>"""
SEEN = {
    "names nobody to call": GOOD.replace('href="tel:', 'hidden href="tel:'),
    "blocks on <script src": GOOD.replace("<main>", '<script src="/late.js"></script><main>'),
    "weighs 2": GOOD.replace("<h1>", f"<!-- {os.urandom(20_000).hex()} --><h1>"),
    "scrolls sideways at 320": GOOD.replace("<h1>", '<div style="width: 360px">宽</div><h1>'),
    "moves under the reader's eyes": GOOD.replace("<h1>", LATE),
    "cannot be used inside WeChat": GOOD.replace("<h1>", '<a target="_blank" href="/">新窗口</a><h1>'),
    "is hard to hit: 20 px": GOOD.replace("<h1>", '<button style="height: 20px">小</button><h1>'),
}


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 390, "height": 844})


def shown(page: Page, html: str) -> Response:
    def answer(route: Route) -> None:
        # The browser takes the body of an intercepted answer as already decoded.
        size = len(gzip.compress(html.encode()))
        headers = {"content-type": "text/html", "content-encoding": "gzip", "content-length": str(size)}
        route.fulfill(headers=headers, body=html)

    page.route("**/*", answer)
    document = page.goto(ADDRESS)
    assert document is not None
    return document


def test_a_good_page_breaks_no_rule(page: Page) -> None:
    assert broken_rules(page, shown(page, GOOD), ON_A_PHONE) == []
    assert barriers(page) == []
    page.close()


@pytest.mark.parametrize("rule", SEEN)
def test_a_bad_page_is_told_which_rule_it_breaks(page: Page, rule: str) -> None:
    document = shown(page, SEEN[rule])
    assert any(told.startswith(rule) for told in broken_rules(page, document, ON_A_PHONE))
    page.close()


def test_a_field_without_a_name_is_a_barrier(page: Page) -> None:
    shown(page, GOOD.replace("<h1>", '<input type="text"><h1>'))
    assert any("(label)" in told for told in barriers(page))
    page.close()
