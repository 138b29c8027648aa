"""One's own cases: receipt and progress, correction, hearing, withdrawal."""

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers import submission_case_pages as pages
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.drafts import correction_draft, correction_draft_id
from chalicelib.usecases.my_case import acting_party, read_my_case
from chalicelib.usecases.open_documents import open_documents
from chalicelib.usecases.request_hearing import request_hearing
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.withdraw_case import withdraw_case


def case(request: Request) -> Reply:
    """The receipt and the progress of one's own case; of what waits to be served the titles.

    Raises UnknownCaseError.
    """
    found = visitor.citizen(request)
    return pages.case_page(found, _file(found, request), request.query.get("done", ""))


def open_waiting(request: Request) -> Reply:
    """Serves what waited, and shows it.

    Raises UnknownCaseError.
    """
    found = visitor.citizen(request)
    return see_other(f"/cases/{reference_of(opened(found.subject, _file(found, request)).case.matter)}")


def opened(account: str, file: CaseFile) -> CaseFile:
    """The case after its owner opened what waited."""
    return open_documents(
        file,
        acting_party(account, file, parties=wiring.parties()),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def begin_correction(request: Request) -> Reply:
    """The draft of the answer to the open notice, which has been served with that; coming back continues it."""
    found = visitor.citizen(request)
    file = opened(found.subject, _file(found, request))
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


def _file(found: Session, request: Request) -> CaseFile:
    return read_my_case(
        found.subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
