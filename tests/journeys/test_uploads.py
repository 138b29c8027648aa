"""Uploads over real HTTP: the site signs, the bucket takes, the check answers."""

from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.verdict import MAX_BYTES
from chalicelib.handlers.materials_operations import OPERATIONS
from chalicelib.ports import Draft
from chalicelib.usecases.sessions import Session
from infra.local.server import LocalCloud
from tests import pictures
from tests.running_site import begun_draft, running_site, signed_in
from tests.sample import INSTANT

pytestmark = pytest.mark.journey
ACCOUNT, MATERIAL = "phone:a", "id-card"
TOKEN = "X-CSRF-Token"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("uploads")) as running:
        yield running


@pytest.fixture
def draft(cloud: LocalCloud) -> Draft:
    assert cloud.url
    return begun_draft(ACCOUNT, INSTANT)


class Browser:
    """Talks as upload.js does."""

    def __init__(self, url: str, *sessions: Session) -> None:
        self.url = url
        self.cookies = {session.kind: session.token for session in sessions}
        self.token = sessions[-1].form_token if sessions else ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        sent = {"Accept": "application/json", TOKEN: self.token, **headers}
        return requests.request(method, self.url + path, json=body, headers=sent, cookies=self.cookies, timeout=10)

    def slot(self, draft: Draft, **changed: Any) -> requests.Response:
        said = {"draft": draft.id, "material": MATERIAL, "content_type": "image/jpeg", "size": 9, "name": "a.jpg"}
        return self.ask("POST", "/uploads", said | changed)

    def send(self, draft: Draft, body: bytes) -> str:
        slot = self.slot(draft).json()
        posted = requests.post(slot["url"], data=slot["fields"], files={"file": ("a.jpg", body)}, timeout=10)
        assert posted.status_code == 204
        return str(slot["upload"])

    def verdict(self, upload: str) -> dict[str, Any]:
        return until(lambda: self.ask("GET", f"/uploads/{upload}").json(), lambda told: told["state"] != "waiting")


def until(ask: Callable[[], Any], enough: Callable[[Any], bool]) -> Any:
    deadline = monotonic() + 15
    while not enough(told := ask()):
        assert monotonic() < deadline, told
        sleep(0.05)
    return told


@pytest.fixture
def browser(cloud: LocalCloud) -> Browser:
    return Browser(cloud.url, signed_in(ACCOUNT))


def test_a_photo_travels_to_its_verdict_and_shows_its_preview(browser: Browser, draft: Draft) -> None:
    upload = browser.send(draft, pictures.photo())
    told = browser.verdict(upload)
    assert (told["state"], told["sentence"]) == ("accepted", "已收到，可以使用")
    shown = requests.get(told["preview"], timeout=10)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert len(shown.content) <= 60_000


def test_a_refusal_says_what_to_do(browser: Browser, draft: Draft) -> None:
    told = browser.verdict(browser.send(draft, pictures.photo(0.02)))
    assert told["state"] == "refused"
    assert told["sentence"] == "照片太暗，看不清字。请到亮处或打开闪光灯，重拍一张。"
    assert told["preview"] == ""


def test_a_swap_after_the_verdict_changes_nothing(cloud: LocalCloud, browser: Browser, draft: Draft) -> None:
    slot = browser.slot(draft).json()
    for body in (pictures.photo(), b"MZ evil"):
        requests.post(slot["url"], data=slot["fields"], files={"file": ("a.jpg", body)}, timeout=10)
        told = browser.verdict(slot["upload"])
        assert cloud.drain()
    assert told["state"] == "accepted"
    assert browser.verdict(slot["upload"])["state"] == "accepted"


def test_a_page_is_removed(browser: Browser, draft: Draft) -> None:
    upload = browser.send(draft, pictures.photo())
    assert browser.ask("POST", f"/uploads/{upload}/remove", {}).status_code == 200
    found = wiring.drafts().get(draft.id)
    assert found is not None
    assert found.uploads == {}


def test_another_person_finds_neither_draft_nor_upload(cloud: LocalCloud, browser: Browser, draft: Draft) -> None:
    upload = browser.slot(draft).json()["upload"]
    other = Browser(cloud.url, signed_in("phone:b", phone="+8619900000002"))
    unknown = other.ask("GET", "/uploads/nosuchupload")
    for told in (other.ask("GET", f"/uploads/{upload}"), other.ask("POST", f"/uploads/{upload}/remove", {})):
        assert told.status_code == 404
        assert told.json() == unknown.json()
    assert other.slot(draft).json()["code"] == "draft_unknown"


def test_what_is_wrong_with_a_request_is_said(browser: Browser, draft: Draft) -> None:
    refusals = [
        browser.slot(draft, content_type="application/zip"),
        browser.slot(draft, size=MAX_BYTES + 1),
        browser.slot(draft, size=0),
        browser.slot(draft, material="passport"),
        browser.slot(draft, size="9"),
        browser.slot(draft, size=True),
    ]
    told = [(refusal.status_code, refusal.json()["code"]) for refusal in refusals]
    codes = ["wrong_type", "too_large", "empty", "material_unknown", "invalid", "invalid"]
    assert told == [(422, code) for code in codes]
    assert refusals[1].json()["title"] == "文件太大，最多10兆"


def test_only_our_own_pages_may_ask(cloud: LocalCloud, browser: Browser, draft: Draft) -> None:
    assert browser.ask("POST", "/uploads", {}, **{TOKEN: ""}).json()["code"] == "csrf"
    assert browser.ask("POST", "/uploads", {}, Origin="https://evil.test").json()["code"] == "csrf"
    assert Browser(cloud.url).slot(draft).status_code == 401


def test_an_officer_scans_with_a_citizens_session_in_the_same_browser(cloud: LocalCloud) -> None:
    scanned = begun_draft("s-officer", INSTANT)
    both = Browser(cloud.url, signed_in(ACCOUNT), signed_in("s-officer", "staff"))
    upload = both.send(scanned, pictures.pdf())
    assert both.verdict(upload)["state"] == "accepted"


def test_a_program_uses_the_same_uploads_by_bearer(cloud: LocalCloud, draft: Draft) -> None:
    program = Browser(cloud.url)
    bearer = {"Authorization": f"Bearer {signed_in(ACCOUNT).token}"}
    said = {"draft": draft.id, "material": MATERIAL, "content_type": "application/pdf", "size": 9, "name": "a.pdf"}
    slot = program.ask("POST", "/api/uploads", said, **bearer)
    told = program.ask("GET", f"/api/uploads/{slot.json()['upload']}", **bearer)
    assert (slot.status_code, told.status_code) == (201, 200)
    for operation, answer in zip(OPERATIONS, (slot.json(), told.json()), strict=True):
        assert set(operation.response.schema["required"]) == set(answer)
