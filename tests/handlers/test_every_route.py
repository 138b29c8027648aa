"""Every route over real HTTP: who may call it, and what it says to everybody and everything else.

HEAD is routed only for the links that travel by SMS, which message apps and scanners look at; elsewhere the gateway itself
answers 404 and no function runs. The gateway also answers paths that no route has, and methods that a path has not.
"""

import http.client
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests

from app import app
from chalicelib.handlers.edge import LARGEST_BODY
from chalicelib.handlers.problems import status_of
from tests.handlers.busy_site import Site, busy_site, check_answer, check_refused
from tests.handlers.leader_phone import stored
from tests.handlers.route_table import CALLED, SIGN_IN, Called

pytestmark = pytest.mark.journey
KEEPS_WORDS = ("/todo/{reference}/{step}", "/d/{token}")
"""What a leader wrote in their half hour is carried through the PIN page: 401 with that page, instead of 303 or 403."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
EVENTS = Path(__file__).parents[2] / "events"
EVIL = "https://evil.example"
MADE_BY_BROWSERS = {
    "multipart/form-data; boundary=x": b"--x--",
    "text/plain": b"a=b",
    "application/xml": b"<a/>",
    "": b"",
}
HOSTILE = {
    "slash": "%2F",
    "up": "..",
    "up, encoded": "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
    "long": "x" * 5000,
    "emoji": quote("🙂" * 40),
    "zero": "%00",
    "line": "%0d%0aSet-Cookie:%20a=b",
    "bytes": "%ff%fe",
    "script": quote("'\"><script>alert(1)</script>"),
    "pattern": quote("{reference}%s%(name)s${x}#"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with busy_site(tmp_path_factory.mktemp("routes")) as site:
        yield site


def routes(*conditions: str) -> pytest.MarkDecorator:
    """By the routes that have all these attributes."""
    found = [one for one in CALLED if all(getattr(one, condition) for condition in conditions)]
    return pytest.mark.parametrize("called", found, ids=str)


def taken(called: Called) -> str:
    """The content type that the route takes first."""
    entry = app.routes[called.path][called.method]
    return str(entry.content_types[0])


def typed(called: Called, **other: str) -> dict[str, str]:
    return {"Content-Type": taken(called), **other} if called.posts else {**other}


def token_for(site: Site, called: Called) -> str:
    return site.real["todo" if called.path.startswith("/t/") else "token"]


def test_the_table_names_every_route_once() -> None:
    assert sorted(str(one) for one in CALLED) == sorted(
        f"{method} {path}" for path, methods in app.routes.items() for method in methods
    )


def expect_sign_in(site: Site, called: Called, answer: requests.Response, path: str, session: str = "") -> None:
    """Asked to sign in; whoever holds another session is asked no less."""
    if called.api or (called.posts and taken(called) == JSON):
        check_refused(site, answer, 401, "session_expired")
    elif called.path in KEEPS_WORDS and called.posts:
        assert answer.status_code == 401, session
        assert 'name="pin"' in answer.text
    else:
        back = path if called.method == "GET" else "/"
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{SIGN_IN[called.kinds[0]]}?next={quote(back)}"


@routes("kinds")
def test_without_a_living_session_one_is_asked_to_sign_in(site: Site, called: Called) -> None:
    """What becomes of every other kind of session is the matrix's, test_role_matrix."""
    path, headers = site.path(called.path), typed(called)
    for session in (None, *(site.expired(kind) for kind in called.kinds)):
        token = {"X-CSRF-Token": session.form_token} if session else {}
        answer = site.send(called.method, path, session, headers=headers | token)
        expect_sign_in(site, called, answer, path, session.kind if session else "nobody")
    if called.api:
        answer = site.send(called.method, path, headers=headers | {"Authorization": "Bearer forged"})
        check_refused(site, answer, 401, "session_expired")


@routes("kinds", "posts")
def test_a_session_in_a_cookie_changes_nothing_without_its_form_token(site: Site, called: Called) -> None:
    path, sessions = site.path(called.path), [site.signed_in(kind) for kind in called.kinds]
    before = stored(site.cloud)
    for session in sessions:
        for token in ("", "wrong", "ключ".encode().decode("latin-1")):
            answer = site.send(called.method, path, session, headers=typed(called, **{"X-CSRF-Token": token}))
            if called.path in KEEPS_WORDS:
                assert (answer.status_code, 'name="pin"' in answer.text) == (401, True)
            else:
                check_refused(site, answer, 403, "csrf")
        own = {"X-CSRF-Token": session.form_token, "Origin": EVIL}
        check_refused(site, site.send(called.method, path, session, headers=typed(called, **own)), 403, "csrf")
    assert stored(site.cloud) == before


