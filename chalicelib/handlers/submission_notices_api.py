"""listNotices: for the applicant or agent of a case, and for staff who have a part in it."""

from chalicelib import wiring
from chalicelib.handlers.notice_json import notice_json
from chalicelib.handlers.readable_case import readable_case
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.case_notices import notices_of


def list_notices(request: Request) -> Reply:
    """Raises SignInRequiredError, StaffLockedError, UnknownCaseError."""
    found = notices_of(readable_case(request).case, notices=wiring.notices())
    return json_reply({"notices": [notice_json(one, found) for one in found]})
