"""Links for leaders: read with one look at fresh keys, and counted so that sending one anew kills those before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from chalicelib.domain.case import Case
from chalicelib.domain.links import DecideLink, LinkError, LinkKeys, TodoLink, expiry, read, sign
from chalicelib.domain.sign_off import LinkState, link_generation, link_state
from chalicelib.ports import Catalogue, Guards, Log, Parties
from chalicelib.usecases.case_file import CaseFile, read_case

RESENDS_KEPT: Final = timedelta(days=400)
"""Longer than any step stays open; a count forgotten sooner would wake links that a resending had killed."""

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


def decide_token(case: Case, step: str, holder: str, *, keys: LinkKeys, guards: Guards, now: datetime) -> str:
    """The good link to an open step of the case for its holder."""
    generation = link_generation(case, step, resends(case.matter, step, holder, guards=guards, now=now))
    return sign(DecideLink(case.matter, step, holder, generation, expiry(now)), keys=keys)


@dataclass(frozen=True)
class Standing:
    """A decide link and the case as it is now."""

    state: LinkState
    file: CaseFile


def standing_of(
    link: DecideLink, *, log: Log, catalogue: Catalogue, parties: Parties, guards: Guards, now: datetime
) -> Standing:
    """Raises UnknownCaseError."""
    file = read_case(link.matter, log=log, catalogue=catalogue)
    person = parties.get(link.holder, "staff")
    posts = person["posts"] if person else ()
    resent = resends(link.matter, link.step, link.holder, guards=guards, now=now)
    return Standing(link_state(link, file.case, file.definition, posts=posts, resends=resent), file)


def resends(matter: str, step: str, holder: str, *, guards: Guards, now: datetime) -> int:
    """How often the holder's link to this step was sent anew."""
    counted = guards.get(_key(matter, step, holder), now=int(now.timestamp()))
    return int(counted["resends"]) if counted else 0


def count_resend(matter: str, step: str, holder: str, *, guards: Guards, now: datetime) -> None:
    """From here on every earlier link to the step is dead. Two at once count as one and send the same link twice."""
    count = resends(matter, step, holder, guards=guards, now=now) + 1
    expires_at = int((now + RESENDS_KEPT).timestamp())
    guards.put(_key(matter, step, holder), {"resends": count}, expires_at=expires_at)


def _key(matter: str, step: str, holder: str) -> str:
    return f"link-resends:{matter}:{step}:{holder}"
