"""One command on a certificate: decide on the state as read, append by one conditional put, or tell the truth. As `execute`,
with the certificates' own small machine."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.certificate import Certificate, is_number_of
from chalicelib.domain.certificate_commands import CertificateCommand, ConfirmEnd
from chalicelib.domain.certificate_ends import CertificateSituation, decide_certificate
from chalicelib.domain.commit import Commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.renewal import Validity, renewal_terms, validity
from chalicelib.domain.sealed import PROBE, UNSEALED
from chalicelib.domain.times import local_date, stamp
from chalicelib.domain.words import refuse_too_long
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log
from chalicelib.usecases.certificate_file import (
    CertificateFile,
    UnknownCertificateError,
    certificate_of,
    next_of_certificate,
    read_certificate,
)
from chalicelib.usecases.execute import ATTEMPTS, BusyError, append
from chalicelib.usecases.follow_renewal import bring_certificate_up_to_date
from chalicelib.usecases.seal import seal


@dataclass(frozen=True)
class CertificateDone:
    """The certificate after the command, and whether it is in force now; `repeated` when an earlier try had put it there."""

    file: CertificateFile
    validity: Validity
    repeated: bool = False


def act_on_certificate(
    matter: str,
    command: CertificateCommand,
    reason: str,
    *,
    log: Log,
    dossiers: Dossiers,
    catalogue: Catalogue,
    entropy: Entropy,
    now: datetime,
) -> CertificateDone:
    """Carries out the command after what time has brought; a command whose id is in the log is answered from there.
    `reason` is sealed once the command is allowed, empty for none.

    Raises UnknownCertificateError, RefusedError (words_too_long among them), BusyError.
    """
    refuse_too_long(reason)
    for _ in range(ATTEMPTS):
        file = bring_certificate_up_to_date(matter, log=log, catalogue=catalogue, now=now)
        if command.id in file.certificate.commands:
            return _done(file, now, repeated=True)
        _decided(_with(command, PROBE if reason.strip() else UNSEALED), file, now)
        sealed = UNSEALED
        if reason.strip():
            sealed = seal(matter, f"reason#{command.id}", {"text": reason.strip()}, dossiers=dossiers, entropy=entropy)
        commit = _decided(_with(command, sealed), file, now)
        if append(commit, log=log):
            return _done(bring_certificate_up_to_date(matter, log=log, catalogue=catalogue, now=now), now)
    raise BusyError(matter)


def _done(file: CertificateFile, now: datetime, *, repeated: bool = False) -> CertificateDone:
    found = validity(file.certificate, renewal_terms(file.definition), local_date(stamp(now)))
    return CertificateDone(file, found, repeated)


def replacement(typed: str, file: CertificateFile, *, log: Log) -> str:
    """The matter of the certificate that takes the place of this one: of the same holder and unit, issued no earlier.

    Unknown and somebody else's are one refusal, so that numbers cannot be tried. Raises RefusedError (replacement_unknown).
    """
    found = _read(typed, log=log)
    own = file.certificate.issued
    if (
        found is None
        or found.matter == file.certificate.matter
        or (found.issued.holder, found.issued.unit) != (own.holder, own.unit)
        or found.issued.issued_on < own.issued_on
        or found.ends
    ):
        raise RefusedError("replacement_unknown")
    return found.matter


def _read(typed: str, *, log: Log) -> Certificate | None:
    try:
        found = read_certificate(certificate_of(typed), log=log)
    except UnknownCertificateError:
        return None
    return found if found and is_number_of(found, typed) else None


def _with(command: CertificateCommand, reason: Any) -> CertificateCommand:
    return command if isinstance(command, ConfirmEnd) else replace(command, reason=reason)


def _decided(command: CertificateCommand, file: CertificateFile, now: datetime) -> Commit:
    at = CertificateSituation(file.certificate, file.definition, stamp(now))
    facts, acts_for = decide_certificate(command, at)
    return next_of_certificate(file.certificate, command.id, command.actor.record(acts_for), facts, stamp(now))
