"""Handing a result to its holder at the window, found by the pick-up code on the holder's phone."""

from datetime import datetime

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, RecordPickup
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.pickup import is_pickup_code, pickup_code
from chalicelib.ports import Catalogue, Log, Parties
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import Executed, execute
from chalicelib.usecases.officer_case import possible_actions


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


def list_for_pickup(matter: str, unit: str, *, parties: Parties, key: bytes) -> None:
    """From now on the case is found at the unit's windows by its code; idempotent."""
    parties.put(_codes(unit, pickup_code(matter, key=key)), matter, {})


def find_by_pickup_code(
    actor: Actor, code: str, *, parties: Parties, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> tuple[str, ...]:
    """The matters that this officer may hand over now under this code: nearly always one, as six digits are shared by
    few cases of a unit, most of them served long ago."""
    units = sorted(post.removesuffix(":officer") for post in actor.posts if post.endswith(":officer"))
    listed = [matter for unit in units for matter, _ in parties.query(_codes(unit, code))]
    files = [read_case(matter, log=log, catalogue=catalogue) for matter in listed]
    return tuple(
        file.case.matter
        for file in files
        if "pickup" in possible_actions(file.case, file.definition, actor, calendar, now)
    )


def _codes(unit: str, code: str) -> str:
    """The party under which the cases of a unit with this code are listed."""
    return f"pickup:{unit}:{code}"
