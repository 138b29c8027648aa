"""Absence: a leader gives their post to a colleague for some days, or one open step to another holder of the post."""

from typing import Final

from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.operation import (
    CODE,
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    REFERENCE_IN_PATH,
    Body,
    Operation,
    Schema,
    in_path,
    record,
)

_DAY: Final[Schema] = {"type": "string", "format": "date", "description": "Local date, included."}
_POST: Final[Schema] = {**CODE, "description": "UNIT:post, one of the caller's own."}
_CLASSES: Final[Schema] = {
    "type": "array",
    "items": CODE,
    "maxItems": 100,
    "description": "Item codes and categories; none means all.",
}
_WISH: Final[dict[str, Schema]] = {
    "post": _POST,
    "to": {**CODE, "description": "Staff id of the colleague."},
    "classes": _CLASSES,
    "from_on": _DAY,
    "until_on": _DAY,
}
_EXAMPLE: Final = {
    "post": "GHJ:director",
    "to": "s-ghj-2",
    "classes": ["licence"],
    "from_on": "2026-03-04",
    "until_on": "2026-03-11",
}

DELEGATE: Final = Operation(
    id="delegate",
    method="POST",
    path="/api/delegations",
    summary="Have a colleague stand in for a post while its holder is away",
    who=("leader",),
    parameters=(IDEMPOTENCY_KEY,),
    request=Body(record("DelegationWish", _WISH, optional=("classes",), closed=True), _EXAMPLE),
    response=Body(
        record("Delegation", {"delegation": CODE, "by": CODE, **_WISH}),
        {"delegation": "0f3c6a9b2d1e4f70", "by": "s-ghj-3", **_EXAMPLE},
    ),
    status=201,
    errors=(
        "not_your_post",
        "delegation_passed_on",
        "deputy_self",
        "deputy_unknown",
        "deputy_other_unit",
        "delegation_dates",
        "delegation_past",
        "delegation_too_long",
        "class_unknown",
    ),
)

REASSIGN: Final = Operation(
    id="reassign",
    method="POST",
    path="/api/cases/{reference}/steps/{step}/reassignment",
    summary="Hand an open step over to another holder of its post",
    who=("staff", "leader"),
    parameters=(
        REFERENCE_IN_PATH,
        in_path("step", "review", "The step's id in the item's flow."),
        IDEMPOTENCY_KEY,
    ),
    request=Body(
        record(
            "Reassignment",
            {
                "to": {**CODE, "description": "Staff id of another holder of the step's post."},
                "reason": {"type": "string", "minLength": 1, "maxLength": LONGEST_WORDS},
            },
            closed=True,
        ),
        {"to": "s-ghj-4", "reason": "出差，赶不上时限。"},
    ),
    response=Body(
        record(
            "ReassignedStep",
            {
                "reference": REFERENCE,
                "step": CODE,
                "status": {"type": "string", "description": "Of the case."},
                "seq": {"type": "integer"},
                "hash": HASH,
                "repeated": {"type": "boolean", "description": "An earlier request with this key had done it."},
            },
        ),
        {
            "reference": "CP6553X2RM",
            "step": "review",
            "status": "in_review",
            "seq": 8,
            "hash": EXAMPLE_HASH,
            "repeated": False,
        },
    ),
    errors=(
        "not_a_holder",
        "case_unknown",
        "step_unknown",
        "step_not_open",
        "not_your_step",
        "own_case",
        "already_theirs",
        "not_possible_now",
        "reason_required",
        "case_busy",
    ),
)

OPERATIONS: Final = (DELEGATE, REASSIGN)
