"""Giving a post to a colleague while one is away, and taking it back.

A delegation lies with the colleague who stands in, where one query finds it with their own posts, and with the post,
where its holders are looked up and its history stays.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.delegation import Delegation, DelegationError, check_delegation, delegation_from_json
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Parties
from chalicelib.usecases.acting_staff import DEPUTY, acting_staff, delegations_to
from chalicelib.usecases.post_people import post_people


class UnknownDelegationError(LookupError):
    """No such delegation of this person's."""

    code = "delegation_unknown"


@dataclass(frozen=True)
class Wish:
    """The post `UNIT:post` to the colleague `to`, from one local ISO date until another, for these item codes and
    categories (none: all)."""

    post: str
    to: str
    classes: tuple[str, ...]
    from_on: str
    until_on: str


def delegate(
    command: str, wish: Wish, holder: str, *, given_by: str, edition: Edition, parties: Parties, now: datetime
) -> Delegation:
    """Gives the holder's post to the colleague; the same command of the same holder again is the same delegation.

    Raises DelegationError.
    """
    given: Any = vars(wish)
    asked = Delegation(id=_id(holder, command), by=holder, given_by=given_by, given_at=stamp(now), **given)
    kind = DEPUTY + asked.id
    standing = parties.get(f"post:{wish.post}", kind)
    if standing:
        asked = delegation_from_json(standing)
    else:
        giver = _check(asked, edition=edition, parties=parties, now=now)
        asked = replace(asked, party=giver.party)
    if not asked.revoked_at:
        _clear(asked.to, parties=parties, now=now)
        parties.put(f"post:{asked.post}", kind, asked.to_json())
        parties.put(asked.to, kind, asked.to_json())
    return asked


def revoke_delegation(delegation: str, holder: str, *, revoked_by: str, parties: Parties, now: datetime) -> Delegation:
    """Takes back what the holder gave; what is over already is left as it is.

    Raises UnknownDelegationError.
    """
    found = next((one for one in delegations_by(holder, parties=parties) if one.id == delegation), None)
    if found is None:
        raise UnknownDelegationError(delegation)
    if found.over(local_date(stamp(now))):
        return found
    revoked = replace(found, revoked_by=revoked_by, revoked_at=stamp(now))
    parties.remove(found.to, DEPUTY + found.id)
    parties.put(f"post:{found.post}", DEPUTY + found.id, revoked.to_json())
    return revoked


def delegations_by(holder: str, *, parties: Parties) -> tuple[Delegation, ...]:
    """All that this member of staff ever gave of the posts that they hold now, the latest first."""
    actor = parties.get(holder, "staff") or {"posts": ()}
    posts = [post_people(post, parties=parties) for post in actor["posts"]]
    found = [one for people in posts for one in people.delegations if one.by == holder]
    return tuple(sorted(found, key=lambda one: (one.from_on, one.given_at), reverse=True))


def item_classes(edition: Edition) -> dict[str, str]:
    """What a delegation may be limited to: the names of all items by code; categories stand for themselves."""
    items = {str(item["code"]): str(item["name"]) for item in edition.items()}
    return items | {str(item["category"]): str(item["category"]) for item in edition.items()}


def _check(asked: Delegation, *, edition: Edition, parties: Parties, now: datetime) -> Actor:
    """The giver as they act today."""
    giver, colleague = acting_staff(asked.by, parties=parties, now=now), parties.get(asked.to, "staff")
    if giver is None:
        raise DelegationError("not_your_post", "post")
    if colleague is None:
        raise DelegationError("deputy_unknown", "to")
    check_delegation(
        asked,
        giver,
        colleague["posts"],
        classes=item_classes(edition),
        longest_days=int(edition.data["rules"]["delegation_days"]),
        today=local_date(stamp(now)),
    )
    return giver


def _clear(staff: str, *, parties: Parties, now: datetime) -> None:
    """What is over no longer lies in the way of the query that every decision makes; the post keeps its history."""
    for one in delegations_to(staff, parties=parties):
        if one.over(local_date(stamp(now))):
            parties.remove(staff, DEPUTY + one.id)


def _id(holder: str, command: str) -> str:
    return hashlib.sha256(f"{holder}:{command}".encode()).hexdigest()[:16]
