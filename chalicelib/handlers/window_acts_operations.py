"""Operations of staff on a case beside accepting and deciding: branches, corrections, service, and how it ends otherwise.
A holder of one of its steps may call them in a leader's session too."""

from typing import Any, Final

from chalicelib.domain.guards import TERMINATION_GROUNDS
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.case_operation import ON_A_CASE, ONE_CASE, STATE
from chalicelib.handlers.operation import CODE, STAMP, Body, Operation, Parameter, Schema, in_path, record
from chalicelib.usecases.asked_acts import BY_HAND, CALLS
from chalicelib.usecases.identify import WHO_COMES

DATE: Final[Schema] = {"type": "string", "maxLength": 10, "description": "A local date, e.g. 2026-03-20."}
WORDS: Final[Schema] = {"type": "string", "maxLength": LONGEST_WORDS}
_DAYS: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 366}
_FORM: Final[Schema] = {
    "type": "object",
    "maxProperties": 140,
    "description": "all its fields, those of the item as answers.<name>, with delivery and address.",
}
_IDENTITY: Final[Schema] = {
    "type": "string",
    "enum": list(WHO_COMES),
    "description": "Whose identity document the officer saw.",
}
REASON: Final = {"reason": "油烟影响相邻住户，需要专家论证"}


def act(
    operation: str,
    path: str,
    summary: str,
    example: dict[str, Any],
    properties: dict[str, Schema],
    *errors: str,
    optional: tuple[str, ...] = (),
    of: tuple[Parameter, ...] = (),
    within: str = "/api/cases/{reference}",
) -> Operation:
    title = f"{operation[0].upper()}{operation[1:]}"
    reference, key = ONE_CASE
    return Operation(
        id=operation,
        method="POST",
        path=f"{within}/{path}",
        summary=summary,
        who=("staff", "leader"),
        parameters=(reference, *of, key),
        request=Body(record(title, properties, optional=optional, closed=True), example),
        response=STATE,
        errors=(*ON_A_CASE, "not_your_step", "own_case", "case_busy", *errors),
    )


