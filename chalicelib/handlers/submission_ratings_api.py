"""Rating a case, for programs: by a citizen's bearer session."""

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers import visitor
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.ratings_operations import RATE_CASE
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.my_case import acting_party, read_my_case
from chalicelib.usecases.rate_case import rate_case as rate


def rate_case(request: Request) -> Reply:
    """Raises UnknownCaseError, RefusedError."""
    found = visitor.citizen(request)
    body = json_body(request, RATE_CASE)
    file = read_my_case(
        found.subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    done = rate(
        file,
        acting_party(found.subject, file, parties=wiring.parties()),
        body["level"],
        body.get("words", ""),
        idempotency_key(request),
        edition=wiring.edition(),
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )
    inquiry = done.inquiry
    state = {"reference": reference_of(inquiry.matter), "unit": inquiry.unit, "status": inquiry.status}
    told = {**state, "seq": inquiry.seq, "hash": inquiry.head, "repeated": done.repeated}
    return json_reply(told, status=201)
