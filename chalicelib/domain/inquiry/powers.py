"""Whose each command on an inquiry is: it refuses who may not act and says for whom the others do."""

from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.actor import SUPERVISOR
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.commands import Actor, AnswerCard, FollowUpCard, WithdrawCard
from chalicelib.domain.effects.supervision import given
from chalicelib.domain.facts import CardGiven, ConsultationAsked
from chalicelib.domain.inquiry import Inquiry
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.messages.cards import holder_of
from chalicelib.domain.refused import RefusedError


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
    return _of_the_post(command.actor, at.inquiry.post, at)


def of_whom_it_was_ordered(command: Any, at: InquirySituation) -> str:
    """By who must put it right; what was ordered of nobody is the handlers'."""
    order = at.inquiry.order
    return _of_the_post(command.actor, order.post if order else at.inquiry.post, at)


def of_whom_the_card_was_given(command: AnswerCard, at: InquirySituation) -> str:
    """Of a question's card anybody of the unit, as of a case's; else who has it in hand."""
    card = given(command.card, at).fact
    asked = isinstance(at.inquiry.opened, ConsultationAsked)
    return _of_the_post(command.actor, f"{card.unit}:" if asked else holder_of(card), at)


def of_who_watches(command: WithdrawCard | FollowUpCard, at: InquirySituation) -> str:
    return _of_the_post(command.actor, watching_post(given(command.card, at).fact, at.inquiry, at.edition), at)


def watching_post(card: CardGiven, inquiry: Inquiry, edition: Edition) -> str:
    """The code of the post that watches a card: of a unit's the complaint's handlers or the supervisors, of the handlers'
    own the next of the city's list."""
    handlers: list[str] = edition.data["rules"]["inquiries"]["handlers"]
    if card.unit or card.post not in handlers:
        return inquiry.post or SUPERVISOR
    return handlers[min(handlers.index(card.post) + 1, len(handlers) - 1)]


def _of_the_post(actor: Actor, post: str, at: InquirySituation) -> str:
    acts_for = handling_for(actor, affair_of(at.inquiry, at.edition).by(post))
    if acts_for is None:
        raise RefusedError("inquiry_unknown")
    return acts_for


@dataclass(frozen=True)
class Affair:
    """What tells who may handle a complaint or bad rating: its `post` (a code in whichever unit, `unit:code`, or `unit:`
    for all the posts of a unit), the `classes` (item and category) that it is about, the `party` whose it is, the staff whom it `concerns`."""

    post: str
    classes: tuple[str, ...]
    party: str
    concerns: tuple[str, ...]

    def by(self, post: str) -> "Affair":
        """The same, as another post meets it."""
        return replace(self, post=post)

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
    if any(_is_one(post, affair.post) for post in actor.posts):
        return ""
    away = (one for one in actor.deputy if _is_one(one.post, affair.post) and one.covers_classes(*affair.classes))
    return next((one.by for one in away if not affair.is_kept_from(one.by, one.party)), None)


def _is_one(held: str, wanted: str) -> bool:
    unit, _, code = held.partition(":")
    return wanted in (held, code, f"{unit}:")


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
