"""What stands on a certificate, in ready sentences."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.facts import CertificateIssued
from chalicelib.domain.identity import masked_id, masked_name
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.typed_code import shown_code
from chalicelib.ports import Sheet
from chalicelib.texts import text


def verify_url(site: str, matter: str, secret: str) -> str:
    """The address in the QR code."""
    return f"{site}/v/{reference_of(matter)}?k={secret}"


def public_name(form: Mapping[str, Any]) -> str:
    """What the public may see of the holder: a person's name masked, a company's in full."""
    name: str = form["applicant"]["name"]
    return name if form["applicant_kind"] == "company" else masked_name(name)


def certificate_sheet(
    issued: CertificateIssued,
    definition: Definition,
    edition: Edition,
    form: Mapping[str, Any],
    *,
    matter: str,
    secret: str,
    site: str,
) -> Sheet:
    """`form` is the content of the case's form part; `site` the origin without a trailing slash."""
    unit = edition.unit(issued.unit)["name"]
    return Sheet(
        heading=edition.city["centre_full"],
        title=definition.data["result"]["name"],
        number=text("certificate.number", number=issued.number),
        statement=text(f"certificate.statement.{definition.regime}"),
        rows=_rows(issued, definition, form),
        authority=unit,
        dated=shown_day(issued.issued_on),
        issued_on=issued.issued_on,
        verify_url=verify_url(site, matter, secret),
        verify_note=(
            text("certificate.scan"),
            text("certificate.site", address=f"{site}/verify"),
            text("certificate.secret", secret=shown_code(secret)),
        ),
        seal_text=unit,
        seal_mark=text("certificate.seal_mark"),
        footnote=text("certificate.footnote"),
    )


def _rows(issued: CertificateIssued, definition: Definition, form: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    kind, applicant = form["applicant_kind"], form["applicant"]
    number = applicant["uscc"] if kind == "company" else masked_id(applicant["id_number"])
    return (
        (text(f"certificate.row.{kind}"), applicant["name"]),
        (text(f"certificate.row.{kind}_id"), number),
        (text("certificate.row.item"), definition.name),
        (text("certificate.row.case"), shown(reference_of(issued.case))),
        (text("certificate.row.valid"), _valid(issued)),
    )


def _valid(issued: CertificateIssued) -> str:
    if not issued.valid_until:
        return text("certificate.valid_for_ever")
    return text("certificate.valid_until", since=shown_day(issued.issued_on), until=shown_day(issued.valid_until))


def shown_day(iso: str) -> str:
    """A local ISO date as it stands on the certificate, always with its year."""
    day = date.fromisoformat(iso)
    return text("certificate.day", year=day.year, month=day.month, day=day.day)
