"""What changes in the catalogue can be read by anybody, with its reason and legal basis."""

import json

import pytest

from chalicelib import wiring
from chalicelib.handlers.request import Request
from chalicelib.handlers.site_changes import changes
from chalicelib.handlers.site_changes_api import list_changes
from chalicelib.handlers.site_guide import guide
from chalicelib.usecases.publish_edition import publish_edition
from tests.fakes.catalogue import FakeCatalogue
from tests.sample import INSTANT, TUESDAY, edition


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> FakeCatalogue:
    made = FakeCatalogue()
    made.publish(edition(), now="2026-11-01T00:00:00.000000Z")
    monkeypatch.setattr(wiring, "catalogue", lambda: made)
    monkeypatch.setattr(wiring, "now", lambda: TUESDAY)
    monkeypatch.setenv("SITE_ORIGIN", "https://site.example")
    monkeypatch.setenv("BUCKET_PAPERS", "papers")
    monkeypatch.setenv("PAPERS_ORIGIN", "https://papers.example")
    return made


def asked(before: str = "") -> Request:
    return Request("GET", "/changes", {}, {"before": before} if before else {}, {}, b"", "192.0.2.1")


def test_a_change_is_told_with_reason_basis_and_what_differs(catalogue: FakeCatalogue) -> None:
    item = {**edition().item(INSTANT), "telephone": "0715-0000099", "version": 2}
    data = {**edition().data, "items": {**edition().data["items"], INSTANT: item}}
    told = {"before": edition(), "reason": "换了电话", "basis": "市政府令第1号"}
    publish_edition(data, catalogue=catalogue, now=TUESDAY, **told)
    page = changes(asked()).body.decode()
    for words in ("换了电话", "市政府令第1号", "修改", str(item["name"]), "咨询电话", "目录第一次公布"):
        assert words in page
    answer = json.loads(list_changes(asked()).body)
    newest, first = answer["publications"]
    assert [(one["kind"], one["code"], one["parts"]) for one in newest["changes"]] == [
        ("changed", INSTANT, ["telephone"])
    ]
    assert (newest["number"], newest["before"], first["before"]) == (2, edition().digest, "")
    assert answer["beyond"] == ""


@pytest.mark.parametrize("before", ["1", "0", "x", "-1", "²", "9" * 30])
def test_a_page_that_is_not_there_is_empty_or_the_first(catalogue: FakeCatalogue, before: str) -> None:
    assert changes(asked(before)).status == 200
    found = json.loads(list_changes(asked(before)).body)["publications"]
    assert [one["number"] for one in found] == ([] if before == "1" else [1])


def test_many_publications_are_paged_without_loss(catalogue: FakeCatalogue) -> None:
    for n in range(25):
        catalogue.publish(type(edition())(f"{n:064}", edition().data), now="")
    numbers, before = [], ""
    while True:
        page = json.loads(list_changes(asked(before)).body)
        numbers += [one["number"] for one in page["publications"]]
        if not (before := page["beyond"]):
            break
    assert numbers == list(range(26, 0, -1))


def test_an_item_that_has_ended_says_where_to_go_instead(catalogue: FakeCatalogue) -> None:
    item = {**edition().item(INSTANT), "status": "cancelled", "ended": {"instead": "请到任教学校所在地的教育局办理。"}}
    data = {**edition().data, "items": {**edition().data["items"], INSTANT: item}}
    publish_edition(data, catalogue=catalogue, now=TUESDAY, before=edition(), reason="合并", basis="市政府令第1号")
    reply = guide(Request("GET", f"/items/{INSTANT}", {"code": INSTANT}, {}, {}, b"", "192.0.2.1"))
    assert reply.status == 410
    assert "请到任教学校所在地的教育局办理。" in reply.body.decode()
    assert "取消，在办的继续办完" in changes(asked()).body.decode()
