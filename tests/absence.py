"""A colleague who stands in for the director, and one who holds the chief's post too, in the sample city's planning bureau."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.commands import Actor
from chalicelib.domain.delegation import Delegation
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.delegate import Wish, delegate
from chalicelib.usecases.enrol_staff import enrol_staff
from tests.leaders import DIRECTOR
from tests.sample import TUESDAY

SECOND = "s-ghj-8"
"""Holds the chief's post beside the sample city's own chief."""

POST = "GHJ:director"
TODAY = TUESDAY.date()


def enrol_second(parties: Any) -> None:
    chief = [{"unit": "GHJ", "post": "chief"}]
    enrol_staff([{"id": SECOND, "name": "许文君", "phone": "19900000088", "posts": chief}], parties=parties)


def wish(**changes: Any) -> Wish:
    until = (TODAY + timedelta(days=6)).isoformat()
    given = {"post": POST, "to": SECOND, "classes": (), "from_on": TODAY.isoformat(), "until_on": until}
    return Wish(**(given | changes))


def give(ports: Any, by: str = DIRECTOR, command: str = "delegate-00000000", **changes: Any) -> Delegation:
    edition = ports.catalogue.current()
    return delegate(command, wish(**changes), by, given_by=by, edition=edition, parties=ports.parties, now=TUESDAY)


def acting(ports: Any, staff: str, now: datetime = TUESDAY) -> Actor:
    found = acting_staff(staff, parties=ports.parties, now=now)
    assert found is not None
    return found
