"""What the window's forms post, as intents and commands."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.sealed import CorrectionRow
from chalicelib.handlers.request import BadRequestError, Request, posted_command
from chalicelib.texts import text
from chalicelib.usecases.conclude import Acceptance, CorrectionNotice, Declination, Intent
from chalicelib.usecases.receive_at_window import WalkIn


def posted_intent(request: Request, definition: Definition) -> Intent:
    """What the button pressed means: `then` is grant, accept, correct or decline.

    Raises BadRequestError (form_incomplete).
    """
    note = request.field("note")
    match request.field("then"):
        case "grant":
            return Acceptance("grant", granting_opinion(definition))
        case "accept":
            return Acceptance("accept", "")
        case "correct":
            return CorrectionNotice(posted_corrections(request), note)
        case "decline":
            return Declination(request.field("ground"), request.field("to_unit"), note)
    raise BadRequestError("form_incomplete")


def posted_walk_in(request: Request, intent: Intent, papers: Mapping[str, Sequence[Mapping[str, Any]]]) -> WalkIn:
    """The walk-in as entered, with the pages scanned for it; its fields have the names of a draft's."""
    return WalkIn(
        command=posted_command(request),
        item=request.field("item"),
        variant=request.field("variant"),
        fields={name: request.field(name) for name in request.form},
        originals=tuple(request.form.get("original", ())),
        intent=intent,
        papers=papers,
    )


def posted_corrections(request: Request) -> tuple[CorrectionRow, ...]:
    """The things to correct that were ticked. Raises BadRequestError (form_incomplete)."""
    return tuple(_row(row) for row in request.form.get("row", ()))


def granting_opinion(definition: Definition) -> str:
    """The opinion of a grant on the spot; only a licence is "licensed"."""
    return text("window.opinion_granted" if definition.regime == "licence" else "window.opinion_granted_service")


def _row(posted: str) -> CorrectionRow:
    """`material.number`, the number of a ready sentence or -1."""
    material, _, number = posted.rpartition(".")
    if not number.removeprefix("-").isdecimal():
        raise BadRequestError("form_incomplete")
    return CorrectionRow(material, int(number))
