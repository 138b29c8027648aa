"""Sign-off: deciding a step, by session or by the signed link of an SMS."""

from typing import Final

from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.case_operation import ON_A_CASE, ONE_CASE, STATE
from chalicelib.handlers.operation import (
    CODE,
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    REFERENCE_IN_PATH,
    STAMP,
    Body,
    Operation,
    Schema,
    in_path,
    record,
)
from chalicelib.usecases.decide_step import OUTCOMES

_OUTCOME: Final[Schema] = {"type": "string", "enum": list(OUTCOMES)}
_ANSWER: Final[dict[str, Schema]] = {
    "outcome": _OUTCOME,
    "to": {"type": "string", "maxLength": 64, "description": "The earlier step returned to, for return."},
    "opinion": {
        "type": "string",
        "maxLength": LONGEST_WORDS,
        "description": "Required for return and refuse.",
    },
    "shown": {**CODE, "description": "Digest of the dossier as it was shown, from getCase or getLink."},
}
_CREDENTIAL: Final[dict[str, Schema]] = {
    "pin": {"type": "string", "maxLength": 12, "description": "The holder's PIN, where no bearer session is sent."},
    "sign_in": {"type": "string", "maxLength": 64, "description": "From the problem device_new, with `code`."},
    "code": {"type": "string", "maxLength": 12, "description": "The SMS code that device_new has sent."},
}
_DECISION: Final = record("StepDecision", _ANSWER, optional=("to", "opinion"), closed=True)
_LINK_DECISION: Final = record(
    "LinkDecision", {**_ANSWER, **_CREDENTIAL}, optional=("to", "opinion", *_CREDENTIAL), closed=True
)
_OPINION: Final = record(
    "Opinion",
    {
        "step": CODE,
        "outcome": {"type": "string"},
        "by": {"type": "string", "description": "Name of who decided."},
        "for": {"type": "string", "description": "Name of the holder in whose place, where in somebody's."},
        "at": STAMP,
        "text": {"type": "string"},
    },
    optional=("for",),
)
_STEP: Final = record(
    "OpenStep",
    {
        "reference": REFERENCE,
        "step": CODE,
        "name": {"type": "string"},
        "item": {"type": "string"},
        "applicant": {"type": "string"},
        "shown": {"type": "string", "description": "Digest to send back with the decision."},
        "answers": {"type": "object"},
        "papers": {"type": "object", "description": "Pages by material code."},
        "opinions": {"type": "array", "items": _OPINION, "description": "Of this path, in the flow's order."},
    },
)
_LINK: Final = record(
    "Link",
    {
        "purpose": {"type": "string", "enum": ["todo", "decide"]},
        "state": {
            "type": "string",
            "enum": ["sign_in", "live", "expired", "decided", "closed", "reassigned", "replaced"],
            "description": "sign_in: send the holder's bearer session to learn more.",
        },
        "expires_at": STAMP,
        "step": _STEP,
        "decided": _OPINION,
    },
    optional=("step", "decided"),
)
_DECIDED: Final = Body(
    record(
        "DecidedStep",
        {
            "reference": REFERENCE,
            "step": CODE,
            "outcome": _OUTCOME,
            "at": STAMP,
            "status": {"type": "string", "description": "Of the case."},
            "seq": {"type": "integer"},
            "hash": HASH,
            "repeated": {"type": "boolean", "description": "An earlier request with this key had done it."},
        },
    ),
    {
        "reference": "CP6553X2RM",
        "step": "review",
        "outcome": "pass",
        "at": "2026-03-04T03:00:00.000000Z",
        "status": "in_review",
        "seq": 5,
        "hash": EXAMPLE_HASH,
        "repeated": False,
    },
)
_DIGEST: Final = "3f9a0c6d21b84e57a9d0c2f1e6b7a835"
_TOKEN: Final = in_path("token", "AVkC2x…", "The last part of the link's address.")
_LINK_ERRORS: Final = ("link_malformed", "link_forged", "link_unknown_key", "link_wrong_purpose")
_DECISION_ERRORS: Final = (
    "idempotency_key_used",
    "return_to_required",
    "reason_required",
    "case_unknown",
    "step_unknown",
    "not_your_step",
    "own_case",
    "duties_separated",
    "chairs_the_hearing",
    "step_already_decided",
    "step_not_open",
    "not_possible_now",
    "dossier_changed",
    "no_step_to_return_to",
    "result_awaited",
    "result_needed",
    "hearing_not_held",
    "hearing_may_be_requested",
    "join_vetoed",
    "case_busy",
)

