"""Anybody with a certificate in hand may ask whether it is genuine and in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.certificate import Certificate, is_number_of, is_secret, reference_in
from chalicelib.domain.reference import BadReferenceError, certificate_matter, parse
from chalicelib.domain.renewal import Validity, renewal_terms, validity
from chalicelib.domain.times import SHANGHAI
from chalicelib.ports import Catalogue, Dossiers, Guards, Log
from chalicelib.usecases.case_file import opening_commit, pinned_definition
from chalicelib.usecases.certificate_file import UnknownCertificateError, holder_part, read_certificate
from chalicelib.usecases.request_code import DAY, HOUR, count_or_refuse

PER_ADDRESS: Final = ((HOUR, 60), (DAY, 300))
"""Looks from one network address; a whole office may sit behind one."""

PER_CERTIFICATE: Final = ((HOUR, 30),)
"""Wrong looks at one reference, whether or not it exists; who has the secret is not counted."""


@dataclass(frozen=True)
class Verified:
    """What the public may know of a genuine certificate; `holder` is masked, empty once erased."""

    certificate: Certificate
    validity: Validity
    name: str
    unit: str
    holder: str


def verify_certificate(
    number: str,
    secret: str,
    address: str,
    *,
    log: Log,
    catalogue: Catalogue,
    dossiers: Dossiers,
    guards: Guards,
    now: datetime,
) -> Verified:
    """`number` is the certificate's number or its reference alone, as typed or scanned.

    Raises UnknownCertificateError for an unknown number and a wrong secret alike, TooManyRequestsError.
    """
    count_or_refuse("verify-from", address, PER_ADDRESS, guards=guards, now=now)
    reference = _reference(number)
    certificate = read_certificate(certificate_matter(reference), log=log)
    if certificate is None or not is_number_of(certificate, number) or not is_secret(certificate, secret):
        count_or_refuse("verify-wrong", reference, PER_CERTIFICATE, guards=guards, now=now)
        raise UnknownCertificateError(reference)
    return _verified(certificate, log=log, catalogue=catalogue, dossiers=dossiers, now=now)


def _reference(number: str) -> str:
    try:
        return parse(reference_in(number))
    except BadReferenceError:
        raise UnknownCertificateError(number) from None


def _verified(
    certificate: Certificate, *, log: Log, catalogue: Catalogue, dossiers: Dossiers, now: datetime
) -> Verified:
    issued = certificate.issued
    definition = pinned_definition(opening_commit(issued.case, log=log), catalogue=catalogue)
    part = dossiers.get(certificate.matter, holder_part(issued.case))
    return Verified(
        certificate=certificate,
        validity=validity(certificate, renewal_terms(definition), now.astimezone(SHANGHAI).date()),
        name=definition.data["result"]["name"],
        unit=catalogue.edition(issued.edition).unit(issued.unit)["name"],
        holder=part.content["name"] if part else "",
    )
