"""The citizen's questions, for programs: the same use cases, by a bearer session."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.inquiry.clocks import inquiry_due
from chalicelib.domain.reference import MatterKind, kind_of, reference_of
from chalicelib.handlers import visitor
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.submission_inquiries import asked
from chalicelib.handlers.submission_inquiries_operations import ASK_CONSULTATION
from chalicelib.pages import inquiry_view
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.my_inquiries import list_my_inquiries as list_inquiries
from chalicelib.usecases.my_inquiries import read_my_inquiry, words_in

_LISTED = ("unit", "item", "status", "result", "level", "received_at", "changed_at")


def ask_consultation(request: Request) -> Reply:
    """Raises UnknownItemError, RefusedError, TooManyRequestsError."""
    found = visitor.citizen(request)
    body = json_body(request, ASK_CONSULTATION)
    reference = asked(found, body.get("item", ""), body["question"], idempotency_key(request))
    told = shown_consultation(_file(found.subject, reference))
    return json_reply(told, status=201, headers={"Location": f"/api/consultations/{reference}"})


def get_consultation(request: Request) -> Reply:
    """Raises UnknownInquiryError."""
    found = visitor.citizen(request)
    return json_reply(shown_consultation(_file(found.subject, request.params["reference"])))


def list_my_inquiries(request: Request) -> Reply:
    found = visitor.citizen(request)
    page = list_inquiries(
        found.subject,
        request.query.get("after", ""),
        request.query.get("before", ""),
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    listed = [
        {"reference": one.reference, "kind": KINDS[kind_of(one.matter)], **{name: one.row[name] for name in _LISTED}}
        for one in page.matters
    ]
    return json_reply({"inquiries": listed, "beyond": page.beyond})


KINDS: Mapping[str, str] = {"q": "consultation", "x": "complaint", "r": "rating"}


def shown_consultation(file: InquiryFile) -> Mapping[str, Any]:
    """As getConsultation answers, for who asked."""
    inquiry = file.inquiry
    due = inquiry_due(inquiry, file.edition, wiring.calendar())
    parts = words_in(inquiry, dossiers=wiring.dossiers())
    answer = inquiry.last("inquiry_answered")
    return {
        "reference": reference_of(inquiry.matter),
        "item": inquiry.item,
        "unit": inquiry.unit,
        "status": inquiry.status,
        "question": inquiry_view.parts_text(parts, inquiry.opened.words),
        "answer": inquiry_view.parts_text(parts, answer.words) if answer else "",
        "received_at": inquiry.opened.effective_at,
        "answered_at": answer.at if answer else "",
        "due_at": due.at if due else "",
        "published": inquiry.published is not None,
        "seq": inquiry.seq,
        "hash": inquiry.head,
    }


def _file(account: str, reference: str) -> InquiryFile:
    return read_my_inquiry(
        account,
        MatterKind.CONSULTATION,
        reference,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
