"""What a certificate's SMS could not tell its holder is the unit's to telephone: the certificate's log knows of it."""

from datetime import datetime

from chalicelib.domain.actor import SYSTEM_SMS
from chalicelib.domain.certificate import Certificate
from chalicelib.domain.document.telling import unserved
from chalicelib.domain.facts import UNSEALED, DocumentServed, Fact, NoticeUndelivered
from chalicelib.domain.times import stamp
from chalicelib.ports import Log
from chalicelib.usecases.certificate_file import UnknownCertificateError, add_to_certificate, read_certificate


def certificate_notice_failed(matter: str, seq: int, template: str, *, log: Log, now: datetime) -> None:
    """The SMS of this template about a commit of the certificate failed for good; safe to repeat. Raises UnknownCertificateError."""
    notice = f"{template}-{seq}"
    undelivered = NoticeUndelivered(stamp(now), notice)
    _add(matter, f"undelivered:{notice}", undelivered, log=log, now=now)


def certificate_notice_served(matter: str, seq: int, at: str, *, log: Log, now: datetime) -> None:
    """It arrived after all, at the stamp; safe to repeat. Raises UnknownCertificateError."""
    for one in unserved(_read(matter, log=log).untold):
        if one.seq == seq:
            served = DocumentServed(max(at, one.at), one.id, "sms", UNSEALED)
            _add(matter, f"sms:{one.id}", served, log=log, now=now)


def _add(matter: str, command: str, fact: Fact, *, log: Log, now: datetime) -> None:
    while command not in (certificate := _read(matter, log=log)).commands:
        add_to_certificate(certificate, command, SYSTEM_SMS.record(), fact, log=log, now=now)


def _read(matter: str, *, log: Log) -> Certificate:
    found = read_certificate(matter, log=log)
    if found is None:
        raise UnknownCertificateError(matter)
    return found
