"""Operations of staff on a case beside accepting and deciding: special procedures, hearings, surveys, fees, branches, and
how a case ends otherwise. A holder of one of its steps may call them in a leader's session too."""

from typing import Any, Final

from chalicelib.domain.guards import TERMINATION_GROUNDS
from chalicelib.domain.interruption import PROCEDURES
from chalicelib.handlers.operation import CODE, STAMP, Body, Operation, Parameter, Schema, in_path, record
from chalicelib.handlers.window_operations import ON_A_CASE, ONE_CASE, STATE
from chalicelib.usecases.acts import BY_HAND, LONGEST_RECORD, LONGEST_WORDS

DATE: Final[Schema] = {"type": "string", "maxLength": 10, "description": "A local date, e.g. 2026-03-20."}
WORDS: Final[Schema] = {"type": "string", "maxLength": LONGEST_WORDS}
_RECORD: Final[Schema] = {"type": "string", "maxLength": LONGEST_RECORD}
_STEP: Final[Schema] = {"type": "string", "maxLength": 64, "description": "An open step; empty: the whole case."}
_PEOPLE: Final[Schema] = {
    "type": "array",
    "items": {"type": "string", "maxLength": 50},
    "maxItems": 20,
    "description": "Staff by number or name.",
}
_DAYS: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 366}
_FEN: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**11}

_REASON: Final = {"reason": "油烟影响相邻住户，需要专家论证"}
_FUTURE: Final = ("date_format", "date_past", "date_far")
_NAMED: Final = ("staff_unknown", "staff_name_shared")


def _act(
    operation: str,
    path: str,
    summary: str,
    example: dict[str, Any],
    properties: dict[str, Schema],
    *errors: str,
    optional: tuple[str, ...] = (),
    of: tuple[Parameter, ...] = (),
) -> Operation:
    title = f"{operation[0].upper()}{operation[1:]}"
    reference, key = ONE_CASE
    return Operation(
        id=operation,
        method="POST",
        path=f"/api/cases/{{reference}}/{path}",
        summary=summary,
        who=("staff", "leader"),
        parameters=(reference, *of, key),
        request=Body(record(title, properties, optional=optional, closed=True), example),
        response=STATE,
        errors=(*ON_A_CASE, "not_your_step", "case_busy", *errors),
    )


_PROCEDURE: Final = in_path("procedure", "expert_review-4", "The special procedure's id, as the case names it.")

