"""Handling bad ratings, for programs: by the bearer session of somebody at the desk who handles them."""

from chalicelib.handlers.oversight_inquiry_desk import acted_by_program, listed_for_programs
from chalicelib.handlers.oversight_ratings import RATINGS
from chalicelib.handlers.ratings_operations import ANSWER_RATING, CALL_BACK_RATING, RECTIFY_RATING, VERIFY_RATING
from chalicelib.handlers.request import Reply, Request


def list_bad_ratings(request: Request) -> Reply:
    return listed_for_programs(RATINGS, request)


def verify_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return acted_by_program(RATINGS, request, VERIFY_RATING, "verify")


def rectify_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return acted_by_program(RATINGS, request, RECTIFY_RATING, "rectify")


def answer_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return acted_by_program(RATINGS, request, ANSWER_RATING, "answer")


def call_back_rating(request: Request) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    return acted_by_program(RATINGS, request, CALL_BACK_RATING, "call_back")
