"""The contract of Notices, on the fake and on the real adapter."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from chalicelib import settings, wiring
from chalicelib.adapters.notices import DynamoNotices
from chalicelib.domain.notice import Message, Notice, Recipient, claimed, planned, sent, seq_mark
from chalicelib.ports import Notices, StaleError, Waiting
from tests.fakes.notices import FakeNotices
from tests.sample import TUESDAY

pytestmark = pytest.mark.usefixtures("cloud")
both = pytest.mark.parametrize("make", [FakeNotices, wiring.notices], ids=["fake", "real"])


def notice(matter: str, seq: int = 1, template: str = "accepted") -> Notice:
    message = Message(Recipient("applicant", "p-1", "form#1"), template, {"item": "教师资格证认定", "on": "2026-05-03"})
    return planned(matter, seq_mark(seq), message, TUESDAY)


def matter() -> str:
    return f"c-{uuid4().hex}"


@both
def test_a_notice_is_planned_once(make: Callable[[], Notices]) -> None:
    notices, first = make(), notice(matter())
    assert notices.plan(first) == first
    assert notices.plan(claimed(first, "later", TUESDAY)) == first
    assert notices.get(first.recipient_key, first.message_key) == first
    assert notices.get(first.recipient_key, "00000002#accepted") is None


@both
def test_a_recipients_notices_come_in_the_logs_order(make: Callable[[], Notices]) -> None:
    notices, of = make(), matter()
    for seq in (10, 2, 1):
        notices.plan(notice(of, seq))
    assert [found.mark for found in notices.of_recipient(f"{of}#p-1")] == ["00000001", "00000002", "00000010"]
    assert list(notices.of_recipient(f"{of}#p-2")) == []


@both
def test_a_change_is_made_on_what_was_seen(make: Callable[[], Notices]) -> None:
    notices, first = make(), notice(matter())
    notices.plan(first)
    ours, theirs = claimed(first, "ours", TUESDAY), claimed(first, "theirs", TUESDAY)
    notices.change(ours, seen=first)
    with pytest.raises(StaleError):
        notices.change(theirs, seen=first)
    with pytest.raises(StaleError):
        notices.change(sent(theirs, "m-2", TUESDAY), seen=theirs)
    notices.change(sent(ours, "m-1", TUESDAY), seen=ours)
    assert notices.get(first.recipient_key, first.message_key) == sent(ours, "m-1", TUESDAY)


@both
def test_a_change_whose_answer_was_lost_is_made_again(make: Callable[[], Notices]) -> None:
    notices, first = make(), notice(matter())
    notices.plan(first)
    ours = claimed(first, "ours", TUESDAY)
    notices.change(ours, seen=first)
    notices.change(ours, seen=first)


@both
def test_the_same_claim_tried_again_is_another_state(make: Callable[[], Notices]) -> None:
    """A notice put off is planned as it was before, but one attempt on."""
    notices, first = make(), notice(matter())
    notices.plan(first)
    with pytest.raises(StaleError):
        notices.change(claimed(first, "ours", TUESDAY), seen=replace(first, attempts=1))


@both
def test_one_of_many_senders_claims_it(make: Callable[[], Notices]) -> None:
    notices, first = make(), notice(matter())
    notices.plan(first)

    def claims(number: int) -> bool:
        try:
            notices.change(claimed(first, f"s{number}", TUESDAY), seen=first)
        except StaleError:
            return False
        return True

    with ThreadPoolExecutor(8) as senders:
        assert sum(senders.map(claims, range(8))) == 1


@both
def test_due_rows_come_in_order_and_by_pages(make: Callable[[], Notices]) -> None:
    """Other tests share the table: the rows here lie in a century of their own."""
    notices, of = make(), matter()
    rows = [Waiting(f"1926-03-0{day}T01:00:00.000000Z", f"{of}#p-1", "00000001#accepted") for day in range(1, 6)]
    for row in reversed([*rows, rows[0]]):
        notices.wait(row)
    up_to = "1926-03-04T01:00:00.000000Z"
    first = notices.due(up_to, limit=3)
    assert list(first) == rows[:3]
    assert list(notices.due(up_to, after=first[-1], limit=3)) == rows[3:4]
    for row in (*rows, rows[0]):
        notices.looked_at(row)
    assert list(notices.due("1927")) == []


@both
def test_a_number_gets_so_many_on_a_day_and_each_counts_once(make: Callable[[], Notices]) -> None:
    notices, day, number = make(), f"day-{uuid4().hex}", "phone:a"
    first, second, third = (replace(notice(matter(), seq), parts=seq) for seq in (1, 2, 3))
    for one in (first, second, first, first):
        assert notices.count_on(day, number, one, most=2)
    assert not notices.count_on(day, number, third, most=2)
    assert notices.parts_on(day) == 3
    assert notices.count_on(day, "phone:b", third, most=2)
    assert notices.count_on(day, number, third)
    assert notices.parts_on(day) == 9
    assert notices.parts_on(f"{day}-after") == 0


@both
def test_what_a_number_was_told_on_a_day_is_found_as_it_stands(make: Callable[[], Notices]) -> None:
    notices, day, number = make(), f"day-{uuid4().hex}", f"phone:{uuid4().hex}"
    first, second, lost = (replace(notice(matter(), seq), parts=seq) for seq in (1, 2, 3))
    assert list(notices.told_on(day, number)) == []
    for one in (first, second, lost):
        notices.count_on(day, number, one)
    for one in (first, second):
        notices.plan(one)
    after = claimed(first, "claim", TUESDAY)
    notices.change(after, seen=first)
    found = notices.told_on(day, number)
    assert sorted(one.id for one in found) == sorted(one.id for one in (first, second))
    assert after in found
    assert list(notices.told_on(day, "phone:another")) == list(notices.told_on(f"{day}-after", number)) == []


@both
def test_of_many_at_once_so_many_get_their_share(make: Callable[[], Notices]) -> None:
    notices, day = make(), f"day-{uuid4().hex}"
    several = [replace(notice(matter()), parts=1) for _ in range(12)]
    with ThreadPoolExecutor(6) as senders:
        counted = senders.map(lambda one: notices.count_on(day, "phone:a", one, most=5), several)
    assert sum(counted) == notices.parts_on(day) == 5


@both
def test_what_happened_on_a_day_is_noted_once(make: Callable[[], Notices]) -> None:
    notices, day = make(), f"day-{uuid4().hex}"
    assert not notices.is_marked(day, "stopped")
    assert notices.mark_day(day, "stopped")
    assert not notices.mark_day(day, "stopped")
    assert notices.is_marked(day, "stopped")
    assert not notices.is_marked(day, "alarmed")
    assert notices.parts_on(day) == 0


@both
def test_which_of_many_notices_stand_is_asked_at_once(make: Callable[[], Notices]) -> None:
    notices, of = make(), matter()
    planned_ones = [notice(of, seq) for seq in range(1, 111)]
    for one in planned_ones:
        notices.plan(one)
    keys = [(one.recipient_key, one.message_key) for one in planned_ones]
    assert set(notices.standing([*keys, keys[0], (f"{of}#p-2", keys[0][1])])) == set(keys)
    assert not notices.standing([])


def test_a_days_parts_are_what_the_librarys_own_models_say_over_several_pages() -> None:
    notices, day = DynamoNotices(settings.table("NOTICES"), wiring.client("dynamodb")), f"day-{uuid4().hex}"
    notices.mark_day(day, "alarmed")
    for number in range(5):
        told = {f"{one:04}{'x' * 90}:{number + 1}" for one in range(3000)}
        notices._days(f"day:{day}", f"{number}").save()
        notices._days(f"day:{day}", f"phone:{number}", told=told).save()
    items = [*notices._days.query(f"day:{day}")]
    by_models = sum(int(one.rpartition(":")[2]) for item in items for one in item.told or ())
    assert notices.parts_on(day) == by_models == 3000 * (1 + 2 + 3 + 4 + 5)