OPEN_SPECIAL_PROCEDURE: Final = _act(
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
PROLONG_SPECIAL_PROCEDURE: Final = _act(
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
CLOSE_SPECIAL_PROCEDURE: Final = _act(
    "closeSpecialProcedure",
    "procedures/{procedure}/result",
    "Enter the result of a special procedure: the clocks run on",
    {"result": "专家一致同意"},
    {"result": _RECORD},
    "procedure_unknown",
    "result_required",
    of=(_PROCEDURE,),
)
OFFER_HEARING: Final = _act(
    "offerHearing",
    "hearing/offer",
    "Tell applicant and other parties of their right to a hearing",
    _REASON,
    {"reason": WORDS},
    "hearing_offered_already",
    "reason_required",
)
RECORD_HEARING_REQUEST: Final = _act(
    "recordHearingRequest",
    "hearing/request",
    "Record that a party asked for the hearing in person or in writing",
    {},
    {},
    "hearing_not_offered",
    "hearing_requested_already",
    "hearing_request_late",
)
CALL_HEARING: Final = _act(
    "callHearing",
    "hearing/call",
    "Tell the parties the day of the hearing and who chairs it",
    {"held_on": "2026-03-20", "chair": "s-fzb-1", "notice": "二楼会议室，上午九点"},
    {"held_on": DATE, "chair": {"type": "string", "maxLength": 50}, "notice": WORDS},
    *_FUTURE,
    *_NAMED,
    "hearing_called_already",
    "hearing_not_requested",
    "hearing_too_soon",
    "hearing_too_late",
    "chair_is_reviewer",
    "reason_required",
)
RECORD_HEARING: Final = _act(
    "recordHearing",
    "hearing/minutes",
    "Enter the minutes, on which the decision must rest",
    {"minutes": "各方意见和证据……"},
    {"minutes": _RECORD},
    "hearing_not_called",
    "date_future",
    "minutes_required",
)
ASSIGN_SURVEY: Final = _act(
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
RECORD_SURVEY: Final = _act(
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
NOTIFY_FEE: Final = _act(
    "notifyFee",
    "fees",
    "Notify a fee that the item names",
    {"amount_fen": 1000, "pay_by_on": "2026-03-20", "notice": "工本费"},
    {"amount_fen": _FEN, "pay_by_on": DATE, "notice": WORDS},
    *_FUTURE,
    "no_fee",
    "amount_unknown",
    "fee_is_due_already",
    "reason_required",
)
RECORD_PAYMENT: Final = _act(
    "recordPayment",
    "fees/{fee}/payment",
    "Record that a fee was paid at the window",
    {"receipt": "0001234"},
    {"receipt": WORDS},
    "fee_unknown",
    "payment_receipt_required",
    of=(in_path("fee", "fee-4", "The fee's id, as the case names it."),),
)
ADD_BRANCH: Final = _act(
    "addBranch",
    "branches",
    "Ask one unit more in the joint review at which the case stands; by the lead unit",
    {"unit": "YJJ", "post": "chief", "limit_days": 3, **_REASON},
    {"unit": CODE, "post": CODE, "limit_days": _DAYS, "reason": WORDS},
    "joint_review_closed",
    "unit_unknown",
    "branch_exists",
    "post_unknown",
    "limit_unknown",
    "reason_required",
)
WITHDRAW_BRANCH: Final = _act(
    "withdrawBranch",
    "branches/{branch}/withdrawal",
    "Ask a unit no longer; by the lead unit",
    _REASON,
    {"reason": WORDS},
    "joint_review_closed",
    "branch_unknown",
    "last_branch",
    "reason_required",
    of=(in_path("branch", "fire", "The branch's id in the flow, or as the case names an added one."),),
)
RETURN_STEP: Final = _act(
    "returnStep",
    "returns",
    "Send a case back to an earlier step: with `step`, the open one in one's hands; without, one branch by the lead unit",
    {"to": "handle", "step": "review", "shown": "0" * 32, **_REASON},
    {
        "to": CODE,
        "reason": WORDS,
        "step": {"type": "string", "maxLength": 64},
        "shown": {"type": "string", "maxLength": 64, "description": "Digest of what one saw, from getCase."},
    },
    "step_unknown",
    "step_not_open",
    "step_already_decided",
    "dossier_changed",
    "duties_separated",
    "own_case",
    "no_step_to_return_to",
    "reason_required",
    "shown_required",
    optional=("step", "shown"),
)
ALLOW_CORRECTION: Final = _act(
    "allowCorrection",
    "correction-allowances",
    "Let the officer give one more correction notice; by a supervisor",
    _REASON,
    {"reason": WORDS},
    "reason_required",
)
AMEND_CASE: Final = _act(
    "amendCase",
    "amendments",
    "Put a slip of the office right: in the form, an opinion or a document",
    {"subject": "opinion", "target": "handle", "reason": "“三日”应为“四日”"},
    {
        "subject": {"type": "string", "enum": ["form", "opinion", "document"]},
        "target": {"type": "string", "maxLength": 64, "description": "The step or document; empty for the form."},
        "form": {
            "type": "object",
            "maxProperties": 140,
            "description": "For the form: all its fields, those of the item as answers.<name>, with delivery and address.",
        },
        "reason": WORDS,
    },
    "amendment_unknown",
    "amendment_without_form",
    "reason_required",
    optional=("target", "form"),
)
VOID_CASE: Final = _act(
    "voidCase",
    "void",
    "Void a case: the first call proposes it, another person's confirms it",
    {"reason": "重复录入"},
    {"reason": WORDS},
    "void_proposed_already",
    "void_not_proposed",
    "void_needs_two",
    "reason_required",
    optional=("reason",),
)
FORWARD_CASE: Final = _act(
    "forwardCase",
    "forwarding",
    "Forward a case to the authority that decides it",
    {"to": "province", "note": "由省局决定"},
    {"to": CODE, "note": WORDS},
    "authority_unknown",
    "reason_required",
)
TERMINATE_CASE: Final = _act(
    "terminateCase",
    "termination",
    "End a case whose applicant is gone, or whose item was cancelled with that effect",
    {"ground": "applicant_gone", "note": "企业已注销"},
    {"ground": {"type": "string", "enum": list(TERMINATION_GROUNDS)}, "note": WORDS},
    "ground_unknown",
    "reason_required",
)
RECORD_SERVICE: Final = _act(
    "recordService",
    "documents/{document}/service",
    "Record that a document reached the applicant by telephone, at the window or by post",
    {"how": "phone", "note": "张三本人接听"},
    {
        "how": {"type": "string", "enum": list(BY_HAND)},
        "served_at": {**STAMP, "description": "When; now where it is absent."},
        "note": WORDS,
    },
    "document_unknown",
    "document_served",
    "service_unknown",
    "service_time",
    "call_unnoted",
    optional=("served_at", "note"),
    of=(in_path("document", "correction_notice-3", "The document's id, as the case names it."),),
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
    ADD_BRANCH,
    WITHDRAW_BRANCH,
    RETURN_STEP,
    ALLOW_CORRECTION,
    AMEND_CASE,
    VOID_CASE,
    FORWARD_CASE,
    TERMINATE_CASE,
    RECORD_SERVICE,
)
