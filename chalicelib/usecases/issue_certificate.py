"""Issuing the certificate of a granted case: draw it, sign it, store it, open its matter, and tell the case.

Every step is idempotent and comes before the next one that names it, so a run that was killed anywhere is simply run
again, and two at once issue one certificate. A signature has its own time, so two runs may store two files: the one whose
digest the log has is the certificate, the other is never shown.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.certificate import (
    Certificate,
    certificate_number,
    certificate_secret,
    fold_certificate,
    secret_digest,
    valid_until,
)
from chalicelib.domain.certificate_kind import certificate_kind
from chalicelib.domain.commands import SYSTEM_CERTIFY, RecordCertificate
from chalicelib.domain.commit import FIRST_PREV, make_commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CertificateIssued
from chalicelib.domain.reference import MatterKind, reference_of
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, Certificates, Dossiers, Entropy, Log, Printer, SeqTakenError, Signer
from chalicelib.texts import text
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.certificate_file import holder_part, read_certificate
from chalicelib.usecases.certificate_sheet import certificate_sheet, public_name
from chalicelib.usecases.execute import execute_on
from chalicelib.usecases.own_reference import candidates
from chalicelib.usecases.seal import seal


class HolderErasedError(LookupError):
    """The applicant's dossier was erased before the certificate was drawn."""

    code = "holder_erased"


class NoReferenceError(RuntimeError):
    """Every reference that the case leads to belongs to another certificate."""

    code = "reference_exhausted"


def issue_certificate(
    matter: str,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    certificates: Certificates,
    printer: Printer,
    signer: Signer,
    entropy: Entropy,
    calendar: Calendar,
    key: bytes,
    site: str,
    now: datetime,
) -> Certificate:
    """Issues the certificate of the case, or finds the one that it has. `key` makes the secret of its QR code.

    Raises RefusedError (nothing_to_hand_over: not granted, or a result without a certificate), UnknownCaseError,
    HolderErasedError, UnprintableError, UnsignableError, BusyError.
    """
    file = read_case(matter, log=log, catalogue=catalogue)
    if file.case.outcome != "granted" or not file.definition.data["result"]:
        raise RefusedError("nothing_to_hand_over")
    command = f"certify:{matter}"
    for own in candidates(MatterKind.CERTIFICATE, command):
        certificate = read_certificate(own, log=log)
        if certificate is None:
            form = _form(file.case, dossiers)
            stated, drawn = _drawn(own, file, form, catalogue=catalogue, printer=printer, key=key, site=site)
            pdf = signer.sign(drawn, at=now, reason=text("certificate.signed", number=stated.number))
            issued = replace(stated, pdf=hashlib.sha256(pdf).hexdigest())
            certificates.keep(issued.pdf, pdf, issued.number)
            seal(own, holder_part(matter), {"name": public_name(form)}, dossiers=dossiers, entropy=entropy)
            certificate = _open(own, issued, log=log, now=now)
        if certificate.issued.case == matter:
            record = RecordCertificate(command, SYSTEM_CERTIFY, own, certificate.issued.number)
            execute_on(file, record, log=log, calendar=calendar, now=now)
            return certificate
    raise NoReferenceError(matter)


def _drawn(
    matter: str,
    file: CaseFile,
    form: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    printer: Printer,
    key: bytes,
    site: str,
) -> tuple[CertificateIssued, bytes]:
    """What the certificate states, and its PDF; a function of the case."""
    secret = certificate_secret(matter, key=key)
    edition = catalogue.edition(file.definition.edition)
    stated = _stated(matter, file, certificate_kind(edition.data.get("certificates", {}), _result(file)), secret)
    sheet = certificate_sheet(stated, file.definition, edition, form, matter=matter, secret=secret, site=site)
    return stated, printer.print(sheet)


def _result(file: CaseFile) -> Mapping[str, Any]:
    found: Mapping[str, Any] = file.definition.data["result"]
    return found


def _stated(matter: str, file: CaseFile, kind: Mapping[str, Any], secret: str) -> CertificateIssued:
    case, definition = file.case, file.definition
    issued_on = local_date(case.concluded_at)
    return CertificateIssued(
        case=case.matter,
        holder=case.application.applicant,
        kind=kind["kind"],
        number=certificate_number(kind, issued_on, reference_of(matter)),
        item=definition.item,
        edition=definition.edition,
        unit=definition.unit,
        issued_on=issued_on.isoformat(),
        valid_until=valid_until(issued_on, kind["validity_months"]),
        pdf="",
        secret_digest=secret_digest(secret),
    )


def _form(case: Case, dossiers: Dossiers) -> Mapping[str, Any]:
    part = dossiers.get(case.matter, case.form.part) if case.form else None
    if part is None:
        raise HolderErasedError(case.matter)
    return part.content


def _open(matter: str, issued: CertificateIssued, *, log: Log, now: datetime) -> Certificate:
    """The certificate that stands after the put: this one, or that of whoever was faster."""
    commit = make_commit(
        matter=matter,
        seq=1,
        command=f"certify:{issued.case}",
        actor=SYSTEM_CERTIFY.record(),
        recorded_at=stamp(now),
        prev=FIRST_PREV,
        facts=(issued,),
    )
    try:
        log.append(matter, 1, commit.body)
    except SeqTakenError:
        standing = read_certificate(matter, log=log)
    else:
        standing = fold_certificate(matter, [commit])
    if standing is None:
        raise LookupError(f"{matter} was put and is not there")
    return standing
