"""The certify queue: certificates of granted cases, drawn one by one."""

import json
import logging
from typing import Any

from chalicelib import settings, wiring
from chalicelib.usecases.issue_certificate import issue_certificate
from chalicelib.usecases.record_pickup import list_for_pickup

LOG = logging.getLogger("buqiuren")


def handle(event: Any) -> dict[str, list[dict[str, str]]]:
    """Issues the certificate of each message {"kind": "certify", "matter"}; one that fails is reported alone and comes
    again."""
    failed = []
    for record in event:
        try:
            _issue(json.loads(record.body)["matter"])
        except Exception:
            message = record.to_dict()["messageId"]
            LOG.exception("certify failed on message %s", message)
            failed.append({"itemIdentifier": message})
    return {"batchItemFailures": failed}


def _issue(matter: str) -> None:
    certificate = issue_certificate(
        matter,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        certificates=wiring.certificates(),
        printer=wiring.printer(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        key=wiring.certificate_key(),
        site=settings.site_origin(),
        now=wiring.now(),
    )
    issued = certificate.issued
    list_for_pickup(issued.case, issued.unit, parties=wiring.parties(), key=wiring.pseudonym_key())
