"""The case that an address names, for whoever may read it: the applicant, the agent, staff with a part in it."""

from chalicelib import wiring
from chalicelib.handlers import visitor
from chalicelib.handlers.problems import SignInRequiredError
from chalicelib.handlers.request import Request
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError
from chalicelib.usecases.my_case import read_my_case
from chalicelib.usecases.officer_case import read_for_staff


def readable_case(request: Request) -> CaseFile:
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
            return read_my_case(
                citizen.subject, reference, log=wiring.log(), catalogue=wiring.catalogue(), parties=wiring.parties()
            )
        except UnknownCaseError:
            if official is None:
                raise
    actor = visitor.staff_actor(visitor.session(request, "leader") or visitor.staff(request))
    return read_for_staff(reference, actor, log=wiring.log(), catalogue=wiring.catalogue())
