"""The operations on ratings: who rates, who calls back, and the unit that sees numbers."""

from typing import Final

from chalicelib.domain.inquiry import LEVELS
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.operation import (
    CODE,
    IDEMPOTENCY_KEY,
    REFERENCE,
    REFERENCE_IN_PATH,
    STAMP,
    Body,
    Operation,
    Schema,
    record,
)
from chalicelib.handlers.oversight_complaints_operations import FINDING, RESULT
from chalicelib.handlers.submission_inquiries_operations import ON_AN_INQUIRY, ONE_INQUIRY, TEXT, WORDS
from chalicelib.handlers.window_questions_operations import INQUIRY_STATE

_LEVEL: Final[Schema] = {
    "type": "integer",
    "enum": list(LEVELS),
    "description": "From 5, very satisfied, to 1; 2 and 1 are bad.",
}
_WORDS_CODES: Final = ("words_required", "words_too_long")
_HANDLING: Final = ("forbidden", *ON_AN_INQUIRY, "own_case")

RATE_CASE: Final = Operation(
    id="rateCase",
    method="POST",
    path="/api/cases/{reference}/rating",
    summary="Rate a case of one's own, once it is over, once",
    who=("citizen",),
    parameters=(REFERENCE_IN_PATH, IDEMPOTENCY_KEY),
    request=Body(
        record(
            "Rating",
            {"level": _LEVEL, "words": {**TEXT, "maxLength": LONGEST_WORDS}},
            optional=("words",),
            closed=True,
        ),
        {"level": 5, "words": "办得很快。"},
    ),
    response=INQUIRY_STATE,
    status=201,
    errors=(
        "case_unknown",
        "rating_too_early",
        "rating_unknown",
        "rated_already",
        "words_too_long",
        "inquiry_not_so_now",
    ),
)

_ROW: Final = record(
    "BadRating",
    {
        "reference": {**REFERENCE, "description": "The case's reference."},
        "unit": CODE,
        "item": CODE,
        "level": _LEVEL,
        "status": TEXT,
        "since": STAMP,
        "finding": TEXT,
        "result": TEXT,
        "warned": {"type": "string", "enum": ["", "yellow", "red"], "description": "Its worst card without feedback."},
    },
)
LIST_BAD_RATINGS: Final = Operation(
    id="listBadRatings",
    method="GET",
    path="/api/oversight/ratings",
    summary="The bad ratings that one calls back about: under way, and closed",
    who=("staff",),
    response=Body(
        record("BadRatings", {"open": {"type": "array", "items": _ROW}, "closed": {"type": "array", "items": _ROW}}),
        {
            "open": [
                {
                    "reference": "CP6553X2RM",
                    "unit": "JYJ",
                    "item": "XN-JYJ-001",
                    "level": 1,
                    "status": "received",
                    "since": "2026-03-03T01:30:00.000000Z",
                    "finding": "",
                    "result": "",
                    "warned": "",
                }
            ],
            "closed": [],
        },
    ),
    errors=("forbidden",),
)


def _handling(name: str, place: str, summary: str, request: Body, *errors: str) -> Operation:
    return Operation(
        id=name,
        method="POST",
        path=f"/api/ratings/{{reference}}/{place}",
        summary=summary,
        who=("staff",),
        parameters=ONE_INQUIRY,
        request=request,
        response=INQUIRY_STATE,
        errors=(*_HANDLING, *errors),
    )


VERIFY_RATING: Final = _handling(
    "verifyRating",
    "verification",
    "Record what was found after calling who rated badly",
    Body(
        record("Verification", {"finding": FINDING, "words": WORDS}, closed=True),
        {"finding": "founded", "words": "本人说排队一个小时，属实。"},
    ),
    "finding_required",
    *_WORDS_CODES,
)
RECTIFY_RATING: Final = _handling(
    "rectifyRating",
    "rectification",
    "Record what was put right",
    Body(record("RatingRectification", {"words": WORDS}, closed=True), {"words": "增开一个窗口。"}),
    "nothing_to_rectify",
    *_WORDS_CODES,
)
ANSWER_RATING: Final = _handling(
    "answerRating",
    "answer",
    "Tell who rated what came of it",
    Body(record("RatingAnswer", {"words": WORDS}, closed=True), {"words": "已增开一个窗口，谢谢您的意见。"}),
    "not_rectified",
    *_WORDS_CODES,
)
CALL_BACK_RATING: Final = _handling(
    "callBackRating",
    "call-back",
    "Close a bad rating by calling back",
    Body(
        record("RatingCallBack", {"result": RESULT, "words": WORDS}, closed=True),
        {"result": "settled", "words": "本人表示满意。"},
    ),
    "callback_result_required",
    *_WORDS_CODES,
)
LIST_RATINGS: Final = Operation(
    id="listRatings",
    method="GET",
    path="/api/ratings",
    summary="One's units' ratings: numbers by month, and words without whose they are",
    who=("staff", "leader"),
    response=Body(
        record(
            "Ratings",
            {
                "units": {
                    "type": "array",
                    "items": record(
                        "UnitRatings",
                        {
                            "unit": CODE,
                            "months": {
                                "type": "array",
                                "items": record(
                                    "RatedMonth",
                                    {
                                        "month": TEXT,
                                        "levels": {"type": "object", "additionalProperties": {"type": "integer"}},
                                    },
                                ),
                            },
                            "words": {
                                "type": "array",
                                "items": record("RatedWords", {"month": TEXT, "level": _LEVEL, "words": TEXT}),
                            },
                        },
                    ),
                }
            },
        ),
        {
            "units": [
                {
                    "unit": "JYJ",
                    "months": [{"month": "2026-03", "levels": {"5": 9, "4": 1, "3": 0, "2": 0, "1": 1}}],
                    "words": [{"month": "2026-03", "level": 5, "words": "办得很快。"}],
                }
            ]
        },
    ),
)

OPERATIONS: Final = (
    RATE_CASE,
    LIST_BAD_RATINGS,
    VERIFY_RATING,
    RECTIFY_RATING,
    ANSWER_RATING,
    CALL_BACK_RATING,
    LIST_RATINGS,
)
