"""Which documents the law has a case give: every one follows from a fact of the log and is drawn from it on demand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain import facts as f
from chalicelib.domain.catalogue import Definition


@dataclass(frozen=True)
class Document:
    """One document of a case: `seq` is the commit that gave it; service is empty until it is served. `undelivered_at`: when
    its SMS was known to have failed for good; `calls` the stamps of telephone calls that reached nobody."""

    kind: str
    seq: int
    at: str
    served_at: str = ""
    served_how: str = ""
    undelivered_at: str = ""
    calls: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.seq}"


def _declined(fact: f.Declined) -> str:
    """不受理告知 where no permit is needed, else 不予受理决定书 (Administrative Licensing Law, Art. 32(1), (2))."""
    return "not_a_permit_matter" if fact.ground == "no_permit_needed" else "declined"


_KINDS: Final[Mapping[type, str | Callable[[Any], str]]] = {
    f.Received: "receipt",
    f.CorrectionRequested: "correction_notice",
    f.Declined: _declined,
    f.Accepted: "acceptance",
    f.DeemedAccepted: "acceptance",
    f.ProcedureOpened: "procedure_notice",
    f.ProcedureProlonged: "procedure_prolonged",
    f.HearingOffered: "hearing_right",
    f.HearingCalled: "hearing_notice",
    f.HearingHeld: "hearing_minutes",
    f.SurveyRecorded: "survey_record",
    f.FeeNotified: "fee_notice",
    f.LimitExtended: "extension_notice",
    f.Amended: "amendment",
    f.Granted: "grant",
    f.Refused: "refusal",
    f.Withdrawn: "withdrawal",
    f.Lapsed: "lapse",
    f.Voided: "void",
    f.Forwarded: "forwarding",
    f.Terminated: "termination",
    f.Served: "service_receipt",
}

ENDING: Final = frozenset(
    {"not_a_permit_matter", "declined", "grant", "refusal", "withdrawal", "lapse", "void", "forwarding", "termination"}
)
"""The documents that end a case: an ended one has exactly one of them."""

AGAINST: Final = frozenset({"not_a_permit_matter", "declined", "refusal"})
"""The documents that decide against the applicant (Administrative Licensing Law, Arts. 32(2), 38(2))."""

SERVED_BY_OPENING: Final = (ENDING - {"grant", "withdrawal"}) | {
    *("correction_notice", "hearing_right", "hearing_notice", "procedure_notice", "procedure_prolonged"),
    *("extension_notice", "fee_notice"),
}
"""Notices and decisions from whose service a time of the applicant's runs, or which end the case against the applicant's
wish; the applicant's first opening of the case's page serves them."""


TOLD_BY_SMS: Final[Mapping[str, str]] = {
    "correction_requested": "correction_notice",
    "fee_notice": "fee_notice",
    "hearing_right": "hearing_right",
}
"""By the template of an SMS the document that it tells of, where a time of the applicant's runs from being told. A decision
is no such document: it is served itself (Administrative Licensing Law, Art. 44)."""

SERVED_BY_SMS: Final = frozenset(TOLD_BY_SMS.values())
"""Documents that an SMS which arrived has served, or a telephone call."""


def is_result(kind: str, definition: Definition) -> bool:
    """Whether with this document the applicant has the result itself: a refusal, or a grant that no certificate follows."""
    return kind == "refusal" or (kind == "grant" and not definition.data["result"])


KINDS: Final = tuple(sorted({kind for kind in _KINDS.values() if isinstance(kind, str)} | ENDING))


def document_kind(fact: f.Fact) -> str:
    """The document that this fact gives; empty for none."""
    kind = _KINDS.get(type(fact), "")
    return kind if isinstance(kind, str) else kind(fact)
