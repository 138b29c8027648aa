"""Contracts of the other stores, each on the fake and on the real adapter."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from chalicelib import wiring
from chalicelib.domain.catalogue import UnknownEditionError
from chalicelib.domain.dossier import Part
from chalicelib.domain.row import RowKey
from chalicelib.ports import Catalogue, Dossiers, ExistsError, Guards, Parties, StaleError, Views
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.dossiers import FakeDossiers
from tests.fakes.guards import FakeGuards
from tests.fakes.parties import FakeParties
from tests.fakes.views import FakeViews
from tests.sample import edition

pytestmark = pytest.mark.usefixtures("cloud")
both: Callable[..., pytest.MarkDecorator] = lambda fake, real: pytest.mark.parametrize(  # noqa: E731
    "make", [fake, real], ids=["fake", "real"]
)


def key() -> str:
    return uuid4().hex


@both(FakeDossiers, wiring.dossiers)
def test_a_dossier_part_is_written_once(make: Callable[[], Dossiers]) -> None:
    dossiers, matter = make(), key()
    first = Part(matter, "form#1", "salt", {"姓名": "王小明", "n": 1})
    assert dossiers.put(first) == first
    assert dossiers.put(Part(matter, "form#1", "other", {})) == first
    assert dossiers.get(matter, "form#1") == first
    assert dossiers.get(matter, "form#2") is None


@both(FakeDossiers, wiring.dossiers)
def test_many_parts_come_in_one_go(make: Callable[[], Dossiers]) -> None:
    dossiers, matter = make(), key()
    for number in range(130):
        dossiers.put(Part(matter, f"p#{number}", "s", {"n": number}))
    wanted = [(matter, f"p#{number}") for number in range(131)]
    found = dossiers.get_many([*wanted, wanted[0]])
    assert sorted(part.content["n"] for part in found.values()) == list(range(130))
    assert dossiers.glance(matter) == {name: part for (_, name), part in found.items()}
    assert dossiers.glance(key()) == {}
    assert dossiers.get_many([]) == {}


@both(FakeDossiers, wiring.dossiers)
def test_words_that_were_never_given_are_nowhere(make: Callable[[], Dossiers]) -> None:
    dossiers, matter = make(), key()
    dossiers.put(Part(matter, "note#1", "s", {}))
    assert dossiers.get(matter, "") is None
    assert dossiers.get_many([(matter, ""), (matter, "note#1")]).keys() == {(matter, "note#1")}


@both(FakeDossiers, wiring.dossiers)
def test_a_part_is_gone_from_its_second_on_and_one_that_is_nowhere_stays_so(make: Callable[[], Dossiers]) -> None:
    dossiers, matter, second = make(), key(), int(wiring.now().timestamp())
    part = dossiers.put(Part(matter, "address#1", "s", {"address": "示例路1号"}))
    dossiers.expire(matter, "address#1", second + 3600)
    assert dossiers.get(matter, "address#1") == part
    dossiers.expire(matter, "address#1", second)
    assert dossiers.get(matter, "address#1") is None
    assert dossiers.get_many([(matter, "address#1")]) == dossiers.glance(matter) == {}
    dossiers.expire(matter, "address#1", None)
    assert dossiers.get(matter, "address#1") == part, "what is not erased yet can be kept after all"
    dossiers.expire(matter, "address#2", second + 3600)
    assert dossiers.get_many([(matter, "address#2")]) == {}


@both(FakeViews, wiring.views)
def test_a_queue_is_paged_in_order(make: Callable[[], Views]) -> None:
    views, queue = make(), key()
    for number in range(7):
        views.put(RowKey(queue, f"2026-0{number}"), {"n": number})
    assert [row["n"] for _, row in views.query(queue, limit=3)] == [0, 1, 2]
    assert [row["n"] for _, row in views.query(queue, after="2026-02", limit=3)] == [3, 4, 5]
    for page in ({"limit": 3}, {"after": "2026-02", "limit": 3}, {}):
        assert views.glance_queue(queue, **page) == views.query(queue, **page)
    assert list(views.glance_queue(queue, after="字" * 400)) == []
    assert [row["n"] for _, row in views.query(queue, up_to="2026-02")] == [0, 1, 2]
    assert [row["n"] for _, row in views.query(queue, after="2026-00", up_to="2026-02")] == [1, 2]
    assert [row["n"] for _, row in views.query(queue, limit=2, newest_first=True)] == [6, 5]
    assert [row["n"] for _, row in views.query(queue, after="2026-05", limit=2, newest_first=True)] == [4, 3]
    assert list(views.query(key())) == []


@both(FakeViews, wiring.views)
def test_a_summary_is_replaced_only_as_it_was_seen(make: Callable[[], Views]) -> None:
    views, at = make(), RowKey(key(), "c-1")
    first = {"seq": 1, "due_row": "x", "status": "received"}
    second = {**first, "seq": 2}
    views.put_summary(at, first, seen=None)
    with pytest.raises(StaleError):
        views.put_summary(at, second, seen=None)
    views.put_summary(at, second, seen=first)
    for stale in (first, {**second, "due_row": "y"}):
        with pytest.raises(StaleError):
            views.put_summary(at, {**first, "seq": 3}, seen=stale)
    assert views.get(at) == views.glance(at) == second
    views.delete(at)
    views.delete(at)
    assert views.get(at) is views.glance(at) is None


@both(FakeViews, wiring.views)
def test_many_rows_come_at_once(make: Callable[[], Views]) -> None:
    views, queue = make(), key()
    rows = {RowKey(queue, f"{number:03}"): {"n": number} for number in range(110)}
    for at, row in rows.items():
        views.put(at, row)
    assert views.get_many([*rows, *rows, RowKey(queue, "none")]) == rows
    assert views.get_many([]) == {}


@both(FakeGuards, wiring.guards)
def test_a_guard_holds_until_its_time(make: Callable[[], Guards]) -> None:
    guards, name = make(), key()
    guards.add(name, {"n": 1}, expires_at=100, now=50)
    with pytest.raises(ExistsError):
        guards.add(name, {"n": 2}, expires_at=100, now=99)
    assert guards.get(name, now=99) == guards.glance(name, now=99) == {"n": 1}
    assert guards.get(name, now=100) is guards.glance(name, now=100) is None
    guards.add(name, {"n": 3}, expires_at=200, now=100)
    guards.put(name, {"n": 4}, expires_at=300)
    assert guards.get(name, now=299) == {"n": 4}
    with pytest.raises(StaleError):
        guards.exchange(name, {"n": 5, "m": "x"}, seen={"n": 3}, expires_at=400)
    guards.exchange(name, {"n": 5, "m": "x"}, seen={"n": 4}, expires_at=400)
    guards.exchange(name, {"n": 6}, seen=guards.get(name, now=399) or {}, expires_at=500)
    assert guards.get(name, now=499) == {"n": 6}
    guards.remove(name)
    assert guards.get(name, now=50) is None
    with pytest.raises(StaleError):
        guards.exchange(name, {"n": 7}, seen={"n": 6}, expires_at=500)


@both(FakeGuards, wiring.guards)
def test_a_counter_counts(make: Callable[[], Guards]) -> None:
    guards, name = make(), key()
    assert [guards.count(name, expires_at=10**10) for _ in range(3)] == [1, 2, 3]
    assert guards.get(name, now=0) is None


@both(FakeParties, wiring.parties)
def test_parties_are_found_by_kind(make: Callable[[], Parties]) -> None:
    parties, party = make(), key()
    parties.add(party, "party#b", {"名": "乙"})
    parties.put(party, "party#a", {"名": "甲"})
    parties.put(party, "staff", {"posts": ["RSJ:officer"]})
    with pytest.raises(ExistsError):
        parties.add(party, "staff", {})
    assert list(parties.query(party, "party#")) == [("party#a", {"名": "甲"}), ("party#b", {"名": "乙"})]
    assert len(parties.query(party)) == 3
    assert list(parties.glance(party)) == list(parties.query(party))
    parties.remove(party, "staff")
    assert parties.get(party, "staff") is None
    assert parties.get(party, "party#a") == {"名": "甲"}
    assert [parties.get(typed, "staff") for typed in ("", "字" * 700)] == [None, None]


@both(FakeParties, wiring.parties)
def test_many_parties_at_once(make: Callable[[], Parties]) -> None:
    parties, party = make(), key()
    keys = [(f"{party}{number}", "staff") for number in range(130)]
    parties.put_many((*found, {"posts": [f"RSJ:{number}"]}) for number, found in enumerate(keys))
    parties.put_many([])
    found = parties.get_many([*keys, (party, "staff"), ("", "staff"), keys[0]])
    assert found == {found: {"posts": [f"RSJ:{number}"]} for number, found in enumerate(keys)}
    assert parties.get_many([]) == {}


@both(FakeCatalogue, wiring.catalogue)
def test_the_last_published_edition_is_current_and_older_ones_stay(make: Callable[[], Catalogue]) -> None:
    catalogue, first = make(), edition()
    second = type(first)("d" * 64, {**first.data, "items": {}})
    catalogue.publish(first, now="2026-01-01")
    catalogue.publish(second, now="2026-01-02")
    assert catalogue.current() == second
    assert catalogue.edition(first.digest) == first
    with pytest.raises(UnknownEditionError):
        catalogue.edition("0" * 64)


@both(FakeCatalogue, wiring.catalogue)
def test_publications_are_recorded_newest_first_and_the_same_edition_again_is_none(
    make: Callable[[], Catalogue],
) -> None:
    catalogue, first = make(), edition()
    second, third = (type(first)(digit * 64, first.data) for digit in "ef")
    catalogue.publish(first, now="2026-01-01")
    begun = catalogue.publications(limit=1)[0].number
    catalogue.publish(first, now="2026-01-02")
    catalogue.publish(second, now="2026-01-03", told={"reason": "a change"})
    catalogue.publish(third, now="2026-01-04", told={"reason": "another"})
    newest, older = catalogue.publications(limit=2)
    assert (newest.number, newest.edition, newest.before) == (begun + 2, third.digest, second.digest)
    assert (newest.published_at, newest.told) == ("2026-01-04", {"reason": "another"})
    assert (older.number, older.told) == (begun + 1, {"reason": "a change"})
    assert [one.number for one in catalogue.publications(beyond=older.number, limit=1)] == [begun]
    assert catalogue.publications(beyond=1) == []


@both(FakeCatalogue, wiring.catalogue)
def test_an_edition_follows_the_one_that_its_publisher_saw(make: Callable[[], Catalogue]) -> None:
    catalogue, first = make(), edition()
    second, third = (type(first)(digit * 64, first.data) for digit in "12")
    catalogue.publish(first, now="2026-01-01")
    catalogue.publish(second, now="2026-01-02", after=first.digest)
    with pytest.raises(StaleError):
        catalogue.publish(third, now="2026-01-03", after=first.digest)
    assert catalogue.current() == second
    assert [one.edition for one in catalogue.publications(limit=1)] == [second.digest]
    catalogue.publish(second, now="2026-01-04", after=first.digest)
