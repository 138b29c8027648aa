"""A certificate is a matter of its own: what it states, what its log says of its renewal, and the secret that its QR code
carries. Whether it is in force, renewal.py says."""

import hashlib
import hmac
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain.certificate_kind import NUMBER_RULE
from chalicelib.domain.commit import FIRST_PREV, Commit
from chalicelib.domain.document.kinds import Document
from chalicelib.domain.document.telling import told, unserved
from chalicelib.domain.facts import (
    CallUnanswered,
    CertificateEnded,
    CertificateEndProposed,
    CertificateEndTakenBack,
    CertificateIssued,
    CertificateResumed,
    CertificateSuspended,
    DocumentServed,
    Fact,
    NoticeUndelivered,
    RenewalApplied,
    RenewalDecided,
    RenewalDeemed,
    RenewalReminded,
    UnknownFactError,
)
from chalicelib.domain.reference import REFERENCE_LENGTH
from chalicelib.domain.replacing import replace
from chalicelib.domain.typed_code import code_of
from chalicelib.domain.typed_text import bare

SECRET_LENGTH: Final = 16
"""Characters of the reference's alphabet: 77 bits, and short enough to be typed from paper."""

_LEAST_KEY_BYTES = 16
_MONTHS_A_YEAR = 12


_OF_A_RENEWAL: Final = ("renewal_reminder", "renewal_deemed")
_OF_A_SUSPENSION: Final = ("certificate_suspended", "certificate_resumed")
_MAKES_MOOT: Final[Mapping[type, tuple[str, ...]]] = {
    RenewalReminded: ("renewal_reminder",),
    RenewalApplied: ("renewal_reminder",),
    RenewalDecided: _OF_A_RENEWAL,
    CertificateSuspended: _OF_A_SUSPENSION,
    CertificateResumed: _OF_A_SUSPENSION,
    CertificateEnded: (*_OF_A_RENEWAL, *_OF_A_SUSPENSION),
}
"""The templates of which a fact leaves nothing to tell, where they are of a commit before its own. An end stays to be told:
against each its holder may appeal."""


@dataclass(frozen=True)
class Renewal:
    """One application for renewal, by the case that it is; stamps and the case's outcome are empty for what has not
    happened."""

    case: str
    applied_at: str
    decided_at: str = ""
    outcome: str = ""
    deemed_at: str = ""


@dataclass(frozen=True)
class Proposal:
    """What one person has proposed and a second is to confirm; `staff` and `acts_for` are who proposed, and for whom."""

    fact: CertificateEndProposed
    staff: str
    acts_for: str = ""


@dataclass(frozen=True)
class Certificate:
    """The state of a certificate matter; `reminded` is the number of the holder's last reminder, `resumed_at` when its last
    suspension ended, `untold` the notices whose SMS failed, each by its template; `moot` has by template the commit since which
    what was to be told before it is so no more."""

    matter: str
    issued: CertificateIssued
    seq: int = 0
    head: str = FIRST_PREV
    recorded_at: str = ""
    commands: Mapping[str, int] = field(default_factory=dict)
    reminded: int = 0
    renewals: tuple[Renewal, ...] = ()
    ends: tuple[CertificateEnded, ...] = ()
    suspended: CertificateSuspended | None = None
    resumed_at: str = ""
    proposal: Proposal | None = None
    untold: tuple[Document, ...] = ()
    moot: Mapping[str, int] = field(default_factory=dict)

    @property
    def to_tell(self) -> tuple[Document, ...]:
        """The notices about which its holder is still to be telephoned."""
        return tuple(one for one in unserved(self.untold) if one.seq >= self.moot.get(one.kind, 0))

    def renewal(self, case: str) -> Renewal | None:
        return next((one for one in self.renewals if one.case == case), None)


def fold_certificate(matter: str, commits: Iterable[Commit]) -> Certificate | None:
    """The state after these commits, which start at seq 1; None for no commits.

    Raises UnknownFactError.
    """
    certificate: Certificate | None = None
    for commit in commits:
        certificate = _evolve(certificate, matter, commit)
    return certificate


def _evolve(certificate: Certificate | None, matter: str, commit: Commit) -> Certificate:
    for fact in commit.facts:
        changed = Certificate(matter, fact) if isinstance(fact, CertificateIssued) and certificate is None else None
        certificate = changed or (
            certificate
            and (_renewed(fact, certificate) or _ended(fact, certificate, commit) or _told(fact, certificate))
        )
        if certificate is None:
            raise UnknownFactError(f"{fact.TYPE} is no fact of a certificate here ({matter} seq {commit.seq})")
    if certificate is None:
        raise UnknownFactError(f"{matter} does not start with its issue")
    return replace(
        certificate,
        seq=commit.seq,
        head=commit.hash,
        recorded_at=commit.recorded_at,
        commands={**certificate.commands, commit.command: commit.seq},
        moot={
            **certificate.moot,
            **{one: commit.seq for fact in commit.facts for one in _MAKES_MOOT.get(type(fact), ())},
        },
    )


