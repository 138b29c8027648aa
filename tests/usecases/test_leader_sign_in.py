"""A leader's PIN holds for half an hour; a new device needs the code that only the number on file gets."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.pseudonym import hmac_pseudonym
from chalicelib.usecases.leader_sign_in import (
    WRONG_BY_ADDRESS,
    CodeSent,
    LeaderDoor,
    LeaderSignedIn,
    Onward,
    confirm_leader_code,
    send_leader_code_again,
    sign_in_leader,
)
from chalicelib.usecases.pins import ATTEMPTS, PinLockedError, WrongPinError, set_pin
from chalicelib.usecases.request_code import TooManyRequestsError, request_code
from chalicelib.usecases.sessions import read_session
from chalicelib.usecases.sign_in import SignInError
from chalicelib.usecases.tell_locked import tell_locked
from tests.fakes.sms import FakeSms
from tests.leaders import CHIEF, DIRECTOR, Leaders
from tests.sample import KEY, TUESDAY, World, calendar, edition

PIN, WRONG = "361215", "900817"
ONWARD = Onward("/todo", {"at": "X/review", "opinion": "请抓紧。"})


@pytest.fixture
def sms() -> FakeSms:
    return FakeSms()


@pytest.fixture
def door(sms: FakeSms) -> LeaderDoor:
    world = World()
    Leaders(world, calendar(), TUESDAY).enrol()
    for staff in (CHIEF, DIRECTOR):
        set_pin(staff, PIN, parties=world.parties, entropy=world.entropy, key=KEY)
    return LeaderDoor(
        address="192.0.2.1",
        edition=edition(),
        parties=world.parties,
        guards=world.guards,
        sms=sms,
        entropy=world.entropy,
        key=KEY,
        now=TUESDAY,
        locked=lambda staff: tell_locked(staff, edition=edition(), parties=world.parties, sms=sms),
    )


def code_in(sms: FakeSms) -> str:
    return re.findall(r"验证码(\d{6})", sms.sent[-1][1])[-1]


def pending(door: LeaderDoor) -> str:
    sent = sign_in_leader(CHIEF, PIN, "", ONWARD, door)
    assert isinstance(sent, CodeSent)
    return sent.pending


def known_device(door: LeaderDoor, sms: FakeSms) -> str:
    return confirm_leader_code(pending(door), code_in(sms), door).device


def test_a_new_device_needs_the_code_and_a_known_one_only_the_pin(door: LeaderDoor, sms: FakeSms) -> None:
    signed_in = confirm_leader_code(pending(door), code_in(sms), door)
    assert sms.sent[0][0] == "+8619900000027"
    assert (signed_in.path, signed_in.session.subject, signed_in.session.data["kept"]) == ("/todo", CHIEF, ONWARD.kept)
    later = replace(door, now=TUESDAY + timedelta(days=30))
    again = sign_in_leader(CHIEF, PIN, signed_in.device, Onward("/todo"), later)
    assert isinstance(again, LeaderSignedIn)
    assert len(sms.sent) == 1


def test_the_pin_is_asked_for_again_after_half_an_hour(door: LeaderDoor, sms: FakeSms) -> None:
    session = confirm_leader_code(pending(door), code_in(sms), door).session
    assert read_session(session.token, guards=door.guards, now=TUESDAY + timedelta(minutes=29)) is not None
    assert read_session(session.token, guards=door.guards, now=TUESDAY + timedelta(minutes=30)) is None


def test_one_leaders_device_is_new_for_another(door: LeaderDoor, sms: FakeSms) -> None:
    device = known_device(door, sms)
    assert isinstance(sign_in_leader(DIRECTOR, PIN, device, ONWARD, door), CodeSent)
    assert sms.sent[-1][0] == "+8619900000028"


def test_five_wrong_pins_lock_and_tell_the_holder_once(door: LeaderDoor, sms: FakeSms) -> None:
    device = known_device(door, sms)
    for _ in range(ATTEMPTS - 1):
        with pytest.raises(WrongPinError):
            sign_in_leader(CHIEF, WRONG, device, ONWARD, door)
    for pin in (WRONG, PIN):
        with pytest.raises(PinLockedError):
            sign_in_leader(CHIEF, pin, device, ONWARD, door)
    locked = [phone for phone, told in sms.sent if "锁定" in told]
    assert locked == ["+8619900000027"]


def test_one_address_cannot_lock_one_leader_after_the_other(door: LeaderDoor) -> None:
    for number in range(WRONG_BY_ADDRESS):
        with pytest.raises(WrongPinError):
            sign_in_leader(f"s-{number}", WRONG, "", ONWARD, door)
    with pytest.raises(TooManyRequestsError):
        sign_in_leader(CHIEF, WRONG, "", ONWARD, door)
    elsewhere = replace(door, address="192.0.2.2")
    assert isinstance(sign_in_leader(CHIEF, PIN, "", ONWARD, elsewhere), CodeSent)


def test_a_code_asked_for_on_the_public_page_opens_no_leaders_session(door: LeaderDoor, sms: FakeSms) -> None:
    asked = request_code(
        "+8619900000027",
        "/todo",
        door.address,
        edition=door.edition,
        guards=door.guards,
        sms=sms,
        entropy=door.entropy,
        key=KEY,
        now=TUESDAY,
    )
    with pytest.raises(SignInError) as refused:
        confirm_leader_code(asked.id, code_in(sms), door)
    assert refused.value.code == "sign_in_unknown"


def test_wrong_codes_wear_out_and_a_new_code_replaces_the_old(door: LeaderDoor, sms: FakeSms) -> None:
    waiting = pending(door)
    first = code_in(sms)
    with pytest.raises(TooManyRequestsError):
        send_leader_code_again(waiting, door)
    later = replace(door, now=TUESDAY + timedelta(minutes=2))
    send_leader_code_again(waiting, later)
    codes = []
    for _ in range(ATTEMPTS):
        with pytest.raises(SignInError) as refused:
            confirm_leader_code(waiting, first, later)
        codes.append(refused.value.code)
    assert codes == ["code_wrong"] * (ATTEMPTS - 1) + ["code_dead"]
    with pytest.raises(SignInError):
        confirm_leader_code(waiting, code_in(sms), later)


def test_a_sign_in_that_nobody_began_is_unknown(door: LeaderDoor) -> None:
    for made_up in ("", "x", hmac_pseudonym("device", "x", key=KEY)):
        with pytest.raises(SignInError):
            confirm_leader_code(made_up, "000000", door)
        with pytest.raises(SignInError):
            send_leader_code_again(made_up, door)
