"""Handling bad ratings, for programs: by the bearer session of somebody at the desk who handles them."""

from collections.abc import Mapping

from chalicelib import wiring
from chalicelib.domain.reference import MatterKind, reference_of
from chalicelib.domain.rows import Row
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.operation import Operation
from chalicelib.handlers.oversight_complaints import handler
from chalicelib.handlers.oversight_ratings import acted
from chalicelib.handlers.ratings_operations import ANSWER_RATING, CALL_BACK_RATING, RECTIFY_RATING, VERIFY_RATING
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import staff_actor
from chalicelib.usecases.handled_inquiries import list_handled

_LISTED = ("unit", "item", "level", "status", "since", "finding", "result", "escalated")


def list_bad_ratings(request: Request) -> Reply:
    actor = staff_actor(handler(request))
    listed = list_handled(MatterKind.RATING, actor, wiring.edition(), views=wiring.views())
    return json_reply({"open": [_row(row) for row in listed.open], "closed": [_row(row) for row in listed.closed]})


def verify_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, VERIFY_RATING, "verify")


def rectify_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, RECTIFY_RATING, "rectify")


def answer_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, ANSWER_RATING, "answer")


def call_back_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, CALL_BACK_RATING, "call_back")


def _act(request: Request, operation: Operation, name: str) -> Reply:
    actor = staff_actor(handler(request))
    body = json_body(request, operation)
    said: Mapping[str, str] = {"text" if key == "words" else key: str(value) for key, value in body.items()}
    done = acted(request.params["reference"], actor, name, said, idempotency_key(request))
    inquiry = done.inquiry
    state = {"reference": reference_of(inquiry.matter), "unit": inquiry.unit, "status": inquiry.status}
    return json_reply({**state, "seq": inquiry.seq, "hash": inquiry.head, "repeated": done.repeated})


def _row(row: Row) -> Mapping[str, str | int]:
    return {"reference": reference_of(str(row["matter"])), **{name: row[name] for name in _LISTED}}
