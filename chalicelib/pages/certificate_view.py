"""What became of a certificate, as pages show it."""

from collections.abc import Sequence
from typing import Any, Final

from chalicelib.domain.facts import CertificateEnded, CertificateEndProposed, CertificateSuspended
from chalicelib.domain.renewal import IN_FORCE, Validity
from chalicelib.texts import text

COLOURS: Final[dict[Validity, str]] = {
    "in_force": "done",
    "deemed_renewed": "done",
    "expired": "warning",
    "replaced": "warning",
    "suspended": "error",
    "withdrawn": "error",
    "revoked": "error",
    "penalised": "error",
    "deregistered": "error",
}
"""The colour of a message, by what it says of the certificate."""

_MARKS: Final = {"done": "green", "warning": "yellow", "error": "red"}


def mark(found: Validity) -> dict[str, str]:
    """{"text", "colour"} of a word beside the number."""
    return {"text": text(f"certificate.standing.{found}"), "colour": _MARKS[COLOURS[found]]}


def in_force(found: Validity) -> bool:
    return found in IN_FORCE


def event(fact: CertificateEnded | CertificateSuspended | CertificateEndProposed, reason: str) -> dict[str, Any]:
    """{"name", "at", "basis", "ground", "by" (empty for the unit itself), "document", "until", "reason"}, codes in words."""
    end = getattr(fact, "end", "suspended")
    by = getattr(fact, "by", "organ")
    return {
        "name": text(f"certificate.end.{end}"),
        "at": fact.effective_at,
        "basis": text(f"certificate.end_basis.{end}"),
        "ground": text(f"certificate.ground.{fact.ground}"),
        "by": text(f"certificate.by.{by}") if by != "organ" else "",
        "document": fact.document,
        "until": getattr(fact, "until", ""),
        "reason": reason,
    }


def grounds(codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": code, "title": text(f"certificate.ground.{code}")} for code in codes]
