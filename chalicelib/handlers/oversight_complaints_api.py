"""Handling complaints, for programs: by the bearer session of somebody at the desk who handles them."""

from chalicelib.handlers.oversight_complaints import COMPLAINTS
from chalicelib.handlers.oversight_complaints_operations import (
    ANSWER_COMPLAINT,
    CALL_BACK_COMPLAINT,
    TAKE_COMPLAINT,
)
from chalicelib.handlers.oversight_inquiry_desk import acted_by_program, listed_for_programs
from chalicelib.handlers.request import Reply, Request


def list_complaints(request: Request) -> Reply:
    return listed_for_programs(COMPLAINTS, request)


def take_complaint(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return acted_by_program(COMPLAINTS, request, TAKE_COMPLAINT, "take")


def answer_complaint(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return acted_by_program(COMPLAINTS, request, ANSWER_COMPLAINT, "answer")


def call_back_complaint(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return acted_by_program(COMPLAINTS, request, CALL_BACK_COMPLAINT, "call_back")
