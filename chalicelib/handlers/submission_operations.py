"""The applicant's operations: drafts, applications, one's own cases. getCase is also what staff read a case by."""

from typing import Final

from chalicelib.handlers.operation import (
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    REFERENCE_IN_PATH,
    STAMP_OR_EMPTY,
    Body,
    Operation,
    Schema,
    in_path,
    in_query,
    record,
)
from chalicelib.handlers.submission_case_schema import CASE_BODY, DELIVERY, OUTCOME, PHASE, STATUS

_TEXT: Final[Schema] = {"type": "string"}
_SUMMARY: Final = record(
    "CaseSummary",
    {
        "reference": REFERENCE,
        "item": _TEXT,
        "variant": _TEXT,
        "status": STATUS,
        "phase": PHASE,
        "outcome": OUTCOME,
        "received_at": STAMP_OR_EMPTY,
        "changed_at": STAMP_OR_EMPTY,
        "due_at": STAMP_OR_EMPTY,
    },
)
_DRAFT: Final[Schema] = {
    "type": "object",
    "title": "Draft",
    "description": "`item` and `variant` for an application, or `case` for the answer to a correction notice.",
    "anyOf": [{"required": ["item", "variant"]}, {"required": ["case"]}],
    "additionalProperties": False,
    "properties": {
        "item": {**_TEXT, "maxLength": 64},
        "variant": {**_TEXT, "maxLength": 64},
        "case": REFERENCE,
        "applicant_kind": {"type": "string", "enum": ["person", "company"]},
        "applicant": {"type": "object", "maxProperties": 40, "description": "As typed so far; checked by submitCase."},
        "agent": {"type": "object", "maxProperties": 10, "description": "Who acts for the applicant, if anybody."},
        "answers": {
            "type": "object",
            "maxProperties": 100,
            "description": "By the item's form; checked by submitCase.",
        },
        "delivery": DELIVERY,
        "address": {**_TEXT, "maxLength": 400},
        "uploads": {
            "type": "object",
            "maxProperties": 60,
            "additionalProperties": {"type": "array", "maxItems": 100, "items": {**_TEXT, "maxLength": 64}},
            "description": "The pages to keep, by material in their order; all others go: refused ones, lost transfers.",
        },
    },
}
_DRAFT_ID: Final = record("DraftId", {"draft": {"type": "string", "pattern": "^[a-z0-9]{26}$"}}, closed=True)
_THAT_DRAFT: Final = Body(_DRAFT_ID, {"draft": "0123456789abcdefghijklmnop"})

SAVE_DRAFT: Final = Operation(
    id="saveDraft",
    method="PUT",
    path="/api/drafts/{draft}",
    summary="Create a draft, or add to it what was typed",
    who=("citizen",),
    parameters=(in_path("draft", "0123456789abcdefghijklmnop", "26 characters [a-z0-9] that the client makes."),),
    request=Body(
        _DRAFT,
        {
            "item": "XN-JYJ-001",
            "variant": "XN-JYJ-001-1",
            "applicant_kind": "person",
            "applicant": {"name": "张三", "id_number": "42120119800101001X", "phone": "19900000000"},
            "answers": {"subject": "语文", "apply_at": "户籍所在地"},
            "delivery": "courier",
            "address": "示例省示例市示例路1号",
        },
    ),
    response=Body(
        record(
            "SavedDraft",
            {
                "draft": _TEXT,
                "saved_at": {"type": "string", "format": "date-time"},
                "uploads": {"type": "object", "description": "Upload ids by material code."},
                "changed": {
                    "type": "array",
                    "items": _TEXT,
                    "description": "What has changed in the item since the draft was begun, in sentences.",
                },
            },
        ),
        {
            "draft": "0123456789abcdefghijklmnop",
            "saved_at": "2026-03-03T01:30:00.000000Z",
            "uploads": {},
            "changed": ["新要的材料：健康证明。"],
        },
    ),
    errors=(
        "draft_id",
        "draft_unknown",
        "draft_submitted",
        "item_unknown",
        "item_suspended",
        "item_offline",
        "case_unknown",
        "correction_closed",
    ),
)

SUBMIT_CASE: Final = Operation(
    id="submitCase",
    method="POST",
    path="/api/cases",
    summary="Submit a draft; the same draft again answers with the same reference",
    who=("citizen",),
    request=_THAT_DRAFT,
    response=Body(
        record("Submitted", {"reference": REFERENCE, "seq": {"type": "integer"}, "hash": HASH}),
        {"reference": "CP6553X2RM", "seq": 1, "hash": EXAMPLE_HASH},
    ),
    status=201,
    errors=("draft_unknown", "item_unknown", "item_suspended", "item_offline", "case_busy"),
)

LIST_MY_CASES: Final = Operation(
    id="listMyCases",
    method="GET",
    path="/api/cases",
    summary="One's own cases, newest first",
    who=("citizen",),
    parameters=(
        in_query(
            "after", {"type": "string"}, "c-CP6553X2RM:2", "matter:seq of one's own last change, to see it listed."
        ),
        in_query("before", {"type": "string"}, "", "The `beyond` of the page before, or empty for the newest."),
    ),
    response=Body(
        record("CaseList", {"cases": {"type": "array", "items": _SUMMARY}, "beyond": _TEXT}),
        {
            "cases": [
                {
                    "reference": "CP6553X2RM",
                    "item": "XN-YJJ-001",
                    "variant": "XN-YJJ-001-1",
                    "status": "in_review",
                    "phase": "special_procedure",
                    "outcome": "",
                    "received_at": "2026-03-03T01:30:00.000000Z",
                    "changed_at": "2026-03-03T02:10:00.000000Z",
                    "due_at": "2026-03-14T00:00:00.000000Z",
                }
            ],
            "beyond": "",
        },
    ),
)

GET_CASE: Final = Operation(
    id="getCase",
    method="GET",
    path="/api/cases/{reference}",
    summary="One's own case, or for staff one in which their posts have a part",
    who=("citizen", "staff", "leader"),
    parameters=(REFERENCE_IN_PATH,),
    response=CASE_BODY,
    errors=("case_unknown",),
)

WITHDRAW_CASE: Final = Operation(
    id="withdrawCase",
    method="POST",
    path="/api/cases/{reference}/withdraw",
    summary="Withdraw an application before the decision",
    who=("citizen",),
    parameters=(REFERENCE_IN_PATH, IDEMPOTENCY_KEY),
    request=Body({"type": "object", "title": "Nothing", "additionalProperties": False}, {}),
    response=CASE_BODY,
    errors=("case_unknown", "not_possible_now", "case_busy"),
)

SUPPLY_CORRECTION: Final = Operation(
    id="supplyCorrection",
    method="POST",
    path="/api/cases/{reference}/supplements",
    summary="Answer the open correction notice with a draft saved for this case; the same draft again changes nothing",
    who=("citizen",),
    parameters=(REFERENCE_IN_PATH,),
    request=_THAT_DRAFT,
    response=CASE_BODY,
    errors=("case_unknown", "draft_unknown", "correction_closed", "not_possible_now", "case_busy"),
)

OPERATIONS: Final = (SAVE_DRAFT, SUBMIT_CASE, LIST_MY_CASES, GET_CASE, WITHDRAW_CASE, SUPPLY_CORRECTION)
