"""Reading a certificate, a matter of the same log as its case, and adding to its log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.certificate import Certificate, fold_certificate, reference_in
from chalicelib.domain.commit import Commit, make_commit, read_chain
from chalicelib.domain.facts import Fact
from chalicelib.domain.reference import BadReferenceError, certificate_matter, parse
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.renewal import taken_away
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, Log, SeqTakenError
from chalicelib.usecases.case_file import opening_commit, pinned_definition


class UnknownCertificateError(LookupError):
    """No such certificate, or not its secret, or none that this person may see: the three are not told apart."""

    code = "certificate_unknown"


class NotShownError(Exception):
    """A certificate that has ended or is suspended is not opened any more, lest it be taken for one in force."""

    code = "certificate_not_shown"


@dataclass(frozen=True)
class CertificateFile:
    """A certificate as read strongly from the log, with the definition of the case that it was issued on."""

    certificate: Certificate
    definition: Definition


def read_certificate(matter: str, *, log: Log) -> Certificate | None:
    """The certificate as read strongly from the log; None when there is none.

    Raises BrokenChainError, UnknownFactError.
    """
    return fold_certificate(matter, read_chain(log.read(matter)))


def read_certificate_file(matter: str, *, log: Log, catalogue: Catalogue) -> CertificateFile:
    """Raises UnknownCertificateError, BrokenChainError, UnknownFactError."""
    certificate = read_certificate(matter, log=log)
    if certificate is None:
        raise UnknownCertificateError(matter)
    return CertificateFile(certificate, definition_of(certificate, log=log, catalogue=catalogue))


def definition_of(certificate: Certificate, *, log: Log, catalogue: Catalogue) -> Definition:
    """That of the case on which it was issued."""
    return pinned_definition(opening_commit(certificate.issued.case, log=log), catalogue=catalogue)


def certificate_of(reference: str) -> str:
    """The matter of a certificate's reference or number as typed or as it stands in an address. Raises
    UnknownCertificateError."""
    try:
        return certificate_matter(parse(reference_in(reference)))
    except BadReferenceError:
        raise UnknownCertificateError(reference) from None


def next_of_certificate(
    certificate: Certificate, command: str, actor: Mapping[str, str], facts: tuple[Fact, ...], now: str
) -> Commit:
    """The commit behind the certificate as it was read; `now` is a stamp."""
    return make_commit(
        matter=certificate.matter,
        seq=certificate.seq + 1,
        command=command,
        actor=actor,
        recorded_at=max(now, certificate.recorded_at),
        prev=certificate.head,
        facts=facts,
    )


def add_to_certificate(
    certificate: Certificate, command: str, actor: Mapping[str, str], fact: Fact, *, log: Log, now: datetime
) -> None:
    """One more commit behind the certificate as it was read; nothing where somebody else was faster: read again."""
    commit = next_of_certificate(certificate, command, actor, (fact,), stamp(now))
    try:
        log.append(commit.matter, commit.seq, commit.body)
    except SeqTakenError:
        return


def refuse_taken_away(matter: str, *, log: Log, now: datetime) -> None:
    """What was ended or is suspended is handed to nobody. Raises RefusedError (certificate_taken_away)."""
    certificate = read_certificate(matter, log=log) if matter else None
    if certificate and taken_away(certificate, local_date(stamp(now))):
        raise RefusedError("certificate_taken_away")


def holder_part(case: str) -> str:
    """The part of a certificate's dossier that holds what the public may see of its holder: {"name"}."""
    return f"holder#certify:{case}"
