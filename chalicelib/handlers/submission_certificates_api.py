"""getCertificate: a certificate for its holder, its unit and supervisors."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.domain.renewal import IN_FORCE
from chalicelib.handlers import visitor
from chalicelib.handlers.problems import SignInRequiredError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.certificate_file import UnknownCertificateError
from chalicelib.usecases.certificate_standing import (
    Standing,
    read_certificate_for_staff,
    read_own_certificate,
    standing_sentence,
)


def get_certificate(request: Request) -> Reply:
    """Raises SignInRequiredError, StaffLockedError, UnknownCertificateError."""
    return json_reply(_record(_readable(request)))


def _readable(request: Request) -> Standing:
    """As whoever of the visitor's sessions may: one browser may hold a citizen's and an officer's."""
    number, citizen = request.params["certificate"], visitor.session(request, "citizen")
    official = visitor.session(request, "leader") or visitor.session(request, "staff")
    ports: dict[str, Any] = {"log": wiring.log(), "dossiers": wiring.dossiers(), "catalogue": wiring.catalogue()}
    if citizen is None and official is None:
        raise SignInRequiredError
    if citizen is not None:
        try:
            return read_own_certificate(citizen.subject, number, **ports, parties=wiring.parties(), now=wiring.now())
        except UnknownCertificateError:
            if official is None:
                raise
    actor = visitor.staff_actor(visitor.session(request, "leader") or visitor.staff(request))
    return read_certificate_for_staff(number, actor, **ports, now=wiring.now())


def _record(standing: Standing) -> dict[str, Any]:
    certificate, issued = standing.certificate, standing.certificate.issued
    return {
        "reference": reference_of(certificate.matter),
        "number": issued.number,
        "kind": issued.kind,
        "item": issued.item,
        "unit": issued.unit,
        "case": reference_of(issued.case),
        "issued_on": issued.issued_on,
        "valid_until": issued.valid_until or None,
        "standing": standing.validity,
        "in_force": standing.validity in IN_FORCE,
        "sentence": standing_sentence(certificate, standing.validity),
        "events": [
            {
                "end": getattr(one, "end", "suspended"),
                "ground": one.ground,
                "at": one.effective_at,
                "document": one.document,
                "until": getattr(one, "until", ""),
                "reason": standing.reason(one),
            }
            for one in standing.why
        ],
        "seq": certificate.seq,
        "hash": certificate.head,
    }
