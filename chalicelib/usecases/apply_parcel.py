"""Applying what a carrier reported of a parcel to a case that travels on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commands import Actor, RecordParcel
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.parcel import ParcelEvent, event_id
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, Log
from chalicelib.usecases.execute import execute

NOTHING_TO_DO: Final = frozenset({"parcel_event_stale", "waybill_unknown"})
"""Refusals that settle an event: it is older than what the case knows, or the case is not (or not yet) on the waybill;
what comes on it later is given every event anew."""


def apply_parcel(
    matter: str,
    carrier: str,
    waybill: str,
    events: Iterable[ParcelEvent],
    *,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Gives the case the events, oldest first; one that it has already changes nothing.

    Raises UnknownCaseError, BusyError.
    """
    for event in events:
        command = RecordParcel(
            event_id(carrier, waybill, event),
            Actor("courier", carrier),
            carrier,
            waybill,
            event.state,
            stamp(event.occurred_at),
        )
        try:
            execute(matter, command, log=log, catalogue=catalogue, calendar=calendar, now=now)
        except RefusedError as refused:
            if refused.code not in NOTHING_TO_DO:
                raise