ADD_BRANCH: Final = act(
    "addBranch",
    "branches",
    "Ask one unit more in the joint review at which the case stands; by the lead unit",
    {"unit": "YJJ", "post": "chief", "limit_days": 3, **REASON},
    {"unit": CODE, "post": CODE, "limit_days": _DAYS, "reason": WORDS},
    "joint_review_closed",
    "unit_unknown",
    "branch_exists",
    "post_unknown",
    "limit_unknown",
    "reason_required",
)
WITHDRAW_BRANCH: Final = act(
    "withdrawBranch",
    "branches/{branch}/withdrawal",
    "Ask a unit no longer; by the lead unit",
    REASON,
    {"reason": WORDS},
    "joint_review_closed",
    "branch_unknown",
    "last_branch",
    "branch_heard",
    "reason_required",
    of=(in_path("branch", "fire", "The branch's id in the flow, or as the case names an added one."),),
)
RETURN_STEP: Final = act(
    "returnStep",
    "returns",
    "Send a case back to an earlier step: with `step`, the open one in one's hands; without, one branch by the lead unit",
    {"to": "handle", "step": "review", "shown": "0" * 32, **REASON},
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
    "chairs_the_hearing",
    "no_step_to_return_to",
    "reason_required",
    "shown_required",
    optional=("step", "shown"),
)
ALLOW_CORRECTION: Final = act(
    "allowCorrection",
    "correction-allowances",
    "Let the officer give one more correction notice; by a supervisor",
    REASON,
    {"reason": WORDS},
    "reason_required",
)
SUPPLY_CORRECTION_AT_WINDOW: Final = act(
    "supplyCorrectionAtWindow",
    "supplements",
    "Answer the open correction notice for the applicant or agent who stands at the window with what it asks for",
    {"identity": "applicant", "originals": ["layout"]},
    {
        "identity": _IDENTITY,
        "originals": {"type": "array", "items": CODE, "maxItems": 60, "description": "Materials seen."},
        "form": {**_FORM, "description": f"Where the notice asks for the form: {_FORM['description']}"},
    },
    "own_case",
    "identity_unseen",
    optional=("form",),
    within="/api/window/cases/{reference}",
)
WITHDRAW_AT_WINDOW: Final = act(
    "withdrawAtWindow",
    "withdrawal",
    "Withdraw the application for the applicant or agent who asks for it at the window",
    {"identity": "applicant"},
    {"identity": _IDENTITY},
    "own_case",
    "identity_unseen",
    within="/api/window/cases/{reference}",
)
AMEND_CASE: Final = act(
    "amendCase",
    "amendments",
    "Put a slip of the office right: in the form, an opinion or a document",
    {"subject": "opinion", "target": "handle", "reason": "“三日”应为“四日”"},
    {
        "subject": {"type": "string", "enum": ["form", "opinion", "document"]},
        "target": {"type": "string", "maxLength": 64, "description": "The step or document; empty for the form."},
        "form": {**_FORM, "description": f"For the form: {_FORM['description']}"},
        "reason": WORDS,
    },
    "amendment_unknown",
    "amendment_without_form",
    "reason_required",
    optional=("target", "form"),
)
VOID_CASE: Final = act(
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
TAKE_BACK_VOID: Final = act(
    "takeBackVoid",
    "void/taking-back",
    "Take back one's own proposal to void a case",
    {},
    {},
    "void_not_proposed",
    "void_anothers",
)
KEEP_FOR_PICKUP: Final = act(
    "keepForPickup",
    "keeping",
    "Keep a result at the window for its holder, who is sent the pick-up code: before it is sent, or when it came back",
    {},
    {},
    "nothing_to_hand_over",
    "certificate_not_ready",
    "certificate_taken_away",
    "kept_already",
    "parcel_under_way",
)
SET_ASIDE_CERTIFICATE: Final = act(
    "setAsideCertificate",
    "setting-aside",
    "Note that the paper of a certificate that ended before its hand-over was cancelled and put into the file",
    {},
    {},
    "certificate_not_ended",
    "set_aside_already",
    "parcel_under_way",
)
RECORD_PICKUP: Final = act(
    "recordPickup",
    "pickup",
    "Hand a result over to who comes: by the pick-up code, or by the identity document; an agent is named",
    {"code": "204816"},
    {
        "code": {"type": "string", "maxLength": 20},
        "identity_seen": {
            "type": "boolean",
            "description": "The officer saw the identity document; of an agent, the holder's authorisation too.",
        },
        "agent": record(
            "",
            {"name": {"type": "string", "maxLength": 50}, "id_number": {"type": "string", "maxLength": 30}},
        ),
    },
    "nothing_to_hand_over",
    "certificate_not_ready",
    "certificate_taken_away",
    "pickup_code_wrong",
    "pickup_unproved",
    "collector_incomplete",
    optional=("code", "identity_seen", "agent"),
)
CONFIRM_ARRIVAL: Final = act(
    "confirmArrival",
    "arrival",
    "Note that the holder said on the telephone that the parcel is there",
    {},
    {},
    "nothing_was_sent",
)
FORWARD_CASE: Final = act(
    "forwardCase",
    "forwarding",
    "Forward a case to the authority that decides it",
    {"to": "province", "note": "由省局决定"},
    {"to": CODE, "note": WORDS},
    "authority_unknown",
    "first_review_missing",
    "joint_review_open",
    "hearing_pending",
    "reason_required",
)
TERMINATE_CASE: Final = act(
    "terminateCase",
    "termination",
    "End a case whose applicant is gone or has not paid in time, or whose item was cancelled with that effect",
    {"ground": "applicant_gone", "note": "企业已注销"},
    {"ground": {"type": "string", "enum": list(TERMINATION_GROUNDS)}, "note": WORDS},
    "ground_unknown",
    "fee_not_overdue",
    "fee_not_told",
    "reason_required",
)
RECORD_SERVICE: Final = act(
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
NOTE_PHONE_CALL: Final = act(
    "notePhoneCall",
    "documents/{document}/calls",
    "Note a telephone call about a notice: one that reached the applicant or agent has served it",
    {"call": "reached", "note": "张三本人接听，已逐项告知"},
    {
        "call": {"type": "string", "enum": list(CALLS)},
        "called_at": {**STAMP, "description": "When; now where it is absent."},
        "note": {**WORDS, "description": "Who was told what; of a call that reached somebody it is required."},
    },
    "document_unknown",
    "document_served",
    "service_unknown",
    "service_time",
    "call_unnoted",
    optional=("called_at", "note"),
    of=(in_path("document", "correction_notice-3", "The document's id, as the case names it."),),
)

OPERATIONS: Final = (
    ADD_BRANCH,
    WITHDRAW_BRANCH,
    RETURN_STEP,
    ALLOW_CORRECTION,
    SUPPLY_CORRECTION_AT_WINDOW,
    WITHDRAW_AT_WINDOW,
    AMEND_CASE,
    VOID_CASE,
    TAKE_BACK_VOID,
    KEEP_FOR_PICKUP,
    SET_ASIDE_CERTIFICATE,
    RECORD_PICKUP,
    CONFIRM_ARRIVAL,
    FORWARD_CASE,
    TERMINATE_CASE,
    RECORD_SERVICE,
    NOTE_PHONE_CALL,
)