@pytest.mark.parametrize(
    "called", [one for one in CALLED if one.who in ("form", "link") and one.method == "POST" and not one.api], ids=str
)
def test_a_form_before_signing_in_comes_from_our_own_pages_only(site: Site, called: Called) -> None:
    path = site.path(called.path, token=token_for(site, called))
    for session in (None, site.sign_in("leader"), site.sign_in("citizen")):
        answer = site.send("POST", path, session, headers=typed(called, Origin=EVIL))
        if called.path == "/signout" and not (session and session.kind == "citizen"):
            assert answer.status_code == 303, "there is nothing to end"
        else:
            check_refused(site, answer, 403, "csrf")


@routes("posts")
def test_a_body_of_another_content_type_is_refused_in_our_words(site: Site, called: Called) -> None:
    for content_type, body in MADE_BY_BROWSERS.items():
        if not content_type and JSON in app.routes[called.path][called.method].content_types:
            continue
        for accept in ("text/html", JSON):
            headers = {"Content-Type": content_type, "Accept": accept}
            answer = site.send(called.method, site.path(called.path), headers=headers, data=body)
            check_refused(site, answer, 415, "unsupported_media_type")
            as_page = accept == "text/html" and not called.api
            assert answer.headers["Content-Type"].startswith("text/html" if as_page else "application/problem+json")


NOT_READ = {
    *("/admin/staff/{staff}/enrolment", "/signout", "/staff/signout", "/leader/signout", "/d/{token}/resend"),
    "/webhooks/courier/sf/{secret}",
    *(
        "/cases/{reference}/opening",
        "/cases/{reference}/correction",
        "/drafts/{draft}/submit",
        "/window/drafts/{draft}/discard",
    ),
    *(
        "/window/drafts/{draft}",
        "/window/cases/{reference}/correction/{draft}",
        "/uploads/{upload}/remove",
        "/webhooks/courier/{carrier}",
        "/webhooks/sms/{provider}",
        "/t/{token}",
        "/t/{token}/resend",
    ),
    "/leader/extension/{reference}",
    *("/batch-drafts/{draft}/applicant", "/batch-drafts/{draft}/confirm"),
    *("/leader/deputies/{delegation}/revoke", "/admin/staff/{staff}/deputies/{delegation}/revoke"),
    *("/window/lock", "/signin/code", "/signin/four", "/signin/again", "/leader/code/again"),
}
"""Routes that need no word of the body, or find something else amiss before they look at it."""


@cache
def unreadable(content_type: str) -> dict[str, tuple[bytes, str]]:
    """Bodies, and the code of each."""
    large = b"x" * LARGEST_BODY
    if content_type == FORM:
        return {
            "no UTF-8": (b"command=\xff&pin=\xfe&phone=\xe9", "not_utf8"),
            "no UTF-8, encoded": (b"command=%ff&pin=%fe&who=%e9", "not_utf8"),
            "fields": ("&".join(f"f{number}=1" for number in range(20_000)).encode(), "form_too_long"),
            "large": (b"opinion=" + large, "payload_too_large"),
        }
    return {
        "no UTF-8": (b'{"a": "\xff"}', "not_json"),
        "deep": (b"[" * 100_000, "not_json"),
        "no object": (b"[]", "not_json"),
        "no number": (b'{"a": NaN}', "not_json"),
        "half a pair": (b'{"a": "\\ud800"}', "not_json"),
        "large": (b'{"a": "' + large + b'"}', "payload_too_large"),
    }


@routes("posts")
def test_a_body_that_cannot_be_read_is_told_so(site: Site, called: Called) -> None:
    headers, session = typed(called), site.sign_in(called.kinds[0]) if called.kinds else None
    path = site.path(called.path, **({"reference": site.real["joint"]} if called.path.startswith("/todo/") else {}))
    if session:
        headers |= {"X-CSRF-Token": session.form_token}
    headers["Idempotency-Key"] = "k" * 20
    for name, (body, code) in unreadable(taken(called)).items():
        answer = site.send(called.method, path, session, headers=headers, data=body)
        if called.path not in NOT_READ or name == "large":
            check_refused(site, answer, status_of(code), code)


