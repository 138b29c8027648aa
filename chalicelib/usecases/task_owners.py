"""No task without an owner: which queues hold tasks that nobody holds the post for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.rows import Row
from chalicelib.ports import Parties, Views
from chalicelib.usecases.list_tasks import queues_of
from chalicelib.usecases.post_people import post_people

SHOWN: Final = 20
"""Tasks looked at in one queue."""


@dataclass(frozen=True)
class Ownerless:
    """The post `UNIT:post` whose tasks wait for nobody; `staff` is to whom they were given, empty where the post itself
    has no holder."""

    post: str
    staff: str
    tasks: Sequence[Row]


def ownerless(edition: Edition, *, parties: Parties, views: Views) -> list[Ownerless]:
    """Every post of every unit with tasks and without a holder for them: one look at each queue, whatever its length."""
    posts = [f"{unit}:{post['code']}" for unit in edition.units() for post in edition.data["posts"]]
    return [found for post in posts for found in _of_post(post, (), parties=parties, views=views)]


def left_without(post: str, leaving: str, *, parties: Parties, views: Views) -> list[Ownerless]:
    """What would wait for nobody if this member of staff held the post no more."""
    return _of_post(post, (leaving,), parties=parties, views=views)


def _of_post(post: str, leaving: Iterable[str], *, parties: Parties, views: Views) -> list[Ownerless]:
    rows = [row for queue in queues_of([post]) for _, row in views.query(queue, limit=SHOWN)]
    if not rows:
        return []
    holders = set(post_people(post, parties=parties).holders) - set(leaving)
    given_to = sorted({str(row.get("staff", "")) for row in rows} - holders)
    gone = [staff for staff in given_to if staff or not holders]
    return [Ownerless(post, staff, [row for row in rows if row.get("staff", "") == staff]) for staff in gone]
