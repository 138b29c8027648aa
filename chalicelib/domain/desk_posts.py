"""Which posts are held at a desk, and which are leaders'."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from chalicelib.domain.actor import Actor

DESK_POSTS: Final = frozenset({"officer", "supervisor", "admin", "legal"})
"""Who holds one sits before a worklist all day. Every other post is a leader's: its holder is told of steps by SMS, and
acts for it only in a leader's session, whose device the number on file has vouched for."""


def is_leaders(post: str) -> bool:
    """Whether the post `unit:code` is a leader's; one that no list names is."""
    return post.rpartition(":")[2] not in DESK_POSTS


def desk_posts(posts: Collection[str]) -> frozenset[str]:
    """Those of somebody's posts for which a session at a shared desk is enough."""
    return frozenset(post for post in posts if not is_leaders(post))


def at_the_desk(actor: Actor) -> Actor:
    """Somebody with what a session at a shared desk carries of their posts, and of those they hold for others."""
    deputy = tuple(one for one in actor.deputy if not is_leaders(one.post))
    return replace(actor, posts=desk_posts(actor.posts), deputy=deputy)
