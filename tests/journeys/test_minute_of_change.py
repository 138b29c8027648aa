"""The minute at which a version published ahead begins, over real HTTP: guide, form, search, application and engine agree."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.domain.publication.revision import revised
from chalicelib.domain.reference import case_matter
from chalicelib.domain.times import SHANGHAI, stamp
from chalicelib.domain.versions import moment_of
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.end_items import SETTLED_SECONDS
from chalicelib.usecases.post_people import post_people
from chalicelib.usecases.publish_edition import publish_edition
from infra.local.server import LocalCloud
from tests.handlers.hall import FORM, INSTANT, PATIENCE, VARIANT, Citizen, check_page, running_hall, words

GUIDE = f"/items/{INSTANT}"
INSTEAD = "请到任教学校所在地的教育局办理。"


@pytest.fixture
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running_hall(tmp_path_factory.mktemp("minute"))


def announce(cloud: LocalCloud, **parts: Any) -> tuple[datetime, Mapping[str, Any]]:
    """Publishes the item as it will be from the minute after the next on; that minute, and the version until then."""
    minute = (cloud.clock.now() + timedelta(minutes=2)).replace(second=0, microsecond=0)
    was = wiring.edition().item(INSTANT)
    item = {**was, **parts, "effective_from": moment_of(minute)}
    before = wiring.edition()
    data = revised(before, [item], now=wiring.now())
    told = {"reason": "试点", "basis": "市政府令第1号"}
    publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now(), before=before, **told)
    return minute, was


def test_a_changed_item_holds_from_its_minute_on_and_what_was_received_before_goes_by_the_old(
    cloud: LocalCloud,
) -> None:
    li, wang = Citizen(cloud).sign_in(), Citizen(cloud).sign_in()
    before, draft = li.complete(), wang.complete()
    paper = {**wiring.edition().item(INSTANT)["materials"][0], "code": "health", "name": "健康证明"}
    paper |= {"required": "always", "source": "applicant"}
    old = wiring.edition().item(INSTANT)["materials"]
    minute, was = announce(cloud, name="教师资格认定（新）", materials=[*old[1:], paper], telephone="0715-0000099")

    guide = li.get(GUIDE)
    check_page(guide)
    said = words(guide)
    assert "起，办理规定有变化" in said
    assert "新要的材料：健康证明。" in said
    assert f"不再要的材料：{old[0]['name']}。" in said
    assert was["telephone"] in said
    told = li.get(f"/api/items/{INSTANT}").json()
    assert (told["item"]["version"], [one["version"] for one in told["coming"]]) == (1, [2])
    assert "起" in words(li.get("/changes"))
    reference = li.submit(before)

    cloud.advance_to(minute)
    guide = li.get(GUIDE)
    check_page(guide)
    assert "健康证明" in words(guide)
    assert "办理规定有变化" not in words(guide)
    assert guide.headers["Cache-Control"] == "public, max-age=30"
    form = li.get(f"/api/items/{INSTANT}/form").json()
    assert "health" in [one["code"] for one in form["materials"]]
    assert li.get("/api/search?q=教师资格认定（新）").json()["items"][0]["name"] == "教师资格认定（新）"
    assert li.get(f"/api/editions/{form['edition']}").json()["items"] == 594
    first = read_case(case_matter(reference), log=wiring.log(), catalogue=wiring.catalogue()).definition
    assert (first.data["version"], first.data["telephone"]) == (1, was["telephone"])
    today = minute.astimezone(SHANGHAI).date().isoformat()
    for part, telephone in (("", "0715-0000099"), ("0", was["telephone"])):
        then = li.get(f"{GUIDE}/past?on={today}&part={part}")
        check_page(then)
        assert "这一天换过规定" in words(then)
        assert telephone in words(then)
    held = li.get(f"/api/items/{INSTANT}/on/{today}").json()["parts"]
    assert [(one["item"]["version"], one["until"] == stamp(minute)) for one in held] == [(1, True), (2, False)]
    assert "这里查不到" in words(li.get(f"{GUIDE}/past?on=2020-01-01"))
    for day in ("soon", "0001-01-01", "9999-12-31", "2026-02-30"):
        assert li.get(f"{GUIDE}/past?on={day}").status_code == 422
        assert li.get(f"/api/items/{INSTANT}/on/{day}").json()["code"] == "invalid"
    assert li.get("/items/XN-NONE-001/past?on=2020-01-01").status_code == 404

    late = wang.post(f"/drafts/{draft}/submit", {"version": "1"})
    assert late.status_code == 409
    for page in (late, wang.get(f"/drafts/{draft}"), wang.get(f"/drafts/{draft}/materials")):
        assert "您保存这份申请以后，办理规定变了。" in words(page)
        assert "新要的材料：健康证明。" in words(page)
    assert FORM["answers.subject"] in wang.get(f"/drafts/{draft}").text
    assert wang.post(f"/drafts/{draft}/submit", {"version": "2"}).status_code == 422, "the new paper is wanted"
    wang.upload(draft, "health")
    reference = wang.submit(draft)
    second = read_case(case_matter(reference), log=wiring.log(), catalogue=wiring.catalogue()).definition
    assert (second.data["version"], second.edition) == (2, form["edition"])


@pytest.mark.parametrize("status", ["suspended", "cancelled", "delegated"])
def test_from_the_minute_on_a_stopped_item_is_refused_with_where_to_go(cloud: LocalCloud, status: str) -> None:
    wang = Citizen(cloud).sign_in()
    draft = wang.complete()
    minute, _ = announce(cloud, status=status, ended={"instead": INSTEAD, "running": "finish"})
    assert INSTEAD in words(wang.get(GUIDE))
    assert wang.get(f"{GUIDE}/apply").status_code == 200
    cloud.advance_to(minute)
    for path in (GUIDE, f"{GUIDE}/print", f"{GUIDE}/apply", f"/drafts/{draft}", f"/drafts/{draft}/confirm"):
        closed = wang.get(path)
        assert closed.status_code == 410, path
        assert INSTEAD in words(closed), path
    assert wang.post(f"/drafts/{draft}/submit", {"version": "1"}).status_code == 410
    refused = wang.get(f"/api/items/{INSTANT}/form")
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["about"]["status"]) == (410, "item_suspended", status)
    assert problem["detail"] == INSTEAD.removesuffix("。")
    assert INSTANT not in [one["code"] for one in _open(wang)]


def test_what_still_runs_when_an_item_ends_with_its_cases_is_terminated_and_told(cloud: LocalCloud) -> None:
    wang = Citizen(cloud).sign_in()
    reference = wang.submit(wang.complete())
    ended = {"instead": INSTEAD, "running": "end", "reason": "国务院决定取消", "basis": "国发〔2026〕1号"}
    minute, _ = announce(cloud, status="cancelled", ended=ended)
    assert "这个事项取消，到时没有办完的终止办理" in words(wang.get(GUIDE))
    assert "取消，在办的一并终止" in words(wang.get("/changes"))
    cloud.advance_to(minute)
    cloud.advance_to(minute + timedelta(seconds=SETTLED_SECONDS + 61))
    assert cloud.drain()
    case = read_case(case_matter(reference), log=wiring.log(), catalogue=wiring.catalogue()).case
    assert (case.status, case.outcome) == ("terminated", "terminated")
    page = wang.opened(reference)
    assert "这个事项已经取消" in words(page)
    assert "终止办理告知书" in words(page)
    deadline = time.monotonic() + PATIENCE
    while not (sent := _sms(wang, "已终止办理")):
        assert cloud.drain()
        assert time.monotonic() < deadline, "no SMS"
    assert len(sent) == 1
    assert "没有办完的申请已经终止办理" in words(wang.get(GUIDE))


def test_a_case_of_a_merged_unit_is_gone_on_with_by_the_unit_that_takes_over(cloud: LocalCloud) -> None:
    wang, before = Citizen(cloud).sign_in(), wiring.edition()
    reference = wang.submit(wang.complete())
    items = [{**item, "unit": "JXW"} for item in before.items() if item["unit"] == "JYJ"]
    units = [{**before.unit("JYJ"), "successors": ["JXW"]}]
    data = revised(before, items, now=wiring.now(), units=units)
    publish_edition(data, catalogue=wiring.catalogue(), now=wiring.now(), before=before)
    cloud.advance_to(wiring.now() + timedelta(minutes=1))
    cloud.advance_to(wiring.now() + timedelta(minutes=2))
    assert cloud.drain()
    heir = before.unit("JXW")["name"]
    officers = post_people("JYJ:officer", parties=wiring.parties()).holders
    assert set(post_people("JXW:officer", parties=wiring.parties()).holders) == set(officers)
    assert f"您的办件由{heir}接着办" in words(wang.get(f"/cases/{reference}"))
    assert f"由{heir}接手" in words(wang.get("/changes"))
    assert heir in words(wang.get(GUIDE))
    case = read_case(case_matter(reference), log=wiring.log(), catalogue=wiring.catalogue())
    assert case.definition.unit == "JYJ"
    assert wang.get("/api/editions/current").json()["units"] == 62


def test_a_draft_of_a_variant_that_is_no_more_is_told_so(cloud: LocalCloud) -> None:
    wang = Citizen(cloud).sign_in()
    draft = wang.begin()
    others = [own for own in wiring.edition().item(INSTANT)["variants"] if own["code"] != VARIANT]
    minute, _ = announce(cloud, variants=others)
    cloud.advance_to(minute)
    closed = wang.get(f"/drafts/{draft}")
    assert closed.status_code == 410
    assert "您原来选的办理情形已经没有了" in words(closed)
    assert wang.get("/mine").status_code == 200


def _sms(citizen: Citizen, words: str) -> list[str]:
    """Those to the telephone that the form names."""
    outbox = citizen.get(f"/local/outbox.json?phone=%2B86{FORM['phone']}").json()
    return [sms["text"] for sms in outbox if words in sms["text"]]


def _open(citizen: Citizen) -> list[dict[str, Any]]:
    return [one for one in citizen.get("/api/items").json()["items"] if one["status"] == "published"]
