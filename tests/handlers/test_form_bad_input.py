"""Every form and every page's query under generated bad input, over real HTTP: never a 500, always a sentence."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.pages import act_forms, inquiry_view
from tests.effort import share
from tests.handlers.busy_site import Site, busy_site
from tests.handlers.route_table import CALLED, Called

pytestmark = [pytest.mark.journey, pytest.mark.thorough]
HANDLERS = Path(__file__).parents[2] / "chalicelib" / "handlers"
REAL = ("reference", "joint", "step", "draft", "code", "carrier", "certificate")
OURS = ("XN-JYJ-001", "XN-JYJ-001-1", "JYJ", "grant", "accept", "correct", "decline", "decide", "pickup", "pass", "return",
        "refuse", "papers", "id-card.0", "person", "company", "courier", "ems", "EA123456789CN", "19900000077", "李文静",
        "s-jyj-1", "123456", "k" * 20, "a" * 26, "c-2222222222:3", "1",
        *act_forms.FORMS, *inquiry_view.FIELDS, "founded", "settled", "testing", "handle", "receipt-1", "phone", "2026-12-01", "9999-12-31", "2026-12-01T09:00",
        "applicant_gone", "fire", "谢雨晴、唐振华")  # fmt: skip
"""Values that our own pages send, so that bad input passes the first doors."""

BAD = ("", " ", "x" * 3000, "字" * 900, "🙂", "\x00", "\r\nSet-Cookie: a=b", "/教师?x=中文", "//evil.example", "/\\evil.example", "/\t/evil.example",
       "https:evil.example", "/x\nALARM made up", "-1", "9" * 400,
       "1e999", "NaN", "'\"><script>", "{0}%s${x}{{7*7}}", "\u202e", "٣٤٥", "ａ１", ".", "#", "a#b c", "\ufffe")  # fmt: skip


def names_in(pattern: str) -> list[str]:
    """The fields that some handler reads, by their names in its source."""
    sources = (path.read_text() for path in HANDLERS.glob("*.py"))
    return sorted({name for source in sources for name in re.findall(pattern, source)})


OF_ACTS = {
    name for form in act_forms.FORMS.values() for name in (form.subject, *(one.name for one in form.fields)) if name
} | {name for fields in inquiry_view.FIELDS.values() for name, _ in fields}
FIELDS = sorted({*names_in(r'(?:\.field|form\.get)\("(\w+)"'), *OF_ACTS})
QUERIES = names_in(r'query\.get\("(\w+)"')
SCHEMA_FIELDS = ("name", "id_number", "uscc", "phone", "delivery", "address", "answers.subject", "answers.education",
                 "pages.id-card", "pages.x", "")  # fmt: skip

FORMS = [one for one in CALLED if one.method == "POST" and not one.api and one.who != "paper"]
PAGES = [one for one in CALLED if one.method == "GET" and one.path not in ("/healthz", "/openapi.json")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with busy_site(tmp_path_factory.mktemp("forms")) as site:
        yield site


def values(site: Site) -> st.SearchStrategy[str]:
    return st.sampled_from([*BAD, *OURS, *(site.real[name] for name in REAL)])


def part_of_bad(called: Called) -> list[str]:
    """A share of the bad values, another for each route, so that together the routes meet all of them."""
    start = sum(map(ord, str(called)))
    return [BAD[(start + step) % len(BAD)] for step in range(share(len(BAD)))]


def several(names: list[str], site: Site) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(st.sampled_from(names), values(site)), max_size=14)


def check_reply(answer: requests.Response) -> None:
    """What busy_site checks of every answer, and a way onward that stays here and that a browser can read."""
    onward = answer.headers.get("Location", "")
    assert onward.isascii()
    assert not urlsplit(onward).netloc or onward.startswith("http://127.0.0.1")
    assert not onward.startswith("//")
    assert "'\"><script>" not in answer.text
    assert "${x}49" not in answer.text


quick = settings(
    max_examples=share(20), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("called", FORMS, ids=str)
def test_whatever_a_form_holds_it_has_an_answer(site: Site, called: Called) -> None:
    def post(fields: list[tuple[str, str]]) -> None:
        session = site.sign_in(called.kinds[0]) if called.kinds else None
        headers = {"X-CSRF-Token": session.form_token} if session else {}
        check_reply(site.send("POST", site.path(called.path), session, data=fields or {"": ""}, headers=headers))

    @quick
    @given(several([*FIELDS, *SCHEMA_FIELDS], site))
    def run(fields: list[tuple[str, str]]) -> None:
        post(fields)

    for value in part_of_bad(called):
        post([(name, value) for name in (*FIELDS, *SCHEMA_FIELDS)])
    run()


@pytest.mark.parametrize("called", PAGES, ids=str)
def test_whatever_an_address_asks_it_has_an_answer(site: Site, called: Called) -> None:
    session = site.sign_in(called.kinds[0]) if called.kinds else None

    @quick
    @given(several(QUERIES, site))
    def run(asked: list[tuple[str, str]]) -> None:
        check_reply(site.send("GET", site.path(called.path), session, params=asked))

    for value in part_of_bad(called):
        for some in (QUERIES[::2], QUERIES[1::2]):  # what a server takes in one address is bounded
            check_reply(site.send("GET", site.path(called.path), session, params=dict.fromkeys(some, value)))
    run()


@pytest.mark.parametrize(("method", "pattern"), [("PUT", "/drafts/{draft}"), ("POST", "/uploads")])
def test_whatever_a_script_sends_it_has_an_answer(site: Site, method: str, pattern: str) -> None:
    session = site.sign_in("citizen")
    upload = {
        "draft": site.real["draft"],
        "material": "id-card",
        "content_type": "image/jpeg",
        "size": 9,
        "name": "a.jpg",
    }
    odd = [*BAD, None, True, [], {}, -1, 10**400, 1.5e308, {"a": ["b"]}]
    sent = [{**upload, name: value} for name in upload for value in odd]
    sent += [{"form": {"name": value, str(value)[:200]: value}} for value in odd] + [{"form": value} for value in odd]
    sent += [{"form": {f"answers.f{number}": "字" * 2000 for number in range(150)}}]
    for body in sent:
        check_reply(
            site.send(method, site.path(pattern), session, json=body, headers={"X-CSRF-Token": session.form_token})
        )
