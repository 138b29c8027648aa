"""The guide over real HTTP: it adapts to answers, is kept by caches and never stale for long, is read in large text."""

import re
from collections.abc import Iterator

import pytest

from app import app
from chalicelib import wiring
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.times import stamp
from chalicelib.handlers.published import PUBLIC_SECONDS
from infra.local.server import LocalCloud
from tests.handlers.hall import Citizen, check_page, running_hall, words
from tests.sample import INSTANT, JOINT

FOOD, COACH = "XN-YJJ-001", "XN-JTJ-001"
GUIDE, WALL = f"/items/{INSTANT}", f"/items/{JOINT}/wall"
PAGES = [
    "/",
    "/items",
    "/items?q=jszg",
    GUIDE,
    f"{GUIDE}/print",
    WALL,
    f"{GUIDE}/form?sample=1",
    f"/api{GUIDE}",
    "/api/items",
]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running_hall(tmp_path_factory.mktemp("guide"))


@pytest.fixture
def guest(cloud: LocalCloud) -> Citizen:
    return Citizen(cloud)


def materials(page: str) -> list[str]:
    return re.findall(r'id="has-([\w-]+)"', page)


def flow(page: str) -> str:
    return page.split("<h2>怎么办")[1].partition("<h2>")[0]


def test_answers_leave_out_what_is_not_needed(guest: Citizen) -> None:
    every = guest.get(f"/items/{FOOD}")
    told = guest.get(f"/items/{FOOD}?a.cold_dishes=false&a.agent=false&variant={FOOD}-1")
    check_page(told)
    assert "agent-authorisation" in materials(every.text)
    assert "agent-authorisation" not in materials(told.text)
    assert "按您选的，这些不用交" in words(told)
    assert "现场踏勘" in flow(every.text)
    assert "现场踏勘" not in flow(told.text)
    assert told.text.count("checked") == 2


def test_an_answer_that_makes_a_paper_needed_marks_it_so(guest: Citizen) -> None:
    told = guest.get(f"/items/{FOOD}?a.agent=true")
    label = re.search(r'id="has-agent-authorisation">(.*?)</label>', told.text, re.DOTALL)
    assert label
    assert "必须提交" in label[1]


def test_the_choice_goes_with_the_links_to_paper_and_wall(guest: Citizen) -> None:
    page = guest.get(f"/items/{FOOD}?a.cold_dishes=false").text
    for sheet in ("print", "wall"):
        path = re.search(rf'href="(/items/{FOOD}/{sheet}\?[^"]*)"', page)
        assert path
        said = words(guest.get(path[1].replace("&amp;", "&")))
        assert "现场踏勘" not in said.split("收费")[0]


def test_a_county_shows_its_own_window(guest: Citizen) -> None:
    (given, *_) = wiring.edition().item(COACH)["delegation"]
    page = guest.get(f"/items/{COACH}?county={given['county']}")
    assert given["window"] in words(page)
    assert wiring.edition().unit(given["unit"])["name"] in words(page)
    assert guest.get(f"/items/{COACH}?county=火星").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_who_has_the_page_is_told_that_it_still_holds(guest: Citizen, path: str) -> None:
    first = guest.get(path)
    assert first.headers["Cache-Control"] == f"public, max-age={PUBLIC_SECONDS}"
    assert {"Cookie", "Accept-Encoding"} == set(first.headers["Vary"].split(", "))
    for known in (first.headers["ETag"], f'"another", {first.headers["ETag"]}'):
        again = guest.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers.get("Content-Security-Policy") == first.headers.get("Content-Security-Policy")
    assert guest.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_kept_pages_style_is_the_one_that_its_policy_names(guest: Citizen) -> None:
    first, again = (guest.get(GUIDE).headers["Content-Security-Policy"] for _ in range(2))
    assert first == again
    assert "sha256-" in first
    assert "nonce" not in first


def test_a_new_edition_has_a_new_page_and_leaves_the_others(guest: Citizen) -> None:
    edition = wiring.edition()
    before = {path: guest.get(path).headers["ETag"] for path in PAGES}
    item = {**edition.item(INSTANT), "who": "新的一句话。"}
    items = {**edition.data["items"], INSTANT: item}
    wiring.catalogue().publish(Edition("d" * 64, {**edition.data, "items": items}), now=stamp(wiring.now()))
    try:
        changed = guest.get(GUIDE, headers={"If-None-Match": before[GUIDE]})
        assert changed.status_code == 200
        assert "新的一句话" in words(changed)
        assert guest.get(WALL, headers={"If-None-Match": before[WALL]}).status_code == 304
    finally:
        wiring.catalogue().publish(edition, now=stamp(wiring.now()))


