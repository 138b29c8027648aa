"""getReceipt: the log of one's own case, to be kept and checked without us."""

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import citizen
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.case_receipt import case_receipt
from chalicelib.usecases.my_case import read_my_case


def get_receipt(request: Request) -> Reply:
    """As a file to keep. Raises SignInRequiredError, UnknownCaseError."""
    file = own_case(request)
    reply = json_reply(case_receipt(file, log=wiring.log(), dossiers=wiring.dossiers()))
    name = f'attachment; filename="receipt-{reference_of(file.case.matter)}.json"'
    return Reply(reply.status, reply.body, reply.content_type, {**reply.headers, "Content-Disposition": name})


def own_case(request: Request) -> CaseFile:
    """Raises SignInRequiredError, UnknownCaseError."""
    return read_my_case(
        citizen(request).subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
