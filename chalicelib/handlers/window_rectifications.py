"""What a complaint's handlers ordered a unit to put right: its head sees that alone, and reports it done, at a desk or in a
leader's session."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.inquiry.commands import Rectify
from chalicelib.domain.inquiry.decide import refusal_of_inquiry
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.domain.sealed import PROBE
from chalicelib.domain.times import stamp
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.pages import inquiry_view
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_inquiry import InquiryDone, act_on_inquiry, in_dossier
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.inquiry_duties import inquiry_duties, read_rectification
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.my_inquiries import words_in
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]


def rectification(request: Request) -> Reply:
    """Raises UnknownInquiryError."""
    done = request.query.get("done") == "rectify"
    flash = {"kind": "done", "text": text("inquiry.rectify_done")} if done else None
    return _page(decider(request), request, flash=flash, status=200)


def report(request: Request) -> Reply:
    """What was put right. Raises UnknownInquiryError."""
    held = decider(request)
    try:
        reported(request, staff_actor(held), request.field("text"), posted_command(request))
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(held, request, flash={"kind": "error", "text": told}, status=status_of(error.code))
    return see_other(f"{request.path}?done=rectify")


def reported(request: Request, actor: Actor, words: str, command: str) -> InquiryDone:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return act_on_inquiry(
        _file(request, actor).inquiry.matter,
        Rectify(command, actor),
        {"words": {"text": words.strip()}},
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        sealer=in_dossier(dossiers=wiring.dossiers(), entropy=wiring.entropy()),
        now=wiring.now(),
    )


def duties(actor: Actor) -> list[Shown]:
    """What this person's units owe on inquiries, as macros/list.html takes it."""
    return [_duty(row) for row in inquiry_duties(actor, wiring.edition(), views=wiring.views())]


def _duty(row: Row) -> Shown:
    reference, kind = reference_of(str(row["matter"])), str(row["matter"]).partition("-")[0]
    if row["task"] == "card":
        title = text("inquiry.owed.card", rule=text(f"oversight.rule.{row['rule']}"))
        mark = {"mark": text(f"oversight.colour.{row['colour']}"), "colour": row["colour"]}
        place = f"/window/inquiries/{kind}/{reference}/cards/{row['card']}"
    else:
        title, mark, place = text("inquiry.owed.rectify"), _left(row), f"/window/rectifications/{reference}"
    return {"href": place, "title": title, "note": shown(reference), **mark}


def _left(row: Row) -> Shown:
    edition = wiring.catalogue().edition(str(row["edition"]))
    due = inquiry_view.due_of_row(row, edition, wiring.calendar(), wiring.now())
    if due is None:
        return {}
    late = {"mark": text("inquiry.overdue"), "colour": "red"}
    return late if due["late"] else {"mark": inquiry_view.due_words(due), "colour": "yellow"}


def _file(request: Request, actor: Actor) -> InquiryFile:
    return read_rectification(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())


def _page(held: Session, request: Request, *, flash: Shown | None, status: int) -> Reply:
    actor = staff_actor(held)
    file = _file(request, actor)
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    parts = words_in(inquiry, dossiers=wiring.dossiers())
    done = inquiry.last("inquiry_rectified") if inquiry.rectified else None
    at = InquirySituation(inquiry, file.edition, stamp(wiring.now()))
    return show(
        "window/rectification.html",
        status=status,
        **staff_frame(held),
        leader=held.kind == "leader",
        shown_reference=shown(reference_of(inquiry.matter)),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        due=inquiry_view.due(inquiry, file.edition, wiring.calendar(), wiring.now()) if not done else None,
        ordered_at=inquiry.ordered_at,
        order=inquiry_view.parts_text(parts, inquiry.order.words if inquiry.order else None),
        done_at=done.at if done else "",
        done=inquiry_view.parts_text(parts, done.words) if done else "",
        may_report=not refusal_of_inquiry(Rectify("probe", actor, PROBE), at),
        action=request.path,
        posted=request.field("text") if status != 200 else "",  # noqa: PLR2004
        command=wiring.entropy().token(),
        flash=flash,
    )
