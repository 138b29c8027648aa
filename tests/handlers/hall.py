"""A citizen's browser against the running local cloud: cookies, forms as pages draw them, uploads, SMS."""

import gzip
import html
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from infra.local.server import LocalCloud
from tests.pictures import encoded, lit, sheet
from tests.running_site import running_site

INSTANT, VARIANT = "XN-JYJ-001", "XN-JYJ-001-1"
PATIENCE = 30.0
LARGEST_PAGE = 14_600
"""Bytes compressed with the style sheet: one round trip of a slow telephone line."""

_numbers = itertools.count(20_000)
"""Above those of the sample city's staff, who are sent messages of their own."""

FORM = {
    "applicant_kind": "person",
    "name": "张三",
    "id_number": "420101199003070006",
    "phone": "19900000001",
    "answers.subject": "语文",
    "answers.apply_at": "户籍所在地",
    "answers.education": "大学本科",
    "answers.examination": "免试认定",
    "delivery": "pickup",
}


def running_hall(folder: Path) -> Iterator[LocalCloud]:
    """The whole local cloud in this process, so that a test may also reach the ports behind it."""
    with running_site(folder) as started:
        yield started


def check_page(answer: requests.Response, status: int = 200) -> None:
    """Every citizen page: small, nothing blocks it, it says whom to call; caches keep only what names its tag."""
    assert answer.status_code == status, words(answer)[:400]
    assert len(gzip.compress(answer.content, 6)) <= LARGEST_PAGE
    assert all(" defer" in tag for tag in re.findall(r"<script[^>]*>", answer.text))
    assert 'rel="stylesheet"' not in answer.text
    assert 'href="tel:' in answer.text
    assert (answer.headers["Cache-Control"] == "no-store") == ("ETag" not in answer.headers)
    assert len(re.findall("<h1", answer.text)) == 1


@dataclass
class Citizen:
    """One device of one person; every telephone number is used once, since codes are limited by number."""

    cloud: LocalCloud
    phone: str = ""
    web: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.phone = self.phone or f"199{next(_numbers):08}"

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.web.get(self.cloud.url + path, allow_redirects=False, timeout=PATIENCE, **options)

    def opened(self, reference: str) -> requests.Response:
        """One's own case's page, with what waited there opened by its button."""
        page = self.get(f"/cases/{reference}")
        opening = f"/cases/{reference}/opening"
        if f'action="{opening}"' not in page.text:
            return page
        return self.get(self.post(opening, page=f"/cases/{reference}").headers["Location"])

    def post(self, path: str, fields: dict[str, Any] | None = None, *, page: str = "/mine") -> requests.Response:
        """Posts a form with the form token of a page."""
        sent = {"csrf_token": self.token(page), **(fields or {})}
        return self.web.post(self.cloud.url + path, data=sent, allow_redirects=False, timeout=PATIENCE)

    def call(self, method: str, path: str, body: Any, **headers: str) -> requests.Response:
        return self.web.request(method, self.cloud.url + path, json=body, headers=headers, timeout=PATIENCE)

    def token(self, page: str = "/mine") -> str:
        found = re.search(r'name="csrf_token" value="([0-9a-f]*)"', self.get(page).text)
        return found[1] if found else ""

    def code(self) -> str:
        """The code of the last SMS to this telephone."""
        outbox = self.get(f"/local/outbox.json?phone=%2B86{self.phone}").json()
        codes = [found[0] for sms in outbox if (found := re.search(r"(?<=验证码)\d{6}", sms["text"]))]
        return codes[-1]

    def sign_in(self) -> "Citizen":
        self.post("/signin", {"phone": self.phone, "next": "/mine"}, page="/signin")
        answer = self.post("/signin/code", {"code": self.code()}, page="/signin/code")
        assert answer.headers["Location"] == "/mine"
        return self

    def begin(self) -> str:
        """The id of a new draft of the sample item."""
        page = self.get(f"/items/{INSTANT}/apply").text
        command = _match(r'name="command" value="(\w+)"', page)
        answer = self.post("/drafts", {"item": INSTANT, "variant": VARIANT, "command": command})
        return answer.headers["Location"].removeprefix("/drafts/")

    def upload(self, draft: str, material: str, content: bytes = b"") -> str:
        """Uploads a page as upload.js does and waits for its verdict."""
        asked = {"draft": draft, "material": material, "content_type": "image/jpeg", "size": 9, "name": "a.jpg"}
        slot = self.call("POST", "/uploads", asked, **{"X-CSRF-Token": self.token()}).json()
        stored = requests.post(slot["url"], data=slot["fields"], files={"file": content or paper()}, timeout=PATIENCE)
        assert stored.ok, stored.text
        deadline = time.monotonic() + PATIENCE
        while self.get(f"/uploads/{slot['upload']}").json()["state"] == "waiting":
            assert time.monotonic() < deadline, "no verdict"
            time.sleep(0.05)
        return str(slot["upload"])

    def complete(self) -> str:
        """A draft ready to be submitted."""
        draft = self.begin()
        answer = self.post(f"/drafts/{draft}", FORM)
        assert answer.headers["Location"] == f"/drafts/{draft}/materials"
        slots = re.findall(r'data-material="([\w-]+)"', self.get(f"/drafts/{draft}/materials").text)
        for material in slots:
            self.upload(draft, material)
        return draft

    def submit(self, draft: str) -> str:
        """The reference on the receipt."""
        answer = self.post(f"/drafts/{draft}/submit")
        assert answer.status_code == 303, answer.text
        return _match(r"^/cases/(\w{10})\?", answer.headers["Location"])


def paper() -> bytes:
    """A page that passes, as small as it can: judging a photo of full size takes as long as all else of an application."""
    if not _paper:
        _paper.append(encoded(lit(sheet(480, 640), 0.9)))
    return _paper[0]


_paper: list[bytes] = []


def words(response: requests.Response) -> str:
    """What a person reads on the page."""
    body = re.sub(r"<style.*?</style>", "", response.text, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def _match(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, f"{pattern} not in {text[:300]}"
    return found[1]
