"""listDocuments and getDocument: a case's documents for programs."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.documents import document as draw
from chalicelib.handlers.readable_case import readable_case
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.draw_document import GivenDocument, documents_of


def list_documents(request: Request) -> Reply:
    """Raises SignInRequiredError, StaffLockedError, UnknownCaseError."""
    file = readable_case(request)
    edition = wiring.catalogue().edition(file.definition.edition)
    reference = reference_of(file.case.matter)
    given = documents_of(file.case, file.definition, edition)
    return json_reply({"documents": [_shown(one, reference) for one in given]})


def get_document(request: Request) -> Reply:
    return draw(request)


def _shown(given: GivenDocument, reference: str) -> dict[str, Any]:
    document = given.document
    return {
        "document": document.id,
        "kind": document.kind,
        "title": given.title,
        "number": given.number,
        "given_at": document.at,
        "served_at": document.served_at,
        "served_how": document.served_how,
        "pdf": f"/api/cases/{reference}/documents/{document.id}",
    }
