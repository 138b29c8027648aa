"""One request for each route as each role would send it, good enough to come as far as the question whose it is, and the
letter of what became of it."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import requests

from app import app
from chalicelib.handlers.openapi import OPERATIONS
from tests.handlers.answer_headers import check_headers
from tests.handlers.route_table import SIGN_IN, Called
from tests.handlers.still_site import PATIENCE, SECOND_CHIEF, StillSite

JSON: Final = "application/json"
COMMAND: Final = "k" * 26
FIRST: Final[tuple[tuple[str, Mapping[str, str]], ...]] = (
    (r"/api/cases/\{reference\}/(accept|corrections|decline)$", {"reference": "new"}),
    (r"/api/cases/\{reference\}/(pickup|keeping|parcel)$", {"reference": "done"}),
    (r"/ratings/\{reference\}/rectification$", {"reference": "rated"}),
    (r"/(ratings|api/ratings|oversight/ratings)/", {"reference": "rated"}),
    (r"/r/|/api/cases/\{reference\}/rating$", {"reference": "over"}),
    (r"/cases/\{reference\}/certificate", {"reference": "done"}),
    (r"/(consultations|api/consultations|window/questions)/", {"reference": "question"}),
    (r"/window/rectifications/|/rectification$", {"reference": "ordered"}),
    (r"/(complaints|api/complaints|oversight/complaints)/", {"reference": "complaint"}),
    (r"batches/\{reference\}", {"reference": "batch"}),
    (r"^/items/\{code\}/(batch|table)$", {"code": "batch_item"}),
    (r"/inquiries/", {"reference": "question", "card": "inquiry_card"}),
    (r"^/(v|api/certificates)/\{certificate\}$", {"certificate": "number"}),
    (r"^/batch-drafts/|/tables/", {"draft": "batch_draft"}),
    (r"^/window/.*\{draft\}", {"draft": "walk_in_draft"}),
    (r"^/t/", {"token": "todo"}),
    (r"", {}),
)
"""Which of the site's things stand in an address, by its pattern: the first that fits."""

PLAIN: Final = {
    "code": "XN-GHJ-001", "edition": "current", "day": "2026-11-20", "step": "review", "kind": "q", "table": "rows",
    "name": "draft.00000000.js", "carrier": "standard", "secret": "nosuchsecret", "provider": "aliyun",
    "month": "2026-11", "receiver": "province", "record": "conclusion", "staff": "s-ghj-1", "document": "acceptance-2", "page": "1", "branch": "fire",
    "procedure": "testing-4", "survey": "survey-4", "fee": "fee-4",
}  # fmt: skip
QUERY: Final = {
    "/oversight/patterns": "kind=quick_decision",
    "/api/exchange/{receiver}/{day}/{record}": "unit=GHJ",
    "/api/patterns": "kind=quick_decision",
    "/window/drafts/{draft}": "item=XN-GHJ-001&variant=XN-GHJ-001-1",
    "/v/{certificate}": "k={secret}",
    "/api/certificates/{certificate}": "k={secret}",
}

REASON: Final = "材料不齐，需要重新核对。"
WALK_IN: Final = {"item": "XN-GHJ-001", "variant": "XN-GHJ-001-1"}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "/window/find": {"q": "{case}"},
    "/window/kind": {**WALK_IN, "applicant_kind": "company"},
    "/window/cases": {**WALK_IN, "then": "accept"},
    "/window/cases/{reference}": {"then": "decide", "step": "review", "outcome": "pass", "shown": "x"},
    "/window/cases/{reference}/notices": {"notice": "{notice}", "not_arrived": "1"},
    "/window/dispatches": {"reference": "{done}", "carrier": "ems", "waybill": "EA123456789CN"},
    "/window/batches/{reference}": {"then": "grant", "tick": "1", "note": "准予。"},
    "/window/cases/{reference}/cards/{card}": {"answer": "feedback", "note": REASON},
    "/window/inquiries/{kind}/{reference}/cards/{card}": {"then": "answer", "answer": "feedback", "note": REASON},
    "/window/certificates/{certificate}": {"then": "end-revoked", "ground": "deception", "reason": REASON},
    "/window/questions/{reference}": {"then": "answer", "text": REASON},
    "/window/rectifications/{reference}": {"text": REASON},
    "/oversight/cases/{reference}": {"then": "give", "colour": "yellow", "step": "review", "note": REASON},
    "/oversight/complaints/{reference}": {"then": "take"},
    "/oversight/ratings/{reference}": {"then": "verify", "finding": "founded", "text": REASON},
    "/complain": {"unit": "GHJ", "text": REASON},
    "/complaints/{reference}/reopen": {"text": REASON},
    "/r/{reference}": {"level": "5"},
    "/ask": {"item": "XN-GHJ-001", "text": REASON},
    "/admin/staff/{staff}/posts": {"post": "GHJ:officer", "added": "GHJ:chief"},
    "/admin/moves": {"from_post": "GHJ:chief", "to_post": "ZJW:chief", "reason": REASON},
    "/admin/drafts/{edition_draft}": {"then": "submit", "version": "1"},
    "/admin/items/{code}": {"version": "0"},
    "/drafts": {"item": "XN-GHJ-001", "variant": "XN-GHJ-001-1"},
    "/batches": {"item": "XN-JTJ-001", "variant": "XN-JTJ-001-1"},
    "/mine/messages": {"courtesies": "yes"},
    "/leader/extension/{reference}": {"amount": "5", "reason": REASON},
    "/leader/cases/{reference}": {"then": "terminate", "ground": "applicant_gone", "note": REASON},
    "/todo/{reference}/{step}": {"outcome": "refuse", "opinion": REASON, "shown": "x"},
    "/todo/{reference}/{step}/handover": {"to": SECOND_CHIEF, "reason": REASON},
    "/d/{token}": {"outcome": "refuse", "opinion": REASON, "shown": "x"},
    "/leader/deputies": {"post": "GHJ:chief", "to": "s-ghj-3", "from_on": "2099-01-01", "until_on": "2099-01-02"},
}  # fmt: skip
"""What the form of each page posts beside its command."""

