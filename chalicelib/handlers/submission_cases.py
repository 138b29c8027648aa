"""One's own cases: receipt and progress, correction, hearing, withdrawal."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers import submission_case_pages as pages
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.usecases.drafts import correction_draft, correction_draft_id
from chalicelib.usecases.my_case import read_my_case
from chalicelib.usecases.open_documents import open_documents
from chalicelib.usecases.request_hearing import request_hearing
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.withdraw_case import withdraw_case


def case(request: Request) -> Reply:
    """The receipt and the progress of one's own case; opening it serves the notices that waited.

    Raises UnknownCaseError.
    """
    found = visitor.citizen(request)
    file = open_documents(
        _file(found, request),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    return pages.case_page(found, file, request.query.get("done", ""))


def begin_correction(request: Request) -> Reply:
    """The draft of the answer to the open notice; coming back continues it."""
    found = visitor.citizen(request)
    file = _file(found, request)
    draft = correction_draft(
        correction_draft_id(found.subject, file.case.matter, len(file.case.corrections)),
        found.subject,
        request.params["reference"],
        drafts=wiring.drafts(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        now=wiring.now(),
    )
    return see_other(f"/drafts/{draft.id}")


def hearing_form(request: Request) -> Reply:
    found = visitor.citizen(request)
    return pages.hearing_page(found, _file(found, request))


def ask_hearing(request: Request) -> Reply:
    """Raises UnknownCaseError, RefusedError."""
    found = visitor.citizen(request)
    done = request_hearing(
        found.subject,
        request.params["reference"],
        request.field("command"),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        parties=wiring.parties(),
        now=wiring.now(),
    )
    return see_other(f"/cases/{reference_of(done.case.matter)}?done=hearing_requested")


def withdraw_form(request: Request) -> Reply:
    found = visitor.citizen(request)
    return pages.withdraw_page(found, _file(found, request))


def withdraw(request: Request) -> Reply:
    found = visitor.citizen(request)
    done = withdraw_case(
        found.subject,
        request.params["reference"],
        request.field("command"),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        parties=wiring.parties(),
        now=wiring.now(),
    )
    return see_other(f"/cases/{reference_of(done.case.matter)}?done=withdrawn")


def _file(found: Session, request: Request) -> Any:
    return read_my_case(
        found.subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
