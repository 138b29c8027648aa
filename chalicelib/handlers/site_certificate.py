"""Certificates on the public site: anybody verifies one, the applicant opens their own."""

from typing import Any

from chalicelib import wiring
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.shell import show
from chalicelib.pages.certificate_view import COLOURS
from chalicelib.texts import text
from chalicelib.usecases.certificate_file import UnknownCertificateError
from chalicelib.usecases.certificate_link import certificate_link
from chalicelib.usecases.certificate_sheet import shown_day
from chalicelib.usecases.certificate_standing import standing_sentence
from chalicelib.usecases.verify_certificate import Verified, verify_certificate


def verify_form(request: Request) -> Reply:
    """The form for who cannot scan, and its answer."""
    values = {name: request.query.get(name, "").strip() for name in ("number", "k")}
    if not any(values.values()):
        return _form(values, {}, status=200)
    if missing := {name: "required" for name, value in values.items() if not value}:
        return _form(values, missing, status=422)
    return _told(values, values["number"], values["k"], request)


def verify(request: Request) -> Reply:
    """The page behind the QR code."""
    reference, secret = request.params["certificate"], request.query.get("k", "")
    return _told({"number": reference, "k": secret}, reference, secret, request)


def certificate(request: Request) -> Reply:
    """Sends the applicant to the PDF of their case's certificate, for a minute.

    Raises SignInRequiredError, UnknownCaseError, UnknownCertificateError, NotShownError.
    """
    address = certificate_link(
        visitor.citizen(request).subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        certificates=wiring.certificates(),
        now=wiring.now(),
    )
    return see_other(address)


def verified(number: str, secret: str, request: Request) -> Verified:
    """Raises UnknownCertificateError, TooManyRequestsError."""
    return verify_certificate(
        number,
        secret,
        request.address,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        dossiers=wiring.dossiers(),
        guards=wiring.guards(),
        now=wiring.now(),
    )


def _told(values: dict[str, str], number: str, secret: str, request: Request) -> Reply:
    try:
        found = verified(number, secret, request)
    except UnknownCertificateError as unknown:
        return _form(values, {}, status=404, unknown=unknown.code)
    return show("public/verify.html", values=values, errors={}, unknown="", found=_shown(found))


def _form(values: dict[str, str], errors: dict[str, str], *, status: int, unknown: str = "") -> Reply:
    return show("public/verify.html", status=status, values=values, errors=errors, unknown=unknown, found=None)


def _shown(found: Verified) -> dict[str, Any]:
    issued = found.certificate.issued
    return {
        "sentence": standing_sentence(found.certificate, found.validity),
        "colour": COLOURS[found.validity],
        "name": found.name,
        "number": issued.number,
        "unit": found.unit,
        "holder": found.holder,
        "issued_on": shown_day(issued.issued_on),
        "valid_until": shown_day(issued.valid_until) if issued.valid_until else text("certificate.valid_for_ever"),
    }
