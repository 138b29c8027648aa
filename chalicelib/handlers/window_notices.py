"""Sending a message of a case again, from its page at the window."""

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.notice import Notice
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_case_page import case_page_again
from chalicelib.usecases.resend_notice import (
    ArrivalUnstatedError,
    NothingToRepeatError,
    NotTheUnitsOfficerError,
    UnknownNoticeError,
    resend_notice,
)


def resend(request: Request) -> Reply:
    """From the case's page, and back to it."""
    held = staff(request)
    try:
        resent(request, request.field("notice"), staff_actor(held), not_arrived=bool(request.field("not_arrived")))
    except (ArrivalUnstatedError, NothingToRepeatError, NotTheUnitsOfficerError, UnknownNoticeError) as error:
        return case_page_again(held, request, error)
    return see_other(f"/window/cases/{request.params['reference']}?done=resend")


def resent(request: Request, notice: str, actor: Actor, *, not_arrived: bool) -> Notice:
    """Has a notice of the case that the path names sent again; raises as resend_notice does."""
    return resend_notice(
        request.params["reference"],
        notice,
        actor,
        not_arrived=not_arrived,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        notices=wiring.notices(),
        now=wiring.now(),
    )
