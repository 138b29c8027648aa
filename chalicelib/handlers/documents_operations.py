"""A case's documents, drawn on demand from its log."""

from typing import Final

from chalicelib.domain.document.kinds import KINDS
from chalicelib.domain.ways_of_service import OF_A_DOCUMENT
from chalicelib.handlers.operation import (
    CODE,
    REFERENCE_IN_PATH,
    STAMP,
    STAMP_OR_EMPTY,
    Body,
    Operation,
    in_path,
    record,
)

_DOCUMENT: Final = record(
    "GivenDocument",
    {
        "document": {**CODE, "description": "Its id within the case: the kind and the commit that gave it."},
        "kind": {"type": "string", "enum": list(KINDS)},
        "title": {"type": "string"},
        "number": {"type": "string", "description": "As printed; no other document has it."},
        "given_at": STAMP,
        "served_at": STAMP_OR_EMPTY,
        "served_how": {"type": "string", "enum": ["", *OF_A_DOCUMENT], "description": "Empty until it is served."},
        "pdf": {"type": "string", "description": "The path of getDocument."},
    },
)

LIST_DOCUMENTS: Final = Operation(
    id="listDocuments",
    method="GET",
    path="/api/cases/{reference}/documents",
    summary="The documents that the case has given so far, with their service",
    who=("citizen", "staff", "leader"),
    parameters=(REFERENCE_IN_PATH,),
    response=Body(
        record("DocumentList", {"documents": {"type": "array", "items": _DOCUMENT}}),
        {
            "documents": [
                {
                    "document": "refusal-7",
                    "kind": "refusal",
                    "title": "不予行政许可决定书",
                    "number": "咸规划局〔2026〕不予字第CP6553X2RM-7号",
                    "given_at": "2026-03-20T02:05:00.000000Z",
                    "served_at": "2026-03-20T08:30:00.000000Z",
                    "served_how": "phone",
                    "pdf": "/api/cases/CP6553X2RM/documents/refusal-7",
                }
            ]
        },
    ),
    errors=("case_unknown",),
)

GET_DOCUMENT: Final = Operation(
    id="getDocument",
    method="GET",
    path="/api/cases/{reference}/documents/{document}",
    summary="One document as PDF; the same bytes whenever it is asked for. What waits for the applicant is shown after openDocuments",
    who=("citizen", "staff", "leader"),
    parameters=(REFERENCE_IN_PATH, in_path("document", "refusal-7", "From listDocuments.")),
    response=Body({"type": "string", "contentMediaType": "application/pdf"}, "%PDF-1.3 ..."),
    media="application/pdf",
    errors=("case_unknown", "document_unknown", "document_unopened", "glyph_missing"),
)

OPERATIONS: Final = (LIST_DOCUMENTS, GET_DOCUMENT)
