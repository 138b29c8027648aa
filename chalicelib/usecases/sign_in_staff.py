"""Staff at a shared desk: signing in by name or number with a PIN, locking for a moment, coming back."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from chalicelib.domain.desk_posts import desk_posts
from chalicelib.ports import Entropy, Guards, Parties
from chalicelib.usecases import wrong_pins
from chalicelib.usecases.enrol_staff import STAFF_LIST
from chalicelib.usecases.pins import check_pin
from chalicelib.usecases.sessions import Session, change_session, open_session

WRONG_BY_ADDRESS: Final = 60
"""Wrong PINs in an hour from one address before nobody signs in from there: a whole hall shares an address."""

TellLocked = Callable[[str], None]
"""Tells this member of staff that five wrong PINs have locked theirs."""


class SharedNameError(Exception):
    """Several members of staff have this name; the number is needed."""

    code = "staff_name_shared"


class LeaderSignsInElsewhereError(Exception):
    """The PIN was right, but a session at a shared desk would carry none of this person's posts."""

    code = "leader_signs_in_elsewhere"


def sign_in_staff(
    who: str,
    pin: str,
    address: str,
    *,
    parties: Parties,
    guards: Guards,
    entropy: Entropy,
    key: bytes,
    now: datetime,
    locked: TellLocked,
) -> Session:
    """A session of the member of staff with this name or number.

    Raises WrongPinError, PinLockedError, SharedNameError, TooManyRequestsError, LeaderSignsInElsewhereError.
    """
    with wrong_pins.counted("pin", address, WRONG_BY_ADDRESS, guards=guards, now=now):
        staff = find_staff(who, parties=parties)
        check_pin(staff, pin, parties=parties, guards=guards, key=key, now=now, locked=lambda: locked(staff))
    if is_only_leader(staff, parties=parties):
        raise LeaderSignsInElsewhereError
    return open_session("staff", staff, {}, guards=guards, entropy=entropy, now=now)


def is_only_leader(staff: str, *, parties: Parties) -> bool:
    """Whether every post of this member of staff is a leader's."""
    person = parties.get(staff, "staff")
    return person is not None and bool(person["posts"]) and not desk_posts(person["posts"])


def find_staff(who: str, *, parties: Parties) -> str:
    """The staff id of this name or number; what was typed where there is none, to fail like a wrong PIN.

    Raises SharedNameError.
    """
    if parties.get(who.lower(), "staff") is not None:
        return who.lower()
    named = [staff for staff, listed in parties.query(STAFF_LIST) if listed["name"] == who]
    if len(named) > 1:
        raise SharedNameError(who)
    return named[0] if named else who


def lock_desk(session: Session, *, guards: Guards) -> None:
    change_session(session, {**session.data, "locked": True}, guards=guards)


def unlock_desk(
    session: Session, pin: str, *, parties: Parties, guards: Guards, key: bytes, now: datetime, locked: TellLocked
) -> None:
    """Raises WrongPinError, PinLockedError."""
    holder = session.subject
    check_pin(holder, pin, parties=parties, guards=guards, key=key, now=now, locked=lambda: locked(holder))
    open_again = {name: value for name, value in session.data.items() if name != "locked"}
    change_session(session, open_again, guards=guards)
