"""A supervision card of a question, complaint or rating: answered by who got it, withdrawn and followed up by who watches
it; at a desk or in a leader's session, one page for all of them."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, cast

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.actor import SUPERVISOR, Actor
from chalicelib.domain.actor import held as held_posts
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.inquiry.commands import CardCommand
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.domain.sealed import UNSEALED
from chalicelib.handlers.oversight_lists import lists
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.pages import inquiry_view
from chalicelib.pages.oversight_view import card_of_case
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_inquiry import InquiryDone, act_on_inquiry, in_dossier
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.inquiry_card import ANSWERS, InquiryCard, read_inquiry_card
from chalicelib.usecases.my_inquiries import words_in
from chalicelib.usecases.sessions import Session


def card(request: Request) -> Reply:
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"oversight.done.{done}")} if done in ACTS else None
    return _page(decider(request), request, flash=flash, status=200)


def act(request: Request) -> Reply:
    """One act on the card. Raises UnknownInquiryError."""
    held, then = decider(request), request.field("then")
    if then not in ACTS:
        raise BadRequestError("form_incomplete")
    actor = staff_actor(held)
    try:
        acted(read(request, actor), ACTS[then](request, actor), request.field("note").strip())
    except (RefusedError, BusyError) as error:
        flash = {"kind": "error", "text": error_text(error.code, **getattr(error, "about", {})).sentence}
        return _page(held, request, flash=flash, status=status_of(error.code))
    return see_other(f"{request.path}?done={then}")


def acted(found: InquiryCard, command: CardCommand, note: str) -> InquiryDone:
    """Raises RefusedError, BusyError."""
    return act_on_inquiry(
        found.file.inquiry.matter,
        command,
        {"note": {"text": note}} if note and not isinstance(command, c.FollowUpCard) else {},
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        sealer=in_dossier(dossiers=wiring.dossiers(), entropy=wiring.entropy()),
        now=wiring.now(),
    )


def _answer(request: Request, actor: Actor) -> CardCommand:
    if request.field("answer") not in ANSWERS:
        raise BadRequestError("form_incomplete")
    kind = cast("Literal['feedback', 'objection']", request.field("answer"))
    return c.AnswerCard(posted_command(request), actor, request.params["card"], kind, UNSEALED)


def _withdraw(request: Request, actor: Actor) -> CardCommand:
    return c.WithdrawCard(posted_command(request), actor, request.params["card"], UNSEALED)


def _follow_up(request: Request, actor: Actor) -> CardCommand:
    if not request.field("level").isdecimal():
        raise BadRequestError("form_incomplete")
    return c.FollowUpCard(posted_command(request), actor, request.params["card"], int(request.field("level")))


ACTS: Final[Mapping[str, Callable[[Request, Actor], CardCommand]]] = {
    "answer": _answer,
    "withdraw": _withdraw,
    "follow_up": _follow_up,
}


def read(request: Request, actor: Actor) -> InquiryCard:
    """The card that the path names. Raises UnknownInquiryError."""
    place = (request.params["kind"], request.params["reference"], request.params["card"])
    return read_inquiry_card(*place, actor, log=wiring.log(), catalogue=wiring.catalogue(), now=wiring.now())


def _page(held: Session, request: Request, *, flash: dict[str, Any] | None, status: int) -> Reply:
    actor = staff_actor(held)
    found = read(request, actor)
    inquiry, edition = found.file.inquiry, wiring.pinned_edition(found.file.edition.digest)
    told = lists([vars(found.card.fact)])
    return show(
        "window/inquiry_card.html",
        status=status,
        **staff_frame(held),
        leader=held.kind == "leader",
        watches=bool(held_posts(actor, lambda _unit, code: code == SUPERVISOR)),
        what=text(f"inquiry.kind.{inquiry.kind}"),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        shown_reference=shown(reference_of(inquiry.matter)),
        place=_place(found),
        card=card_of_case(found.card, words_in(inquiry, dossiers=wiring.dossiers()), told),
        answers=[{"kind": text(f"oversight.answer.{kind}"), "at": at} for kind, at in found.card.answers],
        said=_said(found),
        moves=found.moves,
        action=request.path,
        posted=request.field("note") if status != 200 else "",  # noqa: PLR2004
        command=wiring.entropy().token(),
        flash=flash,
    )


def _said(found: InquiryCard) -> list[str]:
    """What was written of the card, in its order."""
    parts = words_in(found.file.inquiry, dossiers=wiring.dossiers())
    about = ("card_answered", "card_withdrawn")
    events = [event for event in found.file.inquiry.events if event.kind in about]
    return [words for event in events if (words := inquiry_view.parts_text(parts, event.words))]


def _place(found: InquiryCard) -> str:
    """Where this person finds the inquiry itself; of a complaint, who was ordered to put it right finds that alone."""
    reference = reference_of(found.file.inquiry.matter)
    match found.file.inquiry.kind:
        case MatterKind.CONSULTATION:
            return f"/window/questions/{reference}"
        case MatterKind.COMPLAINT if not found.handles:
            return f"/window/rectifications/{reference}" if found.card.fact.unit else ""
    place = "complaints" if found.file.inquiry.kind is MatterKind.COMPLAINT else "ratings"
    return f"/oversight/{place}/{reference}" if found.handles else ""
