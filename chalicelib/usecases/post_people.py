"""Who holds a post, and who stands in for a holder who is away."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.delegation import Delegation, delegation_from_json
from chalicelib.ports import Parties
from chalicelib.usecases.acting_staff import DEPUTY


@dataclass(frozen=True)
class PostPeople:
    """`holders` are staff ids in a stable order, `delegations` all of the post that were ever given."""

    holders: tuple[str, ...]
    delegations: tuple[Delegation, ...]

    def in_charge_of(self, given_to: str, definition: Definition, on: date) -> frozenset[str]:
        """Who is to do a task of the post on the local date: its holders, or the one to whom it was given, and for each
        who is away whoever stands in."""
        holders = {given_to} if given_to else set(self.holders)
        return self._on_duty(holders, [one for one in self.delegations if one.deputy().covers(definition)], on)

    def apart_from(self, concerned: Collection[str], classes: Sequence[str], on: date) -> frozenset[str]:
        """As `in_charge_of`, of an affair of these classes that is kept from those whom it concerns: neither they nor who
        stands in for them, nor they for another."""
        given = [one for one in self.delegations if one.to not in concerned and one.deputy().covers_classes(*classes)]
        return self._on_duty(set(self.holders) - set(concerned), given, on)

    @staticmethod
    def _on_duty(holders: Collection[str], given: Iterable[Delegation], on: date) -> frozenset[str]:
        standing_in = [one for one in given if one.by in holders and one.in_force(on)]
        away = {one.by for one in standing_in}
        return frozenset({*holders} - away | {one.to for one in standing_in})


def post_people(post: str, *, parties: Parties) -> PostPeople:
    """The people of the post `UNIT:post`, in one query."""
    return _people(parties.query(f"post:{post}"))


def glance_people(post: str, *, parties: Parties) -> PostPeople:
    """As `post_people`, eventually read at half the cost: for who is told, not for who may."""
    return _people(parties.glance(f"post:{post}") or parties.query(f"post:{post}"))


def _people(found: Iterable[tuple[str, Mapping[str, Any]]]) -> PostPeople:
    return PostPeople(
        holders=tuple(kind for kind, _ in found if not kind.startswith(DEPUTY)),
        delegations=tuple(delegation_from_json(value) for kind, value in found if kind.startswith(DEPUTY)),
    )
