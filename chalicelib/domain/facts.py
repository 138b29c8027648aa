"""Every fact that a commit may hold. Past tense, immutable, without personal data.

Names, numbers, addresses, form text and opinions lie in the dossier; a fact holds a `Sealed` reference to them: the
dossier part and the digest of its content with the salt that is stored beside it. Times are ISO 8601 UTC text.
A fact's stored form is its fields with `type` and `v`; a changed meaning is a new version with an upcast, for ever.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, get_args


@dataclass(frozen=True)
class Sealed:
    """A dossier part and the salted digest of its content (see dossier.seal)."""

    part: str
    digest: str


@dataclass(frozen=True)
class CorrectionRow:
    """One thing to correct: the material and the ready sentence's number in the item's data; -1 is free text only."""

    material: str
    sentence: int


@dataclass(frozen=True)
class Received:
    """收件: the application stands in the log. `answers` are the flow's and materials' conditions as decided."""

    TYPE: ClassVar = "received"
    V: ClassVar = 1
    applicant: str
    item: str
    variant: str
    edition: str
    unit: str
    channel: str
    effective_at: str
    form: Sealed
    papers: Sealed
    required: tuple[str, ...]
    delivery: str


@dataclass(frozen=True)
class OriginalsChecked:
    """原件已核: the officer saw these originals at the window."""

    TYPE: ClassVar = "originals_checked"
    V: ClassVar = 1
    materials: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    """受理 by an officer."""

    TYPE: ClassVar = "accepted"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class DeemedAccepted:
    """Accepted as of receipt because the notice limit ran out (Administrative Licensing Law, Art. 32(4))."""

    TYPE: ClassVar = "deemed_accepted"
    V: ClassVar = 1
    effective_at: str
    due_at: str


@dataclass(frozen=True)
class CorrectionRequested:
    """补正: one notice that lists everything missing."""

    TYPE: ClassVar = "correction_requested"
    V: ClassVar = 1
    effective_at: str
    rows: tuple[CorrectionRow, ...]
    note: Sealed


@dataclass(frozen=True)
class CorrectionSupplied:
    """The applicant answered the correction notice; receipt is counted from here on."""

    TYPE: ClassVar = "correction_supplied"
    V: ClassVar = 1
    effective_at: str
    form: Sealed
    papers: Sealed


@dataclass(frozen=True)
class Declined:
    """不受理 or 不予受理 on one of the closed grounds; `to_unit` names whose matter it is."""

    TYPE: ClassVar = "declined"
    V: ClassVar = 1
    effective_at: str
    ground: str
    to_unit: str
    note: Sealed


@dataclass(frozen=True)
class StepDecided:
    """A step's decision. `outcome`: pass, refuse, return; `to` is the step returned to, else empty; `undone` are the
    steps whose decisions the return undoes; `shown` is the digest of the step's dossier as the decider saw it, empty
    at the window's one sitting; `via` is window, page or link."""

    TYPE: ClassVar = "step_decided"
    V: ClassVar = 1
    effective_at: str
    step: str
    outcome: str
    to: str
    undone: tuple[str, ...]
    opinion: Sealed
    shown: str
    via: str


@dataclass(frozen=True)
class Granted:
    """准予: 办结 with a grant."""

    TYPE: ClassVar = "granted"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class Refused:
    """不予许可: 办结 with a refusal; the reason is sealed, the review rights are the unit's data in the edition."""

    TYPE: ClassVar = "refused"
    V: ClassVar = 1
    effective_at: str
    reason: Sealed


@dataclass(frozen=True)
class CertificateMade:
    """The certificate (a matter of its own) exists and can be handed over."""

    TYPE: ClassVar = "certificate_made"
    V: ClassVar = 1
    certificate: str
    number: str


@dataclass(frozen=True)
class Dispatched:
    TYPE: ClassVar = "dispatched"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str


@dataclass(frozen=True)
class ParcelMoved:
    """The carrier reported a new state of the parcel; `effective_at` is the carrier's own time."""

    TYPE: ClassVar = "parcel_moved"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str
    state: str


@dataclass(frozen=True)
class Served:
    """已送达: `how` is courier, pickup or window."""

    TYPE: ClassVar = "served"
    V: ClassVar = 1
    effective_at: str
    how: str


@dataclass(frozen=True)
class Withdrawn:
    """撤回申请 by the applicant before the decision."""

    TYPE: ClassVar = "withdrawn"
    V: ClassVar = 1
    effective_at: str


@dataclass(frozen=True)
class CertificateIssued:
    """First fact of a certificate matter. Dates are local ISO dates; `valid_until` is empty for no expiry."""

    TYPE: ClassVar = "certificate_issued"
    V: ClassVar = 1
    case: str
    holder: str
    kind: str
    number: str
    item: str
    edition: str
    unit: str
    issued_on: str
    valid_until: str
    pdf: str
    secret_digest: str


Fact = (
    Received
    | OriginalsChecked
    | Accepted
    | DeemedAccepted
    | CorrectionRequested
    | CorrectionSupplied
    | Declined
    | StepDecided
    | Granted
    | Refused
    | CertificateMade
    | Dispatched
    | ParcelMoved
    | Served
    | Withdrawn
    | CertificateIssued
)

FACTS: Final[dict[str, type[Fact]]] = {fact.TYPE: fact for fact in get_args(Fact)}

UPCASTS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""(type, version) → the same fact's fields one version later."""


class UnknownFactError(ValueError):
    """The log holds a fact that this code cannot read: it must refuse to decide, never skip."""

    code = "fact_unknown"


def fact_to_json(fact: Fact) -> dict[str, Any]:
    return {"type": fact.TYPE, "v": fact.V, **_plain(dataclasses.asdict(fact))}


def fact_from_json(data: Mapping[str, Any]) -> Fact:
    """Reads a stored fact of any version.

    Raises UnknownFactError.
    """
    kind, version = data["type"], data["v"]
    fields = {key: value for key, value in data.items() if key not in ("type", "v")}
    while upcast := UPCASTS.get((kind, version)):
        fields = upcast(fields)
        version += 1
    cls = FACTS.get(kind)
    if cls is None or version != cls.V:
        raise UnknownFactError(f"{kind} v{version}")
    names = {field.name for field in dataclasses.fields(cls)}
    if names != fields.keys():
        raise UnknownFactError(f"{kind} v{version}: fields {sorted(names ^ fields.keys())}")
    return cls(**{name: _READ.get(name, _same)(value) for name, value in fields.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _same(value: Any) -> Any:
    return value


def _sealed(value: Mapping[str, str]) -> Sealed:
    return Sealed(**value)


def _rows(value: list[Mapping[str, Any]]) -> tuple[CorrectionRow, ...]:
    return tuple(CorrectionRow(**row) for row in value)


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "form": _sealed,
    "papers": _sealed,
    "note": _sealed,
    "opinion": _sealed,
    "reason": _sealed,
    "rows": _rows,
    "required": tuple,
    "materials": tuple,
    "undone": tuple,
}
