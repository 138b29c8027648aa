"""Everybody with a post, by unit, and how their PIN stands: for the admin who hands out enrolment codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.times import stamp
from chalicelib.ports import Parties
from chalicelib.usecases.enrol_staff import STAFF_LIST

LISTED: Final = 60
"""People on a page; the rest is found by searching. The PIN of each is one read."""

PinState = Literal["missing", "set", "locked"]


class UnknownStaffError(LookupError):
    code = "staff_unknown"


@dataclass(frozen=True)
class StaffMember:
    """`posts` are `UNIT:post`; `code_until` is the stamp until which an unused enrolment code holds, or empty."""

    id: str
    name: str
    posts: tuple[str, ...]
    pin: PinState
    code_until: str

    @property
    def unit(self) -> str:
        """The unit under which they are listed."""
        return self.posts[0].partition(":")[0] if self.posts else ""


@dataclass(frozen=True)
class StaffList:
    """`more` says that the words fit more people than are listed."""

    members: Sequence[StaffMember]
    more: bool


def list_staff(words: str, edition: Edition, *, parties: Parties, now: datetime) -> StaffList:
    """The people whose name, number or unit holds these words, in the order of the units; all of them for no words."""
    order = {code: place for place, code in enumerate(edition.units())}
    found = [(staff, listed) for staff, listed in parties.query(STAFF_LIST) if _fits(words, staff, listed, edition)]
    found.sort(key=lambda one: (order.get(_unit(one[1]), len(order)), one[0]))
    members = [_member(staff, listed, parties=parties, now=now) for staff, listed in found[:LISTED]]
    return StaffList(members, more=len(found) > LISTED)


def colleagues(unit: str, *, parties: Parties) -> Mapping[str, str]:
    """The names by staff id of everybody with a post in the unit, in the order of the ids."""
    listed = parties.query(STAFF_LIST)
    return {
        staff: str(one["name"]) for staff, one in listed if any(post.startswith(f"{unit}:") for post in one["posts"])
    }


def read_staff_member(staff: str, *, parties: Parties, now: datetime) -> StaffMember:
    """Raises UnknownStaffError."""
    person = parties.get(staff, "staff")
    if person is None:
        raise UnknownStaffError(staff)
    return _member(staff, person, parties=parties, now=now)


def _fits(words: str, staff: str, listed: Mapping[str, Any], edition: Edition) -> bool:
    unit = edition.units().get(_unit(listed), {})
    known = (listed["name"], staff, unit.get("name", ""), unit.get("short_name", ""))
    return any(words.casefold() in text.casefold() for text in known)


def _unit(listed: Mapping[str, Any]) -> str:
    return str(listed["posts"][0]).partition(":")[0] if listed["posts"] else ""


def _member(staff: str, listed: Mapping[str, Any], *, parties: Parties, now: datetime) -> StaffMember:
    kinds = dict(parties.query(staff))
    pin, enrolment = kinds.get("pin"), kinds.get("enrolment")
    state: PinState = "missing" if pin is None else "locked" if pin["locked_at"] else "set"
    until = str(enrolment["expires_at"]) if enrolment and enrolment["expires_at"] > stamp(now) else ""
    return StaffMember(staff, str(listed["name"]), tuple(listed["posts"]), state, until)