@pytest.mark.parametrize("called", [one for one in CALLED if one.method == "GET"], ids=str)
def test_an_answer_keeps_scripts_frames_and_referrers_off(site: Site, called: Called) -> None:
    """`send` looks at the headers of every answer, and at what stands in a page."""
    for session in (None, *(site.signed_in(kind) for kind in called.kinds)):
        site.send("GET", site.path(called.path, token=token_for(site, called)), session)


@routes("api")
def test_a_problem_is_for_programs_whatever_they_accept(site: Site, called: Called) -> None:
    answer = site.send(called.method, site.path(called.path, code="NONE"), headers=typed(called, Accept="text/html"))
    assert "json" in answer.headers["Content-Type"]


@pytest.mark.parametrize("called", [one for one in CALLED if one.method == "GET"], ids=str)
def test_looking_by_head_changes_nothing(site: Site, called: Called) -> None:
    sessions = (None, *(site.signed_in(kind) for kind in site.subjects))
    before = stored(site.cloud)
    for session in sessions:
        answer = site.send("HEAD", site.path(called.path, token=token_for(site, called)), session)
        assert answer.content == b""
        assert answer.status_code in ((200, 303) if "HEAD" in app.routes[called.path] else (405,))
    assert stored(site.cloud) == before


@pytest.mark.parametrize("called", [one for one in CALLED if "{" in one.path], ids=str)
def test_a_hostile_address_is_not_found(site: Site, called: Called) -> None:
    names = [part[1:-1] for part in called.path.split("/") if part.startswith("{")]
    session = site.sign_in(called.kinds[0]) if called.kinds else None
    headers = typed(called, **{"Idempotency-Key": "k" * 20})
    if session:
        headers |= {"X-CSRF-Token": session.form_token, "Cookie": f"{session.kind}={session.token}"}
    for shape, text in HOSTILE.items():
        for name in names:
            answer = raw(site, called.method, site.path(called.path, **{name: text}), headers)
            check_answer(answer)
            assert answer.status_code in (400, 404, 410, 422, 415, 401, 403), (shape, answer.status_code)
            assert "Set-Cookie" not in answer.headers or called.method == "POST"
            assert "<script>alert" not in answer.text
            if shape == "long" and called.method != "HEAD":
                check_refused(site, answer, 404, "not_found")


def raw(site: Site, method: str, path: str, headers: dict[str, str]) -> requests.Response:
    """The path as it is written: requests would tidy it up."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    try:
        connection.putrequest(method, path)
        body = b"{}" if headers.get("Content-Type") == JSON else b""
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        came = connection.getresponse()
        answer = requests.Response()
        answer.status_code, answer._content = came.status, came.read()
        answer.headers.update(came.getheaders())
        answer.encoding = "utf-8"
        answer.request = requests.Request(method, site.url + "/").prepare()
        return answer
    finally:
        connection.close()


@pytest.mark.parametrize(
    "others",
    [
        'a={"b": [1, 2]}',
        "名=值".encode().decode("latin-1"),
        "=",
        ";;;",
        "a" * 4000,
        "a=b=c; ; d",
        'q="unclosed',
    ],
)
def test_cookies_of_other_sites_do_not_shut_anybody_out(site: Site, others: str) -> None:
    session = site.sign_in("citizen")
    for cookies in (f"{others}; citizen={session.token}", f"citizen={session.token}; {others}"):
        assert site.send("GET", "/mine", headers={"Cookie": cookies}).status_code == 200
    assert site.send("GET", "/mine", headers={"Cookie": others}).status_code == 303


@pytest.mark.parametrize(
    "bearer", ["", "Bearer", "Bearer  ", "Bearer " + "x" * 4000, "Basic Zm9v", "bearer \xff", "a b c"]
)
def test_a_senseless_credential_is_none(site: Site, bearer: str) -> None:
    check_refused(site, site.send("GET", "/api/cases", headers={"Authorization": bearer}), 401, "session_expired")


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/mine"), ("PATCH", "/api/cases"), ("GET", "/drafts")])
def test_a_method_that_a_path_does_not_have_is_told_in_our_words(site: Site, method: str, path: str) -> None:
    """The gateway answers first where it stands; this is what the function itself would say."""
    event = json.loads((EVENTS / "http-get.json").read_text())
    event |= {"path": path, "resource": path, "httpMethod": method}
    event["requestContext"] |= {"path": path, "resourcePath": path, "httpMethod": method}
    answer = app(event, None)
    assert answer["statusCode"] == 405
    assert set(answer["headers"]["Allow"].split(", ")) == set(app.routes[path])
    assert "这个网址不能这样提交" in answer["body"]
    assert site.url
