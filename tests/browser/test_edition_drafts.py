"""An admin and somebody of the legal office at their desks, each with a browser: a change is drafted, sent back, mended and
published, and stands on the citizens' page; a workbook with a wrong cell comes back with what to do."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.browser.city import City
from tests.browser.page_rules import Rules
from tests.browser.people import DESKTOP, Officer, Person
from tests.handlers.busy_site import ADMIN, LEGAL
from tests.running_site import keep_three_items, running_site, signed_in
from tests.sample import INSTANT

pytestmark = pytest.mark.browser
ITEM = "教师资格证认定"
PHONE_NUMBER = "0715-0000099"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("drafts")
    with running_site(folder) as cloud:
        keep_three_items()
        yield City(cloud.url, folder / "city.log")


class AtTheCatalogue(Person):
    """Somebody at a desk, signed in."""

    device = DESKTOP
    rules: Rules = Officer.rules

    def __init__(self, browser: Browser, city: City, staff: str) -> None:
        super().__init__(browser, city)
        token = signed_in(staff, "staff").token
        self.context.add_cookies([{"name": "staff", "value": token, "url": city.url}])


def fill(person: Person, **fields: str) -> None:
    """By the fields' names."""
    for name, words in fields.items():
        person.page.locator(f"#f-{name}").fill(words)


def test_two_people_change_the_catalogue(browser: Browser, city: City) -> None:
    with AtTheCatalogue(browser, city, ADMIN) as admin, AtTheCatalogue(browser, city, LEGAL) as legal:
        legal.go("/window")
        legal.told("没有等您审核的草稿")
        admin.go("/admin/drafts")
        admin.told("还没有草稿")
        admin.follow("修改一个事项")
        admin.page.get_by_role("searchbox").fill("教师资格")
        admin.press("查找")
        admin.follow(ITEM)
        fill(admin, telephone=PHONE_NUMBER, promised_limit="很快", reason="换了电话", basis="市政府令第1号")
        admin.press("建一份草稿", status=422)
        admin.told("时限“很快”读不出来")
        expect(admin.page.locator("#f-telephone")).to_have_value(PHONE_NUMBER)
        expect(admin.page.locator("#f-reason")).to_have_value("换了电话")
        fill(admin, promised_limit="当场")
        admin.press("建一份草稿")
        admin.see("拟订中")
        expect(admin.page.locator("ins")).to_have_text([PHONE_NUMBER])
        admin.photograph("edition-draft")
        admin.follow("看改好的办事指南")
        admin.told("还没有公布")
        admin.told(PHONE_NUMBER)
        admin.page.go_back()
        admin.press("交法制审核")
        admin.see("等待法制审核")
        expect(admin.page.get_by_role("button", name="发布")).to_have_count(0)

        legal.go("/window")
        legal.follow("第1号")
        legal.page.get_by_text("退回给管理员").click()
        legal.press("退回", status=422)
        legal.told("还没有写内容")
        fill(legal, words="窗口也换了")
        legal.press("退回")
        admin.go(admin.page.url)
        admin.told("法制审核退回：窗口也换了")
        admin.follow("再改这个事项")
        fill(admin, window="三楼6号窗口")
        admin.press("存进第1号草稿")
        admin.press("交法制审核")
        legal.go(legal.page.url)
        legal.press("发布")
        legal.see("已发布")
        legal.told("已发布。群众看到的目录一分钟内更新")
        admin.go(f"/items/{INSTANT}")
        admin.told(PHONE_NUMBER)
        admin.go("/admin/editions")
        admin.told("换了电话")


def test_a_workbook_with_a_wrong_cell_comes_back_with_what_to_do(browser: Browser, city: City, tmp_path: Path) -> None:
    token = signed_in(ADMIN, "staff").token
    exported = requests.get(
        f"{city.url}/api/catalogue/items?as=xlsx&unit=JYJ", headers={"Authorization": f"Bearer {token}"}, timeout=60
    ).content
    book = load_workbook(io.BytesIO(exported))
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["承诺时限"]).value = "很快"
    file = tmp_path / "教育局.xlsx"
    book.save(file)
    with AtTheCatalogue(browser, city, ADMIN) as admin:
        admin.go("/admin/upload")
        fill(admin, reason="换时限", basis="市政府令第1号")
        admin.page.locator("#f-file").set_input_files(file)
        with admin.arriving():
            admin.page.get_by_role("button", name="传上去检查").click()
        admin.told("要先改正的1处")
        admin.told("时限“很快”读不出来")
        with admin.page.expect_download() as download:
            admin.page.get_by_role("link", name="下载带批注的表格").click()
        marked = load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
        comment = marked.cell(2, at["承诺时限"]).comment
        assert comment is not None
        assert "很快" in comment.text
        admin.follow("换一个文件")
        good = tmp_path / "好.xlsx"
        good.write_bytes(exported)
        admin.page.locator("#f-file").set_input_files(good)
        with admin.arriving():
            admin.page.get_by_role("button", name="传上去检查").click()
        admin.told("草稿和现行的目录一样")
        admin.page.get_by_text("不要这份草稿了").click()
        admin.press("撤销草稿")
        admin.see("已撤销")


@pytest.mark.parametrize("staff", [ADMIN, LEGAL])
def test_the_pages_fit_a_telephone_too(browser: Browser, city: City, staff: str) -> None:
    with AtTheCatalogue(browser, city, staff) as person:
        person.page.set_viewport_size({"width": 390, "height": 844})
        paths = ["/admin/drafts"] + (["/admin/upload", "/admin/editions", f"/admin/items/{INSTANT}"] * (staff == ADMIN))
        for path in paths:
            person.go(path)
            assert person.page.evaluate("document.documentElement.scrollWidth") <= 390, path
