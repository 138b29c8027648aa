"""The walk-in by keyboard and scanner alone: real Chromium, real site."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.server import LocalCloud
from tests import pictures
from tests.browser.scanner import scan
from tests.running_site import running_site, signed_in
from tests.sample import INSTANT
from tests.walk_ins import resident_id

pytestmark = pytest.mark.browser
DESKTOP = {"width": 1280, "height": 800}
MOST_INPUTS = 12
VERDICT_MS = 20_000


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("walk-in")) as running:
        yield running


@pytest.fixture
def page(browser: Browser, cloud: LocalCloud) -> Iterator[Page]:
    """An officer's desktop; errors of scripts and of the security policy fail the test."""
    desktop = browser.new_context(viewport=DESKTOP)
    desktop.add_cookies([{"name": "staff", "value": signed_in("s-jyj-1", "staff").token, "url": cloud.url}])
    page = desktop.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
    page.goto(f"{cloud.url}/window")
    yield page
    desktop.close()
    assert complaints == []


class Hands:
    """Counts inputs: one key command, one scan, or one field filled (Enter ends a field as it ends a scan)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.inputs = 0

    def key(self, name: str) -> None:
        self.inputs += 1
        self.page.keyboard.press(name)

    def scan(self, code: str) -> None:
        self.inputs += 1
        scan(self.page, code)

    def field(self, title: str, text: str) -> None:
        """Types into the field that has the focus, which must be this one."""
        self.inputs += 1
        expect(self.page.locator(".entry").get_by_label(re.compile(f"^{title}"))).to_be_focused()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def choose(self, title: str, option: int) -> None:
        """Answers the choice that has the focus by its option's number."""
        self.inputs += 1
        group = self.page.get_by_role("group", name=title)
        expect(group.get_by_role("radio").first).to_be_focused()
        self.page.keyboard.press(str(option))
        expect(group.get_by_role("radio").nth(option - 1)).to_be_checked()
        self.page.keyboard.press("Enter")


