"""The guide on a phone: it adapts with and without a script, keeps what was ticked, is read in large text, fits any width."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.city import City
from tests.browser.page_rules import NARROW, sideways
from tests.browser.people import PHONE, Person

pytestmark = pytest.mark.browser
FOOD, JOINT = "XN-YJJ-001", "XN-GHJ-001"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone whose browser runs no scripts."""
    context = browser.new_context(**PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def answer(page: Page, question: str, said: str) -> None:
    page.get_by_role("group", name=question).get_by_label(said, exact=True).check()


def test_an_answer_changes_papers_and_flow_at_once_and_keeps_the_ticks(browser: Browser, city: City) -> None:
    with Person(browser, city) as reader:
        reader.go(f"/items/{FOOD}")
        page = reader.page
        agent, chart = page.locator("#has-agent-authorisation"), page.get_by_role("img", name="流程图")
        expect(chart.get_by_text("现场踏勘")).to_have_count(1)
        reader.photograph("guide-chart", chart)
        page.get_by_role("checkbox", name=re.compile("营业执照")).check()
        answer(page, "由别人代您来办吗", "否")
        expect(agent).to_have_count(0)
        expect(page.get_by_role("status").filter(has_text="已经按您选的更新")).to_be_visible()
        answer(page, "供应凉菜、生食或者裱花蛋糕", "否")
        expect(chart.get_by_text("现场踏勘")).to_have_count(0)
        expect(page.get_by_role("checkbox", name=re.compile("营业执照"))).to_be_checked()
        expect(page.get_by_role("link", name="打印这份指南")).to_have_attribute("href", re.compile("a.agent=false"))
        expect(page).to_have_url(re.compile("a.agent=false"))
        page.reload()
        expect(agent).to_have_count(0)


def test_without_a_script_the_button_does_the_same(plain: Page, city: City) -> None:
    plain.goto(f"{city.url}/items/{FOOD}")
    expect(plain.locator("#has-agent-authorisation")).to_have_count(1)
    answer(plain, "由别人代您来办吗", "否")
    plain.get_by_role("button", name="只看我要的材料和步骤").click()
    expect(plain.locator("#has-agent-authorisation")).to_have_count(0)
    expect(plain.get_by_text("按您选的，这些不用交")).to_be_visible()


def test_a_lost_network_leaves_the_page_as_it_was(browser: Browser, city: City) -> None:
    with Person(browser, city) as reader:
        reader.go(f"/items/{FOOD}")
        with reader.page.expect_request(re.compile("a.agent=false")):
            reader.page.route("**/items/*", lambda route: route.abort())
            answer(reader.page, "由别人代您来办吗", "否")
        expect(reader.page.get_by_role("status").filter(has_text="网络断了，没有更新")).to_be_visible()
        expect(reader.page.locator("#has-agent-authorisation")).to_have_count(1)
        expect(reader.page.get_by_role("button", name="只看我要的材料和步骤")).to_be_visible()


def test_the_keyboard_reaches_answers_and_ticks(browser: Browser, city: City) -> None:
    with Person(browser, city) as reader:
        reader.go(f"/items/{FOOD}")
        page = reader.page
        page.get_by_role("group", name="由别人代您来办吗").get_by_label("是", exact=True).focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#has-agent-authorisation")).to_have_count(0)
        page.get_by_role("checkbox").first.focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("checkbox").first).to_be_checked()
        page.get_by_text("流程的文字说明").focus()
        page.keyboard.press("Enter")
        expect(page.locator("details .steps").first).to_be_visible()


def test_large_text_is_chosen_once_and_holds_everywhere_without_a_script(plain: Page, city: City) -> None:
    def size() -> float:
        return float(plain.locator("h1").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)"))

    plain.goto(f"{city.url}/items/{JOINT}")
    before = size()
    plain.locator("footer").get_by_role("button", name="大字版").click()
    expect(plain).to_have_url(f"{city.url}/items/{JOINT}")
    assert size() >= 1.3 * before
    for address in (f"/items/{JOINT}", f"/items/{JOINT}/form", "/", "/items", "/signin"):
        plain.goto(city.url + address)
        assert plain.locator("html").get_attribute("data-text") == "large"
    plain.goto(f"{city.url}/items/{JOINT}")
    plain.locator("footer").get_by_role("button", name="返回标准字号").click()
    assert size() == before


@pytest.mark.parametrize("address", [f"/items/{FOOD}", f"/items/{JOINT}/wall", f"/items/{JOINT}/form", "/", "/items"])
def test_large_text_fits_the_smallest_phone(browser: Browser, city: City, address: str) -> None:
    context = browser.new_context(**{**PHONE, "viewport": {"width": NARROW, "height": 640}})
    context.add_cookies([{"name": "text", "value": "large", "url": city.url}])
    page = context.new_page()
    page.goto(city.url + address)
    assert page.locator("html").get_attribute("data-text") == "large"
    assert sideways(page, (NARROW,)) == []
    context.close()


@pytest.mark.parametrize(("sheet", "pages", "size"), [("wall", 1, "1190.5"), ("print", 5, "595.")])
def test_the_sheets_are_printed_on_their_paper(browser: Browser, city: City, sheet: str, pages: int, size: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{city.url}/items/{JOINT}/{sheet}")
    printed = page.pdf(prefer_css_page_size=True)
    context.close()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= pages
    width = float(re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)", printed)[0])
    assert abs(width - float(size)) < 2
