"""Whose each command on an inquiry is: it refuses who may not act and says for whom the others do."""

from dataclasses import dataclass
from typing import Any

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import Actor
from chalicelib.domain.inquiry import Inquiry
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.situation import RefusedError


def anybody(command: Any, at: InquirySituation) -> str:
    """Whoever the edge lets through with something of their own to ask."""
    return ""


def of_who_asked(command: Any, at: InquirySituation) -> str:
    if command.actor.id != at.inquiry.opened.party:
        raise RefusedError("inquiry_unknown")
    return ""


def of_the_unit(command: Any, at: InquirySituation) -> str:
    """By an officer of the unit that is to answer."""
    return _acting(command.actor, at, f"{at.inquiry.unit}:officer")


def of_the_head_or_admin(command: Any, at: InquirySituation) -> str:
    """By the unit's person in charge, or an admin of the centre."""
    admins = (post for post in command.actor.posts if post.endswith(":admin"))
    return _acting(command.actor, at, f"{at.inquiry.unit}:{at.rules['in_charge_post']}", *admins)


def of_the_handlers(command: Any, at: InquirySituation) -> str:
    """By a holder of the post that handles it, in whichever unit, or who stands in for one."""
    acts_for = handling_for(command.actor, affair_of(at.inquiry, at.edition))
    if acts_for is None:
        raise RefusedError("inquiry_unknown")
    return acts_for


@dataclass(frozen=True)
class Affair:
    """What tells who may handle a complaint or bad rating: the code of its `post`, the `classes` (item and category) that
    it is about, the `party` whose it is, the staff whom it `concerns`."""

    post: str
    classes: tuple[str, ...]
    party: str
    concerns: tuple[str, ...]

    def is_kept_from(self, staff: str, party: str) -> bool:
        """Whether it concerns this member of staff, or is their own as a private person."""
        return staff in self.concerns or party == self.party


def affair_of(inquiry: Inquiry, edition: Edition) -> Affair:
    return Affair(inquiry.post, classes_of(inquiry.item, edition), inquiry.opened.party, inquiry.concerns)


def classes_of(item: str, edition: Edition) -> tuple[str, ...]:
    """The item's code and category; none where it is about no item, the code alone of one that is gone."""
    known = edition.data["items"].get(item)
    return (item, str(known["category"])) if known else (item,) if item else ()


def handling_for(actor: Actor, affair: Affair) -> str | None:
    """In whose name somebody sees and handles it: their own (empty), that of a holder who is away, None for nobody's.

    Never by whom it concerns or whose it is, be it for another, nor for one of them.
    """
    if affair.is_kept_from(actor.id, actor.party):
        return None
    if any(post.endswith(f":{affair.post}") for post in actor.posts):
        return ""
    away = (one for one in actor.deputy if one.post.endswith(f":{affair.post}") and one.covers_classes(*affair.classes))
    return next((one.by for one in away if not affair.is_kept_from(one.by, one.party)), None)


def _acting(actor: Actor, at: InquirySituation, *posts: str) -> str:
    """In whose name: their own where that is possible; not for whose it is. Raises RefusedError (not_your_step)."""
    if actor.posts.intersection(posts):
        return ""
    classes = classes_of(at.inquiry.item, at.edition)
    for one in actor.deputy:
        if one.post in posts and one.covers_classes(*classes) and one.party != at.inquiry.opened.party:
            return one.by
    unit, _, code = posts[0].partition(":")
    raise RefusedError("not_your_step", {"unit": unit, "post": code})
