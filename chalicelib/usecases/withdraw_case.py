"""The applicant takes the application back before the decision."""

import hashlib
from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, Withdraw
from chalicelib.ports import Catalogue, Log, Parties
from chalicelib.usecases.execute import Executed, execute
from chalicelib.usecases.my_case import acting_party, read_my_case


def withdraw_case(
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
    """The same `command_id`, whatever its length, is the same withdrawal.

    Raises UnknownCaseError, RefusedError (it is decided already), BusyError.
    """
    file = read_my_case(account, reference, log=log, catalogue=catalogue, parties=parties)
    own_id = f"withdraw:{hashlib.sha256(command_id.encode()).hexdigest()[:32]}"
    command = Withdraw(own_id, Actor("applicant", acting_party(account, file, parties=parties)))
    return execute(file.case.matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)
