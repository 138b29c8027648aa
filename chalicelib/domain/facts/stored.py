"""The stored form of facts: a fact's fields with `type` and `v`; a changed meaning is a new version with an upcast."""

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, get_args

from chalicelib.domain.facts import (
    application,
    batch,
    certificate_end,
    delivery,
    ending,
    inquiry,
    renewal,
    review,
    supervision,
)
from chalicelib.domain.sealed import CorrectionRow, Sealed

Fact = (
    application.Received
    | application.OriginalsChecked
    | application.Accepted
    | application.DeemedAccepted
    | application.CorrectionRequested
    | application.CorrectionAllowed
    | application.CorrectionSupplied
    | application.IdentityChecked
    | application.CorrectionReminded
    | application.DocumentServed
    | application.NoticeUndelivered
    | application.CallUnanswered
    | application.Amended
    | review.StepDecided
    | review.StepReassigned
    | review.LinkRenewed
    | review.BranchAdded
    | review.BranchWithdrawn
    | review.BranchReturned
    | review.ProcedureOpened
    | review.ProcedureProlonged
    | review.ProcedureOverran
    | review.ProcedureClosed
    | review.HearingOffered
    | review.HearingRequested
    | review.HearingCalled
    | review.HearingHeld
    | review.SurveyAssigned
    | review.SurveyRecorded
    | review.FeeNotified
    | review.FeePaid
    | review.FeeReminded
    | review.LimitExtended
    | ending.Declined
    | ending.Granted
    | ending.Refused
    | ending.Withdrawn
    | ending.Lapsed
    | ending.VoidProposed
    | ending.VoidTakenBack
    | ending.Voided
    | ending.Forwarded
    | ending.Terminated
    | ending.CertificateMade
    | ending.Dispatched
    | ending.ParcelMoved
    | delivery.CarrierCorrected
    | delivery.ParcelDoubted
    | delivery.KeptForPickup
    | delivery.Collected
    | delivery.CertificateTakenAway
    | delivery.CertificateGivenBack
    | delivery.CertificateSetAside
    | delivery.Uncollected
    | ending.Served
    | ending.CertificateIssued
    | renewal.RenewalReminded
    | renewal.RenewalApplied
    | renewal.RenewalDecided
    | renewal.RenewalDeemed
    | certificate_end.CertificateEndProposed
    | certificate_end.CertificateEndTakenBack
    | certificate_end.CertificateEnded
    | certificate_end.CertificateSuspended
    | certificate_end.CertificateResumed
    | supervision.CardGiven
    | supervision.CardAnswered
    | supervision.CardWithdrawn
    | supervision.CardFollowedUp
    | batch.BatchReceived
    | batch.BatchInstructed
    | batch.BatchDecided
    | batch.BatchHandedOver
    | inquiry.ConsultationAsked
    | inquiry.ComplaintFiled
    | inquiry.CaseRated
    | inquiry.InquiryRedirected
    | inquiry.ComplaintTaken
    | inquiry.RatingVerified
    | inquiry.InquiryAnswered
    | inquiry.InquiryRectified
    | inquiry.InquiryCalledBack
    | inquiry.ComplaintReopened
    | inquiry.AnswerPublished
    | inquiry.AnswerWithdrawn
    | inquiry.InquiryEscalated
    | inquiry.RectificationOrdered
)

FACTS: Final[dict[str, type[Fact]]] = {fact.TYPE: fact for fact in get_args(Fact)}


def _received_1(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "skipped": [], "agent": "", "renews": "", "parent": ""}


def _correction_supplied_1(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "skipped": []}


def _hearing_held_1(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "attendance": "present"}


def _fee_notified_1(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "number": 0, "quantity": 1}


UPCASTS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {
    ("received", 1): _received_1,
    ("correction_supplied", 1): _correction_supplied_1,
    ("fee_notified", 1): _fee_notified_1,
    ("hearing_held", 1): _hearing_held_1,
}
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
    readers = _readers(cls)  # type: ignore[arg-type]  # a class is hashable
    if readers.keys() != fields.keys():
        raise UnknownFactError(f"{kind} v{version}: fields {sorted(readers.keys() ^ fields.keys())}")
    return cls(**{name: readers[name](value) for name, value in fields.items()})


@cache
def _readers(cls: type[Fact]) -> Mapping[str, Callable[[Any], Any]]:
    """How each field is read from JSON, by the field's own type."""
    return {field.name: _READ.get(field.type, _same) for field in dataclasses.fields(cls)}


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


_READ: Final[dict[Any, Callable[[Any], Any]]] = {
    Sealed: _sealed,
    tuple[CorrectionRow, ...]: _rows,
    tuple[str, ...]: tuple,
    tuple[int, ...]: tuple,
}
