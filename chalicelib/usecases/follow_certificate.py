"""A case follows its certificate until that is handed over: what is out of force is neither asked for nor sent.

Both logs give tasks, the certificate's for each change of its force, the case's when the certificate is recorded or comes
back undelivered; whichever comes first reads both, so that order and repetition change nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.case import Case
from chalicelib.domain.commands import SYSTEM_CERTIFY, FollowCertificate
from chalicelib.domain.commit import Commit
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import CertificateEnded, CertificateResumed, CertificateSuspended
from chalicelib.domain.renewal import taken_away
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, Log, Task
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.certificate_file import UnknownCertificateError, read_certificate
from chalicelib.usecases.execute import execute

FOLLOW_CERTIFICATE: Final = "follow_certificate"

_OF_ITS_FORCE: Final = (CertificateEnded, CertificateSuspended, CertificateResumed)


def tasks_of_certificate(commit: Commit) -> Iterator[Task]:
    """What the work queue is to do after a commit of a certificate that changed its force."""
    if any(isinstance(fact, _OF_ITS_FORCE) for fact in commit.facts):
        yield _task(commit.matter)


def tasks_of_its_case(before: Case, after: Case) -> Iterator[Task]:
    """What the work queue is to do after a commit of a case that got its certificate, or whose parcel came back after all."""
    returned = before.served_at and not after.served_at
    if after.certificate and (after.certificate != before.certificate or returned):
        yield _task(after.certificate)


def follow_certificate(certificate: str, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime) -> None:
    """Tells the case on which the certificate was issued whether it may be handed over, where that is still to be done.

    Safe to repeat. Raises UnknownCertificateError, UnknownCaseError, BusyError.
    """
    found = read_certificate(certificate, log=log)
    if found is None:
        raise UnknownCertificateError(certificate)
    case = read_case(found.issued.case, log=log, catalogue=catalogue).case
    how, told = taken_away(found, local_date(stamp(now))), case.taken_away.how if case.taken_away else ""
    if case.status != "concluded" or case.certificate != certificate or how == told:
        return
    at = found.ends[0].effective_at if found.ends else found.suspended.effective_at if found.suspended else stamp(now)
    command = FollowCertificate(f"{certificate}#{found.seq}#{how}", SYSTEM_CERTIFY, how, at if how else stamp(now))
    try:
        execute(case.matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)
    except RefusedError:
        if read_case(case.matter, log=log, catalogue=catalogue).case.status == "concluded":
            raise


def _task(certificate: str) -> Task:
    return Task({"kind": FOLLOW_CERTIFICATE, "certificate": certificate})
