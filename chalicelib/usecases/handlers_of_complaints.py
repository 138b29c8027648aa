"""Who handles a complaint or bad rating, the first post of the city's list that has a holder whom it does not concern; and
who puts right what it is about."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commit import Commit
from chalicelib.domain.inquiry import Inquiry
from chalicelib.domain.inquiry.clocks import inquiry_rules
from chalicelib.domain.times import local_date, stamp
from chalicelib.domain.typed_text import bare
from chalicelib.ports import Parties
from chalicelib.usecases.enrol_staff import STAFF_LIST
from chalicelib.usecases.post_people import post_people


def concerned_staff(commits: Iterable[Commit], named: str, *, parties: Parties) -> tuple[str, ...]:
    """Everybody who acted in the case, and whoever is named by their whole name or number."""
    acted = {commit.actor["id"] for commit in commits if commit.actor["kind"] == "staff"}
    acted |= {commit.actor["for"] for commit in commits if "for" in commit.actor}
    words = {bare(word) for word in named.replace("、", " ").replace("，", " ").split()} - {""}
    listed = parties.query(STAFF_LIST) if words else ()
    meant = {staff for staff, one in listed if words & {bare(str(one["name"])), bare(staff)}}
    return tuple(sorted(acted | meant))


def handling_post(concerns: Collection[str], edition: Edition, *, parties: Parties) -> str:
    """The code of the post."""
    posts: Sequence[str] = inquiry_rules(edition)["handlers"]
    listed = [one["posts"] for staff, one in parties.query(STAFF_LIST) if staff not in concerns]
    held = {post.rpartition(":")[2] for held in listed for post in held}
    return next((post for post in posts if post in held), posts[0])


def rectifying_post(inquiry: Inquiry, edition: Edition, *, parties: Parties, now: datetime) -> str:
    """Who is to put right what a complaint is about: the post `unit:code` of the unit's person in charge, or where all who
    hold it are concerned or it is their own complaint, the post that handles it."""
    post = f"{inquiry.unit}:{edition.data['rules']['in_charge_post']}"
    people = post_people(post, parties=parties).apart_from(inquiry.concerns, (), local_date(stamp(now)))
    known = (parties.get(staff, "staff") or {} for staff in sorted(people))
    return post if any(one.get("party") != inquiry.opened.party for one in known) else inquiry.post


def handling_posts(actor: Actor, edition: Edition) -> tuple[str, ...]:
    """Those of the city's handling posts that somebody holds, be it for another."""
    held = {post.rpartition(":")[2] for post in (*actor.posts, *(one.post for one in actor.deputy))}
    return tuple(post for post in inquiry_rules(edition)["handlers"] if post in held)
