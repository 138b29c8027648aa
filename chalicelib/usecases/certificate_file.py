"""Reading a certificate: a matter of the same log as its case."""

from chalicelib.domain.certificate import Certificate, fold_certificate
from chalicelib.domain.commit import read_chain
from chalicelib.ports import Log


class UnknownCertificateError(LookupError):
    """No such certificate, or not its secret: the two are not told apart."""

    code = "certificate_unknown"


def read_certificate(matter: str, *, log: Log) -> Certificate | None:
    """The certificate as read strongly from the log; None when there is none.

    Raises BrokenChainError, UnknownFactError.
    """
    return fold_certificate(matter, read_chain(log.read(matter)))


def holder_part(case: str) -> str:
    """The part of a certificate's dossier that holds what the public may see of its holder: {"name"}."""
    return f"holder#certify:{case}"
