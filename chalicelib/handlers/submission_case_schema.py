"""A case as the JSON API answers it."""

from typing import Final, get_args

from chalicelib.domain.case import Outcome, Status
from chalicelib.domain.clocks import SHOWN
from chalicelib.domain.interruption import INTERRUPTED
from chalicelib.handlers.operation import EXAMPLE_HASH, HASH, REFERENCE, STAMP_OR_EMPTY, Body, Schema, record

_TEXT: Final[Schema] = {"type": "string"}
STATUS: Final[Schema] = {
    "type": "string",
    "enum": [status for status in get_args(Status) if status != "none"],
}
PHASE: Final[Schema] = {
    "type": "string",
    "description": "The status, and of a review what interrupts it.",
    "enum": [*STATUS["enum"], *INTERRUPTED],
}
OUTCOME: Final[Schema] = {"type": "string", "enum": list(get_args(Outcome))}
DELIVERY: Final[Schema] = {"type": "string", "enum": ["courier", "pickup"]}
_STEPS: Final[Schema] = {"type": "array", "items": {"type": "string"}}

_DUE: Final = record(
    "Due",
    {
        "clock": {"type": "string", "enum": sorted(frozenset[str]().union(*SHOWN.values()))},
        "at": {"type": "string", "format": "date-time", "description": "The first instant past the limit."},
        "provisional": {"type": "boolean", "description": "Past the last published calendar."},
    },
)
_CORRECTION: Final = record(
    "CorrectionNotice",
    {
        "note": _TEXT,
        "materials": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": 'What to do, by material code, or "form".',
        },
    },
)
_FEE: Final = record("FeeDue", {"amount_fen": {"type": "integer"}, "pay_by_on": {"type": "string", "format": "date"}})
_INTERRUPTION: Final = record(
    "Interruption",
    {
        "id": _TEXT,
        "kind": _TEXT,
        "step": {**_TEXT, "description": "The step that it holds up, or empty for the whole case."},
        "since": STAMP_OR_EMPTY,
        "planned_end_on": {**_TEXT, "description": "A local date, or empty."},
        "prolonged": {"type": "boolean"},
        "overran": {"type": "boolean", "description": "The planned end came without a result."},
        "ended_at": STAMP_OR_EMPTY,
        "article": {**_TEXT, "description": "The rule by which clocks stand still meanwhile."},
    },
)
_DOCUMENT: Final = record(
    "Document",
    {"id": _TEXT, "kind": _TEXT, "at": STAMP_OR_EMPTY, "served_at": STAMP_OR_EMPTY, "served_how": _TEXT},
)
_STAGE: Final = record(
    "Stage",
    {
        "name": _TEXT,
        "state": {"type": "string", "enum": ["done", "current", "returned", "waiting", "skipped"]},
        "holder": {**_TEXT, "description": "Who has it, or had it."},
        "at": {**STAMP_OR_EMPTY, "description": "When it was done."},
        "since": {**STAMP_OR_EMPTY, "description": "When it came to the holder."},
        "note": _TEXT,
        "branches": {"type": "array", "items": {"type": "object"}, "description": "Stages side by side."},
    },
    optional=("holder", "at", "since", "note", "branches"),
)
CASE: Final = record(
    "Case",
    {
        "reference": REFERENCE,
        "item": _TEXT,
        "variant": _TEXT,
        "status": STATUS,
        "phase": PHASE,
        "outcome": OUTCOME,
        "mark": {**_TEXT, "description": "The state's name for people."},
        "next": {**_TEXT, "description": "What happens next, in one sentence."},
        "received_at": STAMP_OR_EMPTY,
        "accepted_at": STAMP_OR_EMPTY,
        "concluded_at": STAMP_OR_EMPTY,
        "due": {"anyOf": [_DUE, {"type": "null"}]},
        "correction": {"anyOf": [_CORRECTION, {"type": "null"}], "description": "The notice still to be answered."},
        "fee": {"anyOf": [_FEE, {"type": "null"}], "description": "What is to be paid now."},
        "waiting": {
            "type": "array",
            "items": _TEXT,
            "description": "Documents that wait for openDocuments: until then the applicant is not told what they ask.",
        },
        "interruptions": {"type": "array", "items": _INTERRUPTION, "description": "Procedures, surveys and the like."},
        "documents": {"type": "array", "items": _DOCUMENT, "description": "What the law gives, and its service."},
        "open_steps": _STEPS,
        "passed_steps": _STEPS,
        "delivery": DELIVERY,
        "certificate_number": _TEXT,
        "seq": {"type": "integer", "description": "Commits in the case's log."},
        "hash": HASH,
        "timeline": {"type": "array", "items": _STAGE, "description": "From receipt to service, without opinions."},
        "shown": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "For staff only: by open step, the digest of what its decider sees, to send with decideStep.",
        },
    },
    optional=("shown",),
)
CASE_BODY: Final = Body(
    CASE,
    {
        "reference": "CP6553X2RM",
        "item": "XN-YJJ-001",
        "variant": "XN-YJJ-001-1",
        "status": "correcting",
        "phase": "correcting",
        "outcome": "",
        "mark": "等您补正",
        "next": "请按补正通知的要求补正。补交以后，窗口接着办，不用重新申请。",
        "received_at": "2026-03-03T01:30:00.000000Z",
        "accepted_at": "",
        "concluded_at": "",
        "due": None,
        "correction": None,
        "fee": None,
        "waiting": ["correction_notice-2"],
        "interruptions": [],
        "documents": [
            {
                "id": "correction_notice-2",
                "kind": "correction_notice",
                "at": "2026-03-03T02:10:00.000000Z",
                "served_at": "",
                "served_how": "",
            }
        ],
        "open_steps": [],
        "passed_steps": [],
        "delivery": "courier",
        "certificate_number": "",
        "seq": 2,
        "hash": EXAMPLE_HASH,
        "timeline": [
            {"name": "提交申请", "state": "done", "at": "2026-03-03T01:30:00.000000Z"},
            {"name": "补正材料", "state": "current", "holder": "您", "since": "2026-03-03T02:10:00.000000Z"},
        ],
    },
)
