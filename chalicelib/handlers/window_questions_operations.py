"""The operations of window_questions_api."""

from typing import Final

from chalicelib.handlers.operation import CODE, EXAMPLE_HASH, HASH, REFERENCE, STAMP, Body, Operation, Schema, record
from chalicelib.handlers.submission_inquiries_operations import ON_AN_INQUIRY, ONE_INQUIRY, TEXT, WORDS

_STATE_FIELDS: Final[dict[str, Schema]] = {
    "reference": REFERENCE,
    "unit": CODE,
    "status": TEXT,
    "seq": {"type": "integer"},
    "hash": HASH,
    "repeated": {"type": "boolean", "description": "An earlier request with this key had done it."},
}
_STATE_EXAMPLE: Final = {
    "reference": "CP6553X2RM",
    "unit": "JYJ",
    "status": "answered",
    "seq": 2,
    "hash": EXAMPLE_HASH,
    "repeated": False,
}
INQUIRY_STATE: Final = Body(record("InquiryState", _STATE_FIELDS), _STATE_EXAMPLE)
_QUESTION_STATE: Final = Body(
    record("QuestionState", {**_STATE_FIELDS, "published": {"type": "boolean"}}), {**_STATE_EXAMPLE, "published": False}
)
_OF_THE_UNIT: Final = (*ON_AN_INQUIRY, "not_your_step", "own_case")

LIST_QUESTIONS: Final = Operation(
    id="listQuestions",
    method="GET",
    path="/api/questions",
    summary="The questions that wait for one's units, the longest waiting first",
    who=("staff", "leader"),
    response=Body(
        record(
            "Questions",
            {
                "questions": {
                    "type": "array",
                    "items": record(
                        "WaitingQuestion",
                        {
                            "reference": REFERENCE,
                            "question": {**TEXT, "description": "Empty once erased."},
                            "unit": CODE,
                            "item": TEXT,
                            "since": STAMP,
                            "warned": {
                                "type": "string",
                                "enum": ["", "yellow", "red"],
                                "description": "Its worst card without feedback.",
                            },
                        },
                    ),
                }
            },
        ),
        {
            "questions": [
                {
                    "reference": "CP6553X2RM",
                    "question": "外地户口能申请吗？",
                    "unit": "JYJ",
                    "item": "XN-JYJ-001",
                    "since": "2026-03-03T01:30:00.000000Z",
                    "warned": "",
                }
            ]
        },
    ),
)

ANSWER_CONSULTATION: Final = Operation(
    id="answerConsultation",
    method="POST",
    path="/api/consultations/{reference}/answer",
    summary="Answer a question; `publish` puts question and answer, as they are, among the item's",
    who=("staff", "leader"),
    parameters=ONE_INQUIRY,
    request=Body(
        record(
            "AnswerToQuestion", {"answer": WORDS, "publish": {"type": "boolean"}}, optional=("publish",), closed=True
        ),
        {"answer": "可以，持居住证即可申请。", "publish": False},
    ),
    response=_QUESTION_STATE,
    errors=(*_OF_THE_UNIT, "words_required", "words_too_long"),
)

REDIRECT_CONSULTATION: Final = Operation(
    id="redirectConsultation",
    method="POST",
    path="/api/consultations/{reference}/redirection",
    summary="Pass a question on to the unit whose it is; its limit runs on",
    who=("staff", "leader"),
    parameters=ONE_INQUIRY,
    request=Body(record("Redirection", {"unit": CODE}, closed=True), {"unit": "RSJ"}),
    response=_QUESTION_STATE,
    errors=(*_OF_THE_UNIT, "unit_unknown"),
)

PUBLISH_ANSWER: Final = Operation(
    id="publishAnswer",
    method="POST",
    path="/api/consultations/{reference}/publication",
    summary="Put a question and its answer among the item's, in words without personal data",
    who=("staff", "leader"),
    parameters=ONE_INQUIRY,
    request=Body(
        record("PublicAnswer", {"question": WORDS, "answer": WORDS}, closed=True),
        {"question": "外地户口能申请吗？", "answer": "可以，持居住证即可申请。"},
    ),
    response=_QUESTION_STATE,
    errors=(*_OF_THE_UNIT, "answer_published_already", "words_required", "words_too_long"),
)

WITHDRAW_ANSWER: Final = Operation(
    id="withdrawAnswer",
    method="POST",
    path="/api/consultations/{reference}/publication/withdrawal",
    summary="Take a published answer off, as the unit's head or an admin",
    who=("staff", "leader"),
    parameters=ONE_INQUIRY,
    request=Body(record("PublicationWithdrawal", {"reason": WORDS}, closed=True), {"reason": "政策已经调整。"}),
    response=_QUESTION_STATE,
    errors=(*_OF_THE_UNIT, "answer_not_published", "words_required", "words_too_long"),
)

OPERATIONS: Final = (LIST_QUESTIONS, ANSWER_CONSULTATION, REDIRECT_CONSULTATION, PUBLISH_ANSWER, WITHDRAW_ANSWER)
