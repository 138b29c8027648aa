"""The operations of supervision: cards and suspicious patterns."""

from typing import Final

from chalicelib.domain.patterns import KINDS
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.operation import (
    CODE,
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    REFERENCE_IN_PATH,
    STAMP,
    STAMP_OR_EMPTY,
    Body,
    Operation,
    Parameter,
    Schema,
    in_path,
    in_query,
    record,
)

_WORDS: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORDS}
_COLOUR: Final[Schema] = {"type": "string", "enum": ["yellow", "red"]}
_BEYOND: Final[Schema] = {"type": "string", "description": "`after` of the next page; empty on the last."}
_AFTER: Final = in_query("after", {"type": "string"}, "", "`beyond` of the page before.")
CARD_IN_PATH: Final = in_path("card", "manual-4", "The card's id within its case.")
_HOLDER: Final[dict[str, Schema]] = {
    "unit": CODE,
    "post": CODE,
    "staff": {"type": "string", "description": "Where one person has it in hand; else empty."},
    "step": {"type": "string", "description": "Empty: the whole case."},
}
_DONE: Final = Body(
    record(
        "CardState",
        {
            "reference": REFERENCE,
            "card": CODE,
            "open": {"type": "boolean", "description": "The unit still owes its feedback."},
            "followed_up": {"type": "integer"},
            "withdrawn_at": STAMP_OR_EMPTY,
            "seq": {"type": "integer"},
            "hash": HASH,
            "repeated": {"type": "boolean", "description": "An earlier request with this key had done it."},
        },
    ),
    {
        "reference": "CP6553X2RM",
        "card": "manual-4",
        "open": True,
        "followed_up": 0,
        "withdrawn_at": "",
        "seq": 4,
        "hash": EXAMPLE_HASH,
        "repeated": False,
    },
)
_LISTED: Final = record(
    "ListedCard",
    {
        "kind": {
            "type": "string",
            "enum": ["case", "consultation", "complaint", "rating"],
            "description": "What the reference is of; a rating has its case's.",
        },
        "reference": REFERENCE,
        "card": CODE,
        "colour": _COLOUR,
        "rule": {"type": "string", "description": 'The clock that ran out, or "manual".'},
        "item": {"type": "string", "description": "Empty for what is about no item."},
        **_HOLDER,
        "unit": {"type": "string", "description": "Empty for a post in whichever unit."},
        "since": STAMP,
        "answer": {"type": "string", "enum": ["", "feedback", "objection"], "description": "The unit's last."},
        "answered_at": STAMP_OR_EMPTY,
        "followed_up": {"type": "integer"},
        "open": {"type": "integer", "enum": [0, 1]},
    },
)
_FINDING: Final = record(
    "Finding",
    {
        "reference": REFERENCE,
        "item": CODE,
        "unit": CODE,
        "at": STAMP,
        "staff": {"type": "string"},
        "day": {"type": "string", "description": "Of the evening, or for which the survey was ordered."},
        "minutes": {"type": "integer"},
        "percent": {"type": "integer"},
        "again_at": STAMP,
    },
    optional=("staff", "day", "minutes", "percent", "again_at"),
)


def _on_card(operation: str, path: str, summary: str, request: Body, *errors: str) -> Operation:
    return Operation(
        id=operation,
        method="POST",
        path=f"/api/cases/{{reference}}/cards/{{card}}/{path}",
        summary=summary,
        who=("staff",),
        parameters=(REFERENCE_IN_PATH, CARD_IN_PATH, IDEMPOTENCY_KEY),
        request=request,
        response=_DONE,
        errors=("forbidden", "case_unknown", "card_unknown", "card_closed", "own_case", "case_busy", *errors),
    )


def _note(title: str, example: str) -> Body:
    return Body(record(title, {"note": _WORDS}, closed=True), {"note": example})


