"""The walk-in's screen over real HTTP: pages scanned at the desk, and a form that survives locking and signing out."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from chalicelib import wiring
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import SHANGHAI
from chalicelib.texts import error_text
from infra.local.server import LocalCloud
from tests import pictures
from tests.handlers.desk import PATIENCE, PIN, VARIANT, Desk, reference_in
from tests.running_site import running_site, signed_in
from tests.sample import INSTANT
from tests.walk_ins import FIELDS, ORIGINALS

pytestmark = pytest.mark.journey
OPEN = f"/window?item={INSTANT}&variant={VARIANT}"
HALF = {"name": "张三", "answers.subject": "语文", "note": "学位证\n看不清"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with running_site(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def desk(cloud: LocalCloud) -> Iterator[Desk]:
    made = at(cloud, "s-jyj-1")
    made.get(OPEN)
    yield made
    for draft in wiring.drafts().of_owner("s-jyj-1"):
        wiring.drafts().discard(draft.id)


def at(cloud: LocalCloud, staff: str) -> Desk:
    made = Desk(cloud.url)
    made.http.cookies.set("staff", signed_in(staff, "staff").token)
    return made


def told(desk: Desk) -> str:
    """What stands on the page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", "", desk.page, flags=re.DOTALL))


def call(desk: Desk, path: str, body: Any) -> requests.Response:
    headers = {"X-CSRF-Token": desk.csrf, "Accept": "application/json"}
    return desk.http.post(desk.url + path, json=body, headers=headers, timeout=PATIENCE)


def begin(desk: Desk, draft: str = "", variant: str = VARIANT) -> requests.Response:
    return call(desk, f"/window/drafts/{draft or desk.draft}?item={INSTANT}&variant={variant}", {})


def slot(desk: Desk, material: str = "degree") -> Any:
    assert begin(desk).status_code == 201
    return place(desk, material)


def place(desk: Desk, material: str) -> Any:
    """Where to post a page of the draft, which has begun."""
    page = {"draft": desk.draft, "material": material, "content_type": "image/jpeg", "size": 9, "name": "scan.jpg"}
    answer = call(desk, "/uploads", page)
    assert answer.status_code == 201, answer.text
    return answer.json()


def scan(desk: Desk, picture: bytes, material: str = "degree") -> str:
    """The upload's id, once it has its verdict."""
    return upload(desk, picture, slot(desk, material))


def upload(desk: Desk, picture: bytes, asked: Any) -> str:
    requests.post(asked["url"], data=asked["fields"], files={"file": picture}, timeout=PATIENCE).raise_for_status()
    deadline = time.monotonic() + PATIENCE
    while desk.http.get(f"{desk.url}/uploads/{asked['upload']}", timeout=PATIENCE).json()["state"] == "waiting":
        assert time.monotonic() < deadline, "no verdict"
        time.sleep(0.05)
    return str(asked["upload"])


def receive(desk: Desk, *pages: tuple[str, str], **changes: str) -> requests.Response:
    """Posts the form of the page that is open."""
    own = {"item": INSTANT, "variant": VARIANT, "then": "grant", "draft": desk.draft, "command": desk.command}
    form = [*{**FIELDS, **own, **changes}.items(), *(("original", code) for code in ORIGINALS)]
    return desk.post("/window/cases", [*form, *((f"pages.{material}", upload) for material, upload in pages)])


def papers_of(reference: str) -> Any:
    matter = case_matter(reference)
    parts = [wiring.dossiers().get(matter, name) for name in part_names(matter)]
    return next(part.content["papers"] for part in parts if part)


def part_names(matter: str) -> list[str]:
    return [found.decode() for body in wiring.log().read(matter) for found in re.findall(rb"papers#\w+", body)]


# --- pages scanned at the desk -----------------------------------------------------------------------------------


