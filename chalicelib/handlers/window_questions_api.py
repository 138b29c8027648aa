"""A unit's questions, for programs: by a desk's or a leader's bearer session."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.operation import Operation
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.handlers.window_questions import acted
from chalicelib.handlers.window_questions_operations import (
    ANSWER_CONSULTATION,
    PUBLISH_ANSWER,
    REDIRECT_CONSULTATION,
    WITHDRAW_ANSWER,
)
from chalicelib.usecases.act_on_inquiry import InquiryDone
from chalicelib.usecases.unit_questions import Question, open_questions, units_of


def list_questions(request: Request) -> Reply:
    actor = staff_actor(decider(request))
    units = units_of(actor, wiring.edition())
    found = open_questions(units, views=wiring.views(), dossiers=wiring.dossiers())
    return json_reply({"questions": [_listed(one) for one in found]})


def answer_consultation(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, ANSWER_CONSULTATION, "answer", {"answer": "text"})


def redirect_consultation(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, REDIRECT_CONSULTATION, "redirect", {"unit": "unit"})


def publish_answer(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, PUBLISH_ANSWER, "publish", {"question": "question", "answer": "text"})


def withdraw_answer(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return _act(request, WITHDRAW_ANSWER, "take_off", {"reason": "text"})


def inquiry_state(done: InquiryDone) -> Mapping[str, Any]:
    """The inquiry after the command."""
    inquiry = done.inquiry
    state = {"reference": reference_of(inquiry.matter), "unit": inquiry.unit, "status": inquiry.status}
    return {**state, "seq": inquiry.seq, "hash": inquiry.head, "repeated": done.repeated}


def _act(request: Request, operation: Operation, name: str, fields: Mapping[str, str]) -> Reply:
    actor = staff_actor(decider(request))
    body = json_body(request, operation)
    said = {fields[key]: str(value) for key, value in body.items() if key in fields}
    said |= {"publish": "true"} if body.get("publish") else {}
    done = acted(request.params["reference"], actor, name, said, idempotency_key(request))
    return json_reply({**inquiry_state(done), "published": done.inquiry.published is not None})


def _listed(question: Question) -> Mapping[str, Any]:
    row = question.row
    return {
        "reference": reference_of(str(row["matter"])),
        "question": question.text,
        **{name: row[name] for name in ("unit", "item", "since", "warned")},
    }