GIVE_CARD: Final = Operation(
    id="giveCard",
    method="POST",
    path="/api/cases/{reference}/cards",
    summary="Give a card by hand, as a supervisor",
    who=("staff",),
    parameters=(REFERENCE_IN_PATH, IDEMPOTENCY_KEY),
    request=Body(
        record(
            "CardToGive",
            {
                "colour": _COLOUR,
                "step": {"type": "string", "maxLength": 64, "description": "An open step; left out: the whole case."},
                "note": _WORDS,
            },
            optional=("step",),
            closed=True,
        ),
        {"colour": "red", "step": "review", "note": "请今天办完，并说明原因。"},
    ),
    response=_DONE,
    status=201,
    errors=(
        "forbidden",
        "case_unknown",
        "not_possible_now",
        "own_case",
        "step_not_open",
        "reason_required",
        "case_busy",
    ),
)

WITHDRAW_CARD: Final = _on_card(
    "withdrawCard",
    "withdrawal",
    "Withdraw a card after the unit's objection, as a supervisor",
    _note("CardWithdrawal", "系统故障造成的，异议成立。"),
    "no_objection",
    "reason_required",
)

FOLLOW_UP_CARD: Final = _on_card(
    "followUpCard",
    "follow-ups",
    "Follow up a red card that has no feedback, as a supervisor",
    Body(record("FollowUp", {"level": {"type": "integer", "enum": [1, 2]}}, closed=True), {"level": 1}),
    "level_unknown",
)

ANSWER_CARD: Final = Operation(
    id="answerCard",
    method="POST",
    path="/api/cases/{reference}/cards/{card}/answer",
    summary="Answer a card for the unit that got it: feedback, or an objection",
    who=("staff", "leader"),
    parameters=(REFERENCE_IN_PATH, CARD_IN_PATH, IDEMPOTENCY_KEY),
    request=Body(
        record(
            "CardAnswer",
            {"answer": {"type": "string", "enum": ["feedback", "objection"]}, "note": _WORDS},
            closed=True,
        ),
        {"answer": "feedback", "note": "经办人生病，已交同事接办，今天办完。"},
    ),
    response=_DONE,
    errors=("case_unknown", "card_unknown", "card_closed", "not_your_step", "own_case", "reason_required", "case_busy"),
)

LIST_CARDS: Final = Operation(
    id="listCards",
    method="GET",
    path="/api/cards",
    summary="Cards that wait for their unit, and answered ones of running cases, the oldest first; for supervisors",
    who=("staff",),
    parameters=(_AFTER,),
    response=Body(
        record("CardList", {"cards": {"type": "array", "items": _LISTED}, "beyond": _BEYOND}),
        {
            "cards": [
                {
                    "kind": "case",
                    "reference": "CP6553X2RM",
                    "card": "manual-4",
                    "colour": "red",
                    "rule": "manual",
                    "item": "XN-GHJ-001",
                    "unit": "GHJ",
                    "post": "chief",
                    "staff": "",
                    "step": "review",
                    "since": "2026-03-03T01:30:00.000000Z",
                    "answer": "objection",
                    "answered_at": "2026-03-03T02:30:00.000000Z",
                    "followed_up": 0,
                    "open": 1,
                }
            ],
            "beyond": "",
        },
    ),
    errors=("forbidden",),
)

LIST_PATTERNS: Final = Operation(
    id="listPatterns",
    method="GET",
    path="/api/patterns",
    summary="Cases that show a suspicious pattern, the newest first; for supervisors",
    who=("staff",),
    parameters=(
        Parameter("query", "kind", {"type": "string", "enum": list(KINDS)}, KINDS[0], "Which pattern."),
        _AFTER,
    ),
    response=Body(
        record("FindingList", {"cases": {"type": "array", "items": _FINDING}, "beyond": _BEYOND}),
        {
            "cases": [
                {
                    "reference": "CP6553X2RM",
                    "item": "XN-GHJ-001",
                    "unit": "GHJ",
                    "at": "2026-03-03T01:30:00.000000Z",
                    "minutes": 4,
                }
            ],
            "beyond": "",
        },
    ),
    errors=("forbidden", "not_found"),
)

OPERATIONS: Final = (GIVE_CARD, WITHDRAW_CARD, FOLLOW_UP_CARD, ANSWER_CARD, LIST_CARDS, LIST_PATTERNS)
