"""Wrong PINs are counted by the network address that they come from: nobody shall lock one member of staff after another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from chalicelib.ports import Guards
from chalicelib.usecases.pins import WrongPinError
from chalicelib.usecases.request_code import HOUR, TooManyRequestsError


@contextmanager
def counted(door: str, address: str, most: int, *, guards: Guards, now: datetime) -> Iterator[None]:
    """Around one attempt at a door: after so many wrong PINs in an hour, nobody tries there from this address for an hour.

    Raises TooManyRequestsError before the attempt, and whatever the attempt raises.
    """
    blocked, second = f"{door}-block:{address}", int(now.timestamp())
    if guards.get(blocked, now=second) is not None:
        raise TooManyRequestsError(HOUR)
    try:
        yield
    except WrongPinError:
        wrong = guards.count(f"{door}-wrong:{address}:{second // HOUR}", expires_at=second + HOUR)
        if wrong >= most:
            guards.put(blocked, {}, expires_at=second + HOUR)
        raise
