"""What became of a certificate, as pages show it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from chalicelib.domain.certificate_ends import AUTHORITIES
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


_FIELDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "end-withdrawn": (("ground", "choice"), ("reason", "words")),
    "end-revoked": (("ground", "choice"), ("by", "choice"), ("document", "text"), ("reason", "words")),
    "end-penalised": (("ground", "choice"), ("document", "text"), ("reason", "words")),
    "end-deregistered": (("ground", "choice"), ("document", "text"), ("reason", "words")),
    "end-replaced": (("ground", "choice"), ("replaced_by", "text"), ("reason", "words")),
    "suspend": (("document", "text"), ("until", "date"), ("reason", "words")),
    "confirm": (),
    "take_back": (("reason", "words"),),
    "resume": (("reason", "words"),),
}
"""The fields of each act, and how they are typed."""


def forms(possible: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The acts as window/act.html draws them, what waits for this person first; `possible` has each one's grounds."""
    order = ("confirm", "take_back", "resume", *(act for act in _FIELDS if act.startswith("end-")), "suspend")
    return [_form(act, possible[act]) for act in order if act in possible]


def _form(act: str, grounds: Sequence[str]) -> dict[str, Any]:
    code = act.replace("-", "_")
    return {
        "act": act,
        **{name: text(f"certificate.act.{code}.{name}") for name in ("title", "button", "hint")},
        "subject": None,
        "fields": [_field(code, name, kind, grounds) for name, kind in _FIELDS[act]],
    }


def _field(code: str, name: str, kind: str, grounds: Sequence[str]) -> dict[str, Any]:
    choices = {
        "ground": {ground: text(f"certificate.ground.{ground}") for ground in grounds},
        "by": {by: text(f"certificate.by.{by}") for by in AUTHORITIES},
    }.get(name, {})
    title = text(f"certificate.field.{name}")
    hint = text(f"certificate.hint.{code}_{name}") if (code, name) in _HINTED else ""
    return {"name": name, "kind": kind, "title": title, "hint": hint, "choices": choices}


_HINTED: Final = frozenset(
    {
        ("end_withdrawn", "reason"),
        ("end_revoked", "document"),
        ("end_penalised", "document"),
        ("end_deregistered", "document"),
        ("end_replaced", "replaced_by"),
        ("suspend", "document"),
        ("suspend", "until"),
    }
)