def test_large_text_is_chosen_on_any_page_and_kept(guest: Citizen) -> None:
    here = f"/items/{INSTANT}?variant={INSTANT}-2"
    plain = guest.get(here)
    chosen = guest.web.post(
        guest.cloud.url + "/text-size",
        data={"size": "large"},
        headers={"Referer": guest.cloud.url + here},
        allow_redirects=False,
        timeout=30,
    )
    assert (chosen.status_code, chosen.headers["Location"]) == (303, here)
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    for path in (here, "/signin", "/items/XN-NONE-001"):
        assert 'data-text="large"' in guest.get(path).text
    assert guest.get(here, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 200
    guest.post("/text-size", {"size": "normal"})
    assert guest.get(here).headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize("referer", ["", "https://evil.example/x", "http://127.0.0.1:1/x", "//evil.example"])
def test_where_the_browser_names_no_page_of_ours_it_goes_home(guest: Citizen, referer: str) -> None:
    chosen = guest.web.post(
        guest.cloud.url + "/text-size",
        data={"size": "large"},
        headers={"Referer": referer},
        allow_redirects=False,
        timeout=30,
    )
    assert chosen.headers["Location"] == "/"


def test_a_size_that_there_is_not_is_refused(guest: Citizen) -> None:
    assert guest.post("/text-size", {"size": "huge"}).status_code == 400


def test_the_form_is_a_page_where_no_viewer_is_and_a_file_elsewhere(guest: Citizen) -> None:
    page = guest.get(f"{GUIDE}/form?variant={INSTANT}-2&sample=1")
    check_page(page)
    assert "教师资格证认定申请表 样表" in words(page)
    assert "张三" in words(page)
    path = re.search(r'href="(/items/[^"]*form\.pdf[^"]*)"', page.text)
    assert path
    pdf = guest.get(path[1].replace("&amp;", "&"))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    blank = guest.get(f"{GUIDE}/form.pdf?variant={INSTANT}-2")
    assert blank.headers["ETag"] != pdf.headers["ETag"]


def test_a_file_that_one_has_is_not_drawn_again(guest: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = guest.get(f"{GUIDE}/form.pdf").headers["ETag"]
    monkeypatch.setattr(wiring, "form_printer", lambda: pytest.fail("it is drawn"))
    assert guest.get(f"{GUIDE}/form.pdf", headers={"If-None-Match": tag}).status_code == 304


def test_a_program_gets_the_form_by_its_schemas(guest: Citizen) -> None:
    told = guest.get(f"/api/items/{INSTANT}/form?variant={INSTANT}-2").json()
    assert told["variant"] == f"{INSTANT}-2"
    assert told["schema"] == wiring.edition().item(INSTANT)["form"]
    assert set(told["applicants"]) == {"person", "agent"}
    assert "material" not in told["applicants"]["agent"]
    for kind in ("blank", "sample"):
        assert guest.get(told[kind]["page"]).status_code == guest.get(told[kind]["pdf"]).status_code == 200
    assert guest.get(f"/api/items/{INSTANT}/form").json()["variant"] == f"{INSTANT}-1"
    assert guest.get(f"/api/items/{INSTANT}/form?variant=nothing").json()["code"] == "item_unknown"


@pytest.mark.parametrize("path", ["", "/print", "/wall", "/form", "/form.pdf"])
def test_an_item_that_is_not_open_says_where_to_go(guest: Citizen, path: str) -> None:
    edition = wiring.edition()
    item = {**edition.item(INSTANT), "status": "suspended"}
    items = {**edition.data["items"], INSTANT: item}
    wiring.catalogue().publish(Edition("c" * 64, {**edition.data, "items": items}), now=stamp(wiring.now()))
    try:
        answer = guest.get(GUIDE + path)
        assert answer.status_code == 410
        assert answer.headers["Cache-Control"] == "no-store"
        assert re.search("暂停办理|现在不能申请", words(answer))
    finally:
        wiring.catalogue().publish(edition, now=stamp(wiring.now()))


KEPT = {
    *("/", "/items", "/items/{code}", "/items/{code}/print", "/items/{code}/wall", "/items/{code}/form", "/grants"),
    *("/assets/{name}", "/openapi.json", "/api/items", "/api/grants", "/changes", "/api/changes"),
}
"""Paths whose answers caches may keep; every other one is for one person or for this moment."""


@pytest.mark.parametrize(
    "path", sorted(path for path, by_method in app.routes.items() if "GET" in by_method and path not in KEPT)
)
def test_everything_else_is_kept_by_no_cache(guest: Citizen, path: str) -> None:
    answer = guest.get(re.sub(r"\{\w+\}", "none", path))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
