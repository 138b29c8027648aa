"""Signing in by telephone: codes, limits, new devices, and no word on who is known."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ports import SmsFailedError, SmsUnknownError
from chalicelib.usecases.identify import Claim, account_of, claimed_party
from chalicelib.usecases.request_code import (
    PER_ADDRESS,
    PendingSignIn,
    TooManyRequestsError,
    read_pending,
    request_code,
    send_again,
)
from chalicelib.usecases.sessions import read_session
from chalicelib.usecases.sign_in import SignedIn, SignInError, confirm_code, confirm_last_four
from tests.fakes.sms import FakeSms
from tests.sample import KEY, TUESDAY, World, edition

PHONE, ID = "+8619900000001", "420101199003070006"


@dataclass
class Desk:
    world: World = field(default_factory=World)
    sms: FakeSms = field(default_factory=FakeSms)
    now: datetime = TUESDAY

    def ask(self, phone: str = PHONE, address: str = "10.0.0.1") -> PendingSignIn:
        return request_code(phone, "/mine", address, **self._sending())

    def again(self, pending: PendingSignIn) -> PendingSignIn:
        return send_again(pending, "10.0.0.1", **self._sending())

    def code(self) -> str:
        return "".join(char for char in self.sms.sent[-1][1] if char.isdigit())[:6]

    def enter(self, pending: PendingSignIn, code: str, device: str = "") -> SignedIn:
        return confirm_code(pending.id, code, device, **self._signing())

    def four(self, pending: PendingSignIn, four: str) -> SignedIn:
        return confirm_last_four(pending.id, four, **self._signing())

    def apply_once(self, phone: str = PHONE) -> None:
        claim = Claim("person", ID, phone)
        claimed_party(claim, parties=self.world.parties, entropy=self.world.entropy, key=KEY)

    def later(self, **span: int) -> None:
        self.now += timedelta(**span)

    def _sending(self) -> dict[str, object]:
        world = self.world
        return {
            "edition": edition(),
            "guards": world.guards,
            "sms": self.sms,
            "entropy": world.entropy,
            "key": KEY,
            "now": self.now,
        }

    def _signing(self) -> dict[str, object]:
        world = self.world
        return {
            "guards": world.guards,
            "parties": world.parties,
            "entropy": world.entropy,
            "key": KEY,
            "now": self.now,
        }


@pytest.fixture
def desk() -> Desk:
    return Desk()


def refusal(code: str) -> "pytest.RaisesExc[SignInError]":
    return pytest.raises(SignInError, match=f"^{code}$")


def test_the_code_from_the_sms_opens_a_session_of_thirty_days(desk: Desk) -> None:
    done = desk.enter(desk.ask(), desk.code())
    assert done.session.subject == account_of(PHONE, key=KEY)
    desk.later(days=29, hours=23)
    assert read_session(done.session.token, guards=desk.world.guards, now=desk.now)
    desk.later(hours=2)
    assert read_session(done.session.token, guards=desk.world.guards, now=desk.now) is None


def test_what_is_pending_survives_a_reload_and_a_double_tap(desk: Desk) -> None:
    pending = desk.ask()
    assert read_pending(pending.id, guards=desk.world.guards, now=desk.now) == pending
    assert desk.enter(pending, desk.code()).session.subject == desk.enter(pending, desk.code()).session.subject


def test_the_store_holds_no_code(desk: Desk) -> None:
    desk.ask()
    assert desk.code() not in repr(desk.world.guards.items)


def test_a_code_is_dead_after_five_minutes(desk: Desk) -> None:
    pending = desk.ask()
    desk.later(minutes=5)
    with refusal("code_dead"):
        desk.enter(pending, desk.code())


def test_five_wrong_codes_kill_the_right_one_too(desk: Desk) -> None:
    pending = desk.ask()
    for _ in range(4):
        with refusal("code_wrong"):
            desk.enter(pending, "999999")
    with refusal("code_dead"):
        desk.enter(pending, "999999")
    with refusal("code_dead"):
        desk.enter(pending, desk.code())


def test_a_new_code_replaces_the_dead_one_on_the_same_page(desk: Desk) -> None:
    pending = desk.ask()
    old = desk.code()
    desk.later(minutes=2)
    desk.again(pending)
    with refusal("code_wrong"):
        desk.enter(pending, old)
    assert desk.enter(pending, desk.code()).next == "/mine"


@pytest.mark.parametrize("pending", ["", "forged"])
def test_a_sign_in_that_is_not_pending_is_unknown(desk: Desk, pending: str) -> None:
    with refusal("sign_in_unknown"):
        confirm_code(pending, "123456", "", **desk._signing())


def test_one_code_a_minute_five_an_hour_ten_a_day_for_a_telephone(desk: Desk) -> None:
    desk.now = datetime(2026, 3, 3, 16, 0, 30, tzinfo=TUESDAY.tzinfo)
    desk.ask()
    with pytest.raises(TooManyRequestsError) as gap:
        desk.ask()
    assert gap.value.about == {"minutes": 1}
    assert _sent_in(desk, 10) == 4
    desk.later(hours=1)
    assert _sent_in(desk, 10) == 5
    desk.later(hours=1)
    with pytest.raises(TooManyRequestsError) as day:
        desk.ask()
    assert int(str(day.value.about["minutes"])) > 60


def test_codes_are_limited_by_address_however_many_telephones(desk: Desk) -> None:
    most = PER_ADDRESS[0][1]
    for number in range(most):
        desk.ask(f"+8619900{number:06}")
    with pytest.raises(TooManyRequestsError):
        desk.ask("+8619911111111")
    desk.ask("+8619911111111", address="10.0.0.2")


def test_known_and_unknown_numbers_are_answered_alike(desk: Desk) -> None:
    desk.apply_once()
    known, unknown = desk.ask(PHONE), desk.ask("+8619900000002")
    assert known.code_expires_at == unknown.code_expires_at
    assert len(desk.sms.sent) == 2
    assert set(vars(known)) == set(vars(unknown))


def test_an_sms_that_may_have_gone_out_is_not_sent_again(desk: Desk) -> None:
    desk.sms.failure = SmsUnknownError("time-out")
    assert desk.ask().turn == 1
    desk.later(minutes=2)
    desk.sms.failure = SmsFailedError("refused")
    with pytest.raises(SmsFailedError):
        desk.ask()


def test_a_new_device_of_a_known_account_is_asked_for_the_last_four_once(desk: Desk) -> None:
    desk.apply_once()
    pending = desk.ask()
    with refusal("last_four_needed"):
        desk.enter(pending, desk.code())
    done = desk.four(pending, ID[-4:])
    desk.later(days=31)
    assert desk.enter(desk.ask(), desk.code(), done.device).device == done.device


def test_a_device_known_to_one_account_is_new_to_another(desk: Desk) -> None:
    device = desk.enter(desk.ask(), desk.code()).device
    other = "+8619900000002"
    desk.apply_once(other)
    pending = desk.ask(other)
    with refusal("last_four_needed"):
        desk.enter(pending, desk.code(), device)


def test_the_last_four_alone_open_nothing(desk: Desk) -> None:
    desk.apply_once()
    with refusal("sign_in_unknown"):
        desk.four(desk.ask(), ID[-4:])


def test_five_wrong_last_fours_close_the_account_to_new_devices_but_not_to_known_ones(desk: Desk) -> None:
    device = desk.enter(desk.ask(), desk.code()).device
    desk.apply_once()
    desk.later(hours=2)
    pending = _asked_for_four(desk)
    for _ in range(4):
        with refusal("last_four_wrong"):
            desk.four(pending, "0000")
    with refusal("last_four_locked"):
        desk.four(pending, "0000")
    desk.later(hours=2)
    with refusal("last_four_locked"):
        desk.four(_asked_for_four(desk), ID[-4:])
    desk.later(hours=2)
    assert desk.enter(desk.ask(), desk.code(), device).session.kind == "citizen"


@given(st.text(max_size=8))
def test_no_other_text_passes_as_the_code(guess: str) -> None:
    desk = Desk()
    pending = desk.ask()
    if guess != desk.code():
        with pytest.raises(SignInError):
            desk.enter(pending, guess)


def _asked_for_four(desk: Desk) -> PendingSignIn:
    pending = desk.ask()
    with refusal("last_four_needed"):
        desk.enter(pending, desk.code())
    return pending


def _sent_in(desk: Desk, tries: int) -> int:
    """How many of so many requests, two minutes apart, were answered with an SMS."""
    before = len(desk.sms.sent)
    for _ in range(tries):
        desk.later(minutes=2)
        try:
            desk.ask()
        except TooManyRequestsError:
            continue
    return len(desk.sms.sent) - before
