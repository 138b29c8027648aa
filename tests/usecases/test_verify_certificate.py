from datetime import timedelta

import pytest

from chalicelib.domain.certificate import Certificate, certificate_secret
from chalicelib.domain.reference import derive, reference_of
from chalicelib.domain.typed_code import shown_code
from chalicelib.usecases.case_file import UnknownCaseError
from chalicelib.usecases.certificate_file import UnknownCertificateError
from chalicelib.usecases.certificate_link import SECONDS, certificate_link
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.verify_certificate import PER_ADDRESS, PER_CERTIFICATE, Verified, verify_certificate
from tests.sample import TUESDAY
from tests.usecases.test_issue_certificate import KEY, MATTER, Office

ADDRESS = "192.0.2.1"


def ask(office: Office, number: str, secret: str, address: str = ADDRESS, days: int = 0) -> Verified:
    return verify_certificate(
        number,
        secret,
        address,
        log=office.log,
        catalogue=office.catalogue,
        dossiers=office.dossiers,
        guards=office.guards,
        now=TUESDAY + timedelta(days=days),
    )


def secret_of(certificate: Certificate) -> str:
    return certificate_secret(certificate.matter, key=KEY)


def test_a_genuine_certificate_is_told_with_its_masked_holder() -> None:
    office = Office()
    certificate = office.issue()
    found = ask(office, certificate.issued.number, secret_of(certificate))
    assert (found.validity, found.name, found.unit, found.holder) == (
        "in_force",
        "高级中学教师资格证书",
        "咸宁市教育局",
        "王*明",
    )
    typed = ask(office, reference_of(certificate.matter).lower(), shown_code(secret_of(certificate)))
    assert typed == found


def test_unknown_wrong_and_malformed_are_one_answer() -> None:
    office = Office()
    certificate = office.issue()
    reference, secret = reference_of(certificate.matter), secret_of(certificate)
    for number, tried in (
        (reference, secret[:-1] + ("2" if secret[-1] != "2" else "3")),
        (reference, ""),
        (derive("nothing", 0), secret),
        (f"XNJSZ1999{reference}", secret),
        ("", secret),
        ("../../etc", secret),
        ("王小明", "王小明"),
        (reference_of(MATTER), secret),
    ):
        with pytest.raises(UnknownCertificateError):
            ask(office, number, tried)


def test_guesses_are_limited_by_address_and_by_certificate() -> None:
    office = Office()
    certificate = office.issue()
    reference, secret = reference_of(certificate.matter), secret_of(certificate)
    for number in range(PER_CERTIFICATE[0][1]):
        with pytest.raises(UnknownCertificateError):
            ask(office, reference, "X", f"192.0.2.{number}")
    with pytest.raises(TooManyRequestsError):
        ask(office, reference, "X", "198.51.100.1")
    assert ask(office, reference, secret, "198.51.100.2"), "who has the certificate in hand is not locked out"
    for _ in range(PER_ADDRESS[0][1]):
        ask(office, reference, secret, "198.51.100.3")
    with pytest.raises(TooManyRequestsError):
        ask(office, reference, secret, "198.51.100.3")


def test_once_the_holder_is_erased_the_certificate_is_genuine_without_a_name() -> None:
    office = Office()
    certificate = office.issue()
    office.dossiers.parts.clear()
    assert ask(office, certificate.issued.number, secret_of(certificate)).holder == ""


def test_the_applicant_gets_the_file_and_nobody_else_does() -> None:
    office = Office()
    office.parties.put("phone:own", "party#p-holder", {})
    office.parties.put("phone:other", "party#p-other", {})
    ports = {
        "log": office.log,
        "catalogue": office.catalogue,
        "parties": office.parties,
        "certificates": office.certificates,
        "now": TUESDAY,
    }
    with pytest.raises(UnknownCertificateError):
        certificate_link("phone:own", reference_of(MATTER), **ports)  # type: ignore[arg-type]
    issued = office.issue().issued
    address = certificate_link("phone:own", reference_of(MATTER), **ports)  # type: ignore[arg-type]
    assert issued.pdf in address
    assert address.endswith(str(SECONDS))
    for account in ("phone:other", "phone:nobody"):
        with pytest.raises(UnknownCaseError):
            certificate_link(account, reference_of(MATTER), **ports)  # type: ignore[arg-type]
