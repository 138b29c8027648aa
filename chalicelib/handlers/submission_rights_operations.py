"""The operations of submission_rights_api."""

from typing import Final

from chalicelib.domain.clocks import CLOCKS
from chalicelib.handlers.operation import (
    IDEMPOTENCY_KEY,
    REFERENCE,
    REFERENCE_IN_PATH,
    STAMP,
    Body,
    Operation,
    Schema,
    record,
)
from chalicelib.handlers.submission_case_schema import CASE_BODY

_TEXT: Final[Schema] = {"type": "string"}
_DAYS: Final[Schema] = {"type": "integer"}
_STOP: Final = record(
    "Stop",
    {
        "kind": {**_TEXT, "description": "What stopped the clock: a special procedure, survey, supplement or fee."},
        "article": {**_TEXT, "description": "By which rule."},
        "days": _DAYS,
    },
)
_LIMIT: Final = record("Limit", {"amount": _DAYS, "unit": _TEXT})
_CLOCK: Final = record(
    "Clock",
    {
        "clock": {
            **_TEXT,
            "enum": [rule.name for rule in CLOCKS],
        },
        "subject": {**_TEXT, "description": "The step, procedure, fee or document whose clock it is, or empty."},
        "since": STAMP,
        "limit": _LIMIT,
        "article": {**_TEXT, "description": "The rule of the limit."},
        "at": {**STAMP, "description": "The first instant past the limit."},
        "on": {**_TEXT, "description": "The last day, local."},
        "provisional": {"type": "boolean", "description": "Past the last published calendar."},
        "calendar": {**_TEXT, "description": "The holiday notices by which it was computed."},
        "light": {"type": "string", "enum": ["green", "yellow", "red", "paused"]},
        "unit": {"type": "string", "enum": ["working_days", "calendar_days", "session"], "description": "Of the sum."},
        "used": _DAYS,
        "left": {**_DAYS, "description": "Negative past the last day."},
        "stopped": {"type": "array", "items": _STOP, "description": "Days until today that did not count."},
        "standing": {**_TEXT, "description": "The open interruption for which the clock stands still, or empty."},
        "explanation": {**_TEXT, "description": "The sum and the rule in words."},
    },
)

EXPLAIN_CLOCK: Final = Operation(
    id="explainClock",
    method="GET",
    path="/api/cases/{reference}/clocks",
    summary="Every running clock of a case with its explanation: one's own case, or for staff one of their posts",
    who=("citizen", "staff", "leader"),
    parameters=(REFERENCE_IN_PATH,),
    response=Body(
        record("Clocks", {"reference": REFERENCE, "clocks": {"type": "array", "items": _CLOCK}}),
        {
            "reference": "CP6553X2RM",
            "clocks": [
                {
                    "clock": "promised",
                    "subject": "",
                    "since": "2026-03-03T01:30:00.000000Z",
                    "limit": {"amount": 10, "unit": "working_days"},
                    "article": "promise",
                    "at": "2026-03-19T16:00:00.000000Z",
                    "on": "2026-03-19",
                    "provisional": False,
                    "calendar": "国办发明电〔2025〕7号 2025-11-04",
                    "light": "green",
                    "unit": "working_days",
                    "used": 7,
                    "left": 3,
                    "stopped": [{"kind": "expert_review", "article": "licensing_45", "days": 2}],
                    "standing": "",
                    "explanation": (
                        "第7个工作日（共10个），专家评审的2个工作日不计入期限（《行政许可法》第四十五条）。"
                        "承诺从受理的第二天起10个工作日内办结"
                    ),
                }
            ],
        },
    ),
    errors=("case_unknown",),
)

_NOTHING: Final[Schema] = {"type": "object", "title": "Nothing", "additionalProperties": False}

OPEN_DOCUMENTS: Final = Operation(
    id="openDocuments",
    method="POST",
    path="/api/cases/{reference}/openings",
    summary="Say that the applicant or agent now sees the notices and decisions that waited: from here on they are served",
    who=("citizen",),
    parameters=(REFERENCE_IN_PATH,),
    request=Body(_NOTHING, {}),
    response=CASE_BODY,
    errors=("case_unknown",),
)

REQUEST_HEARING: Final = Operation(
    id="requestHearing",
    method="POST",
    path="/api/cases/{reference}/hearing-requests",
    summary="Ask for the hearing of whose right one was told, within five days of service",
    who=("citizen",),
    parameters=(REFERENCE_IN_PATH, IDEMPOTENCY_KEY),
    request=Body(_NOTHING, {}),
    response=CASE_BODY,
    errors=(
        "case_unknown",
        "not_possible_now",
        "hearing_not_offered",
        "hearing_requested_already",
        "hearing_request_late",
        "case_busy",
    ),
)

OPERATIONS: Final = (EXPLAIN_CLOCK, OPEN_DOCUMENTS, REQUEST_HEARING)