def enter_teacher(hands: Hands) -> None:
    page = hands.page
    hands.key("1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("教师资格证认定")
    expect(page.locator(".entry :focus")).to_be_visible()
    hands.scan(resident_id())
    expect(page.locator(".entry").get_by_label("居民身份证号")).to_have_value(resident_id())
    hands.field("姓名", "王小明")
    hands.field("手机号", "19900001234")
    expect(page.locator(".entry").get_by_label("任教学科")).to_be_focused()
    hands.inputs += 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    hands.choose("在咸宁申请的依据", 1)
    hands.choose("最高学历", 1)
    hands.choose("教师资格考试", 2)


def test_an_instant_case_takes_at_most_twelve_inputs(page: Page) -> None:
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    hands = Hands(page)
    enter_teacher(hands)
    hands.key("F2")
    hands.key("F8")
    expect(page.get_by_role("heading", level=1)).to_have_text("已受理并办结：准予")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    hands.key("F8")
    assert page.title() == "printed"
    hands.key("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("窗口收件")
    assert hands.inputs <= MOST_INPUTS


def test_the_whole_form_fits_the_screen(page: Page) -> None:
    page.goto(f"{page.url}?item={INSTANT}&variant={INSTANT}-1")
    expect(page.get_by_role("button", name="受理并办结")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")


def test_a_scanned_receipt_opens_its_case_wherever_the_focus_is(page: Page) -> None:
    hands = Hands(page)
    enter_teacher(hands)
    hands.key("F2")
    hands.key("F8")
    expect(page.get_by_role("heading", level=1)).to_have_text("已受理并办结：准予")
    reference = page.locator(".reference b").inner_text()
    page.goto(page.url.partition("/window")[0] + "/window/tasks")
    hands.scan(reference.replace("-", ""))
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)


def test_a_paper_that_only_some_need_appears_when_they_do(page: Page) -> None:
    enter_teacher(Hands(page))
    permit = page.locator(".ticks [value=residence-permit]")
    expect(permit).to_be_hidden()
    page.get_by_role("radio", name="居住证所在地").check()
    expect(permit).to_be_visible()
    page.keyboard.press("F2")
    expect(permit).to_be_checked()
    page.get_by_role("radio", name="户籍所在地").check()
    expect(permit).not_to_be_checked()


def test_originals_are_ticked_one_by_one_by_their_numbers(page: Page) -> None:
    hands = Hands(page)
    enter_teacher(hands)
    for _ in range(2):
        page.keyboard.press("Enter")
    expect(page.locator("[data-papers]")).to_be_focused()
    hands.key("2")
    expect(page.locator(".ticks").get_by_role("checkbox", name="学历证书")).to_be_checked()
    expect(page.locator(".ticks").get_by_role("checkbox", name="申请人居民身份证")).not_to_be_checked()


def test_a_correction_by_keyboard_says_what_to_bring(page: Page) -> None:
    hands = Hands(page)
    enter_teacher(hands)
    hands.key("F9")
    page.keyboard.press("Space")
    page.get_by_role("button", name="发出补正告知").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("一次性补正告知")
    expect(page.get_by_text("身份证照片看不清号码")).to_be_visible()


def test_the_lock_key_locks_and_the_pin_comes_back_to_the_same_page(page: Page) -> None:
    page.keyboard.press("1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("教师资格证认定")
    lock_and_come_back(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("教师资格证认定")


def lock_and_come_back(page: Page) -> None:
    page.keyboard.press("F4")
    expect(page.get_by_role("heading", level=1)).to_have_text("李文静的窗口已锁定")
    expect(page.locator("input[name=pin]")).to_be_focused()
    page.keyboard.insert_text("399858")
    page.keyboard.press("Enter")


def test_a_half_filled_form_is_there_again_after_the_lock(page: Page) -> None:
    enter_teacher(Hands(page))
    page.keyboard.press("F2")
    lock_and_come_back(page)
    expect(page.locator(".entry").get_by_role("textbox", name="姓名", exact=True)).to_have_value("王小明")
    expect(page.get_by_role("radio", name="户籍所在地")).to_be_checked()
    expect(page.locator(".ticks").get_by_role("checkbox", name="学历证书")).to_be_checked()
    page.keyboard.press("F8")
    expect(page.get_by_role("heading", level=1)).to_have_text("已受理并办结：准予")


def test_enter_on_a_tick_sends_nothing(page: Page) -> None:
    enter_teacher(Hands(page))
    page.locator(".ticks").get_by_role("checkbox", name="学历证书").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("F2")
    expect(page.get_by_role("heading", level=1)).to_contain_text("教师资格证认定")
    expect(page.locator(".ticks").get_by_role("checkbox", name="申请人居民身份证")).to_be_checked()


def test_papers_scanned_beside_the_desk_go_with_the_case(page: Page) -> None:
    enter_teacher(Hands(page))
    page.keyboard.press("F2")
    page.keyboard.press("F7")
    slot = page.locator("[data-material=degree]")
    files = [("1.jpg", "image/jpeg", pictures.photo()), ("2.pdf", "application/pdf", pictures.pdf())]
    slot.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": body} for name, kind, body in files]
    )
    expect(slot.locator(".page[data-state=accepted]")).to_have_count(2, timeout=VERDICT_MS)
    page.locator("[data-material=photo] input[type=file]").set_input_files(
        {"name": "dark.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(0.02)}
    )
    dark = page.locator("[data-material=photo] .page")
    expect(dark).to_contain_text("照片太暗", timeout=VERDICT_MS)
    lock_and_come_back(page)
    expect(slot.locator(".page[data-state=accepted]")).to_have_count(2)
    dark.get_by_role("button", name="移除").click()
    expect(dark).to_have_count(0)
    page.keyboard.press("F8")
    expect(page.get_by_role("heading", level=1)).to_have_text("已受理并办结：准予")
    page.get_by_role("link", name="看办件").click()
    expect(page.get_by_role("img", name="学历证书第2页")).to_be_visible()
    previews = page.locator(".previews img")
    expect(previews).to_have_count(2)
    expect(previews.first).to_have_js_property("complete", True)
    assert previews.first.evaluate("image => image.naturalWidth > 0")


def test_locking_waits_for_no_upload(page: Page) -> None:
    enter_teacher(Hands(page))
    page.keyboard.press("F7")
    page.route("**/uploads", lambda _: None)
    page.locator("[data-material=degree] input[type=file]").set_input_files(
        {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo()}
    )
    page.get_by_role("button", name="受理并办结").click()
    expect(page.locator("[data-notice]")).to_be_visible()
    page.keyboard.press("F4")
    expect(page.get_by_role("heading", level=1)).to_have_text("李文静的窗口已锁定")
