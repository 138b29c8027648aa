"""The certificate of one's own case: whether it is in force, and why not."""

from dataclasses import asdict
from typing import Any

from chalicelib import wiring
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.document.review_rights import review_rights
from chalicelib.pages import certificate_view
from chalicelib.texts import text
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.certificate_standing import holders_sentence, standing_of

AGAINST = frozenset({"withdrawn", "revoked", "penalised", "deregistered", "suspended"})
"""What is done to the holder, against which the law gives rights of review."""


def certificate_shown(file: CaseFile, edition: Edition) -> dict[str, Any] | None:
    """{"number", "open" (the file may be looked at), "sentence", "colour", "events", "rights"}; None while there is none."""
    if not file.case.certificate:
        return None
    standing = standing_of(
        file.case.certificate,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )
    found, why = standing.validity, standing.why
    rights = review_rights(edition.unit(file.definition.unit), file.definition.regime) if found in AGAINST else None
    return {
        "number": file.case.certificate_number,
        "open": not why,
        "sentence": holders_sentence(standing.certificate, found) if not certificate_view.in_force(found) else "",
        "colour": certificate_view.COLOURS[found],
        "events": [certificate_view.event(one, standing.reason(one)) for one in why],
        "rights": text("hall.rights", **asdict(rights)) if rights else "",
    }
