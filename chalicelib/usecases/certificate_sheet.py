"""What stands on a certificate, in ready sentences."""

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.certificate_kind import certificate_kind
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
    kind = certificate_kind(edition.data.get("certificates", {}), definition.data["result"])
    seal = _seal(kind, issued.unit, edition)
    said = {"centre": edition.city["centre_full"], "unit": unit}
    return Sheet(
        layout=kind["layout"],
        heading=_said(kind.get("heading", "{centre}"), definition, said),
        title=definition.data["result"]["name"],
        number=text("certificate.number", number=issued.number),
        statement=_said(kind.get("statement") or text(f"certificate.statement.{definition.regime}"), definition, said),
        rows=tuple(_row(row, issued, definition, form) for row in kind["rows"]),
        authority=unit,
        dated=shown_day(issued.issued_on),
        issued_on=issued.issued_on,
        verify_url=verify_url(site, matter, secret),
        verify_note=(
            text("certificate.scan"),
            text("certificate.site", address=f"{site}/verify"),
            text("certificate.secret", secret=shown_code(secret)),
        ),
        seal_image=seal,
        seal_text=unit,
        seal_mark=text("certificate.seal_mark"),
        footnote=_said(kind.get("footnote") or _footnote(seal), definition, said),
    )


def _seal(kind: Mapping[str, Any], unit: str, edition: Edition) -> bytes:
    """The image that the kind names, else the unit's own, else none."""
    seals = edition.data.get("seals", {})
    return base64.b64decode(seals.get(kind.get("seal", unit), ""))


def _footnote(seal: bytes) -> str:
    return text("certificate.footnote_sealed") if seal else text("certificate.footnote")


def _said(sentence: str | Mapping[str, str], definition: Definition, said: Mapping[str, str]) -> str:
    by_regime = sentence if isinstance(sentence, str) else sentence[definition.regime]
    return by_regime.format_map(said)


def _row(
    row: str | Mapping[str, str], issued: CertificateIssued, definition: Definition, form: Mapping[str, Any]
) -> tuple[str, str]:
    if not isinstance(row, str):
        field = row["field"]
        label = row.get("label") or definition.data["form"]["properties"][field]["title"]
        return label, _answer(form["answers"].get(field))
    kind, applicant = form["applicant_kind"], form["applicant"]
    match row:
        case "holder":
            return text(f"certificate.row.{kind}"), applicant["name"]
        case "holder_id":
            number = applicant["uscc"] if kind == "company" else masked_id(applicant["id_number"])
            return text(f"certificate.row.{kind}_id"), number
        case "item":
            return text("certificate.row.item"), definition.name
        case "case":
            return text("certificate.row.case"), shown(reference_of(issued.case))
        case _:
            return text("certificate.row.valid"), _valid(issued)


def _answer(value: Any) -> str:
    """As it was filled in; what was left empty is crossed out, so that nobody can write it in later."""
    if isinstance(value, bool):
        return text("certificate.yes" if value else "certificate.no")
    return str(value) if value not in (None, "") else text("certificate.empty")


def _valid(issued: CertificateIssued) -> str:
    if not issued.valid_until:
        return text("certificate.valid_for_ever")
    return text("certificate.valid_until", since=shown_day(issued.issued_on), until=shown_day(issued.valid_until))


def shown_day(iso: str) -> str:
    """A local ISO date as it stands on the certificate, always with its year."""
    day = date.fromisoformat(iso)
    return text("certificate.day", year=day.year, month=day.month, day=day.day)