CHANGED: Final[Mapping[str, Mapping[str, Any]]] = {
    "createUpload": {"draft": "{draft}", "material": "id-card"},
    "submitCase": {"draft": "{draft}"},
    "supplyCorrection": {"draft": "{draft}"},
    "submitBatch": {"draft": "{batch_draft}"},
    "requestCorrection": {"rows": [{"material": "form", "sentence": -1}], "note": REASON},
    "recordDispatch": {"references": ["{done}"]},
    "giveCard": {"step": "review"},
    "reassign": {"to": SECOND_CHIEF},
    "withdrawCase": {},
}
"""What is not the operation's example, so that it speaks of what is there."""

OPERATION: Final = {(one.method, one.path): one for one in OPERATIONS}


COUNTED: Final = frozenset({"Guards", "Drafts/owner"})
"""What looking may change, and what is refused: how often somebody has tried, and the list of one's own drafts."""


class Requests:
    """Everybody's requests to one site."""

    def __init__(self, site: StillSite) -> None:
        self.site, self.http, self.count = site, requests.Session(), 0
        self.http.cookies.set_policy(_NO_COOKIES)

    def letter(self, called: Called, role: str) -> str:
        """What becomes of it; the site is as before when it returns."""
        answer, self.count = self.send(called, role), self.count + 1
        check_headers(answer)
        changed, letter = self.site.reset(), letter_of(answer)
        assert called.posts or changed <= COUNTED, f"{called} by {role} has changed {changed}"
        kept = COUNTED | {"Drafts"} if letter == "v" else COUNTED  # what was typed is kept, right or wrong
        assert letter in "y-" or changed <= kept, f"{called} refused to {role} has changed {changed}"
        idle = not changed if called.posts else answer.is_redirect
        return "-" if letter == "y" and idle else letter

    def send(self, called: Called, role: str) -> requests.Response:
        session, things = self.site.sessions[role], self.site.things
        ids = ids_in(called.path, things)
        headers, body = {"Accept": "text/html"}, None
        if called.api:
            headers = {"Authorization": f"Bearer {session.token}"} if session else {}
        elif session:
            headers |= {"Cookie": f"{session.kind}={session.token}", "X-CSRF-Token": session.form_token}
        operation = OPERATION.get((called.method, called.path))
        if operation and operation.request:
            headers |= {"Idempotency-Key": COMMAND}
            body = {"json": _filled({**_object(operation.request.example), **CHANGED.get(operation.id, {})}, things)}
        elif called.posts:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            form = _filled(dict(FORMS.get(called.path, {})), things)
            body = {"data": {"command": COMMAND, **form}}
        if called.posts and taken(called) == JSON and not operation:
            body = {"json": _filled(SCRIPTS.get(called.path, {}), things)}
            headers["Content-Type"] = JSON
        query = QUERY.get(called.path, "").format_map(things)
        url = f"{self.site.cloud.url}{called.path.format_map(ids)}?{query}".removesuffix("?")
        return self.http.request(
            called.method, url, headers=headers, allow_redirects=False, timeout=PATIENCE, **(body or {})
        )


def ids_in(path: str, things: Mapping[str, str]) -> Mapping[str, str]:
    """What there is for each parameter of an address, by its pattern."""
    names = next(names for pattern, names in FIRST if re.search(pattern, path))
    return {**PLAIN, **things, "reference": things["case"], **{name: things[thing] for name, thing in names.items()}}


def taken(called: Called) -> str:
    """The content type that the route takes first."""
    return str(app.routes[called.path][called.method].content_types[0])


def letter_of(answer: requests.Response) -> str:
    """`y` done or shown, `-` answered without any effect, or sent to another page, `s` asked to sign in, `f` refused as not theirs, `n` not there for them, `v` what was sent is
    refused, `c` the state of the thing forbids it."""
    status = answer.status_code
    assert status < 500, (answer.request.method, answer.request.url, answer.text[:300])
    onward = urlsplit(answer.headers.get("Location", ""))
    if status == 401 or (onward.path in SIGN_IN.values() and onward.query.startswith("next=")):
        return "s"
    if status < 400:
        return "y"
    return {403: "f", 404: "n", 409: "c", 410: "c", 423: "c"}.get(status, "v")


SCRIPTS: Final[Mapping[str, Any]] = {
    "/drafts/{draft}": {"form": {"name": "张三"}},
    "/uploads": {"draft": "{draft}", "material": "id-card", "content_type": "image/jpeg", "size": 9, "name": "a.jpg"},
}


def _object(example: Any) -> dict[str, Any]:
    return example if isinstance(example, dict) else {"": example}


def _filled(value: Any, things: Mapping[str, str]) -> Any:
    """With the names of the site's things in braces replaced."""
    if isinstance(value, dict):
        return {key: _filled(one, things) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, things) for one in value]
    return value.format_map(things) if isinstance(value, str) and value.startswith("{") else value


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[name-defined,misc]
    def set_ok(self, *_: Any) -> bool:
        return False


_NO_COOKIES = _NoCookies()
