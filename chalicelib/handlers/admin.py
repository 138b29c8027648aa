"""The centre's admin: staff by unit, and the one-time codes with which they set or reset their PIN."""

import logging
from itertools import groupby
from typing import Any

from chalicelib import settings, wiring
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.times import stamp
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import admin
from chalicelib.pages.deputy_view import post_name
from chalicelib.texts import text
from chalicelib.usecases.list_staff import StaffMember, list_staff, read_staff_member
from chalicelib.usecases.pins import ENROLMENT_LIFETIME, issue_enrolment

LOG = logging.getLogger("buqiuren")


def home(request: Request) -> Reply:
    admin(request)
    return see_other("/admin/staff")


def staff_list(request: Request) -> Reply:
    held, words = admin(request), request.query.get("q", "").strip()
    edition = wiring.edition()
    listed = list_staff(words, edition, parties=wiring.parties(), now=wiring.now())
    units = [
        (
            edition.unit(unit)["name"] if unit else text("admin.without_post"),
            [shown_member(one, edition) for one in members],
        )
        for unit, members in groupby(listed.members, key=lambda one: one.unit)
    ]
    return show("admin/staff.html", **staff_frame(held), units=units, more=listed.more, words=words)


def issue_code(request: Request) -> Reply:
    """The slip with the code, in the answer itself: shown this once and kept nowhere. Sent again it makes a new code,
    and the earlier one is void."""
    held, now = admin(request), wiring.now()
    member = read_staff_member(request.params["staff"], parties=wiring.parties(), now=now)
    code = issue_enrolment(
        member.id, parties=wiring.parties(), entropy=wiring.entropy(), key=wiring.pseudonym_key(), now=now
    )
    LOG.info("%s issued an enrolment code for %s", held.subject, member.id)
    return show(
        "admin/slip.html",
        **staff_frame(held),
        member=shown_member(member, wiring.edition()),
        code=f"{code[:4]}-{code[4:]}".upper(),
        until=stamp(now + ENROLMENT_LIFETIME),
        address=f"{settings.site_origin()}/staff/enrol",
    )


def shown_member(member: StaffMember, edition: Edition) -> dict[str, Any]:
    """A member of staff as the admin's pages tell them."""
    posts = [post_name(post, edition) for post in member.posts]
    return {"id": member.id, "name": member.name, "posts": posts, "pin": member.pin, "code_until": member.code_until}
