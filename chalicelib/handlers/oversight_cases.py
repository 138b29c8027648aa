"""A case as supervisors see it: read-only but for its cards, which they give, withdraw and follow up."""

from collections.abc import Callable, Mapping
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
from chalicelib.handlers.visitor import staff_actor, supervisor
from chalicelib.pages import case_view, oversight_view
from chalicelib.pages.officer_events import Known, events
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_card import CardCommand, act_on_card
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.supervised_case import SupervisedCase, card_moves, supervised_case

Colour = Literal["yellow", "red"]


def case(request: Request) -> Reply:
    held = supervisor(request)
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"oversight.done.{done}")} if done in ACTS else None
    return _case_page(held, request, flash=flash, status=200)


def act(request: Request) -> Reply:
    """One act on a card of the case."""
    held = supervisor(request)
    actor, then = staff_actor(held), request.field("then")
    if then not in ACTS:
        raise BadRequestError("form_incomplete")
    try:
        ACTS[then](request, actor)
    except (RefusedError, BusyError) as error:
        flash = {"kind": "error", "text": _sentence(error)}
        return _case_page(held, request, flash=flash, status=status_of(error.code))
    return see_other(f"/oversight/cases/{request.params['reference']}?done={then}")


def _sentence(error: RefusedError | BusyError) -> str:
    return error_text(error.code, **getattr(error, "about", {})).sentence


def _give(request: Request, actor: Actor) -> None:
    if request.field("colour") not in ("yellow", "red"):
        raise BadRequestError("form_incomplete")
    colour = cast("Colour", request.field("colour"))
    give = c.GiveCard(posted_command(request), actor, colour, request.field("step"), UNSEALED)
    _act(request, give)


def _withdraw(request: Request, actor: Actor) -> None:
    _act(request, c.WithdrawCard(posted_command(request), actor, request.field("card"), UNSEALED))


def _follow_up(request: Request, actor: Actor) -> None:
    level = request.field("level")
    if not level.isdecimal():
        raise BadRequestError("form_incomplete")
    _act(request, c.FollowUpCard(posted_command(request), actor, request.field("card"), int(level)))


def _act(request: Request, command: CardCommand) -> None:
    act_on_card(
        request.params["reference"],
        command,
        request.field("note"),
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


ACTS: Final[Mapping[str, Callable[[Request, Actor], None]]] = {
    "give": _give,
    "withdraw": _withdraw,
    "follow_up": _follow_up,
}


def _case_page(held: Session, request: Request, *, flash: dict[str, Any] | None, status: int) -> Reply:
    seen = supervised_case(
        request.params["reference"],
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        now=wiring.now(),
    )
    case, definition = seen.file.case, seen.file.definition
    edition = wiring.pinned_edition(definition.edition)
    told = lists([*(vars(card.fact) for card in case.cards), *(vars(opened) for opened in case.opened.values())])
    return show(
        "oversight/case.html",
        status=status,
        **staff_frame(held),
        definition=definition,
        reference=reference_of(case.matter),
        shown_reference=shown(reference_of(case.matter)),
        mark=case_view.status_mark(case.status, case.outcome),
        steps=_steps(seen, told),
        clocks=oversight_view.running_clocks(case, definition, wiring.calendar(), wiring.now()),
        in_hand=told.in_hand(seen.in_hand),
        events=events(seen.file.commits, Known(case, seen.words, seen.names, definition, edition)),
        **_cards(seen, staff_actor(held), told),
        posted=request.field("note") if status != 200 else "",  # noqa: PLR2004
        command=wiring.entropy().token(),
        flash=flash,
    )


def _cards(seen: SupervisedCase, actor: Actor, told: oversight_view.Lists) -> dict[str, Any]:
    moves = card_moves(seen.file, actor, wiring.calendar(), wiring.now())
    cards = [
        oversight_view.card_of_case(card, seen.words, told) | {"moves": moves[card.fact.card]}
        for card in reversed(seen.file.case.cards)
    ]
    return {"cards": cards, "may_give": bool(moves[""])}


def _steps(seen: SupervisedCase, told: oversight_view.Lists) -> list[dict[str, Any]]:
    """The open steps: who holds them since when."""
    flow = seen.file.case.flow(seen.file.definition)
    return [
        {
            "id": step_id,
            "name": flow.step(step_id).name,
            "holder": told.post(opened.unit, opened.post),
            "person": told.people(opened.unit, opened.post, opened.staff),
            "since": opened.at,
        }
        for step_id, opened in sorted(seen.file.case.opened.items())
    ]
