"""Staff and the posts they hold, as parties."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.ports import Parties

STAFF_LIST = "staff"
"""The party under which every member of staff is listed by id with name and posts: the sign-in finds names there, the
admin everybody."""

Json = Mapping[str, Any]
Item = tuple[str, str, Json]
"""(party, kind, value)"""


def enrol_staff(people: Iterable[Json], *, parties: Parties) -> None:
    """Puts people {id, name, phone, posts: [{unit, post}], party?} and makes them holders of their posts; `party` is who
    they are as a private person, so that they never decide a case of their own.

    Whoever was enrolled before keeps the posts that an admin has given them since. Own records come last, so that whoever
    has one has been enrolled wholly; nobody new and nothing changed costs a read for each hundred.
    """
    named = {str(person["id"]): person for person in people}
    known = parties.get_many((staff, "staff") for staff in named)
    records = {staff: _record(person, known.get((staff, "staff"))) for staff, person in named.items()}
    changed = {staff: record for staff, record in records.items() if known.get((staff, "staff")) != record}
    parties.put_many(item for staff, record in changed.items() for item in _listings(staff, record))
    parties.put_many((staff, "staff", record) for staff, record in changed.items())


def _record(person: Json, known: Json | None) -> Json:
    posts = known["posts"] if known else sorted(f"{held['unit']}:{held['post']}" for held in person["posts"])
    party = {"party": person["party"]} if person.get("party") else {}
    return {"name": person["name"], "phone": person["phone"], "posts": posts, **party}


def _listings(staff: str, record: Json) -> Iterable[Item]:
    yield STAFF_LIST, staff, {"name": record["name"], "posts": record["posts"]}
    for post in record["posts"]:
        yield f"post:{post}", staff, {"name": record["name"]}
