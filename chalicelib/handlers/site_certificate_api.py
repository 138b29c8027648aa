"""verifyCertificate: the public verification page for programs."""

from chalicelib.domain.renewal import IN_FORCE
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.site_certificate import verified
from chalicelib.usecases.certificate_standing import standing_sentence


def verify_certificate(request: Request) -> Reply:
    found = verified(request.params["certificate"], request.query.get("k", ""), request)
    issued = found.certificate.issued
    return json_reply(
        {
            "genuine": True,
            "in_force": found.validity in IN_FORCE,
            "standing": found.validity,
            "sentence": standing_sentence(found.certificate, found.validity),
            "kind": issued.kind,
            "name": found.name,
            "number": issued.number,
            "unit": found.unit,
            "holder": found.holder,
            "issued_on": issued.issued_on,
            "valid_until": issued.valid_until or None,
        }
    )
