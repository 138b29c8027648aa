"""No task without an owner: which queues hold tasks that nobody holds the post for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.desk_posts import is_leaders
from chalicelib.domain.publication.succession import OFFICER
from chalicelib.domain.row import Row
from chalicelib.ports import Parties, Views
from chalicelib.usecases.enrol_staff import STAFF_LIST
from chalicelib.usecases.list_tasks import queues_of
from chalicelib.usecases.post_people import post_people

SHOWN: Final = 20
"""Tasks looked at in one queue."""

UNITS_AT_ONCE: Final = 8
"""Units looked at for one page: some sixty queues."""


@dataclass(frozen=True)
class Ownerless:
    """The post `UNIT:post` whose tasks wait for nobody; `staff` is to whom they were given, empty where the post itself
    has no holder."""

    post: str
    staff: str
    tasks: Sequence[Row]


@dataclass(frozen=True)
class OwnerlessPart:
    """What a look at some of the units (by code) has found; `beyond` is the first unit of the next look, empty after the
    last. `vacant` are the posts of all units at which cases are usually worked on and that nobody holds."""

    units: Sequence[str]
    found: Sequence[Ownerless]
    beyond: str
    vacant: Sequence[str]


def ownerless(edition: Edition, first: str, *, parties: Parties, views: Views) -> OwnerlessPart:
    """The posts with tasks and without a holder for them, of some units from `first` on (empty: from the edition's first):
    one look at each queue, whatever its length, and one at the list of staff."""
    units = list(edition.units())
    start = units.index(first) if first in units else 0
    looked_at, beyond = units[start : start + UNITS_AT_ONCE], units[start + UNITS_AT_ONCE :]
    codes = [post["code"] for post in edition.data["posts"]]
    holders = _holders(parties)
    posts = [f"{unit}:{code}" for unit in looked_at for code in codes]
    usual = [f"{unit}:{code}" for unit in units for code in codes if code == OFFICER or is_leaders(code)]
    return OwnerlessPart(
        units=looked_at,
        found=[one for post in posts for one in _of_post(post, holders.get(post, ()), views=views)],
        beyond=next(iter(beyond), ""),
        vacant=[post for post in usual if post not in holders],
    )


def left_without(post: str, leaving: str, *, parties: Parties, views: Views) -> list[Ownerless]:
    """What would wait for nobody if this member of staff held the post no more."""
    return _of_post(post, set(post_people(post, parties=parties).holders) - {leaving}, views=views)


def _holders(parties: Parties) -> dict[str, set[str]]:
    """The staff ids by post."""
    held: dict[str, set[str]] = {}
    for staff, listed in parties.query(STAFF_LIST):
        for post in listed["posts"]:
            held.setdefault(post, set()).add(staff)
    return held


def _of_post(post: str, holders: Collection[str], *, views: Views) -> list[Ownerless]:
    rows = [row for queue in queues_of([post]) for _, row in views.query(queue, limit=SHOWN)]
    given_to = sorted({str(row.get("staff", "")) for row in rows} - set(holders))
    gone = [staff for staff in given_to if staff or not holders]
    return [Ownerless(post, staff, [row for row in rows if row.get("staff", "") == staff]) for staff in gone]
