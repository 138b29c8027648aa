"""A running city in which something is under way, and requests to it whose answers are judged by rules for every error."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests

from chalicelib import wiring
from chalicelib.domain.commands import Actor
from chalicelib.domain.reference import reference_of
from chalicelib.texts import text
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.receive_at_window import receive_at_window
from chalicelib.usecases.sessions import Kind, Session, open_session
from infra.local.server import LocalCloud
from tests.handlers.answer_headers import check_headers
from tests.handlers.leader_phone import PINS, leaders_of_cloud, link_to, list_link
from tests.leaders import CHIEF, DIRECTOR, FORM
from tests.running_site import begun_draft, begun_edition_draft, running_site
from tests.sample import INSTANT
from tests.walk_ins import FIELDS, GRANT, PHONE, resident_id, walk_in

OFFICER, ADMIN, SUPERVISOR, LEGAL = "s-jyj-1", "s-zwzx-2", "s-zwzx-1", "s-fzb-1"
PATIENCE = 30
PERSONAL = (
    PHONE.removeprefix("+86"),
    resident_id(),
    FORM["applicant"]["agent_id_number"],
    "王小明",
    "李四",
    PINS[CHIEF],
)
KIND: Mapping[str, Kind] = {"citizen": "citizen", "leader": "leader", "head": "leader"}
TOKEN_LETTERS = re.compile(r"[\w-]{20,}", re.ASCII)
FORGED = "more than one line"
HAN = re.compile(r"[一-鿿]")


def forgetful() -> requests.Session:
    """Keeps its connection, which many thousands of requests need not open anew, and no cookie."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


@dataclass(frozen=True)
class Site:
    """`real` names what is there by path parameter, `subjects` who signs in by role: a kind of session, `admin`, `super` or `legal`."""

    url: str
    cloud: LocalCloud
    real: Mapping[str, str]
    subjects: Mapping[str, str]
    tokens: set[str] = field(default_factory=set)
    sessions: dict[str, Session] = field(default_factory=dict)
    http: requests.Session = field(default_factory=forgetful)

    def secrets_in(self, told: str) -> list[str]:
        """What no log line may hold, and no answer to somebody else. Thousands of sessions are opened here, so it is the
        text's pieces that are looked up among the tokens."""
        tokens = {self.real["token"], self.real["todo"], *self.tokens}
        lengths = {len(token) for token in tokens}
        pieces = {
            run[at : at + length]
            for run in TOKEN_LETTERS.findall(told)
            for length in lengths
            for at in range(len(run) - length + 1)
        }
        return [secret for secret in PERSONAL if secret in told] + sorted(tokens & pieces)

    def sign_in(self, role: str) -> Session:
        return self._opened(role, wiring.now())

    def signed_in(self, role: str) -> Session:
        """The same session each time: for requests that end none."""
        if role not in self.sessions:
            self.sessions[role] = self.sign_in(role)
        return self.sessions[role]

    def expired(self, role: str) -> Session:
        return self._opened(role, wiring.now() - timedelta(days=31))

    def _opened(self, role: str, at: datetime) -> Session:
        data = {"phone": PHONE} if role == "citizen" else {}
        ports = {"guards": wiring.guards(), "entropy": wiring.entropy()}
        session = open_session(KIND.get(role, "staff"), self.subjects[role], data, **ports, now=at)
        self.tokens.add(session.token)
        return session

    def path(self, pattern: str, **other: str) -> str:
        return pattern.format_map({**self.real, **other})

    def send(self, method: str, path: str, session: Session | None = None, **options: Any) -> requests.Response:
        """By cookie, as a browser; redirects are not followed."""
        cookies = {session.kind: session.token} if session else {}
        answer = self.http.request(
            method, self.url + path, cookies=cookies, allow_redirects=False, timeout=PATIENCE, **options
        )
        answer.encoding = "utf-8"  # a problem names no charset, and requests would guess it at every look
        check_answer(answer)
        return answer


