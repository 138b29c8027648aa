"""Receipts move a notice forward only, whatever order they come in, and prove to the case what arrived."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from chalicelib.domain.notice import (
    LEASE,
    Message,
    Notice,
    Recipient,
    claimed,
    left_unknown,
    planned,
    planned_again,
    sent,
)
from chalicelib.domain.receipt import Receipt, out_id, sent_key
from chalicelib.domain.times import SHANGHAI, local_date, stamp
from chalicelib.usecases.take_sms_receipts import LATER, PER_TASK, MatterTold, receipt_tasks, take_sms_receipts
from tests.effort import share
from tests.fakes.guards import FakeGuards
from tests.fakes.notices import FakeNotices
from tests.fakes.queue import FakeQueue
from tests.sample import TUESDAY
from tests.sending import MATTER, PHONE, account

AT = TUESDAY + timedelta(minutes=3)
HISTORIES, NOTICES_EACH = 10_000, 4


class Desk:
    """A worker with its notices, and what the cases were told."""

    def __init__(self) -> None:
        self.notices = FakeNotices()
        self.guards = FakeGuards()
        self.queue = FakeQueue()
        self.told: list[tuple[Any, ...]] = []

    def keep(self, notice: Notice) -> Notice:
        return self.notices.plan(notice)

    def count(self, notice: Notice, at: datetime = TUESDAY) -> None:
        self.notices.count_on(local_date(stamp(at)).isoformat(), account(PHONE), notice)

    def standing(self, notice: Notice) -> Notice:
        found = self.notices.get(notice.recipient_key, notice.message_key)
        assert found
        return found

    def take(self, *receipts: Receipt, now: datetime = AT) -> None:
        for task in receipt_tasks(receipts):
            self.take_task(task.body, now)

    def take_task(self, body: Any, now: datetime = AT) -> None:
        follows = MatterTold(lambda *told: self.told.append(("served", *told)), lambda *told: self.told.append(told))
        take_sms_receipts(body, notices=self.notices, guards=self.guards, queue=self.queue, follows=follows, now=now)


def notice(seq: int = 1, template: str = "correction_requested", kind: Any = "applicant") -> Notice:
    part = "" if kind == "staff" else "form#1"
    return planned(MATTER, f"{seq:08d}", Message(Recipient(kind, "p-1", part), template), TUESDAY)


def sent_out(seq: int = 1, **named: Any) -> Notice:
    return sent(claimed(notice(seq, **named), "claim", TUESDAY), f"m-{seq}", TUESDAY)


def arrived(of: Notice, at: datetime = AT) -> Receipt:
    return Receipt("delivered", at, "m-1", out_id(of))


def by_number(provider_id: str, number: str = account(PHONE), sent_at: datetime = TUESDAY) -> Receipt:
    """As SNS tells it."""
    return Receipt("delivered", AT, provider_id, number=number, sent_at=stamp(sent_at))


def bounced(of: Notice, at: datetime = AT) -> Receipt:
    return Receipt("failed", at, "m-1", out_id(of), "MOBILE_NOT_ON_SERVICE")


def test_what_arrived_is_delivered_and_proved_to_the_case() -> None:
    desk = Desk()
    of = desk.keep(sent_out(3))
    desk.take(arrived(of))
    assert (desk.standing(of).state, desk.standing(of).receipt_at) == ("delivered", stamp(AT))
    assert desk.told == [("served", MATTER, 3, "correction_requested", AT)]


def test_what_cannot_be_delivered_is_told_to_the_window() -> None:
    desk = Desk()
    of = desk.keep(sent_out(3))
    desk.take(bounced(of))
    assert (desk.standing(of).state, desk.standing(of).problem) == ("failed", "MOBILE_NOT_ON_SERVICE")
    assert desk.told == [(MATTER, 3, "correction_requested")]


def test_a_message_sent_again_proves_the_commit_that_it_repeats() -> None:
    desk = Desk()
    again = planned_again(sent_out(3), "s-zwzx-1", TUESDAY)
    of = desk.keep(sent(claimed(again, "claim", TUESDAY), "m-2", TUESDAY))
    desk.take(arrived(of))
    assert desk.told == [("served", MATTER, 3, "correction_requested", AT)]


def test_what_a_leader_or_no_case_was_told_proves_nothing() -> None:
    desk = Desk()
    about = Message(Recipient("staff", "s-1"), "todo_morning")
    morning = sent(claimed(planned("staff", "2026-03-03", about, TUESDAY), "c", TUESDAY), "m", TUESDAY)
    for of in (desk.keep(sent_out(kind="staff")), desk.keep(morning)):
        desk.take(arrived(of))
        assert desk.standing(of).state == "delivered"
    assert desk.told == []


def test_a_crash_between_notice_and_case_is_made_good() -> None:
    desk = Desk()
    of = desk.keep(sent_out())
    desk.take(arrived(of))
    desk.told.clear()
    desk.take(arrived(of))
    assert desk.told == [("served", MATTER, 1, "correction_requested", AT)]


def test_nothing_arrives_before_it_was_sent() -> None:
    desk = Desk()
    of = desk.keep(sent_out())
    desk.take(arrived(of, TUESDAY - timedelta(hours=9)))
    assert desk.standing(of).receipt_at == stamp(TUESDAY)


def test_an_accepted_message_of_which_nobody_knew_is_sent_and_proves_nothing() -> None:
    desk = Desk()
    of = desk.keep(left_unknown(claimed(notice(), "claim", TUESDAY), "ReadTimeoutError", TUESDAY))
    desk.take(Receipt("accepted", AT, "m-9", out_id(of)))
    assert (desk.standing(of).state, desk.standing(of).provider_id) == ("sent", "m-9")
    assert desk.told == []


def test_a_provider_that_knows_its_own_id_only_is_understood() -> None:
    """By the number to which it was sent: another notice that went to it on that day has another id."""
    desk = Desk()
    of, other = desk.keep(sent_out(1)), desk.keep(sent_out(2))
    for one in (of, other):
        desk.count(one)
    desk.take(by_number("m-1"))
    assert (desk.standing(of).state, desk.standing(other).state) == ("delivered", "sent")
    desk.take(by_number("m-2", number="phone:another"))
    assert desk.standing(other).state == "sent"


def test_what_was_counted_just_before_midnight_and_sent_after_it_is_found() -> None:
    desk = Desk()
    of = desk.keep(sent_out())
    desk.count(of, TUESDAY)
    midnight = datetime(2026, 3, 4, tzinfo=SHANGHAI)
    desk.take(by_number("m-1", sent_at=midnight + LEASE - timedelta(seconds=1)))
    assert desk.standing(of).state == "delivered"


def test_a_guard_from_before_numbers_were_told_still_names_its_notice() -> None:
    desk = Desk()
    of = desk.keep(sent_out())
    desk.guards.put(sent_key("m-1"), {"out_id": out_id(of)}, expires_at=int(AT.timestamp()) + 60)
    desk.take(Receipt("delivered", AT, "m-1"))
    assert desk.standing(of).state == "delivered"


def test_a_receipt_that_overtakes_the_senders_note_waits_for_it() -> None:
    desk = Desk()
    of = desk.keep(claimed(notice(), "claim", TUESDAY))
    desk.count(of)
    desk.take(by_number("m-1"))
    [later] = desk.queue.tasks
    assert later.delay_seconds == LATER[0]
    note_sent(desk, of, "m-1")
    desk.take_task(later.body)
    assert desk.standing(of).state == "delivered"


def test_a_receipt_of_nobodys_message_is_given_up_in_the_end() -> None:
    desk = Desk()
    desk.take(Receipt("delivered", AT, "another-stage"), Receipt("delivered", AT, "m", "c-none#p-1/00000001#accepted"))
    for tries in count():
        if len(desk.queue.tasks) == tries:
            break
        desk.take_task(desk.queue.tasks[tries].body)
    assert [task.delay_seconds for task in desk.queue.tasks] == list(LATER)
    assert (desk.notices.items, desk.told) == ({}, [])


def test_of_a_code_nobody_waits_for_the_end() -> None:
    desk = Desk()
    desk.guards.put(sent_key("m-1"), {"out_id": ""}, expires_at=int(AT.timestamp()) + 60)
    desk.take(Receipt("delivered", AT, "m-1"))
    assert desk.queue.tasks == []


def test_one_bad_receipt_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    bad, good = desk.keep(sent_out(1)), desk.keep(sent_out(2))
    get = desk.notices.get

    def broken(recipient_key: str, message_key: str) -> Notice | None:
        if message_key == bad.message_key:
            raise ConnectionError
        return get(recipient_key, message_key)

    monkeypatch.setattr(desk.notices, "get", broken)
    with pytest.raises(ExceptionGroup):
        desk.take(arrived(bad), arrived(good))
    monkeypatch.undo()
    assert [desk.standing(of).state for of in (bad, good)] == ["sent", "delivered"]


def test_a_large_push_is_several_tasks_without_a_telephone_number() -> None:
    of = sent_out()
    tasks = list(receipt_tasks([arrived(of)] * (PER_TASK + 1)))
    assert [len(task.body["receipts"]) for task in tasks] == [PER_TASK, 1]
    assert set(tasks[0].body["receipts"][0]) == {
        "outcome",
        "at",
        "provider_id",
        "out_id",
        "problem",
        "number",
        "sent_at",
    }


@pytest.mark.thorough
def test_in_whatever_order_receipts_come_the_notices_end_as_in_the_true_one() -> None:
    """Ten thousand histories: repeated, reordered, batched, some of nobody's messages, some before the sender's own note."""
    for history in range(share(HISTORIES)):
        drawn = random.Random(history)  # noqa: S311  # a history is drawn again by its number
        truth, pushed = true_end(drawn)
        desk = Desk()
        for of, _ in truth:
            desk.keep(claimed(of, "claim", TUESDAY))
        late = {drawn.randrange(len(pushed) + 1): of for of, _ in truth if drawn.random() < 0.5}
        for turn, batch in enumerate(batched(pushed, drawn)):
            desk.take(*batch)
            if of := late.get(turn):
                note_sent(desk, of)
        assert [shown(desk.standing(of)) for of, _ in truth] == [shown(end) for _, end in truth], history


def true_end(drawn: random.Random) -> tuple[list[tuple[Notice, Notice]], list[Receipt]]:
    """Notices with how they end when each receipt comes once, in order, and the receipts as they were pushed."""
    ends, pushed = list[tuple[Notice, Notice]](), list[Receipt]()
    for seq in range(NOTICES_EACH):
        of = notice(seq)
        story = drawn.choice(("", "d", "f", "a", "ad", "af", "fd"))
        receipts = [told(letter, of, AT + timedelta(minutes=minute)) for minute, letter in enumerate(story)]
        desk = Desk()
        desk.keep(claimed(of, "claim", TUESDAY))
        for receipt in receipts:
            desk.take(receipt)
        ends.append((of, desk.standing(of)))
        pushed += [receipt for receipt in receipts for _ in range(drawn.randint(1, 3))]
    pushed += [Receipt("delivered", AT, f"x-{drawn.random()}", "c-forged#p-9/00000001#granted")]
    drawn.shuffle(pushed)
    return ends, pushed


def told(letter: str, of: Notice, at: datetime) -> Receipt:
    outcome: Any = {"d": "delivered", "f": "failed", "a": "accepted"}[letter]
    return Receipt(outcome, at, f"m-{of.mark}", out_id(of), "UNDELIV" if letter == "f" else "")


def batched(pushed: Sequence[Receipt], drawn: random.Random) -> list[list[Receipt]]:
    batches, rest = list[list[Receipt]](), list(pushed)
    while rest:
        size = drawn.randint(1, 5)
        batches.append(rest[:size])
        rest = rest[size:]
    return batches


def note_sent(desk: Desk, of: Notice, provider_id: str = "") -> None:
    standing = desk.standing(of)
    desk.notices.change(sent(standing, provider_id or f"m-{of.mark}", TUESDAY), seen=standing)


def shown(notice: Notice) -> tuple[str, str, str]:
    """What a receipt decides; the sender's own note may stand beside it or not."""
    state = "sent" if notice.state == "sending" else notice.state
    return state, notice.receipt_at, notice.problem
