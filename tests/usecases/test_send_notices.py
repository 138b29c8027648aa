"""One notice: sent once, or nobody knows whether; never lost, never twice."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.notice import (
    ATTEMPTS,
    LEASE,
    LOOKS,
    Message,
    Notice,
    Recipient,
    claimed,
    planned,
    sent,
    seq_mark,
)
from chalicelib.domain.times import stamp
from chalicelib.ports import Letter, SmsBusyError, SmsFailedError, SmsUnknownError
from chalicelib.usecases.failed_notice import task_of_failed
from chalicelib.usecases.send_notices import plan_and_send, send_waiting
from tests import cases
from tests.sample import SHANGHAI, TUESDAY
from tests.sending import MATTER, PHONE, Outside, always, never

LATER = TUESDAY + LEASE


def notice(template: str = "withdrawn") -> Notice:
    about = {"item": "教师资格证认定", "reference": "23456-789AB", "on": "2026-05-03", "window": "一楼A区3号窗口"}
    applicant = Recipient("applicant", cases.APPLICANT.id, cases.FORM.part)
    return planned(MATTER, seq_mark(1), Message(applicant, template, about), TUESDAY)


def outside() -> Outside:
    made = Outside()
    made.give_number()
    return made


def standing(world: Outside) -> Notice:
    (found,) = world.notices.items.values()
    return found


def test_the_acceptance_message_is_the_citys_sentence_word_for_word() -> None:
    assert outside().words(notice("accepted")) == (
        "咸宁政务服务中心温馨提示您：您的业务于5月3日已受理，您可登录中心网上办事大厅随时查询业务办理进展情况。"
    )


def test_an_instant_case_says_accepted_and_concluded_instead() -> None:
    assert "您的业务于5月3日已受理并办结，" in outside().words(notice("accepted_and_concluded"))


def test_the_ready_message_carries_the_pick_up_code() -> None:
    assert outside().words(notice("certificate_ready")).endswith("请带身份证到一楼A区3号窗口领取，取件码000000。")


def test_what_is_due_is_planned_and_sent_at_once() -> None:
    world = outside()
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    done = standing(world)
    assert (done.state, done.provider_id, done.parts, done.ended_at) == ("sent", "m-1", 1, stamp(TUESDAY))
    assert world.notices.waiting == set()
    assert len(world.texts()) == 1


def test_planned_again_it_is_not_sent_again() -> None:
    world = outside()
    for _ in range(2):
        plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    assert len(world.sms.sent) == 1


def test_without_time_it_waits_for_send() -> None:
    world = outside()
    world.has_time = never
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    assert (standing(world).state, world.sms.sent) == ("planned", [])
    assert send_waiting(sender=world.sender, now=TUESDAY) == 0
    world.has_time = always
    assert send_waiting(sender=world.sender, now=TUESDAY) == 1
    assert standing(world).state == "sent"
    assert world.notices.waiting == set()


def test_what_must_wait_is_sent_when_its_time_has_come() -> None:
    world = outside()
    at_nine = stamp(TUESDAY + timedelta(hours=1))
    plan_and_send(Notice(**{**vars(notice()), "send_at": at_nine}), sender=world.sender, now=TUESDAY)
    send_waiting(sender=world.sender, now=TUESDAY + timedelta(minutes=59))
    assert world.sms.sent == []
    send_waiting(sender=world.sender, now=TUESDAY + timedelta(minutes=60))
    assert len(world.sms.sent) == 1


def test_a_lost_answer_is_unknown_and_never_sent_again() -> None:
    world = outside()
    world.sms.failure = SmsUnknownError("ReadTimeoutError")
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    world.sms.failure = None
    plan_and_send(notice(), sender=world.sender, now=LATER)
    send_waiting(sender=world.sender, now=LATER)
    assert (standing(world).state, standing(world).problem, world.sms.sent) == ("unknown", "ReadTimeoutError", [])


def test_a_refused_message_has_failed() -> None:
    world = outside()
    world.sms.failure = SmsFailedError("InvalidParameter")
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    assert (standing(world).state, standing(world).problem) == ("failed", "InvalidParameter")


@pytest.mark.parametrize("phone", ["", "12345", "+14155550100"])
def test_without_a_number_that_can_be_it_has_failed(phone: str) -> None:
    world = Outside()
    world.give_number(phone=phone)
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    assert (standing(world).state, standing(world).problem) == ("failed", "no_phone")


def test_an_erased_person_is_not_written_to() -> None:
    world = Outside()
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    assert standing(world).problem == "no_phone"


def test_a_busy_provider_is_asked_again_and_in_the_end_given_up() -> None:
    world, now = outside(), TUESDAY
    world.sms.failure = SmsBusyError("Throttled")
    plan_and_send(notice(), sender=world.sender, now=now)
    for _ in range(ATTEMPTS - 1):
        assert standing(world).state == "planned"
        (row,) = world.notices.waiting
        assert row.at == standing(world).send_at > stamp(now)
        now += timedelta(hours=1)
        send_waiting(sender=world.sender, now=now)
    on_wednesday = datetime(2026, 3, 4, 8, 30, tzinfo=SHANGHAI)
    assert (standing(world).state, standing(world).send_at) == ("planned", stamp(on_wednesday))
    send_waiting(sender=world.sender, now=on_wednesday)
    assert (standing(world).state, standing(world).problem, world.notices.waiting) == ("failed", "Throttled", set())


def test_a_busy_provider_that_recovers_sends_once() -> None:
    world = outside()
    world.sms.failure = SmsBusyError("Throttled")
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    world.sms.failure = None
    for minutes in (1, 2, 3):
        send_waiting(sender=world.sender, now=TUESDAY + timedelta(minutes=minutes))
    assert (standing(world).state, len(world.sms.sent)) == ("sent", 1)


def test_what_a_crash_left_claimed_becomes_unknown_when_the_claim_runs_out() -> None:
    world = outside()
    world.notices.plan(claimed(notice(), "crashed", TUESDAY))
    plan_and_send(notice(), sender=world.sender, now=TUESDAY + timedelta(seconds=1))
    send_waiting(sender=world.sender, now=LATER - timedelta(seconds=1))
    assert standing(world).state == "sending"
    send_waiting(sender=world.sender, now=LATER)
    assert (standing(world).state, standing(world).problem) == ("unknown", "crashed")
    assert world.sms.sent == []
    assert {row.at for row in world.notices.waiting} == {stamp(TUESDAY + LOOKS[0])}
    assert [(notice.state, phone) for notice, phone, _ in world.unknown] == [("unknown", PHONE)]


def test_a_slow_sender_puts_unknown_right() -> None:
    """The claim ran out while the answer was on its way."""
    world = outside()

    class Slow:
        def send(self, letter: Letter) -> str:
            world.notices.waiting.clear()
            plan_and_send(notice(), sender=world.sender, now=LATER)
            assert standing(world).state == "unknown"
            return "m-slow"

    world.sms = Slow()  # type: ignore[assignment]
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    assert (standing(world).state, standing(world).provider_id) == ("sent", "m-slow")


def test_a_lost_race_for_a_waiting_notice_sends_nothing() -> None:
    world = outside()
    world.has_time = never
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    world.has_time = always
    waiting, change = standing(world), world.notices.change

    def overtaken(taken: Notice, *, seen: Notice) -> None:
        world.notices.change = change  # type: ignore[method-assign]
        rival = claimed(waiting, "rival", TUESDAY)
        change(rival, seen=waiting)
        change(sent(rival, "m-rival", TUESDAY), seen=rival)
        change(taken, seen=seen)

    world.notices.change = overtaken  # type: ignore[method-assign]
    send_waiting(sender=world.sender, now=TUESDAY)
    assert (standing(world).provider_id, world.sms.sent, world.notices.waiting) == ("m-rival", [], set())


def test_one_bad_notice_does_not_hold_up_the_others() -> None:
    world = outside()
    world.has_time = never
    bad = notice("accepted")
    bad = Notice(**{**vars(bad), "message": Message(bad.message.recipient, "accepted", {})})
    plan_and_send(bad, sender=world.sender, now=TUESDAY)
    plan_and_send(notice("withdrawn"), sender=world.sender, now=TUESDAY)
    world.has_time = always
    with pytest.raises(ExceptionGroup):
        send_waiting(sender=world.sender, now=TUESDAY)
    assert len(world.texts(PHONE)) == 1
    assert [row.message_key for row in world.notices.waiting] == [bad.message_key]
    assert world.notices.items[bad.recipient_key, bad.message_key].state == "planned"


def test_what_failed_for_good_is_told_of_though_a_crash_comes_between() -> None:
    world = outside()
    world.sms.failure = SmsFailedError("InvalidParameter")
    plan_and_send(notice(), sender=world.sender, now=TUESDAY)
    assert world.failed == []
    send_waiting(sender=world.sender, now=TUESDAY)
    assert [one.message.template for one in world.failed] == ["withdrawn"]
    assert world.notices.waiting == set()


def test_what_fails_after_its_last_try_is_told_of() -> None:
    world, now = outside(), TUESDAY
    world.sms.failure = SmsBusyError("Throttled")
    plan_and_send(notice(), sender=world.sender, now=now)
    for hours in range(1, 7):
        send_waiting(sender=world.sender, now=TUESDAY + timedelta(hours=hours))
    assert world.failed == []
    send_waiting(sender=world.sender, now=TUESDAY + timedelta(days=1))
    assert len(world.failed) == 1
    assert world.notices.waiting == set()


def test_a_task_is_left_for_a_commit_of_a_case_only() -> None:
    about = {"kind": "notice_failed", "matter": MATTER, "seq": 1, "template": "withdrawn"}
    task = task_of_failed(notice())
    assert task
    assert task.body == about
    morning = replace(notice().message, recipient=Recipient("staff", "s-1"))
    assert task_of_failed(replace(notice(), mark="2026-03-03", matter="staff", message=morning)) is None
    officer = Message(Recipient("staff", "s-1"), "todo")
    assert task_of_failed(replace(notice(), message=officer)) is None
