"""Staff and the posts they hold, as parties."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ports import Parties

STAFF_LIST = "staff"
"""The party under which every member of staff is listed by id with name and posts: the sign-in finds names there, the
admin everybody."""


def enrol_staff(person: Mapping[str, Any], *, parties: Parties) -> None:
    """Puts the person {id, name, phone, posts: [{unit, post}], party?} and makes them holder of their posts; `party` is
    who they are as a private person, so that they never decide a case of their own. Their own record comes last, so that
    whoever has it has been enrolled wholly, and again costs one read."""
    posts = sorted(f"{held['unit']}:{held['post']}" for held in person["posts"])
    party = {"party": person["party"]} if person.get("party") else {}
    kept = {"name": person["name"], "phone": person["phone"], "posts": posts, **party}
    if parties.get(person["id"], "staff") == kept:
        return
    parties.put(STAFF_LIST, person["id"], {"name": person["name"], "posts": posts})
    for post in posts:
        parties.put(f"post:{post}", person["id"], {"name": person["name"]})
    parties.put(person["id"], "staff", kept)
