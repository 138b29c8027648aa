"""Staff and the posts they hold, as parties: a post is looked up to find its holders."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ports import Parties

STAFF_LIST = "staff"
"""The party under which every member of staff is listed by id with name and posts: the sign-in finds names there, the
admin everybody."""


def enrol_staff(person: Mapping[str, Any], *, parties: Parties) -> None:
    """Puts the person {id, name, phone, posts: [{unit, post}]} and makes them holder of their posts."""
    posts = sorted(f"{held['unit']}:{held['post']}" for held in person["posts"])
    parties.put(person["id"], "staff", {"name": person["name"], "phone": person["phone"], "posts": posts})
    parties.put(STAFF_LIST, person["id"], {"name": person["name"], "posts": posts})
    for post in posts:
        parties.put(f"post:{post}", person["id"], {"name": person["name"]})


def holders(unit: str, post: str, *, parties: Parties) -> tuple[str, ...]:
    """The staff ids who hold the post now, in a stable order."""
    return tuple(staff for staff, _ in parties.query(f"post:{unit}:{post}"))
