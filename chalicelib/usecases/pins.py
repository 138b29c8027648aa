"""PINs of staff and leaders: set with a one-time code handed over in person, five wrong ones lock.

Kept as kind "pin" of the staff member's party. A PIN has only a million values, so it is hashed with scrypt under a key
that does not lie in the table.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.pseudonym import hmac_pseudonym
from chalicelib.domain.times import stamp
from chalicelib.domain.typed_text import bare
from chalicelib.ports import Entropy, ExistsError, Guards, Parties

ATTEMPTS: Final = 5
"""So many wrong PINs in a row lock; only a new enrolment code unlocks."""

ENROLMENT_LIFETIME: Final = timedelta(days=7)

_DIGITS = re.compile(r"[0-9]{6}")
_STRAIGHT = "01234567890" + "9876543210"
COST: Final = 2**14
"""scrypt's n: how much work one guess is. Each record keeps its own, so that it can be raised for PINs set from then on."""

_COUNT_SECONDS = int(timedelta(days=366).total_seconds())


class WrongPinError(Exception):
    """A wrong PIN, or nobody of this name: the two are not told apart."""

    code = "pin_wrong"
    about: Mapping[str, object] = {"attempts": ATTEMPTS}


class PinLockedError(Exception):
    code = "pin_locked"


class BadPinError(ValueError):
    """A new PIN that may not be one: pin_format (six digits), pin_weak (one digit six times, or straight runs)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WrongEnrolmentError(Exception):
    """A code that is wrong, used or out of date."""

    code = "enrolment_wrong"


def check_pin(
    staff: str, pin: str, *, parties: Parties, guards: Guards, key: bytes, now: datetime, locked: Callable[[], None]
) -> None:
    """Returns when the PIN is right. An attempt is counted before it is checked, so that parallel guesses all count.

    `locked` is called once, by the attempt that locks, to tell the holder. Raises WrongPinError, PinLockedError.
    """
    held = parties.get(staff, "pin")
    if held is None:
        _hash(pin, salt=staff, staff=staff, key=key, cost=COST)
        raise WrongPinError
    if held["locked_at"]:
        raise PinLockedError
    counter = f"pin:{staff}:{held['salt']}"
    attempts = guards.count(counter, expires_at=int(now.timestamp()) + _COUNT_SECONDS)
    if attempts > ATTEMPTS:
        raise PinLockedError
    if hmac.compare_digest(
        _hash(pin, salt=held["salt"], staff=staff, key=key, cost=held.get("cost", COST)), held["hash"]
    ):
        guards.remove(counter)
        return
    if attempts == ATTEMPTS:
        parties.put(staff, "pin", {**held, "locked_at": stamp(now)})
        locked()
        raise PinLockedError
    raise WrongPinError


def issue_enrolment(staff: str, *, parties: Parties, entropy: Entropy, key: bytes, now: datetime) -> str:
    """A one-time code for this member of staff, to be handed over in person; an earlier one is void."""
    code = entropy.token(5)
    expires_at = stamp(now + ENROLMENT_LIFETIME)
    parties.put(staff, "enrolment", {"digest": _enrolment_digest(staff, code, key), "expires_at": expires_at})
    return code


def enrol(
    staff: str, code: str, pin: str, *, parties: Parties, guards: Guards, entropy: Entropy, key: bytes, now: datetime
) -> None:
    """Sets the PIN of who holds the code; the code is used up, and five wrong codes void it.

    Raises BadPinError, WrongEnrolmentError.
    """
    check_new_pin(pin)
    issued = parties.get(staff, "enrolment")
    if issued is None or issued["expires_at"] <= stamp(now):
        raise WrongEnrolmentError
    seconds = int((now + ENROLMENT_LIFETIME).timestamp())
    if guards.count(f"enrolment:{issued['digest']}", expires_at=seconds) > ATTEMPTS:
        raise WrongEnrolmentError
    typed = bare(code).lower()
    if not hmac.compare_digest(_enrolment_digest(staff, typed, key), issued["digest"]):
        raise WrongEnrolmentError
    try:
        guards.add(f"enrolled:{issued['digest']}", {}, expires_at=seconds, now=int(now.timestamp()))
    except ExistsError:
        raise WrongEnrolmentError from None
    set_pin(staff, pin, parties=parties, entropy=entropy, key=key)
    parties.remove(staff, "enrolment")


def set_pin(staff: str, pin: str, *, parties: Parties, entropy: Entropy, key: bytes) -> None:
    """Sets the PIN and unlocks. Raises BadPinError."""
    parties.put(staff, "pin", pin_record(staff, pin, entropy=entropy, key=key))


def pin_record(staff: str, pin: str, *, entropy: Entropy, key: bytes, cost: int = COST) -> Mapping[str, Any]:
    """What is kept of a new PIN. Raises BadPinError."""
    check_new_pin(pin)
    salt = entropy.token()
    hashed = _hash(pin, salt=salt, staff=staff, key=key, cost=cost)
    return {"salt": salt, "hash": hashed, "cost": cost, "locked_at": ""}


def check_new_pin(pin: str) -> None:
    """Raises BadPinError."""
    if not _DIGITS.fullmatch(pin):
        raise BadPinError("pin_format")
    if len(set(pin)) == 1 or pin in _STRAIGHT:
        raise BadPinError("pin_weak")


def _hash(pin: str, *, salt: str, staff: str, key: bytes, cost: int) -> str:
    peppered = hmac_pseudonym("pin", f"{staff}:{pin}", key=key)
    return hashlib.scrypt(peppered.encode(), salt=salt.encode(), n=cost, r=8, p=1).hex()


def _enrolment_digest(staff: str, code: str, key: bytes) -> str:
    return hmac_pseudonym("enrolment", f"{staff}:{code}", key=key)
