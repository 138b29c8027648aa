"""A citizen's own complaint. Its pages are oversight's, so that no other function can read what was complained of."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.identity import masked_phone
from chalicelib.domain.inquiry.clocks import inquiry_rules
from chalicelib.domain.inquiry.commands import Reopen
from chalicelib.domain.inquiry.decide import refusal_of_inquiry
from chalicelib.domain.inquiry.situation import InquirySituation
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.domain.sealed import PROBE
from chalicelib.domain.times import stamp
from chalicelib.handlers import visitor
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show
from chalicelib.pages import inquiry_view
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_inquiry import InquiryDone, act_on_inquiry
from chalicelib.usecases.complaint_dossier import in_complaint_dossier, words_of_complaint
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.file_complaint import Complaint, file_complaint
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.my_case import read_my_case
from chalicelib.usecases.my_inquiries import read_my_inquiry
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]
FLASHES = ("filed", "reopened")


def complain_form(request: Request) -> Reply:
    """About the case or the unit that the address names, else a unit to choose. Raises UnknownCaseError."""
    found = visitor.citizen(request)
    typed = {name: request.query.get(name, "") for name in ("case", "unit")}
    return _form_page(found, typed, {})


def complain(request: Request) -> Reply:
    """Raises UnknownCaseError."""
    found = visitor.citizen(request)
    typed = {name: request.field(name) for name in ("case", "unit", "named", "text")}
    try:
        reference = filed(found, Complaint(**typed), posted_command(request))
    except (RefusedError, TooManyRequestsError) as error:
        field = "unit" if error.code == "unit_unknown" else "text"
        empty = error.code == "words_required" or (error.code == "unit_unknown" and not typed["unit"])
        told = {"code": "required" if empty else error.code, **error.about}
        return _form_page(found, typed, {field: told}, status=status_of(error.code))
    return see_other(f"/complaints/{reference}?done=filed")


def complaint(request: Request) -> Reply:
    """Raises UnknownInquiryError."""
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"inquiry.{done}")} if done in FLASHES else None
    found = visitor.citizen(request)
    return _page(found, own_complaint(found, request.params["reference"]), flash=flash, typed="", status=200)


def reopen(request: Request) -> Reply:
    """Once, as of right. Raises UnknownInquiryError."""
    found = visitor.citizen(request)
    reference = request.params["reference"]
    try:
        reopened(found, reference, request.field("text"), posted_command(request))
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        flash = {"kind": "error", "text": told}
        file = own_complaint(found, reference)
        return _page(found, file, flash=flash, typed=request.field("text"), status=status_of(error.code))
    return see_other(f"/complaints/{reference}?done=reopened")


def filed(found: Session, said: Complaint, command: str) -> str:
    """The reference of the complaint."""
    return file_complaint(
        found.subject,
        found.data["phone"],
        said,
        command,
        edition=wiring.edition(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        complaint_dossiers=wiring.complaint_dossiers(),
        dossiers=wiring.dossiers(),
        guards=wiring.guards(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )


def reopened(found: Session, reference: str, words: str, command: str) -> InquiryDone:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    file = own_complaint(found, reference)
    return act_on_inquiry(
        file.inquiry.matter,
        Reopen(command, Actor("applicant", found.subject)),
        {"words": {"text": words.strip()}},
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        sealer=sealer(),
        now=wiring.now(),
    )


def sealer() -> Any:
    """Seals words where those of complaints lie."""
    return in_complaint_dossier(
        complaint_dossiers=wiring.complaint_dossiers(), dossiers=wiring.dossiers(), entropy=wiring.entropy()
    )


def own_complaint(found: Session, reference: str) -> InquiryFile:
    """Raises UnknownInquiryError."""
    return read_my_inquiry(
        found.subject,
        MatterKind.COMPLAINT,
        reference,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )


def may_reopen(found: Session, file: InquiryFile) -> bool:
    at = InquirySituation(file.inquiry, file.edition, stamp(wiring.now()))
    return not refusal_of_inquiry(Reopen("probe", Actor("applicant", found.subject), PROBE), at)


def _page(found: Session, file: InquiryFile, *, flash: Shown | None, typed: str, status: int) -> Reply:
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    parts = words_of_complaint(inquiry, complaint_dossiers=wiring.complaint_dossiers(), dossiers=wiring.dossiers())
    return show(
        "hall/complaint.html",
        status=status,
        csrf=found.form_token,
        flash=flash,
        id=reference_of(inquiry.matter),
        reference=shown(reference_of(inquiry.matter)),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        case=shown(reference_of(inquiry.case)) if inquiry.case else None,
        mark=inquiry_view.mark(inquiry.kind, inquiry.status),
        due=inquiry_view.due(inquiry, file.edition, wiring.calendar(), wiring.now()),
        result=text(f"inquiry.result.{inquiry.result}") if inquiry.result else None,
        events=inquiry_view.events(inquiry, parts),
        after=f"{inquiry.matter}:{inquiry.seq}",
        may_reopen=may_reopen(found, file),
        typed=typed,
        command=wiring.entropy().token(),
    )


def _form_page(found: Session, typed: Mapping[str, str], errors: Mapping[str, object], *, status: int = 200) -> Reply:
    edition = wiring.edition()
    about = ""
    if typed["case"]:
        file = read_my_case(
            found.subject, typed["case"], log=wiring.log(), catalogue=wiring.catalogue(), parties=wiring.parties()
        )
        about = f"{file.definition.name} {shown(reference_of(file.case.matter))}"
    return show(
        "hall/complain.html",
        status=status,
        csrf=found.form_token,
        about=about,
        case=typed["case"],
        units={code: unit["name"] for code, unit in edition.open_units().items()},
        days=inquiry_rules(edition)["limits"]["complaint"]["amount"],
        phone=masked_phone(found.data["phone"]),
        values=typed,
        errors=errors,
        command=wiring.entropy().token(),
    )
