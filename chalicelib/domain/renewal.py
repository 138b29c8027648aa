"""The renewal clock of a certificate: reminders before it runs out, and deemed renewal. Pure functions of its log.

Who applies in time and has no decision when the certificate runs out holds it renewed (Administrative Licensing Law,
Art. 50). The holder's days are calendar days: Art. 82 counts only the agency's own limits in working days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, cast

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.certificate import Certificate, Renewal
from chalicelib.domain.facts import UNSEALED, CertificateResumed, CertificateSuspended, RenewalDeemed, RenewalReminded
from chalicelib.domain.row import RowKey
from chalicelib.domain.rows import DUE_QUEUE
from chalicelib.domain.time_rules import Brought
from chalicelib.domain.times import end_of, local_date, stamp, start_of

Validity = Literal[
    "in_force",
    "expired",
    "deemed_renewed",
    "suspended",
    "withdrawn",
    "revoked",
    "penalised",
    "deregistered",
    "replaced",
]
IN_FORCE: Final[frozenset[Validity]] = frozenset({"in_force", "deemed_renewed"})

GIVEN_UP: Final = frozenset({"withdrawn", "lapsed"})
"""Outcomes that are the applicant's own doing."""

REMINDED_AT: Final = timedelta(hours=10)
"""Past midnight: an SMS in the morning of the day."""


@dataclass(frozen=True)
class RenewalTerms:
    """`by_law`: whether Art. 50 makes silence a renewal; days are calendar days before the last day in force."""

    remind_days_before: tuple[int, ...]
    apply_days_before: int
    by_law: bool


def renewal_terms(definition: Definition) -> RenewalTerms:
    """The item's own terms, else the city's."""
    rules: dict[str, Any] = {**definition.rules["renewal"], **definition.data.get("renewal", {})}
    by_law = definition.regime == "licence"
    return RenewalTerms(tuple(rules["remind_days_before"]), rules["apply_days_before"], by_law)


def apply_by(certificate: Certificate, terms: RenewalTerms) -> date:
    """The last day on which an application for renewal is in time."""
    return _last_day(certificate) - timedelta(days=terms.apply_days_before)


def deemed(certificate: Certificate, renewal: Renewal, terms: RenewalTerms) -> bool:
    """Whether this application was in time and had no decision when the certificate ran out; the moment itself has to
    come first."""
    if not (terms.by_law and certificate.issued.valid_until):
        return False
    undecided = not renewal.decided_at or renewal.decided_at >= _expiry(certificate)
    return undecided and local_date(renewal.applied_at) <= apply_by(certificate, terms)


def validity(certificate: Certificate, terms: RenewalTerms, on: date) -> Validity:
    """Whether it is in force on that local day, or why not; its last day counts.

    An end says so for good, the first one, of which a later one is only the consequence; a suspension through its last day.
    A renewal that was granted has a certificate of its own.
    """
    taken, in_time = taken_away(certificate, on), _in_time(certificate, terms, on)
    return in_time if not taken or (taken == "suspended" and in_time not in IN_FORCE) else taken


def taken_away(certificate: Certificate, on: date) -> Validity | Literal[""]:
    """By which act it is out of force on that local day, whatever its term says; empty for none. The last day's end alone
    ends a suspension."""
    if certificate.ends:
        return cast("Validity", certificate.ends[0].end)
    suspended = certificate.suspended
    return "suspended" if suspended and on <= date.fromisoformat(suspended.until) else ""


def _in_time(certificate: Certificate, terms: RenewalTerms, on: date) -> Validity:
    if not certificate.issued.valid_until or on <= _last_day(certificate):
        return "in_force"
    renewed = (one for one in certificate.renewals if deemed(certificate, one, terms) and one.outcome != "granted")
    return "deemed_renewed" if any(not _given_up(one, on) for one in renewed) else "expired"


def _given_up(renewal: Renewal, on: date) -> bool:
    """Whether the holder had let the application go by that local day: the law's silence gives nothing to who asks no
    more."""
    return renewal.outcome in GIVEN_UP and local_date(renewal.decided_at) <= on


def overdue_renewal(certificate: Certificate, terms: RenewalTerms, now: str) -> Brought | None:
    """What time has brought to the certificate by the stamp `now`: the earliest of it; asked again after it is written."""
    pending = _first(certificate, terms)
    return pending if pending and pending.at <= now else None


def certificate_due_key(certificate: Certificate, terms: RenewalTerms) -> RowKey | None:
    """The row among the instants that tells the sweep when to look at this certificate again."""
    pending = _first(certificate, terms)
    return RowKey(DUE_QUEUE, f"{pending.at}#{certificate.matter}") if pending else None


def _first(certificate: Certificate, terms: RenewalTerms) -> Brought | None:
    """Nothing of what has ended for good; what falls together comes in this order."""
    if certificate.ends:
        return None
    pending = [*_resumption(certificate)]
    if certificate.issued.valid_until:
        pending += [*_reminders(certificate, terms), *_deemed(certificate, terms)]
    return min(pending, key=lambda one: one.at, default=None)


def _resumption(certificate: Certificate) -> Iterator[Brought]:
    """In force again from the end of the suspension's last day."""
    if certificate.suspended:
        at = _until(certificate.suspended)
        yield Brought(at, f"resumed-{certificate.seq}", CertificateResumed(at, UNSEALED))


def _reminders(certificate: Certificate, terms: RenewalTerms) -> Iterator[Brought]:
    """While nobody has applied, or all who did were not granted it; none for a day before the certificate was issued.
    What falls into a suspension waits for its end, and of several the last is told."""
    if any(one.outcome in ("", "granted") for one in certificate.renewals):
        return
    tried_until = max((one.decided_at for one in certificate.renewals), default="")
    resumed_at = _until(certificate.suspended) if certificate.suspended else certificate.resumed_at
    mornings = [_morning(certificate, days) for days in terms.remind_days_before]
    for number, morning in enumerate(mornings, 1):
        overtaken = any(later <= resumed_at for later in mornings[number:])
        issued_before = local_date(morning) > date.fromisoformat(certificate.issued.issued_on)
        if number > certificate.reminded and issued_before and not overtaken:
            at = max(morning, tried_until, resumed_at)
            if at < _expiry(certificate):
                yield Brought(at, f"renewal-reminded-{number}", RenewalReminded(at, number))


def _morning(certificate: Certificate, days: int) -> str:
    return stamp(start_of(_last_day(certificate) - timedelta(days=days)) + REMINDED_AT)


def _until(suspended: CertificateSuspended) -> str:
    return stamp(end_of(date.fromisoformat(suspended.until)))


def _deemed(certificate: Certificate, terms: RenewalTerms) -> Iterator[Brought]:
    at = _expiry(certificate)
    for one in certificate.renewals:
        if deemed(certificate, one, terms) and not one.deemed_at:
            yield Brought(at, f"renewal-deemed-{one.case}", RenewalDeemed(at, one.case))


def _last_day(certificate: Certificate) -> date:
    return date.fromisoformat(certificate.issued.valid_until)


def _expiry(certificate: Certificate) -> str:
    return stamp(end_of(_last_day(certificate)))
