"""Reading a certificate, a matter of the same log as its case, and adding to its log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.certificate import Certificate, fold_certificate
from chalicelib.domain.commit import make_commit, read_chain
from chalicelib.domain.facts import Fact
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log, SeqTakenError
from chalicelib.usecases.case_file import opening_commit, pinned_definition


class UnknownCertificateError(LookupError):
    """No such certificate, or not its secret: the two are not told apart."""

    code = "certificate_unknown"


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
    first = opening_commit(certificate.issued.case, log=log)
    return CertificateFile(certificate, pinned_definition(first, catalogue=catalogue))


def add_to_certificate(
    certificate: Certificate, command: str, actor: Mapping[str, str], fact: Fact, *, log: Log, now: datetime
) -> None:
    """One more commit behind the certificate as it was read; nothing where somebody else was faster: read again."""
    commit = make_commit(
        matter=certificate.matter,
        seq=certificate.seq + 1,
        command=command,
        actor=actor,
        recorded_at=max(stamp(now), certificate.recorded_at),
        prev=certificate.head,
        facts=(fact,),
    )
    try:
        log.append(commit.matter, commit.seq, commit.body)
    except SeqTakenError:
        return


def holder_part(case: str) -> str:
    """The part of a certificate's dossier that holds what the public may see of its holder: {"name"}."""
    return f"holder#certify:{case}"
