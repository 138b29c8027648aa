"""Standing in for somebody who is away: dated, by item class, revocable, and never passed on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.domain.actor import Actor, Deputy


class DelegationError(ValueError):
    """A delegation that cannot be given; `field` is where to put it right.

    Codes: not_your_post, delegation_passed_on (the giver holds the post only for somebody else), deputy_self,
    deputy_unknown, deputy_other_unit, delegation_dates, delegation_past, delegation_too_long, class_unknown.
    """

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


@dataclass(frozen=True)
class Delegation:
    """The post `UNIT:post` of the staff member `by` is held by `to` too, from one local ISO date until another, both
    included; `classes` are item codes and categories, none meaning all. `given_by` is who entered it: the holder or an
    admin. `given_at` and `revoked_at` are stamps, the latter empty while it holds; `party` is the holder as a private
    person, where that was known when it was given."""

    id: str
    post: str
    by: str
    to: str
    classes: tuple[str, ...]
    from_on: str
    until_on: str
    given_by: str
    given_at: str
    revoked_by: str = ""
    revoked_at: str = ""
    party: str = ""

    def in_force(self, on: date) -> bool:
        return not self.revoked_at and self.from_on <= on.isoformat() <= self.until_on

    def over(self, on: date) -> bool:
        """Whether it will never be in force again."""
        return bool(self.revoked_at) or self.until_on < on.isoformat()

    def deputy(self) -> Deputy:
        return Deputy(self.post, self.by, frozenset(self.classes), self.party)

    def to_json(self) -> Mapping[str, Any]:
        return {**vars(self), "classes": list(self.classes)}


def delegation_from_json(data: Mapping[str, Any]) -> Delegation:
    return Delegation(**{**data, "classes": tuple(data["classes"])})


def deputies(delegations: Sequence[Delegation], on: date) -> tuple[Deputy, ...]:
    """What somebody to whom these were given holds for others on the local date."""
    return tuple(one.deputy() for one in delegations if one.in_force(on))


def check_delegation(
    asked: Delegation,
    giver: Actor,
    deputy_posts: Collection[str],
    *,
    classes: Collection[str],
    longest_days: int,
    today: date,
) -> None:
    """`giver` is the holder as they act today, `classes` are all item codes and categories there are.

    Raises DelegationError.
    """
    if asked.post not in giver.posts:
        passed_on = any(one.post == asked.post for one in giver.deputy)
        raise DelegationError("delegation_passed_on" if passed_on else "not_your_post", "post")
    if asked.to == asked.by:
        raise DelegationError("deputy_self", "to")
    unit = asked.post.partition(":")[0]
    if not any(post.startswith(f"{unit}:") for post in deputy_posts):
        raise DelegationError("deputy_other_unit", "to")
    if set(asked.classes) - set(classes):
        raise DelegationError("class_unknown", "classes")
    _check_dates(asked, longest_days, today)


def _check_dates(asked: Delegation, longest_days: int, today: date) -> None:
    try:
        first, last = date.fromisoformat(asked.from_on), date.fromisoformat(asked.until_on)
    except ValueError:
        raise DelegationError("delegation_dates", "until_on") from None
    if last < first:
        raise DelegationError("delegation_dates", "until_on")
    if last < today:
        raise DelegationError("delegation_past", "until_on")
    if last - first >= timedelta(days=longest_days):
        raise DelegationError("delegation_too_long", "until_on")
