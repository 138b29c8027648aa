"""Asking for a sign-in code: a pending sign-in that survives a reload, and one SMS. Who is known does not show."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.ports import Entropy, ExistsError, Guards, Sms, SmsUnknownError
from chalicelib.usecases.city_sms import sms_letter
from chalicelib.usecases.identify import account_of

CODE_DIGITS: Final = 6
CODE_LIFETIME: Final = timedelta(minutes=5)
PENDING_LIFETIME: Final = timedelta(minutes=30)
RESEND_AFTER: Final = timedelta(minutes=1)

MINUTE, HOUR, DAY = 60, 3600, 86400
PER_PHONE: Final = ((HOUR, 5), (DAY, 10))
"""Codes for one telephone number in each window of so many seconds."""

PER_ADDRESS: Final = ((HOUR, 60), (DAY, 300))
"""Codes asked for from one network address; a whole office may sit behind one."""


class TooManyRequestsError(Exception):
    """A limit is reached; `about` says in how many minutes to try again."""

    code = "too_many_requests"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.about: Mapping[str, object] = {"minutes": max(1, -(-seconds // MINUTE))}


@dataclass(frozen=True)
class PendingSignIn:
    """Somebody who is about to prove that a telephone is theirs; `turn` counts the codes sent to them."""

    id: str
    phone: str
    next: str
    turn: int
    digest: str
    code_expires_at: int
    resend_at: int
    four_asked: bool = False


def request_code(
    phone: str,
    return_to: str,
    address: str,
    *,
    edition: Edition,
    guards: Guards,
    sms: Sms,
    entropy: Entropy,
    key: bytes,
    now: datetime,
) -> PendingSignIn:
    """Sends a code to an E.164 number.

    Raises TooManyRequestsError, SmsFailedError.
    """
    fresh = PendingSignIn(entropy.token(), phone, return_to, 0, "", 0, 0)
    return _send_code(fresh, address, edition=edition, guards=guards, sms=sms, entropy=entropy, key=key, now=now)


def send_again(
    pending: PendingSignIn,
    address: str,
    *,
    edition: Edition,
    guards: Guards,
    sms: Sms,
    entropy: Entropy,
    key: bytes,
    now: datetime,
) -> PendingSignIn:
    """Another code for the same sign-in; the earlier one is dead.

    Raises TooManyRequestsError, SmsFailedError.
    """
    return _send_code(pending, address, edition=edition, guards=guards, sms=sms, entropy=entropy, key=key, now=now)


def read_pending(pending_id: str, *, guards: Guards, now: datetime) -> PendingSignIn | None:
    """The pending sign-in of a cookie; None for an unknown or expired one."""
    stored = guards.get(_key(pending_id), now=int(now.timestamp())) if pending_id else None
    return PendingSignIn(**stored) if stored else None


def keep_pending(pending: PendingSignIn, *, guards: Guards, now: datetime) -> None:
    guards.put(_key(pending.id), vars(pending), expires_at=int((now + PENDING_LIFETIME).timestamp()))


def code_digest(pending: PendingSignIn, code: str) -> str:
    return hashlib.sha256(f"{pending.id}:{pending.turn}:{code}".encode()).hexdigest()


def count_or_refuse(
    kind: str, subject: str, limits: tuple[tuple[int, int], ...], *, guards: Guards, now: datetime
) -> None:
    """Counts one more in every window of (seconds, most).

    Raises TooManyRequestsError.
    """
    second = int(now.timestamp())
    for window, most in limits:
        turn, past = divmod(second, window)
        counted = guards.count(f"{kind}:{subject}:{window}:{turn}", expires_at=second - past + 2 * window)
        if counted > most:
            raise TooManyRequestsError(window - past)


def _send_code(
    pending: PendingSignIn,
    address: str,
    *,
    edition: Edition,
    guards: Guards,
    sms: Sms,
    entropy: Entropy,
    key: bytes,
    now: datetime,
) -> PendingSignIn:
    _limit(account_of(pending.phone, key=key), address, guards=guards, now=now)
    code = entropy.digits(CODE_DIGITS)
    changes: dict[str, Any] = {
        "turn": pending.turn + 1,
        "code_expires_at": int((now + CODE_LIFETIME).timestamp()),
        "resend_at": int((now + RESEND_AFTER).timestamp()),
        "four_asked": False,
    }
    waiting = PendingSignIn(**{**vars(pending), **changes})
    waiting = PendingSignIn(**{**vars(waiting), "digest": code_digest(waiting, code)})
    keep_pending(waiting, guards=guards, now=now)
    try:
        sms.send(sms_letter(pending.phone, "login_code", {"code": code}, edition))
    except SmsUnknownError:
        return waiting
    return waiting


def _limit(account: str, address: str, *, guards: Guards, now: datetime) -> None:
    second = int(now.timestamp())
    count_or_refuse("codes-from", address, PER_ADDRESS, guards=guards, now=now)
    gap = int(RESEND_AFTER.total_seconds())
    try:
        guards.add(f"code-gap:{account}", {}, expires_at=second + gap, now=second)
    except ExistsError:
        raise TooManyRequestsError(gap) from None
    count_or_refuse("codes", account, PER_PHONE, guards=guards, now=now)


def _key(pending_id: str) -> str:
    return f"signin:{hashlib.sha256(pending_id.encode()).hexdigest()}"
