"""The applicant's own look at the certificate of a case."""

from typing import Final

from chalicelib.domain.certificate import Certificate
from chalicelib.ports import Catalogue, Certificates, Log, Parties
from chalicelib.usecases.certificate_file import UnknownCertificateError, read_certificate
from chalicelib.usecases.my_case import read_my_case

SECONDS: Final = 300


def certificate_link(
    account: str, reference: str, *, log: Log, catalogue: Catalogue, parties: Parties, certificates: Certificates
) -> str:
    """An address of the PDF that holds for five minutes; `reference` is the case's.

    Raises UnknownCaseError for another person's case, UnknownCertificateError while there is none.
    """
    own = _own_certificate(account, reference, log=log, catalogue=catalogue, parties=parties)
    return certificates.sign_view(own.issued.pdf, seconds=SECONDS)


def certificate_pdf(
    account: str, reference: str, *, log: Log, catalogue: Catalogue, parties: Parties, certificates: Certificates
) -> bytes:
    """The PDF itself; raises as certificate_link does."""
    return certificates.read(
        _own_certificate(account, reference, log=log, catalogue=catalogue, parties=parties).issued.pdf
    )


def _own_certificate(account: str, reference: str, *, log: Log, catalogue: Catalogue, parties: Parties) -> Certificate:
    case = read_my_case(account, reference, log=log, catalogue=catalogue, parties=parties).case
    certificate = read_certificate(case.certificate, log=log) if case.certificate else None
    if certificate is None:
        raise UnknownCertificateError(reference)
    return certificate
