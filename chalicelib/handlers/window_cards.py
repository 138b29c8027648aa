"""A supervision card as its unit sees it: at a desk or in a leader's session, one page and one answer."""

from typing import Any, Final, Literal, cast

from chalicelib import wiring
from chalicelib.domain import commands as c
from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.sealed import UNSEALED
from chalicelib.handlers.oversight_lists import lists
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import session, staff, staff_actor
from chalicelib.pages.oversight_view import card_of_case
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_card import answer_card
from chalicelib.usecases.execute import BusyError, Executed
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.supervised_case import card_moves, unit_card

Answer = Literal["feedback", "objection"]
ANSWERS: Final = ("feedback", "objection")


def card(request: Request) -> Reply:
    flash = {"kind": "done", "text": text("oversight.done.answer")} if request.query.get("done") == "answer" else None
    return _card_page(_desk_or_leader(request), request, flash=flash, status=200)


def answer(request: Request) -> Reply:
    held = _desk_or_leader(request)
    if request.field("answer") not in ANSWERS:
        raise BadRequestError("form_incomplete")
    kind = cast("Answer", request.field("answer"))
    try:
        answered(request, posted_command(request), kind, request.field("note"), staff_actor(held))
    except (RefusedError, BusyError) as error:
        flash = {"kind": "error", "text": error_text(error.code, **getattr(error, "about", {})).sentence}
        return _card_page(held, request, flash=flash, status=status_of(error.code))
    return see_other(f"{request.path}?done=answer")


def answered(request: Request, command: str, kind: Answer, words: str, actor: Actor) -> Executed:
    """Puts the unit's answer on the card that the path names."""
    return answer_card(
        request.params["reference"],
        c.AnswerCard(command, actor, request.params["card"], kind, UNSEALED),
        words,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def _desk_or_leader(request: Request) -> Session:
    """A leader's phone or a desk; who has neither is asked to sign in at the desk.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError.
    """
    return session(request, "leader") or staff(request)


def _card_page(held: Session, request: Request, *, flash: dict[str, Any] | None, status: int) -> Reply:
    actor = staff_actor(held)
    file, given, words = unit_card(
        request.params["reference"],
        request.params["card"],
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
    )
    told = lists([vars(given.fact)])
    may_answer = "answer" in card_moves(file, actor, wiring.calendar(), wiring.now())[given.fact.card]
    return show(
        "window/card.html",
        status=status,
        **staff_frame(held),
        leader=held.kind == "leader",
        definition=file.definition,
        reference=reference_of(file.case.matter),
        shown_reference=shown(reference_of(file.case.matter)),
        card=card_of_case(given, words, told),
        answers=[{"kind": text(f"oversight.answer.{kind}"), "at": at} for kind, at in given.answers],
        may_answer=may_answer,
        action=request.path,
        posted=request.field("note") if status != 200 else "",  # noqa: PLR2004
        command=wiring.entropy().token(),
        flash=flash,
    )
