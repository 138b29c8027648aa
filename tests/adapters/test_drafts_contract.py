from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.adapters.drafts import DynamoDrafts
from chalicelib.ports import Draft, Drafts, ExistsError, StaleError
from infra.local.resources import table_name
from tests.adapters.stage import Clock, running
from tests.fakes.drafts import FakeDrafts

START = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
DRAFT = Draft(
    id="d1",
    owner="phone:a",
    item="XN-ZJW-001",
    variant="std",
    edition="e1",
    matter="",
    fields={"subject": "数学", "years": 3, "nested": {"a": [1]}},
    uploads={},
    reference="",
    saved_at="2026-03-03T01:30:00.000000Z",
    expires_at=int((START + timedelta(days=30)).timestamp()),
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running(tmp_path_factory.mktemp("drafts")) as cloud:
        yield cloud


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture(params=["fake", "dynamodb"])
def drafts(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Drafts:
    if request.param == "fake":
        return FakeDrafts(clock)
    request.getfixturevalue("stage")
    return Scoped(DynamoDrafts(table_name("Drafts"), wiring.client("dynamodb"), clock), tmp_path.name)


class Scoped:
    """The module's one table, with ids and owners of this test only."""

    def __init__(self, inner: DynamoDrafts, name: str) -> None:
        self._inner = inner
        self._name = name

    def add(self, draft: Draft) -> None:
        self._inner.add(replace(draft, id=self._name + draft.id, owner=self._name + draft.owner))

    def of_owner(self, owner: str) -> list[Draft]:
        return [self._own(draft) for draft in self._inner.of_owner(self._name + owner)]

    def get(self, draft_id: str) -> Draft | None:
        found = self._inner.get(self._name + draft_id)
        return self._own(found) if found else None

    def save(self, draft_id: str, fields: Any, *, saved_at: str) -> None:
        self._inner.save(self._name + draft_id, fields, saved_at=saved_at)

    def attach(self, draft_id: str, material: str, upload: str) -> None:
        self._inner.attach(self._name + draft_id, material, upload)

    def detach(self, draft_id: str, material: str, upload: str) -> None:
        self._inner.detach(self._name + draft_id, material, upload)

    def arrange(self, draft_id: str, material: str, uploads: list[str]) -> None:
        self._inner.arrange(self._name + draft_id, material, uploads)

    def submitted(self, draft_id: str, reference: str) -> None:
        self._inner.submitted(self._name + draft_id, reference)

    def discard(self, draft_id: str) -> None:
        self._inner.discard(self._name + draft_id)

    def _own(self, draft: Draft) -> Draft:
        return replace(draft, id=draft.id.removeprefix(self._name), owner=draft.owner.removeprefix(self._name))


def test_a_draft_comes_back_as_it_was_added(drafts: Drafts) -> None:
    drafts.add(DRAFT)
    assert drafts.get("d1") == DRAFT
    assert drafts.get("d2") is None
    with pytest.raises(ExistsError):
        drafts.add(DRAFT)


def test_a_draft_may_start_with_pages_in_order(drafts: Drafts) -> None:
    pages = {"id-card": [f"u{number}" for number in range(12)], "photo": ["p"]}
    drafts.add(replace(DRAFT, uploads=pages))
    found = drafts.get("d1")
    assert found is not None
    assert found.uploads == pages


def test_an_expired_draft_is_absent_though_the_store_still_holds_it(drafts: Drafts, clock: Clock) -> None:
    drafts.add(DRAFT)
    clock.at = START + timedelta(days=30)
    assert drafts.get("d1") is None
    assert list(drafts.of_owner("phone:a")) == []
    with pytest.raises(StaleError):
        drafts.save("d1", {}, saved_at="")
    with pytest.raises(StaleError):
        drafts.attach("d1", "photo", "u1")


def test_the_owners_drafts_are_listed_newest_first_without_those_that_became_cases(drafts: Drafts) -> None:
    for number in range(4):
        drafts.add(replace(DRAFT, id=f"d{number}", saved_at=f"2026-03-03T0{number}"))
    drafts.add(replace(DRAFT, id="other", owner="phone:b"))
    drafts.save("d0", {}, saved_at="2026-03-04")
    drafts.submitted("d2", "R-2")
    assert [draft.id for draft in drafts.of_owner("phone:a")] == ["d0", "d3", "d1"]
    assert [draft.id for draft in drafts.of_owner("phone:b")] == ["other"]
    assert list(drafts.of_owner("phone:c")) == []


def test_an_id_that_another_owner_has_taken_shows_nothing_of_it(drafts: Drafts) -> None:
    drafts.add(DRAFT)
    with pytest.raises(ExistsError):
        drafts.add(replace(DRAFT, owner="phone:b"))
    assert list(drafts.of_owner("phone:b")) == []
    assert drafts.get("d1") == DRAFT


def test_saving_leaves_the_pages_alone(drafts: Drafts) -> None:
    drafts.add(DRAFT)
    drafts.attach("d1", "id-card", "u1")
    drafts.save("d1", {"subject": "语文"}, saved_at="2026-03-04")
    expected = replace(DRAFT, uploads={"id-card": ["u1"]}, fields={"subject": "语文"}, saved_at="2026-03-04")
    assert drafts.get("d1") == expected


def test_pages_stay_in_the_order_of_their_coming_and_a_repeat_adds_none(drafts: Drafts, clock: Clock) -> None:
    drafts.add(DRAFT)
    for page in ("u9", "u1", "u5", "u1", "u9"):
        drafts.attach("d1", "id-card", page)
        clock.at += timedelta(milliseconds=7)
    drafts.attach("d1", "photo", "u7")
    drafts.detach("d1", "id-card", "u1")
    drafts.detach("d1", "id-card", "u1")
    found = drafts.get("d1")
    assert found is not None
    assert found.uploads == {"id-card": ["u9", "u5"], "photo": ["u7"]}


def test_the_pages_of_a_material_are_arranged_at_once(drafts: Drafts, clock: Clock) -> None:
    drafts.add(replace(DRAFT, uploads={"id-card": ["a", "b", "c", "d"], "photo": ["p"]}))
    drafts.arrange("d1", "id-card", ["d", "b", "a"])
    clock.at += timedelta(seconds=1)
    drafts.attach("d1", "id-card", "e")
    drafts.attach("d1", "id-card", "b")
    found = drafts.get("d1")
    assert found is not None
    assert found.uploads == {"id-card": ["d", "b", "a", "e"], "photo": ["p"]}
    drafts.arrange("d1", "id-card", [])
    found = drafts.get("d1")
    assert found is not None
    assert found.uploads == {"photo": ["p"]}
    drafts.submitted("d1", "R-1")
    with pytest.raises(StaleError):
        drafts.arrange("d1", "photo", [])


def test_a_submitted_draft_is_closed(drafts: Drafts) -> None:
    drafts.add(DRAFT)
    drafts.submitted("d1", "R-1")
    drafts.submitted("d1", "R-1")
    found = drafts.get("d1")
    assert found is not None
    assert found.reference == "R-1"
    with pytest.raises(StaleError):
        drafts.submitted("d1", "R-2")
    with pytest.raises(StaleError):
        drafts.save("d1", {}, saved_at="")
    with pytest.raises(StaleError):
        drafts.attach("d1", "photo", "u1")
    with pytest.raises(StaleError):
        drafts.detach("d1", "photo", "u1")


def test_marking_a_purged_draft_does_nothing(drafts: Drafts) -> None:
    drafts.submitted("gone", "R-1")
    assert [drafts.get(asked) for asked in ("gone", "", "字" * 700)] == [None] * 3


def test_an_unknown_draft_cannot_be_changed(drafts: Drafts) -> None:
    with pytest.raises(StaleError):
        drafts.save("d9", {}, saved_at="")
    with pytest.raises(StaleError):
        drafts.attach("d9", "photo", "u1")
    assert drafts.get("d9") is None


def test_a_discarded_draft_is_gone_and_its_id_free(drafts: Drafts) -> None:
    drafts.add(DRAFT)
    for _ in range(2):
        drafts.discard("d1")
    assert drafts.get("d1") is None
    assert drafts.of_owner("phone:a") == []
    drafts.add(DRAFT)
    assert [draft.id for draft in drafts.of_owner("phone:a")] == ["d1"]
