"""Handing a result to its holder at the window, found by the pick-up code on the holder's phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, RecordPickup
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.identity import IdentityError, check_resident_id
from chalicelib.domain.pickup import is_pickup_code, pickup_code
from chalicelib.domain.times import local_date, stamp
from chalicelib.ports import Catalogue, Dossiers, Entropy, Log, Parties
from chalicelib.usecases.act_on_case import act_on_file
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.certificate_file import refuse_taken_away
from chalicelib.usecases.execute import Executed, execute_on
from chalicelib.usecases.officer_case import possible_actions

SHORTEST_NAME: Final = 2
LONGEST_NAME: Final = 50


@dataclass(frozen=True)
class Coming:
    """Who came for a result, with what: the holder's pick-up code, or (`identity_seen`) the identity document, for an
    agent beside the holder's authorisation. `agent` is {"name", "id_number"} as typed, empty for the holder."""

    code: str
    identity_seen: bool
    agent: Mapping[str, str]


def record_collection(
    file: CaseFile,
    command: str,
    coming: Coming,
    actor: Actor,
    *,
    log: Log,
    dossiers: Dossiers,
    entropy: Entropy,
    calendar: Calendar,
    key: bytes,
    now: datetime,
) -> Executed:
    """Hands over to whom stands at the window; an agent's name and number go into the dossier.

    Raises RefusedError (pickup_code_wrong, pickup_unproved, collector_incomplete, certificate_taken_away and the
    engine's), BusyError.
    """
    matter = file.case.matter
    if coming.code:
        _check_code(matter, coming.code, key)
    elif not coming.identity_seen:
        raise RefusedError("pickup_unproved")
    asked = RecordPickup(command, actor, "agent" if coming.agent else "holder", "code" if coming.code else "identity")
    words = {"who": _checked(coming.agent, now)} if coming.agent else {}
    _refuse_ended(file, command, log=log, now=now)
    return act_on_file(file, asked, words, log=log, dossiers=dossiers, entropy=entropy, calendar=calendar, now=now)


def _check_code(matter: str, code: str, key: bytes) -> None:
    if not is_pickup_code(matter, code, key=key):
        raise RefusedError("pickup_code_wrong")


def _checked(agent: Mapping[str, str], now: datetime) -> Mapping[str, str]:
    name = agent.get("name", "").strip()
    try:
        number = check_resident_id(agent.get("id_number", ""), today=local_date(stamp(now)))
    except IdentityError:
        raise RefusedError("collector_incomplete") from None
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise RefusedError("collector_incomplete")
    return {"name": name, "id_number": number}


def _refuse_ended(file: CaseFile, command: str, *, log: Log, now: datetime) -> None:
    """What was handed over before its end is answered as it was then."""
    if command not in file.case.commands:
        refuse_taken_away(file.case.certificate, log=log, now=now)


def record_handover(
    matter: str, command: str, actor: Actor, *, log: Log, catalogue: Catalogue, calendar: Calendar, now: datetime
) -> Executed:
    """Hands over to the holder, whose identity document the officer has seen.

    Raises UnknownCaseError, RefusedError (certificate_taken_away among them), BusyError.
    """
    file = read_case(matter, log=log, catalogue=catalogue)
    _refuse_ended(file, command, log=log, now=now)
    return execute_on(file, RecordPickup(command, actor, "holder", "identity"), log=log, calendar=calendar, now=now)


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
