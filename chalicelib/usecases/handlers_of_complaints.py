"""Who handles a complaint or bad rating: the first post of the city's list that has a holder whom it does not concern."""

from collections.abc import Collection, Iterable, Sequence

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import Actor
from chalicelib.domain.commit import Commit
from chalicelib.domain.inquiry.clocks import inquiry_rules
from chalicelib.domain.typed_text import bare
from chalicelib.ports import Parties
from chalicelib.usecases.enrol_staff import STAFF_LIST


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


def handling_posts(actor: Actor, edition: Edition) -> tuple[str, ...]:
    """Those of the city's handling posts that somebody holds, be it for another."""
    held = {post.rpartition(":")[2] for post in (*actor.posts, *(one.post for one in actor.deputy))}
    return tuple(post for post in inquiry_rules(edition)["handlers"] if post in held)
