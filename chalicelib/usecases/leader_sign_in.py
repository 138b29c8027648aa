"""Leaders sign in by PIN, once per half hour; on a device that is new for them an SMS code comes on top.

The code runs through the citizens' pending sign-in. What makes it a leader's is a second guard that only a right PIN
sets, so that a code asked for on the public sign-in page opens no leader's session.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.identity import check_mobile
from chalicelib.ports import Entropy, Guards, Parties, Sms
from chalicelib.usecases import wrong_pins
from chalicelib.usecases.pins import WrongPinError, check_pin
from chalicelib.usecases.request_code import (
    PENDING_LIFETIME,
    read_pending,
    request_code,
    send_again,
)
from chalicelib.usecases.sessions import Session, open_session
from chalicelib.usecases.sign_in import DEVICE_LIFETIME, SignInError, check_code

WRONG_BY_ADDRESS: Final = 20
"""Wrong PINs in an hour from one network address."""


@dataclass(frozen=True)
class Onward:
    """Where a leader goes after signing in, and what they had typed there when their half hour was over."""

    path: str
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeaderSignedIn:
    """`device` is the token by which the device is known from now on."""

    session: Session
    device: str
    path: str


@dataclass(frozen=True)
class CodeSent:
    """The PIN was right; the device is new, and a code is on its way to the number on file."""

    pending: str


@dataclass(frozen=True)
class LeaderDoor:
    """The ports and facts of one attempt to sign in."""

    address: str
    edition: Edition
    parties: Parties
    guards: Guards
    sms: Sms
    entropy: Entropy
    key: bytes
    now: datetime
    locked: Callable[[str], None]


def sign_in_leader(staff: str, pin: str, device: str, onward: Onward, door: LeaderDoor) -> LeaderSignedIn | CodeSent:
    """Raises WrongPinError, PinLockedError, TooManyRequestsError, SmsFailedError."""
    with wrong_pins.counted("leader-pin", door.address, WRONG_BY_ADDRESS, guards=door.guards, now=door.now):
        _check_pin(staff, pin, door)
    if _is_known(staff, device, door):
        return _signed_in(staff, device, onward, door)
    pending = _send_code(staff, onward, door)
    value = {"staff": staff, "path": onward.path, "kept": dict(onward.kept)}
    door.guards.put(_pending_key(pending), value, expires_at=int((door.now + PENDING_LIFETIME).timestamp()))
    return CodeSent(pending)


def confirm_leader_code(pending: str, code: str, door: LeaderDoor) -> LeaderSignedIn:
    """Raises SignInError: sign_in_unknown, code_wrong, code_dead."""
    stored = _stored(pending, door)
    waiting = read_pending(pending, guards=door.guards, now=door.now)
    if waiting is None:
        raise SignInError("sign_in_unknown")
    check_code(waiting, code, guards=door.guards, now=door.now)
    onward = Onward(stored["path"], stored["kept"])
    return _signed_in(stored["staff"], door.entropy.token(20), onward, door)


def awaits_leader_code(pending: str, *, guards: Guards, now: datetime) -> bool:
    """Whether this pending sign-in is a leader's whose PIN was right, and no citizen's."""
    return guards.get(_pending_key(pending), now=int(now.timestamp())) is not None


def send_leader_code_again(pending: str, door: LeaderDoor) -> None:
    """Raises SignInError (sign_in_unknown), TooManyRequestsError, SmsFailedError."""
    _stored(pending, door)
    waiting = read_pending(pending, guards=door.guards, now=door.now)
    if waiting is None:
        raise SignInError("sign_in_unknown")
    send_again(
        waiting,
        door.address,
        edition=door.edition,
        guards=door.guards,
        sms=door.sms,
        entropy=door.entropy,
        key=door.key,
        now=door.now,
    )


def _check_pin(staff: str, pin: str, door: LeaderDoor) -> None:
    check_pin(
        staff,
        pin,
        parties=door.parties,
        guards=door.guards,
        key=door.key,
        now=door.now,
        locked=lambda: door.locked(staff),
    )


def _send_code(staff: str, onward: Onward, door: LeaderDoor) -> str:
    person = door.parties.get(staff, "staff")
    if person is None:
        raise WrongPinError
    pending = request_code(
        check_mobile(person["phone"]),
        onward.path,
        door.address,
        edition=door.edition,
        guards=door.guards,
        sms=door.sms,
        entropy=door.entropy,
        key=door.key,
        now=door.now,
    )
    return pending.id


def _stored(pending: str, door: LeaderDoor) -> Mapping[str, Any]:
    stored = door.guards.get(_pending_key(pending), now=int(door.now.timestamp())) if pending else None
    if stored is None:
        raise SignInError("sign_in_unknown")
    return stored


def _signed_in(staff: str, device: str, onward: Onward, door: LeaderDoor) -> LeaderSignedIn:
    until = int((door.now + DEVICE_LIFETIME).timestamp())
    door.guards.put(_device_key(staff, device), {"known": True}, expires_at=until)
    data = {"kept": dict(onward.kept)}
    session = open_session("leader", staff, data, guards=door.guards, entropy=door.entropy, now=door.now)
    return LeaderSignedIn(session, device, onward.path)


def _is_known(staff: str, device: str, door: LeaderDoor) -> bool:
    key = _device_key(staff, device)
    return bool(device) and door.guards.get(key, now=int(door.now.timestamp())) is not None


def _device_key(staff: str, device: str) -> str:
    return f"leader-device:{staff}:{hashlib.sha256(device.encode()).hexdigest()}"


def _pending_key(pending: str) -> str:
    return f"leader-signin:{hashlib.sha256(pending.encode()).hexdigest()}"
