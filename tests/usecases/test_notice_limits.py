"""What keeps a message back: the number's share of a day, the city's budget, the person's own wish; never a legal notice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.notice import Message, Notice, Recipient, planned, seq_mark
from chalicelib.domain.times import stamp
from chalicelib.ports import SmsBusyError
from chalicelib.usecases.notice_limits import watch_spending
from chalicelib.usecases.send_notices import plan_and_send, send_waiting
from chalicelib.usecases.sms_wishes import wish_courtesies
from tests import cases
from tests.sample import TUESDAY, edition
from tests.sending import MATTER, PHONE, Outside, account

TOMORROW = TUESDAY.replace(hour=8, minute=0) + timedelta(days=1)
TODAY = TUESDAY.date().isoformat()


def notice(template: str, seq: int) -> Notice:
    about = {"item": "教师资格证认定", "reference": "23456-789AB", "steps": "承办", "next": "审核", "on": "2026-05-03"}
    applicant = Recipient("applicant", cases.APPLICANT.id, cases.FORM.part)
    return planned(MATTER, seq_mark(seq), Message(applicant, template, about), TUESDAY)


@pytest.fixture
def world() -> Outside:
    made = Outside()
    made.give_number()
    return made


def in_a_city_with(world: Outside, **sms: Any) -> Edition:
    data = edition().data
    changed = Edition("limits", {**data, "rules": {**data["rules"], "sms": {"quiet": ["21:00", "08:00"], **sms}}})
    world.world.catalogue.publish(changed, now="")
    return changed


def plan(world: Outside, template: str, *seqs: int) -> None:
    for seq in seqs:
        plan_and_send(notice(template, seq), sender=world.sender, now=TUESDAY)


def states(world: Outside) -> list[tuple[str, str]]:
    return [(one.state, one.problem) for _, one in sorted(world.notices.items.items())]


def test_past_its_share_of_the_day_a_number_waits_for_tomorrow_but_for_legal_notices(world: Outside) -> None:
    in_a_city_with(world, most_a_day=2)
    plan(world, "received", 1, 2, 3)
    assert states(world) == [("sent", ""), ("sent", ""), ("planned", "daily_cap")]
    assert {one.send_at for one in world.notices.items.values() if one.state == "planned"} == {stamp(TOMORROW)}
    plan(world, "accepted", 4)
    assert len(world.sms.sent) == 3
    send_waiting(sender=world.sender, now=TOMORROW)
    assert [state for state, _ in states(world)] == ["sent"] * 4
    assert world.notices.waiting == set()


def test_tried_again_it_counts_once(world: Outside) -> None:
    in_a_city_with(world, most_a_day=1)
    world.sms.failure = SmsBusyError("Throttled")
    plan(world, "received", 1)
    send_waiting(sender=world.sender, now=TUESDAY + timedelta(minutes=1))
    world.sms.failure = None
    send_waiting(sender=world.sender, now=TUESDAY + timedelta(minutes=5))
    assert states(world) == [("sent", "")]
    assert world.notices.parts_on(TODAY) == 1


def test_what_was_held_back_has_all_its_tries_left(world: Outside) -> None:
    in_a_city_with(world, most_a_day=1)
    plan(world, "received", 1, 2)
    waiting = next(one for one in world.notices.items.values() if one.state == "planned")
    assert (waiting.attempts, waiting.parts, waiting.cost) == (0, 0, 0)


def test_each_notice_keeps_what_it_cost(world: Outside) -> None:
    in_a_city_with(world, part_price={"thousandths_of_yuan": 45, "as_of": "2026-11-26"})
    plan(world, "received", 1)
    assert [(one.parts, one.cost) for one in world.notices.items.values()] == [(1, 45)]


def test_the_budgets_breaker_stops_all_but_legal_notices_until_tomorrow(world: Outside) -> None:
    city = in_a_city_with(world, parts_a_day=5, alarm_at_percent=80)
    news = []
    for seq in range(1, 6):
        plan(world, "received", seq)
        spending = watch_spending(city, notices=world.notices, now=TUESDAY)
        assert spending
        news.append((spending.parts, spending.news))
    assert news == [(1, ()), (2, ()), (3, ()), (4, ("alarmed",)), (5, ("stopped",))]
    plan(world, "received", 6)
    plan(world, "accepted", 7)
    assert states(world)[5:] == [("planned", "daily_budget"), ("sent", "")]
    send_waiting(sender=world.sender, now=TOMORROW)
    assert states(world)[5] == ("sent", "")


def test_a_city_without_a_budget_is_not_watched(world: Outside) -> None:
    assert watch_spending(in_a_city_with(world), notices=world.notices, now=TUESDAY) is None


def test_courtesies_are_withheld_from_who_does_not_want_them(world: Outside) -> None:
    wish_courtesies(account(PHONE), wanted=False, parties=world.world.parties)
    plan(world, "served", 1)
    plan(world, "granted", 2)
    assert states(world) == [("withheld", "opted_out"), ("sent", "")]
    wish_courtesies(account(PHONE), wanted=True, parties=world.world.parties)
    plan(world, "served", 3)
    assert states(world)[2] == ("sent", "")
    assert world.notices.waiting == set()


def test_a_withheld_one_supersedes_nothing(world: Outside) -> None:
    progress = notice("step_passed", 1)
    world.notices.plan(progress)
    world.notices.plan(replace(notice("step_passed", 2), state="withheld"))
    plan_and_send(progress, sender=world.sender, now=TUESDAY + timedelta(minutes=3))
    send_waiting(sender=world.sender, now=TUESDAY + timedelta(minutes=3))
    assert states(world)[0] == ("sent", "")
