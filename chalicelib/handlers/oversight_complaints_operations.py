"""The operations on complaints: who complained, and who handles them."""

from typing import Final

from chalicelib.domain.inquiry import FINDINGS, RESULTS
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
    Schema,
    Who,
    record,
)
from chalicelib.handlers.submission_inquiries_operations import (
    INQUIRY_IN_PATH,
    ON_AN_INQUIRY,
    ONE_INQUIRY,
    TEXT,
    WORDS,
)
from chalicelib.handlers.window_questions_operations import INQUIRY_STATE

FINDING: Final[Schema] = {"type": "string", "enum": list(FINDINGS)}
RESULT: Final[Schema] = {"type": "string", "enum": list(RESULTS), "description": "What the person said."}
NOTHING: Final = Body({"type": "object", "title": "Nothing", "additionalProperties": False}, {})
_STATUS: Final[Schema] = {
    "type": "string",
    "enum": ["received", "investigating", "answered", "rectified", "called_back"],
    "description": "called_back is closed, which is not settled: see `result`.",
}
_COMPLAINT: Final = Body(
    record(
        "Complaint",
        {
            "reference": REFERENCE,
            "unit": CODE,
            "case": {**TEXT, "description": "The case's reference, or empty."},
            "status": _STATUS,
            "words": TEXT,
            "answer": TEXT,
            "finding": TEXT,
            "result": TEXT,
            "received_at": STAMP,
            "due_at": {**STAMP_OR_EMPTY, "description": "The first instant past the limit, while it runs."},
            "may_reopen": {"type": "boolean"},
            "seq": {"type": "integer"},
            "hash": HASH,
        },
    ),
    {
        "reference": "CP6553X2RM",
        "unit": "JYJ",
        "case": "",
        "status": "received",
        "words": "窗口中午没有人。",
        "answer": "",
        "finding": "",
        "result": "",
        "received_at": "2026-03-03T01:30:00.000000Z",
        "due_at": "2026-03-17T16:00:00.000000Z",
        "may_reopen": False,
        "seq": 1,
        "hash": EXAMPLE_HASH,
    },
)
_WORDS_CODES: Final = ("words_required", "words_too_long")
_HANDLING: Final = ("forbidden", *ON_AN_INQUIRY, "own_case")

FILE_COMPLAINT: Final = Operation(
    id="fileComplaint",
    method="POST",
    path="/api/complaints",
    summary="Complain about a case of one's own or about a unit; whoever it concerns never sees it",
    who=("citizen",),
    parameters=(IDEMPOTENCY_KEY,),
    request=Body(
        record(
            "NewComplaint",
            {
                "case": {**TEXT, "maxLength": 64},
                "unit": {**TEXT, "maxLength": 64},
                "named": {**TEXT, "maxLength": 60, "description": "Names or numbers of whom it is about."},
                "words": WORDS,
            },
            optional=("case", "unit", "named"),
            closed=True,
        ),
        {"unit": "JYJ", "words": "窗口中午没有人。"},
    ),
    response=_COMPLAINT,
    status=201,
    errors=(
        "case_unknown",
        "unit_unknown",
        *_WORDS_CODES,
        "too_many_requests",
        "inquiry_not_so_now",
        "case_busy",
        "inquiry_unknown",  # the key is somebody else's
    ),
)

GET_COMPLAINT: Final = Operation(
    id="getComplaint",
    method="GET",
    path="/api/complaints/{reference}",
    summary="One's own complaint and how it stands",
    who=("citizen",),
    parameters=(INQUIRY_IN_PATH,),
    response=_COMPLAINT,
    errors=("inquiry_unknown",),
)

REOPEN_COMPLAINT: Final = Operation(
    id="reopenComplaint",
    method="POST",
    path="/api/complaints/{reference}/reopening",
    summary="Have one's complaint handled anew, once, as of right",
    who=("citizen",),
    parameters=ONE_INQUIRY,
    request=Body(record("Reopening", {"words": WORDS}, closed=True), {"words": "中午还是没有人。"}),
    response=_COMPLAINT,
    errors=(*ON_AN_INQUIRY, "reopened_already", *_WORDS_CODES),
)

_ROW: Final = record(
    "HandledComplaint",
    {
        "reference": REFERENCE,
        "case": TEXT,
        "unit": CODE,
        "status": _STATUS,
        "since": {**STAMP, "description": "From when its limit counts."},
        "finding": TEXT,
        "result": TEXT,
        "warned": {"type": "string", "enum": ["", "yellow", "red"], "description": "Its worst card without feedback."},
        "reopened": {"type": "boolean"},
    },
)

LIST_COMPLAINTS: Final = Operation(
    id="listComplaints",
    method="GET",
    path="/api/oversight/complaints",
    summary="The complaints that one handles: under way, and closed",
    who=("staff",),
    response=Body(
        record("Complaints", {"open": {"type": "array", "items": _ROW}, "closed": {"type": "array", "items": _ROW}}),
        {
            "open": [
                {
                    "reference": "CP6553X2RM",
                    "case": "",
                    "unit": "JYJ",
                    "status": "received",
                    "since": "2026-03-03T01:30:00.000000Z",
                    "finding": "",
                    "result": "",
                    "warned": "",
                    "reopened": False,
                }
            ],
            "closed": [],
        },
    ),
    errors=("forbidden",),
)


def _handling(
    name: str, place: str, summary: str, request: Body, *errors: str, who: tuple[Who, ...] = ("staff",)
) -> Operation:
    return Operation(
        id=name,
        method="POST",
        path=f"/api/complaints/{{reference}}/{place}",
        summary=summary,
        who=who,
        parameters=ONE_INQUIRY,
        request=request,
        response=INQUIRY_STATE,
        errors=(*_HANDLING, *errors),
    )


TAKE_COMPLAINT: Final = _handling("takeComplaint", "taking", "Begin to look into a complaint", NOTHING)
ANSWER_COMPLAINT: Final = _handling(
    "answerComplaint",
    "answer",
    "Answer a complaint: whether it is founded, and what follows",
    Body(
        record(
            "ComplaintAnswer",
            {
                "finding": FINDING,
                "words": WORDS,
                "order": {**WORDS, "description": "What the unit must put right; asked for where it is founded."},
            },
            optional=("order",),
            closed=True,
        ),
        {"finding": "founded", "words": "情况属实，已要求整改。", "order": "中午安排两人轮班。"},
    ),
    "finding_required",
    "order_required",
    *_WORDS_CODES,
)
RECTIFY_COMPLAINT: Final = _handling(
    "rectifyComplaint",
    "rectification",
    "Report what was put right of a founded complaint, by who was ordered to",
    Body(record("Rectification", {"words": WORDS}, closed=True), {"words": "窗口中午有两人值班。"}),
    "nothing_to_rectify",
    *_WORDS_CODES,
    who=("staff", "leader"),
)
CALL_BACK_COMPLAINT: Final = _handling(
    "callBackComplaint",
    "call-back",
    "Close an answered complaint by calling back",
    Body(
        record("CallBack", {"result": RESULT, "words": WORDS}, closed=True),
        {"result": "settled", "words": "本人表示满意。"},
    ),
    "not_rectified",
    "callback_result_required",
    *_WORDS_CODES,
)

OPERATIONS: Final = (
    FILE_COMPLAINT,
    GET_COMPLAINT,
    REOPEN_COMPLAINT,
    LIST_COMPLAINTS,
    TAKE_COMPLAINT,
    ANSWER_COMPLAINT,
    RECTIFY_COMPLAINT,
    CALL_BACK_COMPLAINT,
)
