"""Complaints and bad ratings at the desks of those who handle them."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.domain.rows import Row
from chalicelib.handlers.oversight_complaint_own import sealer
from chalicelib.handlers.problems import ForbiddenError, status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.pages import inquiry_view
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_inquiry import InquiryDone, act_on_inquiry
from chalicelib.usecases.acting_staff import names_of
from chalicelib.usecases.complaint_dossier import words_of_complaint
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.handled_inquiries import list_handled, read_handled
from chalicelib.usecases.handlers_of_complaints import handling_posts
from chalicelib.usecases.inquiry_acts import ACTS, possible_acts, words_of
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]
OF_COMPLAINTS = ("take", "answer", "rectify", "call_back")


def complaints(request: Request) -> Reply:
    held = handler(request)
    listed = list_handled(MatterKind.COMPLAINT, staff_actor(held), wiring.edition(), views=wiring.views())
    return show(
        "oversight/complaints.html",
        **staff_frame(held),
        running=[handled_row(row) for row in listed.open],
        closed=[handled_row(row) for row in listed.closed],
    )


def complaint(request: Request) -> Reply:
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"inquiry.done.{done}")} if done in OF_COMPLAINTS else None
    return _page(handler(request), request, flash=flash, status=200)


def act(request: Request) -> Reply:
    """One act on the complaint."""
    held, then = handler(request), request.field("then")
    if then not in OF_COMPLAINTS:
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
        sealer=sealer(),
        now=wiring.now(),
    )


def handler(request: Request) -> Session:
    """An unlocked session of somebody who holds one of the posts that handle complaints.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError, ForbiddenError.
    """
    held = staff(request)
    if not handling_posts(staff_actor(held), wiring.edition()):
        raise ForbiddenError
    return held


def handled_row(row: Row) -> Shown:
    """A complaint or bad rating in a list."""
    edition = wiring.edition()
    matter, case = str(row["matter"]), str(row["case"])
    return {
        "reference": reference_of(matter),
        "shown_reference": shown(reference_of(matter)),
        "unit": inquiry_view.unit_name(str(row["unit"]), edition),
        "case": shown(reference_of(case)) if case else "",
        "level": text(f"inquiry.level.{row['level']}") if "level" in row else "",
        "since": row["since"],
        "mark": inquiry_view.mark(matter[0], str(row["status"])),
        "due": inquiry_view.due_of_row(
            row, wiring.catalogue().edition(str(row["edition"])), wiring.calendar(), wiring.now()
        ),
        "reopened": bool(row.get("reopened")),
        "result": text(f"inquiry.result.{row['result']}") if row["result"] else "",
    }


def _file(reference: str, actor: Actor) -> InquiryFile:
    return read_handled(MatterKind.COMPLAINT, reference, actor, log=wiring.log(), catalogue=wiring.catalogue())


def _page(held: Session, request: Request, *, flash: Shown | None, status: int) -> Reply:
    actor = staff_actor(held)
    file = _file(request.params["reference"], actor)
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    parts = words_of_complaint(inquiry, complaint_dossiers=wiring.complaint_dossiers())
    return show(
        "oversight/complaint.html",
        status=status,
        **staff_frame(held),
        shown_reference=shown(reference_of(inquiry.matter)),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        case=reference_of(inquiry.case) if inquiry.case else "",
        shown_case=shown(reference_of(inquiry.case)) if inquiry.case else "",
        named=str(parts.get(inquiry.opened.words.part, {}).get("named", "")),
        contact=_contact(file),
        **handling(file, actor, parts),
        action=f"/oversight/complaints/{reference_of(inquiry.matter)}",
        posted={name: request.field(name) for name in request.form} if request.method == "POST" else {},
        command=wiring.entropy().token(),
        flash=flash,
    )


def handling(file: InquiryFile, actor: Actor, parts: inquiry_view.Parts) -> Shown:
    """What the pages of a complaint and of a bad rating have in common."""
    inquiry = file.inquiry
    names = names_of(inquiry_view.people_in(inquiry), parties=wiring.parties())
    return {
        "mark": inquiry_view.mark(inquiry.kind, inquiry.status),
        "due": inquiry_view.due(inquiry, file.edition, wiring.calendar(), wiring.now()),
        "finding": text(f"inquiry.finding.{inquiry.finding}") if inquiry.finding else "",
        "result": text(f"inquiry.result.{inquiry.result}") if inquiry.result else "",
        "events": inquiry_view.events(inquiry, parts, names),
        "forms": inquiry_view.forms(possible_acts(file, actor, wiring.now()), wiring.edition(), inquiry),
    }


def _contact(file: InquiryFile) -> str:
    """The number to call back; empty once erased."""
    contact = getattr(file.inquiry.opened, "contact", None)
    part = wiring.dossiers().get(file.inquiry.matter, contact.part) if contact else None
    return str(part.content.get("applicant", {}).get("phone", "")).removeprefix("+86") if part else ""
