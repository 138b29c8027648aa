"""Operations of staff on what holds up a review: special procedures, hearings, surveys, fees."""

from typing import Final

from chalicelib.domain.effects.interruption import ATTENDANCES, MOST_UNITS
from chalicelib.domain.interruption import PROCEDURES
from chalicelib.domain.words import LONGEST_RECORD
from chalicelib.handlers.operation import Schema, in_path
from chalicelib.handlers.window_acts_operations import DATE, REASON, WORDS, act

_RECORD: Final[Schema] = {"type": "string", "maxLength": LONGEST_RECORD}
_STEP: Final[Schema] = {"type": "string", "maxLength": 64, "description": "An open step; empty: the whole case."}
_PEOPLE: Final[Schema] = {
    "type": "array",
    "items": {"type": "string", "maxLength": 50},
    "maxItems": 20,
    "description": "Staff by number or name.",
}
_FEE: Final[Schema] = {
    "type": "integer",
    "minimum": 0,
    "maximum": 1000,
    "description": "The fee's place in the item's published list, from 0.",
}
_QUANTITY: Final[Schema] = {
    "type": "integer",
    "minimum": 1,
    "maximum": MOST_UNITS,
    "description": "How many of the fee's unit.",
}
_FUTURE: Final = ("date_format", "date_past", "date_far")
_NAMED: Final = ("staff_unknown", "staff_name_shared")
_PROCEDURE: Final = in_path("procedure", "expert_review-4", "The special procedure's id, as the case names it.")

OPEN_SPECIAL_PROCEDURE: Final = act(
    "openSpecialProcedure",
    "procedures",
    "Open a special procedure, whose time does not count, with a planned end and the reason",
    {"kind": "expert_review", "planned_end_on": "2026-03-20", "evidence": "需要专家论证"},
    {
        "kind": {"type": "string", "enum": list(PROCEDURES)},
        "step": _STEP,
        "planned_end_on": DATE,
        "evidence": WORDS,
    },
    *_FUTURE,
    "procedure_not_allowed",
    "step_not_open",
    "procedure_is_open",
    "reason_required",
    optional=("step",),
)
PROLONG_SPECIAL_PROCEDURE: Final = act(
    "prolongSpecialProcedure",
    "procedures/{procedure}/prolongation",
    "Give the one prolonging notice, before the planned end",
    {"planned_end_on": "2026-03-27", "evidence": "专家出差"},
    {"planned_end_on": DATE, "evidence": WORDS},
    *_FUTURE,
    "procedure_unknown",
    "already_prolonged",
    "procedure_overran",
    "end_not_later",
    "reason_required",
    of=(_PROCEDURE,),
)
CLOSE_SPECIAL_PROCEDURE: Final = act(
    "closeSpecialProcedure",
    "procedures/{procedure}/result",
    "Enter the result of a special procedure: the clocks run on",
    {"result": "专家一致同意"},
    {"result": _RECORD},
    "procedure_unknown",
    "result_required",
    of=(_PROCEDURE,),
)
OFFER_HEARING: Final = act(
    "offerHearing",
    "hearing/offer",
    "Tell applicant and other parties of their right to a hearing",
    REASON,
    {"reason": WORDS},
    "hearing_offered_already",
    "reason_required",
)
RECORD_HEARING_REQUEST: Final = act(
    "recordHearingRequest",
    "hearing/request",
    "Record that a party asked for the hearing in person or in writing",
    {},
    {},
    "hearing_not_offered",
    "hearing_requested_already",
    "hearing_request_late",
)
CALL_HEARING: Final = act(
    "callHearing",
    "hearing/call",
    "Tell the parties the day of the hearing and who chairs it; again before it is held, to put it off",
    {"held_on": "2026-03-20", "chair": "s-fzb-1", "notice": "二楼会议室，上午九点"},
    {"held_on": DATE, "chair": {"type": "string", "maxLength": 50}, "notice": WORDS},
    *_FUTURE,
    *_NAMED,
    "hearing_over",
    "hearing_not_requested",
    "hearing_too_soon",
    "hearing_too_late",
    "chair_is_reviewer",
    "reason_required",
)
RECORD_HEARING: Final = act(
    "recordHearing",
    "hearing/minutes",
    "Enter the minutes, on which the decision must rest",
    {"held_on": "2026-03-20", "attendance": "present", "minutes": "各方意见和证据……"},
    {
        "held_on": {**DATE, "description": "The called day."},
        "attendance": {
            "type": "string",
            "enum": list(ATTENDANCES),
            "description": "absent: who asked for it stayed away without good reason and has given it up.",
        },
        "minutes": _RECORD,
    },
    "hearing_not_called",
    "hearing_day_differs",
    "attendance_unknown",
    "date_future",
    "minutes_required",
)
ASSIGN_SURVEY: Final = act(
    "assignSurvey",
    "surveys",
    "Send two or more officers to a site survey",
    {"step": "handle", "officers": ["s-yjj-1", "s-yjj-2"], "planned_on": "2026-03-10"},
    {"step": _STEP, "officers": _PEOPLE, "planned_on": DATE},
    *_FUTURE,
    *_NAMED,
    "two_officers_needed",
    "step_not_open",
    "survey_is_open",
    optional=("step",),
)
RECORD_SURVEY: Final = act(
    "recordSurvey",
    "surveys/{survey}/record",
    "Enter what the officers found on the site",
    {"surveyed_on": "2026-03-10", "officers": ["s-yjj-1", "s-yjj-2"], "record": "与图纸一致"},
    {"surveyed_on": DATE, "officers": _PEOPLE, "record": _RECORD},
    *_NAMED,
    "date_format",
    "date_future",
    "two_officers_needed",
    "survey_unknown",
    "survey_before_order",
    "result_required",
    of=(in_path("survey", "survey-4", "The survey's id, as the case names it."),),
)
NOTIFY_FEE: Final = act(
    "notifyFee",
    "fees",
    "Notify a fee that the item publishes, each once; its amount is computed",
    {"number": 0, "quantity": 1, "pay_by_on": "2026-03-20", "notice": "工本费"},
    {"number": _FEE, "quantity": _QUANTITY, "pay_by_on": DATE, "notice": WORDS},
    *_FUTURE,
    "no_fee",
    "fee_unpublished",
    "quantity_unknown",
    "fee_notified_already",
    "fee_is_due_already",
    "reason_required",
)
RECORD_PAYMENT: Final = act(
    "recordPayment",
    "fees/{fee}/payment",
    "Record that a fee was paid at the window",
    {"receipt": "0001234"},
    {"receipt": WORDS},
    "fee_unknown",
    "payment_receipt_required",
    of=(in_path("fee", "fee-4", "The fee's id, as the case names it."),),
)

OPERATIONS: Final = (
    OPEN_SPECIAL_PROCEDURE,
    PROLONG_SPECIAL_PROCEDURE,
    CLOSE_SPECIAL_PROCEDURE,
    OFFER_HEARING,
    RECORD_HEARING_REQUEST,
    CALL_HEARING,
    RECORD_HEARING,
    ASSIGN_SURVEY,
    RECORD_SURVEY,
    NOTIFY_FEE,
    RECORD_PAYMENT,
)