def _renewed(fact: Fact, certificate: Certificate) -> Certificate | None:
    """None for a fact that is none of a renewal's."""
    match fact:
        case RenewalReminded():
            return replace(certificate, reminded=fact.number)
        case RenewalApplied():
            return replace(certificate, renewals=(*certificate.renewals, Renewal(fact.case, fact.effective_at)))
        case RenewalDecided():
            return _changed(certificate, fact.case, decided_at=fact.effective_at, outcome=fact.outcome)
        case RenewalDeemed():
            return _changed(certificate, fact.case, deemed_at=fact.effective_at)
    return None


def _ended(fact: Fact, certificate: Certificate, commit: Commit) -> Certificate | None:
    """None for a fact that has no place here. An end leaves nothing suspended, and what is done is no proposal any more."""
    match fact:
        case CertificateEndProposed():
            return replace(certificate, proposal=Proposal(fact, commit.actor["id"], commit.actor.get("for", "")))
        case CertificateEndTakenBack():
            return replace(certificate, proposal=None)
        case CertificateEnded():
            return replace(certificate, ends=(*certificate.ends, fact), suspended=None, proposal=None)
        case CertificateSuspended():
            return replace(certificate, suspended=fact, proposal=None)
        case CertificateResumed():
            return replace(certificate, suspended=None, resumed_at=fact.effective_at)
    return None


def _told(fact: Fact, certificate: Certificate) -> Certificate | None:
    """None for a fact that is none of a notice's. A notice is known here from when its SMS failed."""
    match fact:
        case NoticeUndelivered():
            kind, _, seq = fact.document.rpartition("-")
            notice = Document(kind, int(seq), fact.effective_at, undelivered_at=fact.effective_at)
            return replace(certificate, untold=(*certificate.untold, notice))
        case DocumentServed() | CallUnanswered():
            return replace(certificate, untold=told(certificate.untold, fact))
    return None


def _changed(certificate: Certificate, case: str, **changed: str) -> Certificate:
    renewals = tuple(replace(one, **changed) if one.case == case else one for one in certificate.renewals)
    return replace(certificate, renewals=renewals)


def certificate_number(result: Mapping[str, Any], issued_on: date, reference: str) -> str:
    """The number printed on it, by the rule of its kind (certificate_kind.py): it ends with the certificate's reference."""
    rule = str(result.get("number", NUMBER_RULE))
    return rule.format(prefix=result["number_prefix"], year=issued_on.year, reference=reference)


def reference_in(typed: str) -> str:
    """The reference at the end of a certificate number as typed or scanned; it may be wrong."""
    return bare(typed)[-REFERENCE_LENGTH:]


def is_number_of(certificate: Certificate, typed: str) -> bool:
    """Whether the typed number, or its reference alone, is this certificate's."""
    number = bare(typed)
    return number in (bare(certificate.issued.number), certificate.issued.number[-REFERENCE_LENGTH:])


def valid_until(issued_on: date, months: int | None) -> str:
    """The last day in force as an ISO date, empty for no expiry.

    The day of issue counts, so the last is the day before that of the same number (issued 2026-03-03 for 60 months:
    until 2031-03-02), or the month's end where the month has no such day (Civil Code, Art. 202).
    """
    if months is None:
        return ""
    years, month = divmod(issued_on.month - 1 + months, _MONTHS_A_YEAR)
    year, month = issued_on.year + years, month + 1
    last_of_month = monthrange(year, month)[1]
    if issued_on.day > last_of_month:
        return date(year, month, last_of_month).isoformat()
    return (date(year, month, issued_on.day) - timedelta(days=1)).isoformat()


def certificate_secret(matter: str, *, key: bytes) -> str:
    """The secret of a certificate, the same for ever under the same key; the log holds its digest only.

    Raises ValueError for a key under 16 bytes.
    """
    if len(key) < _LEAST_KEY_BYTES:
        raise ValueError(f"a certificate key has at least {_LEAST_KEY_BYTES} bytes")
    number = int.from_bytes(hmac.digest(key, f"certificate:{matter}".encode(), "sha256"))
    return code_of(number, SECRET_LENGTH)


def secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(certificate: Certificate, typed: str) -> bool:
    """Whether this is the certificate's secret, as typed in any case or width; compared in constant time."""
    digest = secret_digest(bare(typed))
    return hmac.compare_digest(digest, certificate.issued.secret_digest)
