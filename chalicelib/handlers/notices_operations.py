"""What the people of a case were sent, sending it again, and what a telephone does not want to be sent."""

from typing import Final, get_args

from chalicelib.domain.notice import State
from chalicelib.handlers.operation import (
    REFERENCE_IN_PATH,
    STAMP,
    STAMP_OR_EMPTY,
    Body,
    Operation,
    in_path,
    record,
)

_ID: Final = {"type": "string", "description": "Names the notice within its case."}
_NOTICE: Final = record(
    "Notice",
    {
        "notice": _ID,
        "to": {"type": "string", "enum": ["applicant", "agent"]},
        "template": {"type": "string", "description": "Its code: which message it was, never its text."},
        "name": {"type": "string"},
        "state": {"type": "string", "enum": [*get_args(State), "temporarily_failed"]},
        "planned_at": STAMP,
        "send_at": {**STAMP, "description": "When it is, or was, to go out."},
        "ended_at": {**STAMP_OR_EMPTY, "description": "When sending ended, with whatever state."},
        "receipt_at": {**STAMP_OR_EMPTY, "description": "When, by the carrier, it arrived or could not be delivered."},
        "parts": {"type": "integer", "description": "What it was billed as."},
        "cost": {"type": "integer", "description": "Thousandths of a yuan."},
        "problem": {"type": "string", "description": "A code that says why it waits or failed; empty: nothing."},
        "repeats": {"type": "string", "description": "The notice that it repeats; empty: none."},
        "repeatable": {"type": "boolean", "description": "Whether an officer of the unit can have it sent again."},
    },
)
_EXAMPLE: Final = {
    "notice": "5f0c1d2e3a4b5c6d",
    "to": "applicant",
    "template": "accepted",
    "name": "受理通知",
    "state": "sent",
    "planned_at": "2026-03-03T01:30:00.000000Z",
    "send_at": "2026-03-03T01:30:00.000000Z",
    "ended_at": "2026-03-03T01:30:01.000000Z",
    "receipt_at": "",
    "parts": 1,
    "cost": 45,
    "problem": "",
    "repeats": "",
    "repeatable": True,
}

LIST_NOTICES: Final = Operation(
    id="listNotices",
    method="GET",
    path="/api/cases/{reference}/notices",
    summary="What applicant and agent were sent about a case, the oldest first: when, with what success, never the text",
    who=("citizen", "staff", "leader"),
    parameters=(REFERENCE_IN_PATH,),
    response=Body(record("Notices", {"notices": {"type": "array", "items": _NOTICE}}), {"notices": [_EXAMPLE]}),
    errors=("case_unknown",),
)

RESEND_NOTICE: Final = Operation(
    id="resendNotice",
    method="POST",
    path="/api/cases/{reference}/notices/{notice}/repetition",
    summary="Send a notice again, once, to the number that the case has now; by an officer of its unit",
    who=("staff",),
    parameters=(REFERENCE_IN_PATH, in_path("notice", "5f0c1d2e3a4b5c6d", "The notice's id, as listNotices gives it.")),
    request=Body(
        record(
            "Repetition",
            {
                "not_arrived": {
                    "type": "boolean",
                    "description": "The officer states that it did not arrive: needed unless sending has failed.",
                }
            },
            optional=("not_arrived",),
            closed=True,
        ),
        {"not_arrived": True},
    ),
    response=Body(
        _NOTICE, {**_EXAMPLE, "state": "planned", "ended_at": "", "parts": 0, "cost": 0, "repeatable": False}
    ),
    errors=("case_unknown", "forbidden", "notice_unknown", "notice_not_repeatable", "notice_arrival_unstated"),
)

_WISHES: Final = record(
    "MessageWishes",
    {
        "courtesies": {
            "type": "boolean",
            "description": "Whether this telephone is told of progress and asked to rate; all else is always told.",
        }
    },
    closed=True,
)

GET_MESSAGE_WISHES: Final = Operation(
    id="getMessageWishes",
    method="GET",
    path="/api/message-wishes",
    summary="Which SMS one's own telephone gets",
    who=("citizen",),
    response=Body(_WISHES, {"courtesies": True}),
)

SET_MESSAGE_WISHES: Final = Operation(
    id="setMessageWishes",
    method="PUT",
    path="/api/message-wishes",
    summary="Switch messages of courtesy to one's own telephone off, or on again",
    who=("citizen",),
    request=Body(_WISHES, {"courtesies": False}),
    response=Body(_WISHES, {"courtesies": False}),
)

OPERATIONS: Final = (LIST_NOTICES, RESEND_NOTICE, GET_MESSAGE_WISHES, SET_MESSAGE_WISHES)
