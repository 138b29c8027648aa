"""A telephone call about a notice of a batch or certificate, as a form or a program tells it."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.telling import Call
from chalicelib.domain.sealed import UNSEALED
from chalicelib.domain.times import stamp
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.operation import STAMP, Body, Schema, record
from chalicelib.handlers.window_acts import moment
from chalicelib.texts import text
from chalicelib.usecases.asked_acts import CALLS

CALL_CODES: Final = ("document_unknown", "document_served", "service_time", "service_unknown", "call_unnoted")

CALL_BODY: Final = Body(
    record(
        "NoticeCall",
        {
            "call": {"type": "string", "enum": list(CALLS)},
            "called_at": {**STAMP, "description": "When; now where it is absent."},
            "note": {
                "type": "string",
                "maxLength": LONGEST_WORDS,
                "description": "Who was told what; of a call that reached somebody it is required.",
            },
        },
        optional=("called_at", "note"),
        closed=True,
    ),
    {"call": "reached", "note": "张三本人接听，已逐项告知"},
)


def call_choices() -> Mapping[str, Schema]:
    """The words of a form's choice."""
    return {"call": {call: text(f"window.call.{call}") for call in CALLS}}


def asked_call(said: Mapping[str, Any]) -> Call:
    """The call that the fields document, call and called_at tell; its note is still to be sealed.

    Raises RefusedError (service_unknown).
    """
    if said.get("call") not in CALLS:
        raise RefusedError("service_unknown", {"how": str(said.get("call", ""))})
    called_at = moment(str(said.get("called_at", ""))) or stamp(wiring.now())
    return Call(str(said.get("document", "")), said["call"] == "reached", called_at, UNSEALED)
