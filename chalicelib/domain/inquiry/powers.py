"""Whose each command on an inquiry is: it refuses who may not act and says for whom the others do."""

from typing import Any

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
    return _acting(command.actor, at.inquiry, f"{at.inquiry.unit}:officer")


def of_the_head_or_admin(command: Any, at: InquirySituation) -> str:
    """By the unit's person in charge, or an admin of the centre."""
    admins = (post for post in command.actor.posts if post.endswith(":admin"))
    return _acting(command.actor, at.inquiry, f"{at.inquiry.unit}:{at.rules['in_charge_post']}", *admins)


def of_the_handlers(command: Any, at: InquirySituation) -> str:
    """By a holder of the post that handles it, in whichever unit, whom it does not concern."""
    if not handles(command.actor, at.inquiry):
        raise RefusedError("inquiry_unknown")
    return ""


def handles(actor: Actor, inquiry: Inquiry) -> bool:
    """Whether somebody may see and handle a complaint or bad rating: never one that concerns them, nor their own."""
    held = bool(inquiry.post) and any(each.endswith(f":{inquiry.post}") for each in actor.posts)
    return held and actor.id not in inquiry.concerns and inquiry.opened.party not in {actor.party} - {""}


def _acting(actor: Actor, inquiry: Inquiry, *posts: str) -> str:
    """In whose name: their own where that is possible. Raises RefusedError (not_your_step)."""
    if actor.posts.intersection(posts):
        return ""
    for one in actor.deputy:
        if one.post in posts and (not one.classes or inquiry.item in one.classes):
            return one.by
    unit, _, code = posts[0].partition(":")
    raise RefusedError("not_your_step", {"unit": unit, "post": code})
