"""Every page that a route can show, seen by everybody who may open it, keeps the rules: nobody is kept out by a barrier,
nothing is too heavy, too wide or too small, also with text of twice the size."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser.page_rules import AT_THE_WINDOW, ON_A_PHONE, Rules, barriers, broken_rules, sideways
from tests.browser.people import DESKTOP, PHONE
from tests.handlers.busy_site import Site, busy_site
from tests.handlers.route_table import CALLED, Called

pytestmark = pytest.mark.browser

NO_PAGES = {
    *("/healthz", "/openapi.json", "/assets/{name}", "/uploads/{upload}"),
    *("/items/{code}/form.pdf", "/items/{code}/table", "/documents/{reference}/{document}"),
    *("/cases/{reference}/certificate", "/cases/{reference}/receipt/pdf", "/cases/{reference}/receipt/pages/{page}"),
    "/admin/drafts/{edition_draft}/workbook",
    *("/documents/{reference}/{document}/pages/{page}", "/cases/{reference}/certificate/pages/{page}"),
}
"""Addresses that answer with data or a file."""

LEADERS = ("/leader", "/todo")
"""A leader's pages are about the case that waits for them."""

PAGES = [one for one in CALLED if one.method == "GET" and not one.api and one.path not in NO_PAGES]
ROLES = {
    "public": (PHONE, ON_A_PHONE),
    "link": (PHONE, ON_A_PHONE),
    "citizen": (PHONE, ON_A_PHONE),
    "leader": (PHONE, ON_A_PHONE),
    "head": (PHONE, ON_A_PHONE),
    "staff": (DESKTOP, AT_THE_WINDOW),
    "admin": (DESKTOP, AT_THE_WINDOW),
    "super": (DESKTOP, AT_THE_WINDOW),
    "legal": (DESKTOP, AT_THE_WINDOW),
}
TWICE = "document.documentElement.style.fontSize = '200%'"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with busy_site(tmp_path_factory.mktemp("pages")) as site:
        yield site


def shown_to(role: str) -> list[Called]:
    return [one for one in PAGES if role in (one.kinds or (one.who,))]


def address(site: Site, called: Called) -> str:
    if called.path.startswith(LEADERS):
        return site.path(called.path, reference=site.real["joint"])
    return site.path(called.path, token=site.real["todo" if called.path.startswith("/t/") else "token"])


def opened(browser: Browser, site: Site, role: str, device: dict[str, Any]) -> Page:
    context = browser.new_context(**device)
    if role in site.subjects:
        session = site.sign_in(role)
        context.add_cookies([{"name": session.kind, "value": session.token, "url": site.url}])
    return context.new_page()


def seen(page: Page, document: Response, rules: Rules) -> list[str]:
    broken = broken_rules(page, document, rules) + barriers(page)
    if rules is ON_A_PHONE:
        page.evaluate(TWICE)
        broken += [f"{told} (text of twice the size)" for told in sideways(page, (390,))]
    return broken


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_keeps_the_rules(browser: Browser, site: Site, role: str) -> None:
    device, rules = ROLES[role]
    page, broken = opened(browser, site, role, device), list[str]()
    assert shown_to(role)
    for called in shown_to(role):
        document = page.goto(site.url + address(site, called))
        assert document is not None
        assert document.status in (200, 404, 409, 410, 422), (str(called), document.status)
        broken += [f"{called} {told}" for told in seen(page, document, rules)]
    page.context.close()
    assert not broken, "\n".join(broken)


def test_every_page_is_shown_to_somebody() -> None:
    assert [one for one in PAGES if not any(one in shown_to(role) for role in ROLES)] == []
