"""The people of the journeys, each with a device of their own. Whatever page they see is held to the rules of pages."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Self

from PIL.Image import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Locator, Page, Response, expect

from tests.browser.city import City
from tests.browser.page_rules import AT_THE_WINDOW, ON_A_PHONE, Rules, barriers, broken_rules
from tests.browser.scanner import scan

# Four times the pixels would be painted for nobody: pages are measured in CSS pixels.
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2 if "SCREENSHOTS" in os.environ else 1,
    "has_touch": True,
    "is_mobile": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}
DESKTOP: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 800},
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}
NAMES = re.compile(r"(?<=/)[A-Za-z0-9_-]*\d[A-Za-z0-9_-]*")
"""What tells one case, draft or link from another in a path."""

_SCROLL_TO = "(element) => element.scrollIntoView({block: element === document.body ? 'start' : 'center'})"

WAITS_MS = 30_000
"""For what should take a moment: the machine may be busy with other tests."""


class BadPageError(AssertionError):
    code = "bad_page"


class Person:
    """A browser window of one person. Leaving it raises BadPageError with everything that was wrong on any page."""

    device: dict[str, Any] = PHONE
    rules: Rules = ON_A_PHONE

    def __init__(self, browser: Browser, city: City, stored: Any = None) -> None:
        self.city = city
        self.context: BrowserContext = browser.new_context(**self.device, storage_state=stored)
        self.complaints: list[str] = []
        self.page = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.context.close()
        if kind is None and self.complaints:
            raise BadPageError("\n".join(self.complaints))

    def stored(self) -> Any:
        """What the browser keeps when it is closed: its cookies."""
        return self.context.storage_state()

    def go(self, address: str, *, status: int = 200) -> None:
        """Opens a path of the site, or a link as an SMS carries it."""
        with self.arriving(status):
            self.page.goto(address if address.startswith("http") else self.city.url + address)

    def press(self, name: str, *, status: int = 200) -> None:
        """A button that leads to another page."""
        with self.arriving(status):
            self.page.get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        """A link, named by part of its text."""
        with self.arriving():
            self.page.get_by_role("link", name=name).first.click()

    def look_in_until(self, address: str, found: Locator) -> None:
        """Opens the page anew until what is awaited stands on it: such pages do not change by themselves."""
        deadline = monotonic() + WAITS_MS / 1000
        self.go(address)
        while not found.count():
            assert monotonic() < deadline, f"{address} never showed it"
            self.go(address)

    @contextmanager
    def arriving(self, status: int = 200) -> Iterator[None]:
        """Around what loads another page: waits for it and looks at it."""
        with self.page.expect_event("load"):
            yield
        self._look(status)

    def see(self, heading: str) -> None:
        """The page's one headline."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def told(self, sentence: str) -> None:
        expect(self.page.get_by_text(sentence).first).to_be_visible()

    def fill(self, fields: dict[str, str]) -> None:
        """Text fields by their labels; a choice is picked by its legend and its own words."""
        for label, value in fields.items():
            group = self.page.get_by_role("group", name=label)
            if group.count():
                group.get_by_label(value, exact=True).check()
            else:
                self.page.get_by_role("textbox", name=label).fill(value)

    def photograph(self, name: str, around: Locator | None = None) -> None:
        """Keeps the page from its top, or around an element, where `make screenshots` wants it; else does nothing."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            (around or self.page.locator("body")).evaluate(_SCROLL_TO)
            self.page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    def keep(self, picture: Image, name: str) -> None:
        """The same for what the page gave to be kept or printed."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            picture.save(Path(folder) / f"{name}.png")

    def _opened(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(WAITS_MS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        page.on("dialog", self._dialog)
        return page

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.document = response
        elif response.status >= 400:
            self.complaints.append(f"{response.status} from {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # Of a page that refuses a post the console says so too; its status is checked on arrival.
        loading = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not loading:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"{self.page.url} asks in a dialog: {dialog.message}")
        dialog.accept()

    def _look(self, status: int) -> None:
        address = self.page.url.removeprefix(self.city.url)
        if self.document.status != status:
            raise BadPageError(f"{address} answered {self.document.status}, not {status}")
        if not address.startswith("/local/"):
            broken = broken_rules(self.page, self.document, self.rules) + self._barriers(address)
            self.complaints += [f"{address} {rule}" for rule in broken]

    def _barriers(self, address: str) -> list[str]:
        """Once for each kind of page: it takes half a second."""
        kind = f"{NAMES.sub('*', address.partition('?')[0])} {self.page.locator('h1').all_inner_texts()}"
        if kind in self.city.examined:
            return []
        self.city.examined.add(kind)
        return barriers(self.page)


class Citizen(Person):
    """An applicant with a phone; it shows the messages to its number too."""

    def __init__(self, browser: Browser, city: City, number: str, stored: Any = None) -> None:
        super().__init__(browser, city, stored)
        self.number = number

    def sms(self, sentence: str | re.Pattern[str], *, picture: str = "") -> Locator:
        """The newest message with this in it, read from the phone page as soon as it has come."""
        return newest_sms(self, self.number, sentence, picture)

    def sign_in(self) -> None:
        """With the code from the SMS, on the page for the number."""
        self.fill({"手机号": self.number})
        self.press("获取验证码")
        self.see("填写验证码")
        code = re.search(r"验证码(\d{6})", self.sms("登录验证码").inner_text())
        assert code is not None
        self.page.get_by_role("textbox", name="6位验证码").fill(code[1])
        self.press("登录")


class Leader(Person):
    """A section chief or deputy director with a phone and a PIN; `number` is where the city reaches them."""

    def __init__(self, browser: Browser, city: City, number: str, pin: str) -> None:
        super().__init__(browser, city)
        self.number = number
        self.pin = pin

    def open_todo(self) -> None:
        """By the link in the newest SMS that has one; the PIN, and on a new device the code from another SMS."""
        link = newest_sms(self, self.number, re.compile(r"/t/")).get_by_role("link").get_attribute("href")
        assert link is not None
        self.go(link)
        self.sign_in()

    def sign_in(self) -> None:
        """On whatever page asks for it, by PIN, and by code on a device that is new."""
        if self.page.get_by_label("PIN").count():
            self.enter_pin()
        if self.page.get_by_label("验证码").count():
            code = re.search(r"验证码(\d{6})", newest_sms(self, self.number, "验证码").inner_text())
            assert code is not None
            self.page.get_by_label("验证码").fill(code[1])
            self.press("进入")

    def enter_pin(self) -> None:
        self.page.get_by_label("PIN").fill(self.pin)
        self.press("进入")


class Officer(Person):
    """A window officer at a desktop with keyboard and scanner. `inputs` counts what they had to do."""

    device = DESKTOP
    rules = AT_THE_WINDOW

    def __init__(self, browser: Browser, city: City, name: str, pin: str) -> None:
        super().__init__(browser, city)
        self.name = name
        self.pin = pin
        self.inputs = 0
        # The printer: the page it was given, and no dialog.
        self.page.add_init_script("window.print = () => { sessionStorage.printed = location.pathname; };")

    def sign_in(self) -> None:
        self.go("/window")
        self.fill({"姓名或工号": self.name})
        self.page.get_by_label("PIN").fill(self.pin)
        self.press("登录")
        self.see("窗口收件")

    def key(self, name: str) -> None:
        """One key command."""
        self.inputs += 1
        self.page.keyboard.press(name)

    def scan(self, code: str) -> None:
        self.inputs += 1
        scan(self.page, code)

    def field(self, title: str, text: str) -> None:
        """One field filled by typing; Enter ends it."""
        self._focused(title)
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def choice(self, title: str, key: str) -> None:
        """One field filled by the key of a choice; Enter ends it."""
        self._focused(title)
        self.page.keyboard.press(key)
        # A digit chooses once it is sure that no scanner goes on typing.
        expect(self.page.locator(".field:focus-within").locator("input:checked, select:valid")).to_have_count(1)
        self.page.keyboard.press("Enter")

    def _focused(self, title: str) -> None:
        """The field that has the focus is this one: nobody reaches for a mouse."""
        self.inputs += 1
        name = self.page.locator(".field:focus-within").locator("> label, > legend")
        expect(name).to_contain_text(title)


def newest_sms(reader: Person, number: str, sentence: str | re.Pattern[str], picture: str = "") -> Locator:
    """The newest message to the number with this in it, on the phone page in another tab of the reader's."""
    tab = next((page for page in reader.context.pages if "/local/phone" in page.url), None) or reader.context.new_page()
    tab.goto(f"{reader.city.url}/local/phone?phone={number}")
    found = tab.locator(".bubble").filter(has_text=sentence).last
    expect(found).to_be_visible(timeout=WAITS_MS)
    if picture and os.environ.get("SCREENSHOTS"):
        tab.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{picture}.png")
    return found
