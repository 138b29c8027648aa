"""Which certificate an application asks to renew: its number is typed in the form, and it must be the applicant's own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.catalogue import Definition
from chalicelib.domain.certificate import Certificate, is_number_of, reference_in
from chalicelib.domain.commit import read_chain
from chalicelib.domain.reference import BadReferenceError, certificate_matter, parse
from chalicelib.domain.renewal import renewal_terms, validity
from chalicelib.ports import Dossiers, Log
from chalicelib.usecases.certificate_file import read_certificate
from chalicelib.usecases.check_application import ANSWER, CheckedApplication, InvalidApplicationError


def renewed_certificate(
    checked: CheckedApplication, definition: Definition, *, log: Log, dossiers: Dossiers, today: date
) -> str:
    """The matter of the certificate; empty where the variant renews none or no number was typed (one issued on paper
    before this system).

    Unknown, of another item and another person's are one error, so that numbers cannot be tried.
    One that is suspended may be renewed: the right is the holder's still.
    Raises InvalidApplicationError: renewal_unknown, renewal_too_late, renewal_ended.
    """
    name = definition.data.get("renewal", {}).get("field", "")
    typed = str(checked.answers.get(name, ""))
    if not typed:
        return ""
    certificate = _read(typed, log=log)
    if (
        certificate is None
        or not is_number_of(certificate, typed)
        or certificate.issued.item != definition.item
        or _holder(certificate, log=log, dossiers=dossiers) != checked.number
    ):
        raise InvalidApplicationError({ANSWER + name: "renewal_unknown"})
    if certificate.ends:
        raise InvalidApplicationError({ANSWER + name: "renewal_ended"})
    if validity(certificate, renewal_terms(definition), today) == "expired":
        raise InvalidApplicationError({ANSWER + name: "renewal_too_late"})
    return certificate.matter


def _read(typed: str, *, log: Log) -> Certificate | None:
    try:
        return read_certificate(certificate_matter(parse(reference_in(typed))), log=log)
    except BadReferenceError:
        return None


def _holder(certificate: Certificate, *, log: Log, dossiers: Dossiers) -> str:
    """The identity number in the form of the case on which the certificate was issued, as last corrected; empty once it
    is erased."""
    case = certificate.issued.case
    facts = (fact for commit in read_chain(log.read(case)) for fact in commit.facts)
    forms = [fact.form.part for fact in facts if hasattr(fact, "form") and fact.form.part]
    part = dossiers.get(case, forms[-1]) if forms else None
    applicant: Mapping[str, Any] = part.content["applicant"] if part else {}
    return str(applicant.get("uscc") or applicant.get("id_number", ""))
