"""A member of staff as they act at this moment: their own posts, those they hold for somebody away, themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.actor import Actor
from chalicelib.domain.delegation import Delegation, delegation_from_json, deputies
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Parties

DEPUTY: Final = "deputy#"
"""Kinds of a member of staff's party, and of a post's: one for each delegation."""


def kept_of(staff: str, *, parties: Parties) -> Mapping[str, Mapping[str, Any]]:
    """What is kept of a member of staff, by kind: in one query of a replica, strongly only of whom it knows nothing yet. What
    was given to them or taken from them a moment ago it may not have."""
    return dict(parties.glance(staff) or parties.query(staff))


def acting_staff(staff: str, *, parties: Parties, now: datetime) -> Actor | None:
    """In one query; None for nobody on the staff."""
    kinds = kept_of(staff, parties=parties)
    person = kinds.get("staff")
    if person is None:
        return None
    given = [delegation_from_json(value) for kind, value in kinds.items() if kind.startswith(DEPUTY)]
    held = deputies(given, local_date(stamp(now)))
    return Actor("staff", staff, frozenset(person["posts"]), held, str(person.get("party", "")))


def delegations_to(staff: str, *, parties: Parties) -> tuple[Delegation, ...]:
    """Everything that was given to this member of staff and has not been cleared away."""
    return tuple(delegation_from_json(value) for _, value in parties.query(staff, DEPUTY))
