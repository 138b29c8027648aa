"""What became of a certificate, for its holder, the officers of its unit and supervisors: read strongly, so that an end is told
at once on every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.certificate import Certificate
from chalicelib.domain.commands import Actor
from chalicelib.domain.facts import CertificateEnded, CertificateEndProposed, CertificateSuspended, Sealed
from chalicelib.domain.renewal import Validity, renewal_terms, validity
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, Dossiers, Log, Parties
from chalicelib.texts import text
from chalicelib.usecases.certificate_file import (
    CertificateFile,
    UnknownCertificateError,
    certificate_of,
    read_certificate_file,
)
from chalicelib.usecases.certificate_sheet import shown_day
from chalicelib.usecases.identify import parties_of
from chalicelib.usecases.officer_case import supervises


@dataclass(frozen=True)
class Standing:
    """`reasons` are the words behind each fact's seal, empty once erased."""

    file: CertificateFile
    validity: Validity
    reasons: Mapping[str, str]

    @property
    def certificate(self) -> Certificate:
        return self.file.certificate

    def reason(self, fact: CertificateEnded | CertificateSuspended | CertificateEndProposed) -> str:
        return self.reasons.get(fact.reason.part, "")

    @property
    def why(self) -> Sequence[CertificateEnded | CertificateSuspended]:
        """What it is out of force for, the first end first."""
        if self.certificate.ends:
            return self.certificate.ends
        suspended = self.certificate.suspended
        return (suspended,) if suspended and self.validity == "suspended" else ()


def standing_of(matter: str, *, log: Log, dossiers: Dossiers, catalogue: Catalogue, now: datetime) -> Standing:
    """Raises UnknownCertificateError."""
    return _standing(read_certificate_file(matter, log=log, catalogue=catalogue), dossiers=dossiers, now=now)


def read_own_certificate(
    account: str, reference: str, *, log: Log, dossiers: Dossiers, catalogue: Catalogue, parties: Parties, now: datetime
) -> Standing:
    """The account's own, by reference or number. Raises UnknownCertificateError for every other."""
    file = read_certificate_file(certificate_of(reference), log=log, catalogue=catalogue)
    if file.certificate.issued.holder not in parties_of(account, parties=parties):
        raise UnknownCertificateError(reference)
    return _standing(file, dossiers=dossiers, now=now)


def read_certificate_for_staff(
    reference: str, actor: Actor, *, log: Log, dossiers: Dossiers, catalogue: Catalogue, now: datetime
) -> Standing:
    """One of a unit in which this person is an officer or in charge, by reference or number; a supervisor sees every one.

    Raises UnknownCertificateError.
    """
    file = read_certificate_file(certificate_of(reference), log=log, catalogue=catalogue)
    unit, definition = file.certificate.issued.unit, file.definition
    posts = (f"{unit}:officer", f"{unit}:{definition.rules['in_charge_post']}")
    if not (supervises(actor) or any(actor.holds(post, definition) for post in posts)):
        raise UnknownCertificateError(reference)
    return _standing(file, dossiers=dossiers, now=now)


def _standing(file: CertificateFile, *, dossiers: Dossiers, now: datetime) -> Standing:
    certificate = file.certificate
    sealed = [one.reason for one in (*certificate.ends, certificate.suspended) if one]
    sealed += [certificate.proposal.fact.reason] if certificate.proposal else []
    return Standing(
        file,
        validity(certificate, renewal_terms(file.definition), local_date(stamp(now))),
        _words(certificate.matter, sealed, dossiers=dossiers),
    )


def _words(matter: str, sealed: Sequence[Sealed], *, dossiers: Dossiers) -> Mapping[str, str]:
    keys = {(matter, one.part) for one in sealed if one.part}
    if not keys:
        return {}
    return {name: str(part.content.get("text", "")) for (_, name), part in dossiers.get_many(sorted(keys)).items()}


def standing_sentence(certificate: Certificate, found: Validity) -> str:
    """Whether the genuine certificate is in force, and why not, in one sentence."""
    if certificate.ends:
        return text(f"certificate.{found}", on=shown_day(local_date(certificate.ends[0].effective_at).isoformat()))
    until = shown_day(certificate.suspended.until) if certificate.suspended else ""
    return text(f"certificate.{found}", until=until)
