"""From what people type to the guide: the front page, the ways into the catalogue, filters, and nothing found."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.city import City
from tests.browser.page_rules import NARROW, sideways
from tests.browser.people import Person

pytestmark = pytest.mark.browser


def search_for(anybody: Person, words: str) -> None:
    anybody.page.get_by_role("searchbox").fill(words)
    anybody.press("查找")


def test_initials_lead_from_the_front_page_to_the_guide(browser: Browser, city: City) -> None:
    with Person(browser, city) as anybody:
        anybody.go("/")
        search_for(anybody, "jszg")
        anybody.see("“jszg”找到的事项")
        expect(anybody.page.locator(".rows a").first).to_contain_text("教师资格证认定")
        anybody.photograph("search")
        anybody.follow("教师资格证认定")
        anybody.see("教师资格证认定")


def test_the_enter_key_searches_and_the_way_back_keeps_what_was_typed(browser: Browser, city: City) -> None:
    with Person(browser, city) as anybody:
        anybody.go("/")
        anybody.page.get_by_role("searchbox").fill("叫师资格")
        with anybody.arriving():
            anybody.page.keyboard.press("Enter")
        anybody.follow("教师资格证认定")
        with anybody.arriving():
            anybody.page.go_back()
        expect(anybody.page.get_by_role("searchbox")).to_have_value("叫师资格")


def test_words_about_a_variant_open_its_guide(browser: Browser, city: City) -> None:
    with Person(browser, city) as anybody:
        anybody.go("/")
        search_for(anybody, "中等职业学校教师")
        anybody.follow("中等职业学校教师资格认定")
        assert anybody.page.url.endswith("/items/XN-JYJ-001?variant=XN-JYJ-001-2")


def test_filters_narrow_what_was_found_and_can_be_taken_off(browser: Browser, city: City) -> None:
    with Person(browser, city) as anybody:
        anybody.go("/items?q=教师资格")
        anybody.page.get_by_text("缩小范围").click()
        anybody.page.get_by_label("功能区").select_option(label="建设项目")
        anybody.press("按这些条件找")
        anybody.see("没有找到“教师资格”")
        anybody.told("只看：建设项目")
        anybody.photograph("search-empty")
        expect(anybody.page.get_by_label("功能区")).to_have_value("construction")
        anybody.page.get_by_text("缩小范围").click()
        anybody.follow("去掉条件")
        expect(anybody.page.locator(".rows a").first).to_contain_text("教师资格证认定")


def test_the_catalogue_is_entered_by_zone_unit_and_kind(browser: Browser, city: City) -> None:
    with Person(browser, city) as anybody:
        anybody.go("/items")
        anybody.see("全部事项")
        anybody.photograph("catalogue")
        anybody.page.get_by_role("group").filter(has_text="综合").locator("summary").click()
        anybody.follow("教育局")
        anybody.see("教育局")
        expect(anybody.page.get_by_role("link", name=re.compile("教师资格证认定"))).to_be_visible()
        anybody.go("/items")
        anybody.follow("当场办结")
        anybody.see("当场办结")
        assert sideways(anybody.page, (NARROW,)) == []


def test_what_is_not_found_says_what_to_do(browser: Browser, city: City) -> None:
    with Person(browser, city) as anybody:
        anybody.go("/items?q=没有的事项")
        anybody.see("没有找到“没有的事项”")
        anybody.told("还是找不到，请打电话")
        anybody.follow("按单位、主题一个一个看")
        anybody.see("全部事项")
