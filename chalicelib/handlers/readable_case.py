"""The case that an address names, for whoever may read it: the applicant, the agent, staff with a part in it."""

from dataclasses import dataclass

from chalicelib import wiring
from chalicelib.handlers import visitor
from chalicelib.handlers.problems import SignInRequiredError
from chalicelib.handlers.request import Request
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError
from chalicelib.usecases.my_case import read_my_case
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.open_documents import waiting_documents


class UnopenedDocumentError(Exception):
    """It waits for its applicant to open it, which is an act and serves it; looking alone shows nothing of it."""

    code = "document_unopened"


@dataclass(frozen=True)
class ReadCase:
    """`own`: read as the applicant or agent, not by post."""

    file: CaseFile
    own: bool


def readable_case(request: Request) -> CaseFile:
    """The case of the path, for whoever may read it. Raises as `read_as_visitor` does."""
    return read_as_visitor(request).file


def case_with_document(request: Request) -> CaseFile:
    """The case of the path, where its reader may see the document of the path.

    Raises SignInRequiredError, StaffLockedError, UnknownCaseError, UnopenedDocumentError.
    """
    found = read_as_visitor(request)
    if found.own and request.params["document"] in {one.id for one in waiting_documents(found.file)}:
        raise UnopenedDocumentError(request.params["document"])
    return found.file


def read_as_visitor(request: Request) -> ReadCase:
    """The case of the path, read as whoever of the visitor's sessions may: one browser may hold a citizen's and an
    officer's.

    Raises SignInRequiredError, StaffLockedError, UnknownCaseError.
    """
    reference, citizen = request.params["reference"], visitor.session(request, "citizen")
    official = visitor.session(request, "leader") or visitor.session(request, "staff")
    if citizen is None and official is None:
        raise SignInRequiredError
    if citizen is not None:
        try:
            file = read_my_case(
                citizen.subject, reference, log=wiring.log(), catalogue=wiring.catalogue(), parties=wiring.parties()
            )
            return ReadCase(file, own=True)
        except UnknownCaseError:
            if official is None:
                raise
    actor = visitor.staff_actor(visitor.session(request, "leader") or visitor.staff(request))
    return ReadCase(read_for_staff(reference, actor, log=wiring.log(), catalogue=wiring.catalogue()), own=False)
