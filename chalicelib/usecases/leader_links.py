"""Links for leaders: made, and read with one look at fresh keys."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from chalicelib.domain.links import DecideLink, LinkError, LinkKeys, TodoLink, expiry, read, sign

if TYPE_CHECKING:
    from chalicelib.domain.case import Case

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


def decide_token(case: "Case", step: str, holder: str, *, keys: LinkKeys, now: datetime) -> str:
    """The good link to an open step of the case for its holder."""
    from chalicelib.domain.sign_off import link_generation  # a page that only reads links starts without cases

    return sign(DecideLink(case.matter, step, holder, link_generation(case, step), expiry(now)), keys=keys)
