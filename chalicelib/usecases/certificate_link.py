"""The applicant's own look at the certificate of a case."""

from datetime import datetime
from typing import Final

from chalicelib.domain.certificate import Certificate
from chalicelib.domain.renewal import taken_away
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Catalogue, Certificates, Log, Parties
from chalicelib.usecases.certificate_file import NotShownError, UnknownCertificateError, read_certificate
from chalicelib.usecases.my_case import read_my_case

SECONDS: Final = 60
"""A certificate that ends is not to be seen a minute later, on an address given before either."""


def certificate_link(
    account: str,
    reference: str,
    *,
    log: Log,
    catalogue: Catalogue,
    parties: Parties,
    certificates: Certificates,
    now: datetime,
) -> str:
    """An address of the PDF that holds for a minute; `reference` is the case's.

    Raises UnknownCaseError for another person's case, UnknownCertificateError while there is none, NotShownError once it
    has ended and while it is suspended.
    """
    own = _own_certificate(account, reference, log=log, catalogue=catalogue, parties=parties, now=now)
    return certificates.sign_view(own.issued.pdf, seconds=SECONDS)


def certificate_pdf(
    account: str,
    reference: str,
    *,
    log: Log,
    catalogue: Catalogue,
    parties: Parties,
    certificates: Certificates,
    now: datetime,
) -> bytes:
    """The PDF itself; raises as certificate_link does."""
    return certificates.read(
        _own_certificate(account, reference, log=log, catalogue=catalogue, parties=parties, now=now).issued.pdf
    )


def _own_certificate(
    account: str, reference: str, *, log: Log, catalogue: Catalogue, parties: Parties, now: datetime
) -> Certificate:
    case = read_my_case(account, reference, log=log, catalogue=catalogue, parties=parties).case
    certificate = read_certificate(case.certificate, log=log) if case.certificate else None
    if certificate is None:
        raise UnknownCertificateError(reference)
    if taken_away(certificate, now.astimezone(SHANGHAI).date()):
        raise NotShownError(reference)
    return certificate
