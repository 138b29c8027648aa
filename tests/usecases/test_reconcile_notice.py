"""A notice of which nobody knows is looked for in the provider's log before anybody may send it again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.notice import (
    LOOKS,
    UNACCOUNTED,
    Message,
    Notice,
    Recipient,
    claimed,
    delivered,
    left_unknown,
    planned,
    sent,
)
from chalicelib.domain.receipt import Receipt, out_id, sent_key
from chalicelib.domain.reference import case_matter, derive
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import DeliveryLogError, SmsUnknownError, Task
from chalicelib.usecases.case_notices import may_be_repeated
from chalicelib.usecases.reconcile_notice import Asked, reconcile
from chalicelib.usecases.send_notices import plan_and_send, send_waiting
from chalicelib.usecases.take_sms_receipts import MatterTold, receipt_tasks, take_sms_receipts
from tests import cases
from tests.fakes.delivery_log import FakeDeliveryLog
from tests.fakes.guards import FakeGuards
from tests.fakes.notices import FakeNotices
from tests.fakes.queue import FakeQueue
from tests.sample import TUESDAY
from tests.sending import MATTER, PHONE, Outside, account

LOOK = TUESDAY + LOOKS[0]
LAST = TUESDAY + LOOKS[-1]


class Desk:
    def __init__(self) -> None:
        self.log = FakeDeliveryLog()
        self.notices = FakeNotices()
        self.guards = FakeGuards()
        self.queue = FakeQueue()

    def lost(self, seq: int = 1, at: datetime = TUESDAY) -> Notice:
        about = Message(Recipient("applicant", "p-1", "form#1"), "correction_requested")
        unknown = left_unknown(claimed(planned(MATTER, f"{seq:08d}", about, at), "claim", at), "ReadTimeoutError", at)
        self.count(unknown, at)
        return self.notices.plan(unknown)

    def count(self, notice: Notice, at: datetime, phone: str = PHONE) -> None:
        self.notices.count_on(local_date(stamp(at)).isoformat(), account(phone), notice)

    @property
    def asked(self) -> Asked:
        return Asked(self.log, self.notices, self.guards, self.queue, account)

    def standing(self, of: Notice) -> Notice:
        found = self.notices.get(of.recipient_key, of.message_key)
        assert found
        return found

    def look(self, of: Notice, now: datetime = LOOK, phone: str = PHONE) -> Notice:
        after = reconcile(self.standing(of), phone, asked=self.asked, now=now)
        self.take()
        return after

    def take(self, *tasks: Task) -> None:
        """What lies in the queue, and these."""
        self.queue.tasks += tasks
        while self.queue.tasks:
            follows = MatterTold(lambda *_: None, lambda *_: None)
            body = self.queue.tasks.pop(0).body
            ports: Any = {"notices": self.notices, "guards": self.guards, "queue": self.queue}
            take_sms_receipts(body, follows=follows, now=LOOK, **ports)

    def arrived(self, provider_id: str = "m-9", at: datetime = TUESDAY, ours: str = "") -> None:
        self.log.lines.append((PHONE, at, Receipt("delivered", at + timedelta(minutes=1), provider_id, ours)))

    @property
    def looks(self) -> list[str]:
        return sorted(row.at for row in self.notices.waiting)


def test_what_the_log_knows_by_number_and_time_was_sent() -> None:
    desk = Desk()
    of = desk.lost()
    desk.arrived()
    desk.look(of)
    after = desk.standing(of)
    assert (after.state, after.provider_id, after.problem) == ("delivered", "m-9", "")
    assert desk.looks == []


def test_what_was_found_by_number_is_found_by_its_later_receipts() -> None:
    desk = Desk()
    of = desk.lost()
    desk.log.lines.append((PHONE, TUESDAY, Receipt("accepted", TUESDAY, "m-9")))
    desk.look(of)
    later = Receipt("delivered", LOOK, "m-9", number=account(PHONE), sent_at=stamp(TUESDAY))
    desk.take(*receipt_tasks([later]))
    assert desk.standing(of).state == "delivered"


@pytest.mark.parametrize(("other", "found"), [("m-9", "unknown"), ("m-8", "delivered")])
def test_what_is_known_as_another_notices_to_the_number_is_not_taken_for_it(other: str, found: str) -> None:
    """Of whatever matter: two cases may have one telephone."""
    desk = Desk()
    of = desk.lost()
    about = Message(Recipient("applicant", "p-1", "form#1"), "received")
    nearby = claimed(planned(case_matter(derive("other", 0)), "00000001", about, TUESDAY), "c", TUESDAY)
    desk.notices.plan(sent(nearby, other, TUESDAY))
    desk.count(nearby, TUESDAY)
    desk.arrived()
    desk.look(of)
    assert desk.standing(of).state == found


@pytest.mark.parametrize(("phone", "found"), [(PHONE, "unknown"), ("+8619900000001", "delivered")])
def test_another_case_that_lost_one_to_the_same_number_is_a_rival_too(phone: str, found: str) -> None:
    desk = Desk()
    of = desk.lost()
    about = Message(Recipient("applicant", "p-1", "form#1"), "received")
    nearby = claimed(planned(case_matter(derive("other", 0)), "00000001", about, TUESDAY), "c", TUESDAY)
    desk.notices.plan(nearby)
    desk.count(nearby, TUESDAY, phone)
    desk.arrived()
    desk.look(of)
    assert desk.standing(of).state == found


def test_what_the_log_knows_by_our_own_id_is_that_one_among_many() -> None:
    desk = Desk()
    of, other = desk.lost(), desk.lost(2)
    desk.arrived(ours=out_id(of))
    desk.arrived(ours=out_id(other))
    desk.look(of)
    assert (desk.standing(of).state, desk.standing(other).state) == ("delivered", "unknown")


def test_what_a_network_took_was_sent_and_has_not_arrived() -> None:
    desk = Desk()
    of = desk.lost()
    desk.log.lines.append((PHONE, TUESDAY, Receipt("accepted", TUESDAY, "m-9")))
    desk.look(of)
    assert desk.standing(of).state == "sent"


def test_a_code_to_the_same_number_in_the_same_minute_is_not_taken_for_it() -> None:
    desk = Desk()
    of = desk.lost()
    desk.guards.put(sent_key("m-9"), {"out_id": ""}, expires_at=int(LAST.timestamp()))
    desk.arrived()
    desk.look(of)
    assert desk.standing(of).state == "unknown"


def test_neither_is_what_was_sent_at_another_time_or_to_another_number() -> None:
    desk = Desk()
    of = desk.lost()
    desk.arrived(at=TUESDAY + timedelta(minutes=9))
    desk.arrived(at=TUESDAY - timedelta(minutes=9))
    desk.log.lines.append(("+8610000000002", TUESDAY, Receipt("delivered", TUESDAY, "m-8")))
    desk.look(of)
    assert desk.standing(of).state == "unknown"


def test_two_messages_that_may_be_it_are_left_to_a_person() -> None:
    desk = Desk()
    of = desk.lost()
    desk.arrived("m-1")
    desk.arrived("m-2")
    desk.look(of)
    assert desk.standing(of).state == "unknown"


def test_of_two_lost_in_one_minute_nobody_guesses_which_arrived() -> None:
    desk = Desk()
    first, second = desk.lost(1), desk.lost(2, TUESDAY + timedelta(seconds=30))
    desk.arrived()
    for of in (first, second):
        desk.look(of)
    assert [desk.standing(of).state for of in (first, second)] == ["unknown", "unknown"]


def test_it_is_looked_for_a_few_times_and_then_a_person_is_asked() -> None:
    desk = Desk()
    of = desk.lost()
    for look in LOOKS[:-1]:
        desk.look(of, TUESDAY + look)
        assert not may_be_repeated(desk.standing(of))
    assert desk.looks == [stamp(TUESDAY + look) for look in LOOKS[1:]]
    for _ in range(2):
        assert desk.look(of, LAST).problem == UNACCOUNTED
    assert desk.standing(of).state == "unknown"
    assert may_be_repeated(desk.standing(of))
    assert desk.looks == [stamp(TUESDAY + look) for look in LOOKS[1:]], "no further look"


def test_a_log_that_cannot_be_read_is_asked_again_and_does_not_hold_a_person_up_for_ever() -> None:
    desk = Desk()
    of = desk.lost()
    desk.log.failure = DeliveryLogError("ThrottlingException")
    desk.look(of)
    assert desk.looks == [stamp(TUESDAY + LOOKS[1])]
    assert desk.look(of, LAST).problem == UNACCOUNTED


def test_of_a_person_who_was_erased_no_log_is_asked() -> None:
    desk = Desk()
    of = desk.lost()
    desk.arrived()
    desk.look(of, phone="")
    assert desk.look(of, LAST, phone="").problem == UNACCOUNTED


def test_a_receipt_that_was_faster_than_the_last_look_stands() -> None:
    desk = Desk()
    of = desk.lost()
    desk.notices.change(delivered(of, LOOK), seen=of)
    assert reconcile(of, PHONE, asked=desk.asked, now=LAST).state == "delivered"
    assert desk.standing(of).problem == ""


def test_what_was_found_is_told_to_the_case_by_the_queue() -> None:
    desk = Desk()
    of = desk.lost()
    desk.arrived()
    assert reconcile(of, PHONE, asked=desk.asked, now=LOOK).state == "delivered"
    [task] = desk.queue.tasks
    assert [told["out_id"] for told in task.body["receipts"]] == [out_id(of)]


def test_a_receipt_that_comes_after_all_still_counts() -> None:
    desk = Desk()
    of = desk.lost()
    desk.look(of, LAST)
    desk.arrived(ours=out_id(of))
    follows = MatterTold(lambda *_: None, lambda *_: None)
    told = {"outcome": "delivered", "at": stamp(LAST), "provider_id": "m", "out_id": out_id(of), "problem": ""}
    body = {"tries": 0, "receipts": [told]}
    take_sms_receipts(body, notices=desk.notices, guards=desk.guards, queue=desk.queue, follows=follows, now=LAST)
    assert (desk.standing(of).state, desk.standing(of).problem) == ("delivered", "")


def test_the_schedule_comes_to_what_nobody_knows_of_when_the_provider_may_know() -> None:
    world = Outside()
    world.give_number()
    about = Message(
        Recipient("applicant", cases.APPLICANT.id, cases.FORM.part), "withdrawn", {"item": "i", "reference": "r"}
    )
    world.sms.failure = SmsUnknownError("ReadTimeoutError")
    plan_and_send(planned(MATTER, "00000001", about, TUESDAY), sender=world.sender, now=TUESDAY)
    send_waiting(sender=world.sender, now=LOOK - timedelta(seconds=1))
    assert world.unknown == []
    send_waiting(sender=world.sender, now=LOOK)
    [(lost, phone, now)] = world.unknown
    assert (lost.state, phone, now) == ("unknown", PHONE, LOOK)
