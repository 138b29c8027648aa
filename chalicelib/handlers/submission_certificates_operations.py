"""The operation of submission_certificates_api."""

from typing import Final

from chalicelib.handlers.operation import (
    CODE,
    EXAMPLE_HASH,
    HASH,
    REFERENCE,
    STAMP,
    Body,
    Operation,
    Schema,
    in_path,
    record,
)
from chalicelib.handlers.window_certificates_operations import STANDING

_TEXT: Final[Schema] = {"type": "string"}
_EVENT: Final = record(
    "CertificateEvent",
    {
        "end": {**_TEXT, "description": "What it became of it: an end, or suspended."},
        "ground": _TEXT,
        "at": STAMP,
        "document": _TEXT,
        "until": {**_TEXT, "description": "Of a suspension, its last day."},
        "reason": {**_TEXT, "description": "Empty once erased."},
    },
)

GET_CERTIFICATE: Final = Operation(
    id="getCertificate",
    method="GET",
    path="/api/certificates/{certificate}/record",
    summary="One's own certificate, or one of one's unit; a supervisor reads every one",
    who=("citizen", "staff", "leader"),
    parameters=(in_path("certificate", "CP6553X2RM", "The certificate's reference, or its whole number."),),
    response=Body(
        record(
            "CertificateRecord",
            {
                "reference": REFERENCE,
                "number": _TEXT,
                "kind": CODE,
                "item": CODE,
                "unit": CODE,
                "case": REFERENCE,
                "issued_on": {"type": "string", "format": "date"},
                "valid_until": {"type": ["string", "null"], "format": "date", "description": "null: no expiry."},
                "standing": STANDING,
                "in_force": {"type": "boolean", "description": "Today, in Asia/Shanghai."},
                "sentence": _TEXT,
                "events": {
                    "type": "array",
                    "items": _EVENT,
                    "description": "Why it is out of force, the first end first.",
                },
                "seq": {"type": "integer"},
                "hash": HASH,
            },
        ),
        {
            "reference": "CP6553X2RM",
            "number": "XNSPJY2026CP6553X2RM",
            "kind": "food_business_licence",
            "item": "XN-YJJ-001",
            "unit": "YJJ",
            "case": "CP6553X2RM",
            "issued_on": "2026-03-03",
            "valid_until": "2031-03-02",
            "standing": "in_force",
            "in_force": True,
            "sentence": "这份证照是真的，目前有效",
            "events": [],
            "seq": 1,
            "hash": EXAMPLE_HASH,
        },
    ),
    errors=("certificate_unknown",),
)

OPERATIONS: Final = (GET_CERTIFICATE,)
