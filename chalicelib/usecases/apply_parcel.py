"""Applying what a carrier reported of a parcel to a case that travels on it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.carriers import carrier as carrier_of
from chalicelib.domain.carriers import may_carry
from chalicelib.domain.commands import Actor, Command, CorrectCarrier, DoubtParcel, RecordParcel
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.parcel import CORRECTED, NOT_OFFICIAL, UNTRACKED, ParcelEvent, ParcelNote, event_id
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.case_file import read_case
from chalicelib.usecases.execute import execute

NOTHING_TO_DO: Final = frozenset({"parcel_event_stale", "waybill_unknown"})
"""Refusals that settle a report: it is older than what the case knows, or the case is not (or not yet) on the waybill;
what comes on it later is given every event anew."""


def apply_parcel(
    matter: str,
    carrier: str,
    waybill: str,
    events: Iterable[ParcelEvent],
    notes: Iterable[ParcelNote],
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Gives the case the events, oldest first, and then the notes; what it has already changes nothing.

    Raises UnknownCaseError, BusyError.
    """
    recorded = [_recorded(carrier, waybill, event) for event in events]
    noted = [
        command for note in notes for command in _noted(matter, carrier, waybill, note, log=log, catalogue=catalogue)
    ]
    for command in (*recorded, *noted):
        try:
            execute(matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)
        except RefusedError as refused:
            if refused.code not in NOTHING_TO_DO:
                raise


def _recorded(carrier: str, waybill: str, event: ParcelEvent) -> Command:
    named, at = event_id(carrier, waybill, event), stamp(event.occurred_at)
    return RecordParcel(named, Actor("courier", carrier), carrier, waybill, event.state, at)


def _noted(
    matter: str, carrier: str, waybill: str, note: ParcelNote, *, log: Log, catalogue: Catalogue
) -> Iterator[Command]:
    """A carrier put right is asked anew whether it may carry what the case sent. That nobody tracks the number is told once,
    whenever and by however many it was found."""
    by, at = Actor("courier", carrier), stamp(note.at)
    named = f"{carrier}#{waybill}#{note.kind}"
    if note.kind != CORRECTED:
        once = named if note.kind == UNTRACKED else f"{named}#{at}"
        yield DoubtParcel(once, by, carrier, waybill, note.kind, at)
        return
    yield CorrectCarrier(f"{named}#{note.to}", by, carrier, waybill, note.to)
    definition = read_case(matter, log=log, catalogue=catalogue).definition
    if not may_carry(carrier_of(catalogue.current(), note.to), definition):
        yield DoubtParcel(f"{carrier}#{waybill}#{NOT_OFFICIAL}#{note.to}", by, carrier, waybill, NOT_OFFICIAL, at)
