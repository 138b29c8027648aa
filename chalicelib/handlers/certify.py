"""The certify queue: certificates of granted cases, drawn one by one."""

from typing import Any

from chalicelib import settings, wiring
from chalicelib.handlers.stream import each_message
from chalicelib.usecases.issue_certificate import issue_certificate
from chalicelib.usecases.record_pickup import list_for_pickup


def handle(event: Any) -> dict[str, list[dict[str, str]]]:
    """Issues the certificate of each message {"kind": "certify", "matter"}."""
    return each_message("certify", event, lambda body: _issue(body["matter"]))


def _issue(matter: str) -> None:
    certificate = issue_certificate(
        matter,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        certificates=wiring.certificates(),
        printer=wiring.printer(),
        signer=wiring.signer(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        key=wiring.certificate_key(),
        site=settings.site_origin(),
        now=wiring.now(),
    )
    issued = certificate.issued
    list_for_pickup(issued.case, issued.unit, parties=wiring.parties(), key=wiring.pseudonym_key())
