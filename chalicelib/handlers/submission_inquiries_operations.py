"""The operations of submission_inquiries_api, and what the operations on inquiries share."""

from typing import Final

from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.operation import (
    CODE,
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    STAMP,
    STAMP_OR_EMPTY,
    Body,
    Operation,
    Parameter,
    Schema,
    in_path,
    in_query,
    record,
)

WORDS: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORDS}
TEXT: Final[Schema] = {"type": "string"}
INQUIRY_IN_PATH: Final = in_path("reference", "CP6553X2RM", "Its reference.")
BEYOND: Final[Schema] = {**TEXT, "description": "`before` of the next page; empty on the last."}
BEFORE: Final = in_query("before", TEXT, "", "`beyond` of the page before.")
ON_AN_INQUIRY: Final = ("inquiry_unknown", "inquiry_not_so_now", "case_busy")
ONE_INQUIRY: Final[tuple[Parameter, ...]] = (INQUIRY_IN_PATH, IDEMPOTENCY_KEY)

CONSULTATION: Final = Body(
    record(
        "Consultation",
        {
            "reference": REFERENCE,
            "item": {**TEXT, "description": "The item's code; empty for a general question."},
            "unit": {**CODE, "description": "Whose it is to answer."},
            "status": {"type": "string", "enum": ["received", "answered"]},
            "question": TEXT,
            "answer": TEXT,
            "received_at": STAMP,
            "answered_at": STAMP_OR_EMPTY,
            "due_at": {**STAMP_OR_EMPTY, "description": "The first instant past the limit, while it runs."},
            "published": {"type": "boolean", "description": "It stands among the item's questions, in its own words."},
            "seq": {"type": "integer"},
            "hash": HASH,
        },
    ),
    {
        "reference": "CP6553X2RM",
        "item": "XN-JYJ-001",
        "unit": "JYJ",
        "status": "received",
        "question": "外地户口能申请吗？",
        "answer": "",
        "received_at": "2026-03-03T01:30:00.000000Z",
        "answered_at": "",
        "due_at": "2026-03-05T16:00:00.000000Z",
        "published": False,
        "seq": 1,
        "hash": EXAMPLE_HASH,
    },
)

ASK_CONSULTATION: Final = Operation(
    id="askConsultation",
    method="POST",
    path="/api/consultations",
    summary="Ask about an item, or a general question; the answer is told of by SMS",
    who=("citizen",),
    parameters=(IDEMPOTENCY_KEY,),
    request=Body(
        record("Question", {"item": {**TEXT, "maxLength": 64}, "question": WORDS}, optional=("item",), closed=True),
        {"item": "XN-JYJ-001", "question": "外地户口能申请吗？"},
    ),
    response=CONSULTATION,
    status=201,
    errors=(
        *("item_unknown", "words_required", "words_too_long", "too_many_requests", "inquiry_not_so_now", "case_busy"),
        "inquiry_unknown",  # the key is somebody else's
    ),
)

GET_CONSULTATION: Final = Operation(
    id="getConsultation",
    method="GET",
    path="/api/consultations/{reference}",
    summary="One's own question and its answer",
    who=("citizen",),
    parameters=(INQUIRY_IN_PATH,),
    response=CONSULTATION,
    errors=("inquiry_unknown",),
)

LIST_MY_INQUIRIES: Final = Operation(
    id="listMyInquiries",
    method="GET",
    path="/api/inquiries",
    summary="What one has asked, complained of and rated, newest first",
    who=("citizen",),
    parameters=(in_query("after", TEXT, "", "`matter:seq` of one's own last change."), BEFORE),
    response=Body(
        record(
            "OwnInquiries",
            {
                "inquiries": {
                    "type": "array",
                    "items": record(
                        "OwnInquiry",
                        {
                            "reference": REFERENCE,
                            "kind": {"type": "string", "enum": ["consultation", "complaint", "rating"]},
                            "unit": CODE,
                            "item": TEXT,
                            "status": TEXT,
                            "result": {**TEXT, "description": "What the person said when called back, or empty."},
                            "level": {"type": "integer", "minimum": 0, "maximum": 5},
                            "received_at": STAMP,
                            "changed_at": STAMP,
                        },
                    ),
                },
                "beyond": BEYOND,
            },
        ),
        {
            "inquiries": [
                {
                    "reference": "CP6553X2RM",
                    "kind": "consultation",
                    "unit": "JYJ",
                    "item": "XN-JYJ-001",
                    "status": "received",
                    "result": "",
                    "level": 0,
                    "received_at": "2026-03-03T01:30:00.000000Z",
                    "changed_at": "2026-03-03T01:30:00.000000Z",
                }
            ],
            "beyond": "",
        },
    ),
)

OPERATIONS: Final = (ASK_CONSULTATION, GET_CONSULTATION, LIST_MY_INQUIRIES)
