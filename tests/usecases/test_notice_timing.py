"""What waits, until when, and what need not be said any more."""

from datetime import timedelta

import pytest

from chalicelib.domain.notice import Message, Notice, Recipient, failed, planned, planned_again, seq_mark
from chalicelib.domain.times import stamp
from chalicelib.ports import SmsBusyError
from chalicelib.texts.messages import templates
from chalicelib.usecases.send_notices import plan_and_send, send_waiting
from tests import cases
from tests.sample import TUESDAY
from tests.sending import MATTER, Outside

NIGHT, MORNING = TUESDAY.replace(hour=22), TUESDAY.replace(hour=8, minute=0) + timedelta(days=1)
SOON = TUESDAY + timedelta(minutes=2)


def notice(template: str, seq: int = 1, at: object = TUESDAY, limit_on: str = "") -> Notice:
    about = {
        "item": "教师资格证认定",
        "reference": "23456-789AB",
        "on": "2026-05-03",
        "window": "一楼A区3号窗口",
        "steps": "承办",
        "next": "审核",
        "count": "2",
    }
    applicant = Recipient("applicant", cases.APPLICANT.id, cases.FORM.part)
    return planned(MATTER, seq_mark(seq), Message(applicant, template, about), at, limit_on)  # type: ignore[arg-type]


@pytest.fixture
def world() -> Outside:
    made = Outside()
    made.give_number()
    return made


def states(world: Outside) -> dict[str, str]:
    return {notice.message.template: notice.state for notice in world.notices.items.values()}


def plan(world: Outside, *notices: Notice) -> None:
    for one in notices:
        plan_and_send(one, sender=world.sender, now=TUESDAY)


def test_few_templates_wait_and_newer_news_makes_them_needless() -> None:
    """Whoever has just acted looks at the telephone at once: only what nobody waits for, or what the very next minutes
    bring anew, is held back."""
    waiting = {code for code, template in templates().items() if template.merge_seconds}
    assert waiting == {"step_passed", "branch_passed", "granted_pickup"}
    for code, template in templates().items():
        assert template.merge_seconds in (0, 120)
        assert set(template.supersedes) <= templates().keys()
        legal = {old for old in template.supersedes if templates()[old].kind == "legal"}
        assert not legal or template.kind == "legal", code


def test_progress_waits_two_minutes(world: Outside) -> None:
    plan(world, notice("step_passed"))
    send_waiting(sender=world.sender, now=SOON - timedelta(seconds=1))
    assert world.sms.sent == []
    send_waiting(sender=world.sender, now=SOON)
    assert len(world.sms.sent) == 1


def test_what_coincides_becomes_one_message(world: Outside) -> None:
    plan(world, notice("step_passed", 3), notice("branch_passed", 4), notice("granted_pickup", 5))
    plan(world, notice("certificate_ready", 6))
    send_waiting(sender=world.sender, now=SOON)
    assert states(world) == {
        **dict.fromkeys(("step_passed", "branch_passed", "granted_pickup"), "superseded"),
        "certificate_ready": "sent",
    }
    assert {one.superseded_by for one in world.notices.items.values()} == {"", "00000006#certificate_ready"}
    assert len(world.sms.sent) == 1
    assert world.notices.waiting == set()


def test_records_in_the_wrong_order_end_alike(world: Outside) -> None:
    plan(world, notice("certificate_ready", 6), notice("granted_pickup", 5))
    send_waiting(sender=world.sender, now=SOON)
    assert states(world) == {"certificate_ready": "sent", "granted_pickup": "superseded"}


def test_older_news_supersedes_nothing(world: Outside) -> None:
    plan(world, notice("step_passed", 7), notice("granted", 6))
    send_waiting(sender=world.sender, now=SOON)
    assert states(world) == {"granted": "sent", "step_passed": "sent"}


def test_what_was_sent_in_time_stays_sent(world: Outside) -> None:
    plan(world, notice("step_passed", 3))
    send_waiting(sender=world.sender, now=SOON)
    plan(world, notice("granted", 4))
    assert states(world) == {"step_passed": "sent", "granted": "sent"}


def test_at_night_nothing_goes_until_eight(world: Outside) -> None:
    plan_and_send(notice("received", at=NIGHT), sender=world.sender, now=NIGHT)
    send_waiting(sender=world.sender, now=MORNING - timedelta(seconds=1))
    assert world.sms.sent == []
    send_waiting(sender=world.sender, now=MORNING)
    assert len(world.sms.sent) == 1


def test_a_legal_notice_whose_limit_ends_that_day_goes_at_night(world: Outside) -> None:
    today = TUESDAY.date().isoformat()
    plan_and_send(notice("correction_requested", at=NIGHT, limit_on=today), sender=world.sender, now=NIGHT)
    assert states(world) == {"correction_requested": "sent"}


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(world: Outside) -> None:
    evening = TUESDAY.replace(hour=20, minute=59)
    world.sms.failure = SmsBusyError("Throttled")
    plan_and_send(notice("received", at=evening), sender=world.sender, now=evening)
    world.sms.failure = None
    send_waiting(sender=world.sender, now=evening + timedelta(minutes=1))
    (waiting,) = world.notices.items.values()
    assert (waiting.state, waiting.send_at, waiting.attempts) == ("planned", stamp(MORNING), 1)
    send_waiting(sender=world.sender, now=evening + timedelta(minutes=2))
    assert [row.at for row in world.notices.waiting] == [stamp(MORNING)]
    send_waiting(sender=world.sender, now=MORNING)
    assert states(world) == {"received": "sent"}


def test_what_waits_in_the_evening_for_newer_news_does_not_wait_into_the_night(world: Outside) -> None:
    late = TUESDAY.replace(hour=20, minute=59)
    plan_and_send(notice("step_passed", at=late), sender=world.sender, now=late)
    assert states(world) == {"step_passed": "sent"}


def test_what_the_night_made_needless_is_not_sent_in_the_morning(world: Outside) -> None:
    for seq, template in enumerate(("received", "correction_requested"), 1):
        plan_and_send(notice(template, seq, NIGHT), sender=world.sender, now=NIGHT)
    send_waiting(sender=world.sender, now=MORNING)
    assert states(world) == {"received": "superseded", "correction_requested": "sent"}


def test_what_was_asked_to_be_sent_again_is_sent(world: Outside) -> None:
    lost = failed(notice("received", 1), "no_phone", TUESDAY)
    world.notices.plan(lost)
    world.notices.plan(notice("correction_requested", 2))
    plan(world, planned_again(lost, "s-1", TUESDAY))
    assert len(world.texts()) == 1
