"""Handing a result to its holder at the window."""

from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, RecordPickup
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.pickup import is_pickup_code
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.execute import Executed, execute


def record_pickup(
    matter: str,
    command: str,
    code: str,
    actor: Actor,
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    key: bytes,
    now: datetime,
) -> Executed:
    """Hands over to whom shows the pick-up code.

    Raises RefusedError (pickup_code_wrong and the engine's), UnknownCaseError, BusyError.
    """
    if not is_pickup_code(matter, code, key=key):
        raise RefusedError("pickup_code_wrong")
    return record_handover(matter, command, actor, log=log, catalogue=catalogue, calendar=calendar, now=now)


def record_handover(
    matter: str, command: str, actor: Actor, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> Executed:
    """Hands over to the holder, whose identity document the officer has seen."""
    return execute(matter, RecordPickup(command, actor), log=log, catalogue=catalogue, calendar=calendar, now=now)
