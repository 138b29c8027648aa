"""The issue's list "Bad input, at least", over real HTTP: each with its status and its sentence.

What another file holds already:

unknown upload, another person's upload   journeys/test_uploads: test_another_person_finds_neither_draft_nor_upload
oversize, wrong type, empty               journeys/test_uploads: test_what_is_wrong_with_a_request_is_said
renamed executable, wrong type by content usecases/test_uploads: test_what_cannot_serve_is_refused_with_its_reason_and_not_kept,
                                          domain/test_verdict: test_a_program_that_goes_on_like_a_pdf_is_a_program
over the size after all                   infra/test_local_s3: test_a_post_that_breaks_its_policy_is_refused
swapped after its verdict                 journeys/test_uploads: test_a_swap_after_the_verdict_changes_nothing
form posted twice                         test_hall: test_submitted_twice_it_is_one_case,
                                          test_window: test_the_same_form_posted_twice_is_one_case,
                                          test_approval: test_a_decided_link_shows_what_was_decided_and_the_same_form_gets_the_first_answer
expired session                           test_every_route: test_without_a_living_session_one_is_asked_to_sign_in,
                                          test_hall: test_an_expired_session_leads_back_to_the_form_that_was_posted,
                                          test_approval: test_words_survive_the_end_of_the_half_hour
wrong PIN five times                      test_window: test_five_wrong_pins_lock_tell_the_holder_and_an_enrolment_code_helps,
                                          test_approval: test_five_wrong_pins_lock_and_tell_the_holder
expired link                              test_approval: test_an_expired_link_offers_a_new_one_to_the_number_on_file
old-key link that still verifies          usecases/test_leader_links: test_an_old_key_verifies_while_its_links_live_and_then_is_unknown
webhook: bad signature, replay, future    test_courier: test_a_bad_push_is_refused_and_nothing_happens (with 1 MB and
                                          invalid UTF-8), test_the_same_webhook_id_again_with_a_new_time_does_nothing_twice
webhook: unknown waybill, repeated        test_courier: test_a_push_before_the_dispatch_waits_for_it,
                                          test_a_delivered_parcel_serves_the_case_however_often_it_is_pushed
webhook: out of order                     usecases/test_take_push: test_any_order_repetition_and_moment_of_dispatch_end_in_one_state
item suspended                            test_hall_cases: test_an_item_that_is_not_open_says_where_to_go
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.identity import resident_check_digit
from chalicelib.domain.links import DecideLink, LinkKeys, read, sign
from chalicelib.domain.reference import case_matter, derive
from chalicelib.usecases.request_code import PER_ADDRESS, count_or_refuse
from tests.handlers.busy_site import OFFICER, PERSONAL, Site, busy_site, check_refused, code_in, sentence
from tests.handlers.hall import FORM, VARIANT, Citizen, check_page, words
from tests.handlers.leader_phone import PINS, aged
from tests.sample import INSTANT
from tests.walk_ins import FIELDS

pytestmark = pytest.mark.journey
UNKNOWN = derive("nobody ever got this one", 0)
NOBODYS_DRAFT = "z" * 26


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with busy_site(tmp_path_factory.mktemp("bad")) as site:
        yield site


@pytest.fixture
def stranger(site: Site) -> Citizen:
    """Somebody else, signed in."""
    return Citizen(site.cloud).sign_in()


def shown(answer: requests.Response, *ids: str) -> str:
    """The answer as it stands, without the ids asked for and what is new in every page."""
    told = re.sub(r"nonce(=\"|-)[\w-]+", "nonce", answer.text)
    for one in ids:
        told = told.replace(one, "ID")
    return told


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/items/XN-NONE-001", "item_unknown"),
        ("/items/XN-NONE-001/apply", "item_unknown"),
        ("/api/items/XN-NONE-001", "item_unknown"),
        (f"/cases/{UNKNOWN}", "case_unknown"),
        ("/cases/not-a-reference", "case_unknown"),
        (f"/api/cases/{UNKNOWN}", "case_unknown"),
        (f"/cases/{UNKNOWN}/certificate", "case_unknown"),
        (f"/drafts/{NOBODYS_DRAFT}", "draft_unknown"),
        ("/uploads/nosuchupload", "upload_unknown"),
        ("/api/uploads/nosuchupload", "upload_unknown"),
        ("/d/nosuchlink", "link_malformed"),
        ("/t/nosuchlink", "link_malformed"),
        ("/api/links/nosuchlink", "link_malformed"),
        ("/assets/nosuch.js", "not_found"),
    ],
)
def test_what_is_not_there_is_told_with_its_sentence(site: Site, path: str, code: str) -> None:
    answer = site.send("GET", path, site.sign_in("citizen"))
    check_refused(site, answer, 404, code)
    assert sentence(code) in answer.text


@pytest.mark.parametrize(
    ("method", "pattern"),
    [
        ("GET", "/cases/{reference}"),
        ("GET", "/cases/{reference}/withdraw"),
        ("POST", "/cases/{reference}/withdraw"),
        ("POST", "/cases/{reference}/correction"),
        ("POST", "/cases/{reference}/opening"),
        ("GET", "/cases/{reference}/certificate"),
        ("GET", "/api/cases/{reference}"),
        ("GET", "/drafts/{draft}"),
        ("GET", "/drafts/{draft}/materials"),
        ("GET", "/drafts/{draft}/confirm"),
        ("PUT", "/drafts/{draft}"),
        ("POST", "/drafts/{draft}"),
        ("POST", "/drafts/{draft}/kind"),
        ("POST", "/drafts/{draft}/materials"),
        ("POST", "/drafts/{draft}/papers"),
        ("POST", "/drafts/{draft}/submit"),
    ],
)
def test_what_is_anothers_answers_byte_for_byte_like_nothing(
    site: Site, stranger: Citizen, method: str, pattern: str
) -> None:
    token = {"X-CSRF-Token": stranger.token()}
    if method != "GET":
        token["Content-Type"] = "application/json" if method == "PUT" else "application/x-www-form-urlencoded"
    asked = (site.real, {"reference": UNKNOWN, "draft": NOBODYS_DRAFT})
    answers = []
    for ids in asked:
        url = site.url + pattern.format_map(ids)
        answers.append(stranger.web.request(method, url, headers=token, allow_redirects=False, timeout=30))
    theirs, none = answers
    assert theirs.status_code == none.status_code == 404
    named = ("reference", "draft")
    assert shown(theirs, *(asked[0][name] for name in named)) == shown(none, *(asked[1][name] for name in named))
    assert set(theirs.headers) == set(none.headers)
    assert not [secret for secret in PERSONAL if secret in theirs.text]


def test_a_case_of_another_unit_or_leader_is_not_shown(site: Site) -> None:
    officer, leader = site.sign_in("staff"), site.sign_in("leader")
    for path in (f"/window/cases/{site.real['joint']}", f"/window/receipts/{site.real['joint']}"):
        check_refused(site, site.send("GET", path, officer), 404, "case_unknown")
        assert code_in(site.send("GET", path.replace(site.real["joint"], UNKNOWN), officer)) == "case_unknown"
    check_refused(site, site.send("GET", f"/todo/{UNKNOWN}/review", leader), 404, "case_unknown")
    assert site.send("GET", f"/todo/{site.real['reference']}/review", leader).status_code in (403, 404)


def id_number(birth: str) -> str:
    digits = f"421202{birth}001"
    return digits + resident_check_digit(digits)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "required"),
        ("id_number", "", "required"),
        ("answers.subject", " ", "required"),
        ("id_number", "420101199003070001", "resident_id_check_digit"),
        ("id_number", "42010119900307000", "resident_id_length"),
        ("id_number", id_number("20991231"), "resident_id_birth_date_future"),
        ("id_number", id_number("19900230"), "resident_id_birth_date"),
        ("phone", "12345", "mobile_format"),
        ("answers.education", "没有这一项", "not_a_choice"),
        ("delivery", "pigeon", "required"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_stays_typed(stranger: Citizen, field: str, value: str, code: str) -> None:
    draft = stranger.begin()
    answer = stranger.post(f"/drafts/{draft}", {**FORM, field: value})
    check_page(answer, 422)
    assert sentence(code) in words(answer)
    assert f'id="f-{field}"' in answer.text
    check_page(stranger.post(f"/drafts/{draft}/submit"), 422)
    assert "没有" in words(stranger.get("/mine")) or draft in stranger.get("/mine").text


def test_a_missing_material_is_told_beside_it(stranger: Citizen) -> None:
    draft = stranger.begin()
    stranger.post(f"/drafts/{draft}", FORM)
    for answer in (stranger.post(f"/drafts/{draft}/materials"), stranger.post(f"/drafts/{draft}/submit")):
        check_page(answer, 422)
        assert sentence("material_missing") in words(answer)


def test_five_wrong_codes_kill_the_right_one(site: Site) -> None:
    guest = Citizen(site.cloud)
    guest.post("/signin", {"phone": guest.phone}, page="/signin")
    right = guest.code()
    wrong = "000000" if right != "000000" else "111111"
    told = [guest.post("/signin/code", {"code": wrong}) for _ in range(5)]
    assert [answer.status_code for answer in told] == [422] * 5
    assert [sentence("code_wrong") in words(answer) for answer in told] == [True] * 4 + [False]
    for answer in (told[-1], guest.post("/signin/code", {"code": right})):
        check_page(answer, 422)
        assert sentence("code_dead") in words(answer)
    assert guest.get("/mine").status_code == 303


def test_codes_are_limited_by_telephone(site: Site) -> None:
    guest = Citizen(site.cloud)
    sent = [guest.post("/signin", {"phone": guest.phone}, page="/signin") for _ in range(2)]
    assert [answer.status_code for answer in sent] == [303, 429]
    check_page(sent[1], 429)
    assert sentence("too_many_requests") in words(sent[1])
    asked = site.send("POST", "/api/login-codes", json={"phone": guest.phone})
    check_refused(site, asked, 429, "too_many_requests")
    assert len(site.cloud.cloud.outbox.messages(f"+86{guest.phone}")) == 1


def test_codes_are_limited_by_address(site: Site) -> None:
    """Last in its hour: the clock moves on, so that nobody else is kept waiting."""
    hourly = PER_ADDRESS[:1]
    for _ in range(hourly[0][1]):
        with_limit = {"guards": wiring.guards(), "now": wiring.now()}
        count_or_refuse("codes-from", "127.0.0.1", ((hourly[0][0], 10**6),), **with_limit)
    guest = Citizen(site.cloud)
    refused = guest.post("/signin", {"phone": guest.phone}, page="/signin")
    check_page(refused, 429)
    assert sentence("too_many_requests") in words(refused)
    assert site.cloud.cloud.outbox.messages(f"+86{guest.phone}") == []
    site.cloud.advance_to(site.cloud.clock.now() + timedelta(hours=2))
    assert guest.post("/signin", {"phone": guest.phone}, page="/signin").status_code == 303


def bad_links(site: Site) -> dict[str, tuple[str, str, int, str]]:
    """By name: page, token, status, code."""
    good, todo = site.real["token"], site.real["todo"]
    keys = wiring.link_keys()
    link = read(good, DecideLink, keys=keys, now=wiring.now())
    strange = LinkKeys(keys.current, {**keys.keys, keys.current: b"x" * 32})
    gone = LinkKeys("z", {"z": b"y" * 32})
    return {
        "truncated": ("d", good[: (len(good) - 2) // 4 * 4 + 1], 404, "link_malformed"),
        "emptied": ("d", "A", 404, "link_malformed"),
        "changed": ("d", good[:20] + ("A" if good[20] != "A" else "B") + good[21:], 404, "link_forged"),
        "other secret": ("d", sign(link, keys=strange), 404, "link_forged"),
        "unknown key": ("d", sign(link, keys=gone), 404, "link_unknown_key"),
        "todo for decide": ("d", todo, 404, "link_wrong_purpose"),
        "decide for todo": ("t", good, 404, "link_wrong_purpose"),
        "expired": ("d", aged(good, expires_at=wiring.now() - timedelta(minutes=11)), 410, "link_expired"),
    }


NAMES = (
    "truncated",
    "emptied",
    "changed",
    "other secret",
    "unknown key",
    "todo for decide",
    "decide for todo",
    "expired",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_link_opens_and_decides_nothing(site: Site, name: str) -> None:
    door, token, status, code = bad_links(site)[name]
    before = len(wiring.log().read(case_matter(site.real["joint"])))
    posts = ("", "/pin", "/resend") if door == "d" and code != "link_expired" else ("",)
    for session in (None, site.sign_in("leader")):
        answers = [site.send("GET", f"/{door}/{token}", session)]
        answers += [
            site.send("POST", f"/{door}/{token}{path}", session, data={"outcome": "pass", "pin": "271828"})
            for path in posts
        ]
        for answer in answers:
            assert answer.status_code == status
            assert sentence(code) in words(answer)
            assert not [secret for secret in PERSONAL if secret in answer.text]
    if door == "d":
        body, key = {"outcome": "pass", "shown": "x", "pin": "271828"}, {"Idempotency-Key": "k" * 20}
        told = site.send("POST", f"/api/links/{token}/decision", json=body, headers=key)
        check_refused(site, told, status, code)
    assert len(wiring.log().read(case_matter(site.real["joint"]))) == before


def test_a_way_back_in_chinese_is_an_address(site: Site) -> None:
    """A header holds no such letters, and the gateway would answer 500 for us."""
    signed_in = {"who": OFFICER, "pin": PINS[OFFICER], "next": "/window?q=教师&x=%41#f"}
    answer = site.send("POST", "/staff/signin", data=signed_in)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/window?q=%E6%95%99%E5%B8%88&x=%41#f")


@pytest.mark.parametrize("path", ["/", "/query", f"/api/items/{INSTANT}", "/signin"])
def test_when_nothing_can_be_read_the_sentence_still_comes(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(wiring, "edition", broken)
    answer = requests.get(site.url + path, timeout=30)
    assert answer.status_code == 500
    assert sentence("unavailable") in answer.text
    assert "Traceback" not in answer.text
    assert HIDDEN not in answer.text


def test_a_failure_of_ours_tells_nothing_of_the_applicant(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    officer, form = site.sign_in("staff"), {**FIELDS, "item": INSTANT, "variant": VARIANT, "then": "grant"}
    posted = {**form, "command": "fails00000000001", "csrf_token": officer.form_token}
    monkeypatch.setattr(wiring, "dossiers", broken)
    answer = requests.post(f"{site.url}/window/cases", posted, cookies={"staff": officer.token}, timeout=30)
    assert (answer.status_code, code_in(answer)) == (500, "unavailable")
    assert HIDDEN not in answer.text
    assert HIDDEN in caplog.text, "the engineer sees what has failed"
    assert site.secrets_in(caplog.text + answer.text) == []


HIDDEN = "what only an engineer shall read"


def broken() -> None:
    raise RuntimeError(HIDDEN)
