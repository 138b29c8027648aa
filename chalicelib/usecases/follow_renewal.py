"""A certificate follows the cases that ask for its renewal, and the calendar.

The certificate's log is told of an application and of its end by tasks that follow the case's commits; whoever brings the
certificate up to date looks into the case itself first, so that a late task changes nothing but lateness.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.actor import SYSTEM_LAW
from chalicelib.domain.case import Case
from chalicelib.domain.facts import UNSEALED, CertificateEnded, Fact, RenewalApplied, RenewalDecided
from chalicelib.domain.renewal import overdue_renewal, renewal_terms
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log, Task
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.certificate_file import CertificateFile, add_to_certificate, read_certificate_file

RENEWAL = "renewal"


def renewal_tasks(before: Case, after: Case) -> Sequence[Task]:
    """What the work queue is to do after a commit of a case: tell the certificate that it is to be renewed, or is not, or
    that another takes its place."""
    told_before = (before.outcome, before.certificate) == (after.outcome, after.certificate)
    if not after.application.renews or (before.seq and told_before):
        return ()
    return (Task({"kind": RENEWAL, "matter": after.matter}),)


def follow_renewal(matter: str, *, log: Log, catalogue: Catalogue, now: datetime) -> None:
    """Brings the certificate up to date that the case asks to renew; safe to repeat.

    Raises UnknownCaseError, UnknownCertificateError.
    """
    application = read_case(matter, log=log, catalogue=catalogue).case.application
    applied = RenewalApplied(application.effective_at, matter)
    while (file := read_certificate_file(application.renews, log=log, catalogue=catalogue)).certificate.renewal(
        matter
    ) is None:
        add_to_certificate(
            file.certificate, f"renewal-applied:{matter}", SYSTEM_LAW.record(), applied, log=log, now=now
        )
    bring_certificate_up_to_date(application.renews, log=log, catalogue=catalogue, now=now)


def bring_certificate_up_to_date(matter: str, *, log: Log, catalogue: Catalogue, now: datetime) -> CertificateFile:
    """The certificate with what its renewal's cases and time have brought by `now` committed.

    Raises UnknownCertificateError.
    """
    while True:
        file = read_certificate_file(matter, log=log, catalogue=catalogue)
        news = (
            _ended(file, log=log, catalogue=catalogue)
            or _replaced(file, log=log, catalogue=catalogue, now=now)
            or _brought(file, now)
        )
        if news is None:
            return file
        command, fact = news
        add_to_certificate(file.certificate, command, SYSTEM_LAW.record(), fact, log=log, now=now)


def _ended(file: CertificateFile, *, log: Log, catalogue: Catalogue) -> tuple[str, Fact] | None:
    """The end of a case that asked for renewal, where the certificate has not been told."""
    for renewal in file.certificate.renewals:
        if renewal.outcome:
            continue
        case = read_case(renewal.case, log=log, catalogue=catalogue).case
        if case.outcome:
            return f"renewal-decided:{case.matter}", RenewalDecided(case.concluded_at, case.matter, case.outcome)
    return None


def _replaced(file: CertificateFile, *, log: Log, catalogue: Catalogue, now: datetime) -> tuple[str, Fact] | None:
    """The end of a certificate whose renewal was granted, once the new one is there; none of one that has ended already."""
    if file.certificate.ends:
        return None
    for renewal in file.certificate.renewals:
        if renewal.outcome == "granted":
            case = read_case(renewal.case, log=log, catalogue=catalogue).case
            if case.certificate:
                ended = CertificateEnded(
                    stamp(now), "replaced", "renewed", "", "organ", replaced_by=case.certificate, reason=UNSEALED
                )
                return f"replaced:{case.matter}", ended
    return None


def _brought(file: CertificateFile, now: datetime) -> tuple[str, Fact] | None:
    brought = overdue_renewal(file.certificate, renewal_terms(file.definition), stamp(now))
    return (f"{brought.key}:{file.certificate.matter}:{brought.at}", brought.fact) if brought else None