def test_what_was_scanned_lies_with_the_case_and_is_shown_to_the_officer(desk: Desk) -> None:
    first, second = scan(desk, pictures.photo()), scan(desk, pictures.photo(lines=20))
    answer = receive(desk, ("degree", second), ("degree", first))
    assert "/window/receipts/" in answer.url, told(desk)
    papers = papers_of(reference_in(answer))
    uploads = wiring.uploads().get_many([first, second])
    assert [page["sha256"] for page in papers["degree"]] == [uploads[second].sha256, uploads[first].sha256]
    desk.get(f"/window/cases/{reference_in(answer)}")
    assert 'alt="学历证书第2页"' in desk.page
    preview = re.search(r'<img src="([^"]+)" alt="学历证书第1页"', desk.page)
    assert preview
    assert requests.get(preview[1], timeout=PATIENCE).headers["Content-Type"] == "image/jpeg"


def test_a_walk_in_without_a_scan_keeps_no_draft(desk: Desk) -> None:
    draft = desk.draft
    answer = receive(desk)
    assert papers_of(reference_in(answer)) == {}
    assert wiring.drafts().get(draft) is None


def test_a_page_without_a_verdict_holds_up_only_while_it_is_attached(desk: Desk) -> None:
    never = slot(desk)["upload"]
    answer = receive(desk, ("degree", never))
    assert answer.status_code == 422
    assert "学历证书：有一页还在检查" in told(desk)
    assert "/window/receipts/" in receive(desk).url


def test_a_refused_page_is_told_and_the_rest_stays(desk: Desk) -> None:
    good, dark = scan(desk, pictures.photo()), scan(desk, pictures.photo(0.02))
    answer = receive(desk, ("degree", good), ("degree", dark), name="李四")
    assert answer.status_code == 422
    assert "照片太暗" in desk.page
    assert f'value="{good}"' in desk.page
    assert 'value="李四"' in desk.page
    answer = receive(desk, ("degree", good))
    assert len(papers_of(reference_in(answer))["degree"]) == 1


def test_wrong_fields_leave_the_scans(desk: Desk) -> None:
    page = scan(desk, pictures.photo())
    draft, command = desk.draft, desk.command
    assert receive(desk, ("degree", page), name="").status_code == 422
    assert (desk.draft, desk.command != command) == (draft, True)
    assert f'value="{page}"' in desk.page
    assert "/window/receipts/" in receive(desk, ("degree", page)).url


def test_pages_of_somebody_elses_draft_are_not_taken(desk: Desk, cloud: LocalCloud) -> None:
    other = at(cloud, "s-rsj-1")
    other.get(OPEN)
    theirs = scan(other, pictures.photo())
    assert receive(desk, ("degree", theirs)).status_code == 422
    assert "没有收到这一页" in told(desk)
    assert receive(desk, ("degree", theirs), draft=other.draft).status_code == 422
    assert begin(desk, other.draft).json()["code"] == "draft_unknown"


def test_a_form_sent_twice_with_its_scans_is_one_case(desk: Desk) -> None:
    page, draft, command = scan(desk, pictures.photo()), desk.draft, desk.command
    first = receive(desk, ("degree", page))
    desk.get(OPEN)
    again = receive(desk, ("degree", page), draft=draft, command=command)
    assert again.url == first.url
    assert begin(desk, draft).json()["code"] == "draft_submitted"
    desk.get(f"/window/drafts/{draft}")
    assert "已受理并办结" in desk.page


@pytest.mark.parametrize(
    ("draft", "variant", "status", "code"),
    [
        ("short", VARIANT, 422, "draft_id"),
        ("A" * 26, VARIANT, 422, "draft_id"),
        ("a" * 26, "none", 404, "item_unknown"),
    ],
)
def test_a_draft_begins_under_an_id_of_ours_for_an_item_of_ours(
    desk: Desk, draft: str, variant: str, status: int, code: str
) -> None:
    answer = begin(desk, draft, variant)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


# --- a form half filled ------------------------------------------------------------------------------------------


def lock(desk: Desk, **fields: str) -> requests.Response:
    form = {"item": INSTANT, "variant": VARIANT, "draft": desk.draft, "command": desk.command, **fields}
    return desk.post("/window/lock", [*form.items(), ("original", "degree"), ("row", "degree.0")] if fields else form)


