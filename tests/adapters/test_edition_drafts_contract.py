"""Drafts of editions: one contract, on the fake and on the catalogue's own table and bucket."""

import threading
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from chalicelib import wiring
from chalicelib.domain.publication.draft import EditionDraft, Event, Stand
from chalicelib.ports import EditionDrafts, StaleError
from tests.fakes.edition_drafts import FakeEditionDrafts

pytestmark = pytest.mark.usefixtures("cloud")
both = pytest.mark.parametrize("make", [FakeEditionDrafts, wiring.edition_drafts], ids=["fake", "real"])

EVENT = Event("start", "s-1", "2026-03-03T01:30:00.000000Z", Stand("e", "c", "原因", "依据", 1, 0, file="目录.xlsx"))


def new(draft_id: str = "") -> EditionDraft:
    return EditionDraft(draft_id or uuid4().hex[:16], 0, (EVENT,))


@both
def test_a_draft_is_numbered_kept_whole_and_added_once(make: Callable[[], EditionDrafts]) -> None:
    drafts = make()
    first = drafts.add(new())
    assert drafts.add(replace(first, number=0, events=(EVENT, EVENT))) == first
    second = drafts.add(new())
    assert second.number > first.number > 0
    assert drafts.get(first.id) == first
    assert drafts.get("nowhere") is None
    assert drafts.get("字" * 900) is None


@both
def test_an_event_is_added_to_the_draft_as_it_was_seen(make: Callable[[], EditionDrafts]) -> None:
    drafts = make()
    draft = drafts.add(new())
    longer = replace(draft, events=(EVENT, replace(EVENT, act="submit")))
    drafts.change(longer)
    with pytest.raises(StaleError):
        drafts.change(replace(longer, events=(EVENT, replace(EVENT, act="discard"))))
    with pytest.raises(StaleError):
        drafts.change(replace(new(), number=1))
    assert drafts.get(draft.id) == longer


@both
def test_drafts_are_listed_newest_first_in_pages(make: Callable[[], EditionDrafts]) -> None:
    drafts = make()
    added = [drafts.add(new()) for _ in range(5)]
    assert [one.id for one in drafts.newest(limit=3)] == [one.id for one in reversed(added[2:])]
    assert [one.id for one in drafts.newest(beyond=added[2].number, limit=2)] == [added[1].id, added[0].id]
    assert list(drafts.newest(beyond=1)) == []


@both
def test_content_is_kept_under_its_digest(make: Callable[[], EditionDrafts]) -> None:
    drafts = make()
    digest = drafts.keep("内容".encode())
    assert drafts.keep("内容".encode()) == digest
    assert drafts.read(digest) == "内容".encode()
    with pytest.raises(LookupError):
        drafts.read("0" * 64)


def test_drafts_begun_at_once_each_have_their_number_and_the_same_one_is_added_once() -> None:
    drafts, same = wiring.edition_drafts(), new()
    added: list[EditionDraft] = []
    begun = [new() for _ in range(4)] + [same, same, same]
    threads = [threading.Thread(target=lambda one=one: added.append(drafts.add(one))) for one in begun]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.number for one in added}) == len({one.id for one in added}) == 5
    listed = [one.id for one in drafts.newest(limit=5)]
    assert sorted(listed) == sorted({one.id for one in begun})
