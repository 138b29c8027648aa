"""Which messages of a case can be sent again, by whom, and that two clicks are one."""

from dataclasses import replace

import pytest

from chalicelib.domain import commands as c
from chalicelib.domain.commands import Actor
from chalicelib.domain.dossier import Part
from chalicelib.domain.facts import Sealed
from chalicelib.domain.notice import Notice, bounced, delivered, left_unknown, unaccounted
from chalicelib.ports import SmsUnknownError
from chalicelib.usecases.case_file import UnknownCaseError, read_case
from chalicelib.usecases.case_notices import notices_of, repeatable, shown_state
from chalicelib.usecases.resend_notice import (
    ArrivalUnstatedError,
    NothingToRepeatError,
    NotTheUnitsOfficerError,
    UnknownNoticeError,
    resend_notice,
)
from chalicelib.usecases.send_notices import send_waiting
from tests import cases
from tests.sample import TUESDAY
from tests.sending import MATTER, PHONE, Outside

OFFICER = Actor("staff", "s-ghj-1", frozenset({"GHJ:officer"}))
CHIEF = Actor("staff", "s-ghj-2", frozenset({"GHJ:chief"}))
SUPERVISOR = Actor("staff", "s-zwzx-1", frozenset({"ZWZX:supervisor"}))
STRANGER = Actor("staff", "s-jyj-1", frozenset({"JYJ:officer"}))


@pytest.fixture
def world() -> Outside:
    """A case whose receipt was told."""
    made = Outside()
    made.give_number()
    cases.opened(made.world, cases.joint(), TUESDAY, MATTER)
    made.tell(1, TUESDAY)
    return made


def standing(world: Outside) -> list[Notice]:
    file = read_case(MATTER, log=world.world.log, catalogue=world.world.catalogue)
    return list(notices_of(file.case, notices=world.notices))


def put(world: Outside, notice: Notice) -> None:
    world.notices.items[notice.recipient_key, notice.message_key] = notice


def resend(world: Outside, notice: str = "", actor: Actor = OFFICER, *, stated: bool = True) -> Notice:
    return resend_notice(
        MATTER.removeprefix("c-"),
        notice or standing(world)[0].id,
        actor,
        not_arrived=stated,
        log=world.world.log,
        catalogue=world.world.catalogue,
        notices=world.notices,
        now=TUESDAY,
    )


def test_two_clicks_are_one_more_message(world: Outside) -> None:
    first, second = resend(world), resend(world)
    assert first == second
    send_waiting(sender=world.sender, now=TUESDAY)
    assert resend(world).state == "sent"
    assert len(world.texts()) == 2
    assert world.texts()[0] == world.texts()[1]
    old, again = standing(world)
    assert (again.repeats, again.asked_by) == (old.message_key, OFFICER.id)
    assert [repeatable(one, standing(world)) for one in (old, again)] == [False, True]


def test_what_may_have_arrived_needs_the_officers_word(world: Outside) -> None:
    (told,) = standing(world)
    lost = left_unknown(replace(told, state="sending"), "ReadTimeoutError", TUESDAY)
    for notice in (told, unaccounted(lost)):
        put(world, notice)
        with pytest.raises(ArrivalUnstatedError):
            resend(world, stated=False)
    assert len(standing(world)) == 1


def test_what_failed_needs_none_and_goes_to_the_number_of_now(world: Outside) -> None:
    (told,) = standing(world)
    put(world, bounced(told, "no_such_number", TUESDAY))
    supplied = c.SupplyCorrection("s", cases.APPLICANT, Sealed("form#s", "0" * 64), cases.PAPERS)
    for command in (cases.correction("k", cases.joint()), supplied):
        cases.run(world.world, command, TUESDAY, MATTER)
    world.world.dossiers.put(Part(MATTER, "form#s", "salt", {"applicant": {"phone": "+8619900000007"}}))
    resend(world, stated=False)
    send_waiting(sender=world.sender, now=TUESDAY)
    assert [len(world.texts(phone)) for phone in (PHONE, "+8619900000007")] == [1, 1]


def test_what_arrived_or_waits_is_not_sent_again(world: Outside) -> None:
    (told,) = standing(world)
    for notice in (
        delivered(told, TUESDAY),
        replace(told, state="planned"),
        replace(told, state="sending"),
        replace(told, state="superseded"),
        replace(told, state="withheld"),
    ):
        put(world, notice)
        assert not repeatable(notice, [notice])
        with pytest.raises(NothingToRepeatError):
            resend(world)


def test_officers_of_the_unit_send_again_others_do_not(world: Outside) -> None:
    for actor in (CHIEF, SUPERVISOR):
        with pytest.raises(NotTheUnitsOfficerError):
            resend(world, actor=actor)
    with pytest.raises(UnknownCaseError):
        resend(world, actor=STRANGER)
    with pytest.raises(UnknownNoticeError):
        resend(world, "0123456789abcdef")


def test_an_unknown_one_is_never_sent_again_by_itself(world: Outside) -> None:
    world.sms.failure = SmsUnknownError("ReadTimeoutError")
    resend(world)
    send_waiting(sender=world.sender, now=TUESDAY)
    world.sms.failure = None
    send_waiting(sender=world.sender, now=TUESDAY)
    assert [shown_state(one) for one in standing(world)] == ["sent", "unknown"]
    assert len(world.texts()) == 1


def test_what_is_tried_again_has_failed_for_the_time_being_and_what_is_held_back_has_not(world: Outside) -> None:
    (told,) = standing(world)
    assert shown_state(replace(told, state="planned", problem="Throttled")) == "temporarily_failed"
    assert shown_state(replace(told, state="planned", problem="daily_cap")) == "planned"
