"""Units are merged or split: what moves is looked at first, then the posts are handed on, each member of staff by itself,
so that a run that broke off is simply run again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.succession import handed_on, posts_besides, taken_over
from chalicelib.ports import Parties, Task, Views
from chalicelib.usecases.enrol_staff import STAFF_LIST
from chalicelib.usecases.list_tasks import queues_of

PAGE: Final = 100
SETTLED_SECONDS: Final = 60
"""Longer than a function may go on with the edition before (`Catalogue.current`)."""


@dataclass(frozen=True)
class PostMoved:
    """A post `UNIT:post` of a closed unit: how many tasks wait in it, who holds it, and who comes to hold it besides."""

    post: str
    tasks: int
    holders: Sequence[str]
    joined: Sequence[str]

    @property
    def ownerless(self) -> bool:
        return bool(self.tasks) and not (self.holders or self.joined)


@dataclass(frozen=True)
class UnitMoved:
    """What becomes of a unit: its `items` as (code, unit that has it now, empty where it is gone), its posts, and the posts
    that its own people come to hold, by staff id."""

    unit: str
    heirs: tuple[str, ...]
    items: Sequence[tuple[str, str]]
    posts: Sequence[PostMoved]
    staff: Mapping[str, Collection[str]]


@dataclass(frozen=True)
class _Staff:
    """The posts that each member of staff holds, and those that come to them besides."""

    listed: Mapping[str, Sequence[str]]
    besides: Mapping[str, Collection[str]]


def look_at_units(before: Edition, after: Edition, *, parties: Parties, views: Views) -> list[UnitMoved]:
    """What publishing `after` would move from each unit that it closes; changes nothing."""
    closed = {unit: heirs for unit, heirs in taken_over(after).items() if heirs != taken_over(before).get(unit)}
    listed = {staff: tuple(one["posts"]) for staff, one in parties.query(STAFF_LIST)} if closed else {}
    people = _Staff(listed, {staff: posts_besides(posts, after) for staff, posts in listed.items()})
    return [
        UnitMoved(
            unit,
            heirs,
            items=[(item["code"], _unit_of(item["code"], after)) for item in before.items() if item["unit"] == unit],
            posts=[_post(f"{unit}:{code}", people, views) for code in sorted(handed_on(after))],
            staff=_own(unit, people),
        )
        for unit, heirs in closed.items()
    ]


def hand_over_posts(edition: Edition, *, parties: Parties) -> int:
    """Gives everybody the posts that come to them by the units that the edition has closed; returns to how many.

    A member of staff's own record is written last; the same run again gives nothing to anybody.
    """
    given = 0
    for staff, listed in parties.query(STAFF_LIST) if taken_over(edition) else ():
        person = parties.get(staff, "staff")
        besides = posts_besides(listed["posts"], edition) if person else frozenset[str]()
        missing = besides | (set(listed["posts"]) - set(person["posts"]) if person else set())
        if person is None or not missing:
            continue
        posts = sorted({*person["posts"], *listed["posts"], *besides})
        for post in sorted(besides):
            parties.put(f"post:{post}", staff, {"name": person["name"]})
        parties.put(STAFF_LIST, staff, {"name": person["name"], "posts": posts})
        parties.put(staff, "staff", {**person, "posts": posts})
        given += 1
    return given


def hand_over_task() -> Task:
    """Once every function knows the catalogue that closed the units."""
    return Task({"kind": "hand_over_posts"}, delay_seconds=SETTLED_SECONDS)


def _own(unit: str, people: _Staff) -> Mapping[str, Collection[str]]:
    """What comes to the unit's own people, where anything does."""
    own = [staff for staff, held in people.listed.items() if any(post.startswith(f"{unit}:") for post in held)]
    return {staff: people.besides[staff] for staff in own if people.besides[staff]}


def _post(post: str, people: _Staff, views: Views) -> PostMoved:
    holders = [staff for staff, held in people.listed.items() if post in held]
    joined = [staff for staff, more in people.besides.items() if post in more]
    return PostMoved(post, sum(_waiting(queue, views) for queue in queues_of([post])), holders, joined)


def _waiting(queue: str, views: Views) -> int:
    """How many rows the queue has, read page by page."""
    count, after = 0, ""
    while page := views.query(queue, after=after, limit=PAGE):
        count, after = count + len(page), page[-1][0].sort
    return count


def _unit_of(code: str, edition: Edition) -> str:
    item: Mapping[str, Any] = edition.data["items"].get(code, {})
    return str(item.get("unit", ""))
