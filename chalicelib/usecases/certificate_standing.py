"""What became of a certificate, for its holder, the officers of its unit and supervisors: read strongly, so that an end is told
at once on every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.actor import Actor, held
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.certificate import Certificate
from chalicelib.domain.certificate_commands import (
    CertificateCommand,
    ConfirmEnd,
    EndCertificate,
    Resume,
    Suspend,
    TakeBackEnd,
)
from chalicelib.domain.certificate_ends import RULES, CertificateSituation, refusal_of_certificate
from chalicelib.domain.facts import PROBE, CertificateEnded, CertificateEndProposed, CertificateSuspended, Sealed
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.renewal import Validity, renewal_terms, validity
from chalicelib.domain.row import Row
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, Dossiers, Log, Parties, Views
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
from chalicelib.usecases.project_certificate import proposals_queue

LISTED: Final = 100
"""Proposals of a unit that its page shows."""


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
    if not (supervises(actor, definition) or any(actor.holds(post, definition) for post in posts)):
        raise UnknownCertificateError(reference)
    return _standing(file, dossiers=dossiers, now=now)


def possible_on_certificate(standing: Standing, actor: Actor, now: datetime) -> Mapping[str, Sequence[str]]:
    """What this person may do now: the grounds by `end-<end>`, none by the name of any other act."""
    at = CertificateSituation(standing.certificate, standing.file.definition, stamp(now))
    until, document = at.today.isoformat(), "0"
    found: dict[str, Sequence[str]] = {}
    for end, rule in RULES.items():
        new = standing.certificate.matter if end == "replaced" else ""
        tried = {
            ground: EndCertificate("", actor, end, ground, document, "organ", new, PROBE) for ground in rule.grounds
        }
        if grounds := [ground for ground, command in tried.items() if not refusal_of_certificate(command, at)]:
            found[f"end-{end}"] = grounds
    others: Mapping[str, CertificateCommand] = {
        "suspend": Suspend("", actor, document, until, PROBE),
        "confirm": ConfirmEnd("", actor),
        "take_back": TakeBackEnd("", actor, PROBE),
        "resume": Resume("", actor, PROBE),
    }
    return found | {name: () for name, command in others.items() if not refusal_of_certificate(command, at)}


def proposals_for(actor: Actor, edition: Edition, *, views: Views) -> Sequence[Row]:
    """What waits for a second person in the units where this person is an officer or in charge; the oldest first."""
    posts = {"officer", edition.data["rules"]["in_charge_post"]}
    units = sorted({post.partition(":")[0] for post in held(actor, lambda _unit, code: code in posts)})
    rows = [row for unit in units for _, row in views.query(proposals_queue(unit), limit=LISTED)]
    return sorted(rows, key=lambda row: str(row["since"]))


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


def holders_sentence(certificate: Certificate, found: Validity) -> str:
    """As `standing_sentence`, for its holder: of one that was replaced which certificate took its place, by its reference."""
    new = certificate.ends[0].replaced_by if certificate.ends else ""
    if not new:
        return standing_sentence(certificate, found)
    on = shown_day(local_date(certificate.ends[0].effective_at).isoformat())
    return text("hall.replaced_by", on=on, reference=shown(reference_of(new)))


def standing_sentence(certificate: Certificate, found: Validity) -> str:
    """Whether the genuine certificate is in force, and why not, in one sentence."""
    if certificate.ends:
        return text(f"certificate.{found}", on=shown_day(local_date(certificate.ends[0].effective_at).isoformat()))
    until = shown_day(certificate.suspended.until) if certificate.suspended else ""
    return text(f"certificate.{found}", until=until)
