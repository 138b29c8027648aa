"""Links for leaders: made, and read with one look at fresh keys."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.case import Case
from chalicelib.domain.links import DecideLink, LinkError, LinkKeys, TodoLink, expiry, read, sign
from chalicelib.domain.sign_off import link_generation

L = TypeVar("L", TodoLink, DecideLink)
Keys = Callable[[], LinkKeys]


def read_link(token: str, purpose: type[L], *, keys: Keys, fresh_keys: Keys, now: datetime) -> L:
    """The link in a token; a key that the kept keys do not name is looked for once among the fresh ones.

    Raises LinkError.
    """
    try:
        return read(token, purpose, keys=keys(), now=now)
    except LinkError as error:
        if error.code != "link_unknown_key":
            raise
        return read(token, purpose, keys=fresh_keys(), now=now)


def todo_token(holder: str, *, keys: LinkKeys, now: datetime) -> str:
    """A link to the holder's to-do list."""
    return sign(TodoLink(holder, expiry(now)), keys=keys)


def decide_token(case: Case, step: str, holder: str, *, keys: LinkKeys, now: datetime) -> str:
    """The good link to an open step of the case for its holder."""
    return sign(DecideLink(case.matter, step, holder, link_generation(case, step), expiry(now)), keys=keys)
