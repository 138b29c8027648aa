"""Bad ratings at the desks of those who call back: verified, put right, told of, called back."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CaseRated
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.handlers.oversight_complaints import handled_row, handler, handling
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff_actor
from chalicelib.pages import inquiry_view
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_inquiry import InquiryDone, act_on_inquiry, in_dossier
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.handled_inquiries import list_handled, read_handled
from chalicelib.usecases.inquiry_acts import ACTS, words_of
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.my_inquiries import words_in
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]
OF_RATINGS = ("verify", "rectify", "answer", "call_back")


def ratings(request: Request) -> Reply:
    held = handler(request)
    listed = list_handled(MatterKind.RATING, staff_actor(held), wiring.edition(), views=wiring.views())
    return show(
        "oversight/ratings.html",
        **staff_frame(held),
        running=[handled_row(row) for row in listed.open],
        closed=[handled_row(row) for row in listed.closed],
    )


def rating(request: Request) -> Reply:
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"inquiry.done.{done}")} if done in OF_RATINGS else None
    return _page(handler(request), request, flash=flash, status=200)


def act(request: Request) -> Reply:
    """One act on the bad rating."""
    held, then = handler(request), request.field("then")
    if then not in OF_RATINGS:
        raise BadRequestError("form_incomplete")
    said = {name: request.field(name) for name in request.form}
    try:
        acted(request.params["reference"], staff_actor(held), then, said, posted_command(request))
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(held, request, flash={"kind": "error", "text": told}, status=status_of(error.code))
    return see_other(f"{request.path}?done={then}")


def acted(reference: str, actor: Actor, name: str, said: Mapping[str, str], command: str) -> InquiryDone:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    file = _file(reference, actor)
    return act_on_inquiry(
        file.inquiry.matter,
        ACTS[name].command(command, actor, said),
        words_of(name, said),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        sealer=in_dossier(dossiers=wiring.dossiers(), entropy=wiring.entropy()),
        now=wiring.now(),
    )


def _file(reference: str, actor: Actor) -> InquiryFile:
    return read_handled(MatterKind.RATING, reference, actor, log=wiring.log(), catalogue=wiring.catalogue())


def _page(held: Session, request: Request, *, flash: Shown | None, status: int) -> Reply:
    actor = staff_actor(held)
    file = _file(request.params["reference"], actor)
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    opened, reference = inquiry.opened, reference_of(inquiry.matter)
    return show(
        "oversight/rating.html",
        status=status,
        **staff_frame(held),
        reference=reference,
        shown_reference=shown(reference),
        about=inquiry_view.about(inquiry.item, edition),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        level=text(f"inquiry.level.{opened.level}") if isinstance(opened, CaseRated) else "",
        contact=_contact(inquiry.case),
        **handling(file, actor, words_in(inquiry, dossiers=wiring.dossiers())),
        action=f"/oversight/ratings/{reference}",
        posted={name: request.field(name) for name in request.form} if request.method == "POST" else {},
        command=wiring.entropy().token(),
        flash=flash,
    )


def _contact(matter: str) -> Shown:
    """Whom to call: {"name", "phone"} as the case has them; empty once erased."""
    form = form_of(read_case(matter, log=wiring.log(), catalogue=wiring.catalogue()), dossiers=wiring.dossiers())
    person: Mapping[str, Any] = form.get("applicant", {})
    name = person.get("name") or person.get("company_name") or ""
    return {"name": str(name), "phone": str(person.get("phone", "")).removeprefix("+86")}
