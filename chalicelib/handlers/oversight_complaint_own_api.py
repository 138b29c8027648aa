"""A citizen's own complaint, for programs: the same use cases, by a bearer session."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.inquiry.clocks import inquiry_due
from chalicelib.domain.reference import reference_of
from chalicelib.handlers import visitor
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.oversight_complaint_own import filed, may_reopen, own_complaint, reopened
from chalicelib.handlers.oversight_complaints_operations import FILE_COMPLAINT, REOPEN_COMPLAINT
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.pages import inquiry_view
from chalicelib.usecases.complaint_dossier import words_of_complaint
from chalicelib.usecases.file_complaint import Complaint
from chalicelib.usecases.sessions import Session


def file_complaint(request: Request) -> Reply:
    """Raises UnknownCaseError, RefusedError, TooManyRequestsError."""
    found = visitor.citizen(request)
    body = json_body(request, FILE_COMPLAINT)
    said = Complaint(body.get("case", ""), body.get("unit", ""), body.get("named", ""), body["words"])
    reference = filed(found, said, idempotency_key(request))
    headers = {"Location": f"/api/complaints/{reference}"}
    return json_reply(_shown(found, reference), status=201, headers=headers)


def get_complaint(request: Request) -> Reply:
    """Raises UnknownInquiryError."""
    return json_reply(_shown(visitor.citizen(request), request.params["reference"]))


def reopen_complaint(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    found, reference = visitor.citizen(request), request.params["reference"]
    body = json_body(request, REOPEN_COMPLAINT)
    reopened(found, reference, body["words"], idempotency_key(request))
    return json_reply(_shown(found, reference))


def _shown(found: Session, reference: str) -> Mapping[str, Any]:
    file = own_complaint(found, reference)
    inquiry = file.inquiry
    due = inquiry_due(inquiry, file.edition, wiring.calendar())
    parts = words_of_complaint(inquiry, complaint_dossiers=wiring.complaint_dossiers(), dossiers=wiring.dossiers())
    answer = inquiry.last("inquiry_answered")
    return {
        "reference": reference_of(inquiry.matter),
        "unit": inquiry.unit,
        "case": reference_of(inquiry.case) if inquiry.case else "",
        "status": inquiry.status,
        "words": inquiry_view.parts_text(parts, inquiry.opened.words),
        "answer": inquiry_view.parts_text(parts, answer.words) if answer else "",
        "finding": inquiry.finding,
        "result": inquiry.result,
        "received_at": inquiry.opened.effective_at,
        "due_at": due.at if due else "",
        "may_reopen": may_reopen(found, file),
        "seq": inquiry.seq,
        "hash": inquiry.head,
    }
