"""The applicant asks for the hearing of whose right they were told."""

import hashlib
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, RequestHearing
from chalicelib.domain.decide import refusal
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log, Parties
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.execute import Executed, execute
from chalicelib.usecases.my_case import acting_party, read_my_case


def request_hearing(
    account: str,
    reference: str,
    command_id: str,
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    parties: Parties,
    now: datetime,
) -> Executed:
    """The same `command_id`, whatever its length, is the same request.

    Raises UnknownCaseError, RefusedError (not told of the right, asked already, five days over), BusyError.
    """
    file = read_my_case(account, reference, log=log, catalogue=catalogue, parties=parties)
    own_id = f"hearing:{hashlib.sha256(command_id.encode()).hexdigest()[:32]}"
    command = RequestHearing(own_id, Actor("applicant", acting_party(account, file, parties=parties)))
    return execute(file.case.matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)


def may_request_hearing(file: CaseFile, *, calendar: Calendar, now: datetime) -> bool:
    """Whether the applicant may ask for a hearing now."""
    command = RequestHearing("", Actor("applicant", file.case.application.applicant))
    return not refusal(file.case, command, file.definition, calendar, stamp(now))