DECIDE_STEP: Final = Operation(
    id="decideStep",
    method="POST",
    path="/api/cases/{reference}/steps/{step}/decision",
    summary="Decide a step of a case",
    who=("staff", "leader"),
    parameters=(
        REFERENCE_IN_PATH,
        in_path("step", "review", "The step's id in the item's flow."),
        IDEMPOTENCY_KEY,
    ),
    request=Body(_DECISION, {"outcome": "pass", "opinion": "材料齐全，同意。", "shown": _DIGEST}),
    response=_DECIDED,
    errors=_DECISION_ERRORS,
)

GET_LINK: Final = Operation(
    id="getLink",
    method="GET",
    path="/api/links/{token}",
    summary="What a signed link leads to; changes nothing",
    who=("anyone", "leader"),
    parameters=(_TOKEN,),
    response=Body(
        _LINK,
        {
            "purpose": "decide",
            "state": "live",
            "expires_at": "2026-03-07T03:00:00.000000Z",
            "step": {
                "reference": "CP6553X2RM",
                "step": "review",
                "name": "审核",
                "item": "餐饮服务许可",
                "applicant": "王小明",
                "shown": _DIGEST,
                "answers": {"shop_name": "示例小面馆"},
                "papers": {},
                "opinions": [
                    {
                        "step": "handle",
                        "outcome": "pass",
                        "by": "谢雨晴",
                        "at": "2026-03-03T03:00:00.000000Z",
                        "text": "材料齐全，符合条件，拟同意，请审核。",
                    }
                ],
            },
        },
    ),
    errors=(*_LINK_ERRORS, "case_unknown"),
)

DECIDE_BY_LINK: Final = Operation(
    id="decideByLink",
    method="POST",
    path="/api/links/{token}/decision",
    summary="Decide the step of a link, by the holder's bearer session or PIN",
    who=("anyone", "leader"),
    parameters=(_TOKEN, IDEMPOTENCY_KEY),
    request=Body(_LINK_DECISION, {"outcome": "pass", "shown": _DIGEST, "pin": "271828"}),
    response=_DECIDED,
    errors=(
        *_LINK_ERRORS,
        "link_expired",
        "link_replaced",
        "link_reassigned",
        "credential_missing",
        "pin_wrong",
        "pin_locked",
        "device_new",
        "sign_in_unknown",
        "code_wrong",
        "code_dead",
        "too_many_requests",
        "sms_failed",
        *_DECISION_ERRORS,
    ),
)

EXTEND_LIMIT: Final = Operation(
    id="extendLimit",
    method="POST",
    path="/api/cases/{reference}/extension",
    summary="Extend the statutory limit, once and before it is over; by the unit's person in charge",
    who=("leader", "staff"),
    parameters=ONE_CASE,
    request=Body(
        record(
            "Extension",
            {
                "amount": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 366,
                    "description": "In units of the statutory limit.",
                },
                "reason": {"type": "string", "maxLength": LONGEST_WORDS},
            },
            closed=True,
        ),
        {"amount": 10, "reason": "需要补充论证"},
    ),
    response=STATE,
    errors=(
        *ON_A_CASE,
        "not_your_step",
        "own_case",
        "case_busy",
        "already_extended",
        "nothing_to_extend",
        "extension_too_long",
        "limit_passed",
        "reason_required",
    ),
)

OPERATIONS: Final = (DECIDE_STEP, GET_LINK, DECIDE_BY_LINK, EXTEND_LIMIT)
