"""A member of staff moves: which posts they hold from now on, unless a task would be left without an owner."""

from collections.abc import Collection
from datetime import datetime

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Parties, Views
from chalicelib.usecases.delegate import delegations_by, revoke_delegation
from chalicelib.usecases.enrol_staff import STAFF_LIST
from chalicelib.usecases.list_staff import UnknownStaffError
from chalicelib.usecases.task_owners import Ownerless, left_without

ADMIN = ":admin"


class BadPostsError(ValueError):
    """Posts that cannot be these: post_unknown, own_admin_post (whoever changes posts keeps the post that lets them)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TasksWithoutOwnerError(Exception):
    """Tasks wait for a post that nobody else holds: they are moved first."""

    code = "tasks_without_owner"

    def __init__(self, left: Collection[Ownerless]) -> None:
        super().__init__(self.code)
        self.left = left


def change_posts(
    staff: str,
    posts: Collection[str],
    *,
    changed_by: str,
    edition: Edition,
    parties: Parties,
    views: Views,
    now: datetime,
) -> None:
    """From now on they hold exactly these posts, `UNIT:post`; what they gave of the others to a colleague ends too.

    The record of the member of staff is written last, so that a change that broke off is simply made again.
    Raises UnknownStaffError, BadPostsError, TasksWithoutOwnerError.
    """
    person = parties.get(staff, "staff")
    if person is None:
        raise UnknownStaffError(staff)
    held, wanted = set(person["posts"]), set(posts)
    taken = sorted(held - wanted)
    _check(staff, wanted - held, taken, changed_by, edition)
    left = [one for post in taken for one in left_without(post, staff, parties=parties, views=views)]
    if left:
        raise TasksWithoutOwnerError(left)
    for given in delegations_by(staff, parties=parties):
        if given.post in taken and not given.over(local_date(stamp(now))):
            revoke_delegation(given.id, staff, revoked_by=changed_by, parties=parties, now=now)
    for post in sorted(wanted):
        parties.put(f"post:{post}", staff, {"name": person["name"]})
    for post in taken:
        parties.remove(f"post:{post}", staff)
    parties.put(STAFF_LIST, staff, {"name": person["name"], "posts": sorted(wanted)})
    parties.put(staff, "staff", {**person, "posts": sorted(wanted)})


def _check(staff: str, added: Collection[str], taken: Collection[str], changed_by: str, edition: Edition) -> None:
    codes = {post["code"] for post in edition.data["posts"]}
    for post in added:
        unit, _, code = post.partition(":")
        if unit not in edition.units() or code not in codes:
            raise BadPostsError("post_unknown")
    if staff == changed_by and any(post.endswith(ADMIN) for post in taken):
        raise BadPostsError("own_admin_post")
