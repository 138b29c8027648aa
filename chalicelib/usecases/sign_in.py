"""Signing in: the code from the SMS, and on a new device of a known account the last four of the identity number.

Telephone numbers are recycled: who holds the number now is not yet who applied with it. A device that has signed in
to the account before is known by a token of its own.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.ports import Entropy, Guards, Parties
from chalicelib.usecases.identify import account_of, last_four_matches, parties_of
from chalicelib.usecases.request_code import PendingSignIn, code_digest, keep_pending, read_pending
from chalicelib.usecases.sessions import Session, open_session

TRIES: Final = 5
DEVICE_LIFETIME: Final = timedelta(days=400)
FOUR_LOCK: Final = timedelta(days=30)


class SignInError(Exception):
    """Not signed in; `code`: sign_in_unknown, code_wrong, code_dead, last_four_needed, last_four_wrong,
    last_four_locked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SignedIn:
    """The new session and the token by which the device is known from now on."""

    session: Session
    device: str
    next: str


def pending_sign_in(pending_id: str, *, guards: Guards, now: datetime) -> PendingSignIn:
    """Raises SignInError (sign_in_unknown)."""
    pending = read_pending(pending_id, guards=guards, now=now)
    if pending is None:
        raise SignInError("sign_in_unknown")
    return pending


def confirm_code(
    pending_id: str,
    code: str,
    device: str,
    *,
    guards: Guards,
    parties: Parties,
    entropy: Entropy,
    key: bytes,
    now: datetime,
) -> SignedIn:
    """Signs in with the code; the same code posted twice signs in twice, which a double tap needs.

    Raises SignInError.
    """
    pending = pending_sign_in(pending_id, guards=guards, now=now)
    check_code(pending, code, guards=guards, now=now)
    account = account_of(pending.phone, key=key)
    if not _is_known(account, device, guards=guards, now=now) and parties_of(account, parties=parties):
        keep_pending(replace(pending, four_asked=True), guards=guards, now=now)
        raise SignInError("last_four_needed")
    return _signed_in(pending, account, device, guards=guards, entropy=entropy, now=now)


def confirm_last_four(
    pending_id: str,
    four: str,
    *,
    guards: Guards,
    parties: Parties,
    entropy: Entropy,
    key: bytes,
    now: datetime,
) -> SignedIn:
    """Signs in on a new device after the code. Five wrong answers within 30 days close the account to new devices: a
    count per device alone would begin anew with every deleted cookie.

    Raises SignInError.
    """
    pending = pending_sign_in(pending_id, guards=guards, now=now)
    if not pending.four_asked:
        raise SignInError("sign_in_unknown")
    account = account_of(pending.phone, key=key)
    second, until = int(now.timestamp()), int((now + FOUR_LOCK).timestamp())
    tries = guards.count(f"four-tries:{pending.id}", expires_at=until)
    if tries > TRIES or guards.get(f"four-locked:{account}", now=second):
        raise SignInError("last_four_locked")
    if last_four_matches(account, four.strip(), parties=parties, key=key):
        return _signed_in(pending, account, "", guards=guards, entropy=entropy, now=now)
    month = second // int(FOUR_LOCK.total_seconds())
    if guards.count(f"four-wrong:{account}:{month}", expires_at=until) < TRIES:
        raise SignInError("last_four_wrong")
    guards.put(f"four-locked:{account}", {"locked": True}, expires_at=until)
    raise SignInError("last_four_locked")


def check_code(pending: PendingSignIn, code: str, *, guards: Guards, now: datetime) -> None:
    """Raises SignInError: code_wrong, code_dead (after five wrong ones, or five minutes)."""
    second = int(now.timestamp())
    tries = guards.count(f"code-tries:{pending.id}:{pending.turn}", expires_at=pending.code_expires_at)
    if second >= pending.code_expires_at or tries > TRIES:
        raise SignInError("code_dead")
    if not hmac.compare_digest(code_digest(pending, code), pending.digest):
        raise SignInError("code_dead" if tries == TRIES else "code_wrong")


def _signed_in(
    pending: PendingSignIn, account: str, device: str, *, guards: Guards, entropy: Entropy, now: datetime
) -> SignedIn:
    known = device if _is_known(account, device, guards=guards, now=now) else entropy.token(20)
    guards.put(_device_key(account, known), {"known": True}, expires_at=int((now + DEVICE_LIFETIME).timestamp()))
    session = open_session("citizen", account, {"phone": pending.phone}, guards=guards, entropy=entropy, now=now)
    return SignedIn(session, known, pending.next)


def _is_known(account: str, device: str, *, guards: Guards, now: datetime) -> bool:
    return bool(device) and guards.get(_device_key(account, device), now=int(now.timestamp())) is not None


def _device_key(account: str, device: str) -> str:
    return f"device:{account}:{hashlib.sha256(device.encode()).hexdigest()}"
