"""Who commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from chalicelib.domain.catalogue import Definition


@dataclass(frozen=True)
class Deputy:
    """A post held for somebody away: `by` is the staff id of its holder, `party` the party that they are as a private
    person, where that is known; `classes` are item codes and categories, none meaning all."""

    post: str
    by: str
    classes: frozenset[str] = frozenset()
    party: str = ""

    def covers(self, definition: Definition) -> bool:
        return self.covers_classes(definition.item, str(definition.data["category"]))

    def covers_classes(self, *classes: str) -> bool:
        """Whether something of these classes is covered; what is of none, only where the delegation names none."""
        return not self.classes or bool(self.classes.intersection(classes))


@dataclass(frozen=True)
class Actor:
    """An applicant (party id), staff (with the posts they hold, "UNIT:post", and those they hold for others), the
    courier, the system. `party` is the party that a member of staff is as a private person, where that is known."""

    kind: Literal["applicant", "staff", "courier", "system"]
    id: str
    posts: frozenset[str] = frozenset()
    deputy: tuple[Deputy, ...] = ()
    party: str = ""

    def holds(self, post: str, definition: Definition) -> bool:
        return post in self.posts or bool(self.acts_for(post, definition))

    def acts_for(self, post: str, definition: Definition, given_to: str = "") -> str:
        """The staff id of the holder for whom the post is held; empty for one's own post and for none. `given_to` is the
        one person to whom the task at hand was given, where it was given to one: the holder or oneself."""
        if post in self.posts and given_to in ("", self.id):
            return ""
        held = (one.by for one in self.deputy if one.post == post and one.covers(definition))
        return next((by for by in held if given_to in ("", by, self.id)), "")

    def parties(self, definition: Definition) -> frozenset[str]:
        """Whose case is an own one: one's own as a private person, and that of whoever one stands in for."""
        stood_in_for = (one.party for one in self.deputy if one.covers(definition))
        return frozenset({self.party, *stood_in_for} - {""})

    def record(self, acts_for: str = "") -> Mapping[str, str]:
        """What the commit keeps of the actor: both names where one acts for another."""
        return {"kind": self.kind, "id": self.id} | ({"for": acts_for} if acts_for else {})


def held(actor: Actor, wanted: Callable[[str, str], bool]) -> tuple[str, ...]:
    """The posts "UNIT:code" that somebody holds, be it for another, of which this is true."""
    posts = {*actor.posts, *(one.post for one in actor.deputy)}
    return tuple(sorted(post for post in posts if wanted(*post.split(":"))))


SUPERVISOR: Final = "supervisor"
ADMIN: Final = "admin"
"""The post that manages staff and catalogue, in whichever unit it lies."""

SYSTEM_LAW = Actor("system", "law")
SYSTEM_CERTIFY = Actor("system", "certify")
SYSTEM_SMS = Actor("system", "sms")
"""What the SMS provider reports, and what sending found out."""

SYSTEM_BATCH = Actor("system", "batch")
SYSTEM_CATALOGUE = Actor("system", "catalogue")
