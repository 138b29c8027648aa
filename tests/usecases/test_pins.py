from datetime import timedelta
from threading import Barrier, Thread

import pytest

from chalicelib.usecases.pins import (
    BadPinError,
    PinLockedError,
    WrongEnrolmentError,
    WrongPinError,
    check_pin,
    enrol,
    issue_enrolment,
    pin_record,
    set_pin,
)
from tests.sample import KEY, TUESDAY, World

STAFF = "s-rsj-1"
PIN = "135790"


class Desk:
    def __init__(self) -> None:
        self.world = World()
        self.told: list[str] = []

    def set_pin(self, pin: str) -> None:
        set_pin(STAFF, pin, parties=self.world.parties, entropy=self.world.entropy, key=KEY)

    def check(self, pin: str, staff: str = STAFF) -> str:
        ports = {"parties": self.world.parties, "guards": self.world.guards}
        try:
            check_pin(staff, pin, **ports, key=KEY, now=TUESDAY, locked=lambda: self.told.append(staff))
        except (WrongPinError, PinLockedError) as error:
            return error.code
        return "right"

    def issue(self) -> str:
        return issue_enrolment(STAFF, parties=self.world.parties, entropy=self.world.entropy, key=KEY, now=TUESDAY)

    def enrol(self, code: str, pin: str = PIN, *, days: int = 0) -> None:
        world = self.world
        ports = {"parties": world.parties, "guards": world.guards, "entropy": world.entropy}
        enrol(STAFF, code, pin, **ports, key=KEY, now=TUESDAY + timedelta(days=days))


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.set_pin(PIN)
    return made


def test_five_wrong_pins_lock_and_tell_the_holder_once(desk: Desk) -> None:
    answers = [desk.check("000000") for _ in range(5)]
    assert answers == ["pin_wrong"] * 4 + ["pin_locked"]
    assert desk.check(PIN) == "pin_locked"
    assert desk.told == [STAFF]


def test_a_right_pin_begins_a_new_count(desk: Desk) -> None:
    for _ in range(3):
        assert [desk.check("000000") for _ in range(4)] == ["pin_wrong"] * 4
        assert desk.check(PIN) == "right"


def test_parallel_guesses_are_all_counted(desk: Desk) -> None:
    barrier = Barrier(12)
    answers: list[str] = []

    def guess(number: int) -> None:
        barrier.wait()
        answers.append(desk.check(f"{number:06d}"))

    threads = [Thread(target=guess, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("pin_wrong") == 4
    assert desk.told == [STAFF]


def test_an_unknown_person_is_told_what_a_wrong_pin_is_told(desk: Desk) -> None:
    assert desk.check(PIN, staff="nobody") == "pin_wrong"


def test_the_table_alone_does_not_tell_the_pin(desk: Desk) -> None:
    stored = str(desk.world.parties.items)
    assert PIN not in stored
    with pytest.raises(WrongPinError):
        check_pin(
            STAFF,
            PIN,
            parties=desk.world.parties,
            guards=desk.world.guards,
            key=b"another key 16 b",
            now=TUESDAY,
            locked=lambda: None,
        )


def test_enrolment_sets_the_pin_once_and_unlocks(desk: Desk) -> None:
    for _ in range(5):
        desk.check("000000")
    code = desk.issue()
    desk.enrol(f" {code[:4].upper()}-{code[4:]} ", "246810")
    assert desk.check("246810") == "right"
    with pytest.raises(WrongEnrolmentError):
        desk.enrol(code, "975310")
    assert desk.check("246810") == "right"


@pytest.mark.parametrize(("code", "days"), [("wrong", 0), ("", 8)])
def test_a_wrong_or_old_code_enrols_nobody(desk: Desk, code: str, days: int) -> None:
    issued = desk.issue()
    with pytest.raises(WrongEnrolmentError):
        desk.enrol(code or issued, "246810", days=days)
    assert desk.check(PIN) == "right"


def test_five_wrong_codes_void_the_right_one(desk: Desk) -> None:
    code = desk.issue()
    for _ in range(5):
        with pytest.raises(WrongEnrolmentError):
            desk.enrol("wrong")
    with pytest.raises(WrongEnrolmentError):
        desk.enrol(code)


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        *[(pin, "pin_format") for pin in ("12345", "1234567", "abcdef", "１２３４５９")],
        *[(pin, "pin_weak") for pin in ("111111", "123456", "987654")],
    ],
)
def test_a_pin_that_is_guessed_first_is_refused(desk: Desk, pin: str, code: str) -> None:
    with pytest.raises(BadPinError) as refused:
        desk.set_pin(pin)
    assert refused.value.code == code


def test_each_pin_keeps_what_a_guess_costs() -> None:
    desk = Desk()
    ports = {"entropy": desk.world.entropy, "key": KEY}
    cheap = pin_record(STAFF, PIN, **ports, cost=2)
    before_costs_were_kept = {name: kept for name, kept in pin_record(STAFF, PIN, **ports).items() if name != "cost"}
    for kept in (cheap, before_costs_were_kept):
        desk.world.parties.put(STAFF, "pin", kept)
        assert (desk.check("000000"), desk.check(PIN)) == ("pin_wrong", "right")
