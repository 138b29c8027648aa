"""The operation of documents_receipt_api."""

from typing import Final

from chalicelib.handlers.operation import EXAMPLE_HASH, HASH, REFERENCE_IN_PATH, Body, Operation, Schema, record

_TEXT: Final[Schema] = {"type": "string"}
_COMMIT: Final = record(
    "ReceiptCommit",
    {
        "body": {**_TEXT, "description": "The stored text, RFC 8785; its `prev` is the hash of the commit before."},
        "sha256": HASH,
    },
)
_CHAIN: Final = record(
    "ReceiptChain",
    {
        "matter": {**_TEXT, "description": "The case, or its certificate."},
        "commits": {"type": "array", "items": _COMMIT},
        "head": HASH,
    },
)
_PART: Final = record(
    "ReceiptPart",
    {
        "matter": _TEXT,
        "part": {**_TEXT, "description": "Its name, which a commit gives beside its digest."},
        "salt": _TEXT,
        "text": {**_TEXT, "description": "The digest is SHA-256 of the salt followed by this text."},
    },
)

GET_RECEIPT: Final = Operation(
    id="getReceipt",
    method="GET",
    path="/api/cases/{reference}/receipt",
    summary="The log of one's own case with its hashes, and what of it is one's own, to be checked without us",
    who=("citizen",),
    parameters=(REFERENCE_IN_PATH,),
    response=Body(
        record(
            "CaseReceipt",
            {
                "format": {"type": "string", "const": "case-receipt"},
                "version": {"type": "integer"},
                "chains": {"type": "array", "items": _CHAIN},
                "parts": {"type": "array", "items": _PART},
            },
        ),
        {
            "format": "case-receipt",
            "version": 1,
            "chains": [
                {
                    "matter": "c-CP6553X2RM",
                    "commits": [{"body": '{"actor":{"id":"p-1","kind":"applicant"}, …}', "sha256": EXAMPLE_HASH}],
                    "head": EXAMPLE_HASH,
                }
            ],
            "parts": [
                {"matter": "c-CP6553X2RM", "part": "form#1", "salt": "…", "text": '{"applicant":{"name":"王小明"}}'}
            ],
        },
    ),
    errors=("case_unknown",),
)

OPERATIONS: Final = (GET_RECEIPT,)
