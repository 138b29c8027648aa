"""Complaints at the desks of those who handle them."""

from collections.abc import Mapping

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.handlers.oversight_complaint_own import sealer
from chalicelib.handlers.oversight_inquiry_desk import Desk, Shown, handling, listed, opened, posted
from chalicelib.handlers.request import Reply, Request
from chalicelib.usecases.complaint_dossier import words_of_complaint
from chalicelib.usecases.handlers_of_complaints import rectifying_post
from chalicelib.usecases.inquiry_file import InquiryFile

_TOLD = ("unit", "status", "since", "finding", "result", "warned")


def complaints(request: Request) -> Reply:
    return listed(COMPLAINTS, request)


def complaint(request: Request) -> Reply:
    return opened(COMPLAINTS, request)


def act(request: Request) -> Reply:
    return posted(COMPLAINTS, request)


def _shown(file: InquiryFile, actor: Actor) -> Shown:
    inquiry = file.inquiry
    parts = words_of_complaint(inquiry, complaint_dossiers=wiring.complaint_dossiers(), dossiers=wiring.dossiers())
    return {
        "case": reference_of(inquiry.case) if inquiry.case else "",
        "shown_case": shown(reference_of(inquiry.case)) if inquiry.case else "",
        "named": str(parts.get(inquiry.opened.words.part, {}).get("named", "")),
        "contact": _contact(file),
        "ordered": inquiry.status == "answered" and inquiry.order is not None,
        **handling(file, actor, parts),
    }


def _settled(act: str, file: InquiryFile) -> Mapping[str, str]:
    """Who is to put right what is founded."""
    if act != "answer":
        return {}
    return {"post": rectifying_post(file.inquiry, wiring.edition(), parties=wiring.parties(), now=wiring.now())}


def _contact(file: InquiryFile) -> str:
    """The number to call back; empty once erased."""
    contact = getattr(file.inquiry.opened, "contact", None)
    part = wiring.dossiers().get(file.inquiry.matter, contact.part) if contact else None
    return str(part.content.get("applicant", {}).get("phone", "")).removeprefix("+86") if part else ""


def _told(row: Row) -> Mapping[str, str | int]:
    case = reference_of(str(row["case"])) if row["case"] else ""
    about = {"reference": reference_of(str(row["matter"])), "case": case}
    return {**about, **{name: row[name] for name in _TOLD}, "reopened": bool(row["reopened"])}


COMPLAINTS = Desk(
    MatterKind.COMPLAINT,
    ("take", "answer", "rectify", "call_back"),
    "oversight/complaints.html",
    "oversight/complaint.html",
    sealer,
    _settled,
    _shown,
    _told,
)
