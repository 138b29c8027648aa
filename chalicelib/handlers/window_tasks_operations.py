"""The officers' worklist, and the waybills by which results leave."""

from typing import Final

from chalicelib.handlers.operation import (
    CODE,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    STAMP,
    STAMP_OR_EMPTY,
    Body,
    Operation,
    in_query,
    record,
)
from chalicelib.usecases.record_dispatch import MOST_ON_A_WAYBILL

TASKS: Final = (
    *("receive", "decide", "hand_over", "uncollected", "track", "parcel_back", "parcel_doubt", "withheld"),
    *("recall_parcel", "set_aside", "card", "survey", "procedure", "hearing", "fee", "serve", "telephone"),
    *("assign_survey", "batch", "batch_hand_over"),
)
_TASK: Final = record(
    "Task",
    {
        "reference": REFERENCE,
        "queue": {"type": "string", "description": "UNIT:post, UNIT:delivery, or UNIT:cards."},
        "task": {"type": "string", "enum": list(TASKS)},
        "step": {"type": "string", "description": "For decide."},
        "waits": {"type": "string", "description": "For decide: the kind of what it must wait for; empty: nothing."},
        "subject": {"type": "string", "description": "The survey, procedure, fee or document that the task is about."},
        "item": CODE,
        "variant": CODE,
        "applicant": {"type": "string"},
        "since": STAMP,
        "received_at": STAMP,
        "due_at": {**STAMP_OR_EMPTY, "description": "The first instant past the limit; empty: none runs."},
    },
)
_BEYOND: Final = "2026-03-03T01:30:00.000000Z#c-CP6553X2RM#receive"
_MORE: Final = record(
    "MoreTasks",
    {
        "queue": {"type": "string", "description": "A queue that goes on behind the hundred rows listed of it."},
        "beyond": {"type": "string", "description": "The last row listed."},
    },
)

LIST_TASKS: Final = Operation(
    id="listTasks",
    method="GET",
    path="/api/tasks",
    summary="What waits in the queues of all posts that the member of staff holds",
    who=("staff",),
    parameters=(
        in_query(
            "after", {"type": "string"}, "c-CP6553X2RM:2", "matter:seq of one's own last change, to see it listed."
        ),
        in_query("queue", {"type": "string"}, "YJJ:officer", "With `beyond`: the next page of this queue only."),
        in_query("beyond", {"type": "string"}, _BEYOND, "From `more` of the page before."),
    ),
    response=Body(
        record("TaskList", {"tasks": {"type": "array", "items": _TASK}, "more": {"type": "array", "items": _MORE}}),
        {
            "tasks": [
                {
                    "reference": "CP6553X2RM",
                    "queue": "YJJ:officer",
                    "task": "receive",
                    "step": "",
                    "waits": "",
                    "subject": "",
                    "item": "XN-YJJ-001",
                    "variant": "XN-YJJ-001-1",
                    "applicant": "王小明",
                    "since": "2026-03-03T01:30:00.000000Z",
                    "received_at": "2026-03-03T01:30:00.000000Z",
                    "due_at": "2026-03-11T00:00:00.000000Z",
                }
            ],
            "more": [{"queue": "YJJ:officer", "beyond": _BEYOND}],
        },
    ),
)

RECORD_DISPATCH: Final = Operation(
    id="recordDispatch",
    method="POST",
    path="/api/dispatches",
    summary="Record one waybill for one or many certificates; each is told apart",
    who=("staff",),
    parameters=(IDEMPOTENCY_KEY,),
    request=Body(
        record(
            "Dispatch",
            {
                "carrier": {**CODE, "description": "One of the city's carriers."},
                "waybill": {"type": "string", "maxLength": 60, "description": "As printed or scanned."},
                "references": {"type": "array", "items": CODE, "minItems": 1, "maxItems": MOST_ON_A_WAYBILL},
            },
            closed=True,
        ),
        {"carrier": "ems", "waybill": "1234567890123", "references": ["CP6553X2RM"]},
    ),
    response=Body(
        record(
            "Dispatched",
            {
                "waybill": {"type": "string"},
                "results": {
                    "type": "array",
                    "items": record(
                        "DispatchResult",
                        {
                            "reference": {"type": "string"},
                            "recorded": {"type": "boolean"},
                            "code": {"type": "string", "description": "Why not; empty when recorded."},
                            "seq": {"type": "integer"},
                            "hash": HASH,
                        },
                        optional=("seq", "hash"),
                    ),
                },
            },
        ),
        {
            "waybill": "1234567890123",
            "results": [{"reference": "CP6553X2RM", "recorded": False, "code": "certificate_not_ready"}],
        },
    ),
    errors=("carrier_unknown", "waybill_format"),
)

OPERATIONS: Final = (LIST_TASKS, RECORD_DISPATCH)