@contextmanager
def busy_site(folder: Path) -> Iterator[Site]:
    with running_site(folder) as cloud, logged() as lines:
        site = _busy(cloud)
        assert cloud.drain()
        yield site
        assert cloud.drain()
        told = [line for line in lines if site.secrets_in(line)]
        assert told == [], "a log line holds personal data or a token"
        assert [line for line in lines if line.startswith(FORGED)] == [], "a stranger's words begin a line of their own"


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that Lambda would write, tracebacks included, of all loggers from INFO on."""
    lines: list[str] = []
    formatter, root = logging.Formatter(), logging.getLogger()

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said = record.getMessage()
            lines.append(formatter.format(record))
            if said.splitlines() != [said] and said:
                lines.append(f"{FORGED}: {said!r}")

    kept, level = Kept(), root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.setLevel(level)
        root.removeHandler(kept)


def check_answer(answer: requests.Response) -> None:
    """Nothing breaks, nothing of the machinery shows; an error is a page or a problem with a sentence."""
    told = answer.text
    assert answer.status_code < 500, (answer.request.method, answer.request.url, told[:300])
    assert "Traceback" not in told
    assert '"Code"' not in told, "Chalice's own words"
    check_headers(answer)
    if answer.status_code < 400 or answer.request.method == "HEAD":
        return
    if answer.headers["Content-Type"] == "application/problem+json":
        problem = answer.json()
        assert {"type", "title", "detail", "status", "code"} <= set(problem)
        assert problem["status"] == answer.status_code
        told = problem["title"] + problem["detail"]
    elif told != '{"message": "Not Found"}':
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8", told[:200]
        told = re.sub(r"<style.*?</style>|<[^>]+>", "", told, flags=re.DOTALL)
    else:
        return
    assert HAN.search(told), told


def check_refused(site: Site, answer: requests.Response, status: int, code: str) -> None:
    """The sentence of the code, its status, and not a word about anybody."""
    told = answer.text
    assert (answer.status_code, code_in(answer)) == (status, code), told[:300]
    assert site.secrets_in(told) == []


def code_in(answer: requests.Response) -> str:
    """The error's code, as its problem or page has it."""
    if "json" in answer.headers["Content-Type"]:
        return str(json.loads(answer.text).get("code", answer.text))
    found = re.search(r"代码：(\w+)", answer.text)
    return found[1] if found else ""


def sentence(code: str) -> str:
    """What a person reads first about the error."""
    return text(f"{code}.title")


def _busy(cloud: LocalCloud) -> Site:
    account = account_of(PHONE, key=wiring.pseudonym_key())
    own = receive_at_window(
        walk_in("busysite00000001", GRANT, **FIELDS),
        Actor("staff", OFFICER, frozenset({"JYJ:officer"})),
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
    )
    matter = leaders_of_cloud().up_to("review", "busy site")
    subjects = {"citizen": account, "staff": OFFICER, "leader": CHIEF, "admin": ADMIN}
    subjects |= {"super": SUPERVISOR, "legal": LEGAL, "head": DIRECTOR}
    real = {
        "code": INSTANT,
        "edition": "current",
        "day": "2026-11-20",
        "edition_draft": begun_edition_draft(ADMIN).id,
        "reference": reference_of(own.case.matter),
        "joint": reference_of(matter),
        "step": "review",
        "card": "manual-9",
        "kind": "q",
        "draft": begun_draft(account, INSTANT).id,
        "table": "rows",
        "upload": "nosuchupload",
        "token": link_to(matter, "review", CHIEF),
        "todo": list_link(CHIEF),
        "name": "draft.00000000.js",
        "carrier": "standard",
        "secret": "nosuchsecret",
        "provider": "aliyun",
        "staff": OFFICER,
        "document": "receipt-1",
        "notice": "5f0c1d2e3a4b5c6d",
        "page": "1",
        "delegation": "0123456789abcdef",
        "certificate": "XNJSZ2026CP6553X2RM",
        "procedure": "testing-4",
        "survey": "survey-4",
        "fee": "fee-4",
        "branch": "fire",
        "month": "2026-11",
        "receiver": "province",
        "record": "conclusion",
    }
    return Site(cloud.url, cloud, real, subjects)
