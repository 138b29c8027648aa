"""Service by SMS: what the provider says of a message becomes a fact of the matter of which it told: a case, whose document
it serves, a batch, which serves all its cases, or a certificate. Openings and telephone calls have ways of their own
(open_documents, acts)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain import facts as f
from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import SYSTEM_SMS, Command, ReportUndelivered, ServeDocument
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.document.kinds import TOLD_BY_SMS, Document
from chalicelib.domain.reference import MatterKind, kind_of
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.batch_notices import batch_notice_failed, batch_notice_served
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.certificate_notices import certificate_notice_failed, certificate_notice_served
from chalicelib.usecases.execute import execute_on

LATE: Final = timedelta(days=1)
"""A receipt that comes later than this after its own time counts from when it came, so that nobody's time has run out
before they could be reminded."""


def serve_notice(
    matter: str,
    seq: int,
    template: str,
    at: datetime,
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> None:
    """The SMS of this template that told the applicant or the agent of this commit arrived, `at` by the provider's clock: it
    has served what it told of, unless something served that before. Most tell of nothing that waits to be served, and of a
    case nothing is read then. Safe to repeat, in any order.

    Raises UnknownCaseError, UnknownBatchError, UnknownCertificateError, BusyError.
    """
    arrived_at = stamp(min(at, now) if now - at <= LATE else now)
    match kind_of(matter):
        case MatterKind.BATCH:
            batch_notice_served(matter, seq, arrived_at, log=log, catalogue=catalogue, now=now)
            return
        case MatterKind.CERTIFICATE:
            certificate_notice_served(matter, seq, arrived_at, log=log, now=now)
            return

    def served(document: Document) -> Command:
        told_at = max(document.at, arrived_at)
        return ServeDocument(f"sms:{document.id}", SYSTEM_SMS, document.id, "sms", told_at, f.UNSEALED)

    _tell(matter, seq, template, served, log=log, catalogue=catalogue, calendar=calendar, now=now)


def notice_failed(
    matter: str, seq: int, template: str, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> None:
    """The SMS of this template that was to tell of a commit failed for good: what it told of is the window's to telephone,
    unless it has been served. Safe to repeat, in any order.

    Raises UnknownCaseError, UnknownBatchError, UnknownCertificateError, BusyError.
    """
    match kind_of(matter):
        case MatterKind.BATCH:
            batch_notice_failed(matter, seq, template, log=log, catalogue=catalogue, now=now)
            return
        case MatterKind.CERTIFICATE:
            certificate_notice_failed(matter, seq, template, log=log, now=now)
            return

    def undelivered(document: Document) -> Command:
        return ReportUndelivered(f"undelivered:{document.id}", SYSTEM_SMS, document.id)

    _tell(matter, seq, template, undelivered, log=log, catalogue=catalogue, calendar=calendar, now=now)


def _tell(
    matter: str,
    seq: int,
    template: str,
    command: Callable[[Document], Command],
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Carries out the command for each document that the commit gave, of which the template tells, and that is not served."""
    kind = TOLD_BY_SMS.get(template)
    if kind is None:
        return
    file = read_case(matter, log=log, catalogue=catalogue)
    for document in file.case.documents:
        if document.seq == seq and document.kind == kind and not document.served_at:
            with suppress(RefusedError):
                execute_on(file, command(document), log=log, calendar=calendar, now=now)
