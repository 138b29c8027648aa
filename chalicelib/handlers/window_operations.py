"""The officers' operations on what comes in: walk-ins and conclusions."""

from typing import Final

from chalicelib.domain.guards import GROUNDS
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.case_operation import ON_A_CASE, ONE_CASE, STATE
from chalicelib.handlers.operation import (
    CODE,
    IDEMPOTENCY_KEY,
    Body,
    Operation,
    Schema,
    record,
)

_NOTE: Final[Schema] = {"type": "string", "maxLength": LONGEST_WORDS}
_TO_UNIT: Final[Schema] = {"type": "string", "maxLength": 64, "description": "Whose matter it is, for other_unit."}
_GROUND: Final[Schema] = {"type": "string", "enum": list(GROUNDS)}
_SITTING: Final[Schema] = {"type": "string", "enum": ["grant", "accept"], "description": "grant: instant items only."}
_ROWS: Final[Schema] = {
    "type": "array",
    "maxItems": 60,
    "items": record(
        "CorrectionRow",
        {
            "material": {**CODE, "description": 'The material\'s code, or "form".'},
            "sentence": {
                "type": "integer",
                "minimum": -1,
                "maximum": 1000,
                "description": "Number of the material's ready sentence in the item, from 0; -1: the note explains.",
            },
        },
        closed=True,
    ),
}
_WALK_IN: Final = record(
    "WalkIn",
    {
        "item": CODE,
        "variant": CODE,
        "applicant_kind": {"type": "string", "enum": ["person", "company"]},
        "applicant": {"type": "object", "maxProperties": 40, "description": "Who applies, as on their document."},
        "agent": {"type": "object", "maxProperties": 10, "description": "Who acts for the applicant, if anybody."},
        "answers": {"type": "object", "maxProperties": 100, "description": "By the item's form."},
        "delivery": {"type": "string", "enum": ["courier", "pickup"]},
        "originals": {"type": "array", "items": CODE, "maxItems": 60, "description": "Materials seen."},
        "conclusion": record(
            "Conclusion",
            {
                "then": {"type": "string", "enum": ["grant", "accept", "correct", "decline"]},
                "opinion": _NOTE,
                "rows": _ROWS,
                "note": _NOTE,
                "ground": _GROUND,
                "to_unit": _TO_UNIT,
            },
            optional=("opinion", "rows", "note", "ground", "to_unit"),
            closed=True,
        ),
    },
    optional=("applicant_kind", "agent", "answers", "delivery"),
    closed=True,
)
_CONCLUSION_ERRORS: Final = ("not_your_step", "own_case", "not_an_instant_item", "case_busy")
_CORRECTION_ERRORS: Final = (
    "correction_without_rows",
    "correction_unexplained",
    "material_unknown",
    "sentence_unknown",
)
_DECLINE_ERRORS: Final = ("ground_unknown", "other_unit_unnamed", "unit_unknown", "reason_required")

RECEIVE_AT_WINDOW: Final = Operation(
    id="receiveAtWindow",
    method="POST",
    path="/api/window/cases",
    summary="Receive a walk-in and conclude it in the same sitting",
    who=("staff",),
    parameters=(IDEMPOTENCY_KEY,),
    request=Body(
        _WALK_IN,
        {
            "item": "XN-RSJ-003",
            "variant": "XN-RSJ-003-1",
            "applicant": {"name": "张三", "id_number": "42120119800101001X", "phone": "19900000000"},
            "answers": {
                "unemployed_since": "2026-02-01",
                "reason": "停止个体经营",
                "was_employed": False,
                "wanted_job": "超市收银员",
            },
            "originals": ["id-card", "self-statement"],
            "conclusion": {"then": "grant"},
        },
    ),
    response=STATE,
    status=201,
    errors=(
        "item_unknown",
        "item_suspended",
        "delegated_to_county",
        "originals_unchecked",
        *_CONCLUSION_ERRORS,
        *_CORRECTION_ERRORS,
        *_DECLINE_ERRORS,
    ),
)

ACCEPT_CASE: Final = Operation(
    id="acceptCase",
    method="POST",
    path="/api/cases/{reference}/accept",
    summary="Accept a received case; an instant one may be granted in the same sitting",
    who=("staff",),
    parameters=ONE_CASE,
    request=Body(
        record("Acceptance", {"sitting": _SITTING, "opinion": _NOTE}, optional=("opinion",), closed=True),
        {"sitting": "accept"},
    ),
    response=STATE,
    errors=(*ON_A_CASE, *_CONCLUSION_ERRORS),
)

REQUEST_CORRECTION: Final = Operation(
    id="requestCorrection",
    method="POST",
    path="/api/cases/{reference}/corrections",
    summary="Ask the applicant once for everything that is missing",
    who=("staff",),
    parameters=ONE_CASE,
    request=Body(
        record("CorrectionRequest", {"rows": _ROWS, "note": _NOTE}, optional=("note",), closed=True),
        {"rows": [{"material": "layout", "sentence": 1}]},
    ),
    response=STATE,
    errors=(
        *ON_A_CASE,
        "not_your_step",
        "own_case",
        "second_correction_notice",
        "correction_after_acceptance",
        "case_busy",
        *_CORRECTION_ERRORS,
    ),
)

DECLINE_CASE: Final = Operation(
    id="declineCase",
    method="POST",
    path="/api/cases/{reference}/decline",
    summary="Decline on one of the closed grounds",
    who=("staff",),
    parameters=ONE_CASE,
    request=Body(
        record(
            "Declination",
            {"ground": _GROUND, "to_unit": _TO_UNIT, "note": _NOTE},
            optional=("to_unit", "note"),
            closed=True,
        ),
        {"ground": "other_unit", "to_unit": "GSJ"},
    ),
    response=STATE,
    errors=(*ON_A_CASE, "not_your_step", "own_case", "case_busy", *_DECLINE_ERRORS),
)

OPERATIONS: Final = (RECEIVE_AT_WINDOW, ACCEPT_CASE, REQUEST_CORRECTION, DECLINE_CASE)