def unlock(desk: Desk) -> requests.Response:
    onward = re.search(r'name="next" value="([^"]*)"', desk.page)
    assert onward
    return desk.post("/staff/unlock", {"pin": PIN, "next": onward[1]})


def check_half_filled(desk: Desk) -> None:
    assert 'value="张三"' in desk.page
    assert "<option selected>语文" in desk.page.replace(' selected=""', " selected")
    assert re.search(r'name="original" value="degree"[^>]* checked', desk.page)
    assert re.search(r'name="row" value="degree.0" checked', desk.page)
    assert "学位证\n看不清</textarea>" in desk.page


def test_a_locked_form_comes_back_to_its_officer_as_it_stood(desk: Desk) -> None:
    page = scan(desk, pictures.photo())
    lock(desk, **HALF, **{"pages.degree": page})
    assert "李文静的窗口已锁定" in desk.page
    assert "张三" not in desk.page
    assert "/staff/unlock" in desk.get(OPEN).url
    desk.get(f"/staff/unlock?next=/window/drafts/{kept()}")
    assert unlock(desk).url.endswith(f"/window/drafts/{kept()}")
    check_half_filled(desk)
    assert f'value="{page}"' in desk.page
    answer = receive(desk, ("degree", page))
    assert len(papers_of(reference_in(answer))["degree"]) == 1
    assert "没收完的" not in desk.get("/window").text


def kept() -> str:
    (draft,) = wiring.drafts().of_owner("s-jyj-1")
    return draft.id


def test_who_signs_in_instead_gets_an_empty_desk(desk: Desk, cloud: LocalCloud) -> None:
    lock(desk, **HALF)
    desk.sign_in("周晓芸", "135790")
    assert desk.get(f"/window/drafts/{kept()}").url == f"{cloud.url}/window"
    assert "没收完的" not in desk.page
    assert "张三" not in desk.page
    assert desk.post(f"/window/drafts/{kept()}/discard", {}).status_code == 404
    desk.sign_in()
    assert "没收完的" in desk.get("/window").text
    desk.get(f"/window/drafts/{kept()}")
    check_half_filled(desk)


def test_a_session_that_ended_meanwhile_leads_back_by_the_sign_in(desk: Desk, cloud: LocalCloud) -> None:
    lock(desk, **HALF)
    draft = kept()
    desk.http.cookies.clear()
    assert "/staff/signin" in desk.get(f"/window/drafts/{draft}").url
    desk.post("/staff/signin", {"who": "李文静", "pin": PIN, "next": f"/staff/unlock?next=/window/drafts/{draft}"})
    check_half_filled(desk)
    desk.get("/window")
    desk.post(f"/window/drafts/{draft}/discard", {})
    assert "没收完的" not in desk.page
    assert wiring.drafts().get(draft) is None
    assert desk.get(f"/window/drafts/{draft}").url == f"{cloud.url}/window"


def test_an_empty_form_is_not_kept(desk: Desk) -> None:
    lock(desk)
    assert not wiring.drafts().of_owner("s-jyj-1")
    assert unlock(desk).url.endswith(OPEN)


def test_a_form_that_became_a_case_locks_all_the_same(desk: Desk) -> None:
    page, draft = scan(desk, pictures.photo()), desk.draft
    receive(desk, ("degree", page))
    desk.get(OPEN)
    lock(desk, **HALF, draft=draft)
    assert "李文静的窗口已锁定" in desk.page


def test_what_is_kept_is_gone_with_the_day(desk: Desk) -> None:
    lock(desk, **HALF)
    draft = wiring.drafts().get(kept())
    assert draft
    today = wiring.now().astimezone(SHANGHAI)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert draft.expires_at == int(midnight.timestamp())


def test_words_that_are_too_long_come_back_whole(desk: Desk) -> None:
    wordy = receive(desk, then="decline", ground="banned", note="字" * 501)
    assert wordy.status_code == 422
    assert error_text("words_too_long", limit=500).title in desk.page
    assert "字" * 501 in desk.page
