"""A courier's push: the webhook makes it a task without personal data, the worker keeps it and gives it to the cases.

The worker first keeps the event and then reads which cases are on the waybill; follow_waybill first adds the case and then
reads the events. Whichever comes later sees the other, so a push that overtakes its dispatch is not lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.carriers import UnknownCarrierError, pushed_by
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.parcel import CORRECTED, ParcelEvent, ParcelNote, ParcelState, Push
from chalicelib.domain.times import instant, stamp
from chalicelib.ports import Catalogue, Log, Routes, Task, Waybills
from chalicelib.usecases.apply_parcel import apply_parcel

PARKED_FOR: Final = timedelta(days=30)


def push_task(source: str, push: Push, *, now: datetime) -> Task:
    """The work queue's message of a verified push. Places, remarks and names stay behind: nothing needs them."""
    return Task(
        {
            "kind": "courier_push",
            "source": source,
            "push": push.id,
            "carrier": push.carrier,
            "waybill": push.waybill,
            "events": [{"state": event.state, "occurred_at": stamp(event.occurred_at)} for event in push.events],
            "notes": [{"kind": kind, "at": stamp(now), "to": to} for kind, to in _said_beside(push)],
            "claimed": push.claimed,
        }
    )


def take_push(
    body: Mapping[str, Any],
    *,
    log: Log,
    waybills: Waybills,
    routes: Routes,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> tuple[str, ...]:
    """Carries out the body of a push_task; returns the matters that were on the waybill.

    What comes under the code of a carrier that was corrected is given to the cases of both. Raises UnknownCarrierError
    when the city's data know none of them, RoutesUnavailableError when a claim cannot be looked into now.
    """
    edition, waybill = catalogue.current(), body["waybill"]
    events = [ParcelEvent(ParcelState(event["state"]), instant(event["occurred_at"])) for event in body["events"]]
    notes = [_note(note, body["source"], edition) for note in body["notes"]]
    if body["claimed"]:
        events, doubts = _confirmed(waybill, events, routes, now)
        notes += doubts
    expires_at = int((now + PARKED_FOR).timestamp())
    found = dict[str, None]()
    for carrier in _carriers(body, notes, edition):
        of_it = [note for note in notes if note.to != carrier]
        for event in events:
            waybills.park(carrier, waybill, event, expires_at=expires_at)
        for note in of_it:
            waybills.note(carrier, waybill, note, expires_at=expires_at)
        for matter in waybills.cases(carrier, waybill):
            apply_parcel(
                matter, carrier, waybill, events, of_it, log=log, catalogue=catalogue, calendar=calendar, now=now
            )
            found[matter] = None
    return tuple(found)


def _said_beside(push: Push) -> Iterator[tuple[str, str]]:
    if push.corrected_carrier:
        yield CORRECTED, push.corrected_carrier
    if push.abandoned:
        yield "abandoned", ""


def _note(told: Mapping[str, str], source: str, edition: Edition) -> ParcelNote:
    """A correction names one of the city's carriers, else a person must look."""
    at = instant(told["at"])
    if told["kind"] != CORRECTED:
        return ParcelNote(told["kind"], at)
    try:
        return ParcelNote(CORRECTED, at, pushed_by(edition, source, told["to"]).code)
    except UnknownCarrierError:
        return ParcelNote("other_carrier", at)


def _carriers(body: Mapping[str, Any], notes: Sequence[ParcelNote], edition: Edition) -> tuple[str, ...]:
    """The carriers, by our codes, under which the waybill may be known here. Raises UnknownCarrierError."""
    to = [note.to for note in notes if note.to]
    try:
        named = [pushed_by(edition, body["source"], body["carrier"]).code]
    except UnknownCarrierError:
        if not to:
            raise
        named = []
    return tuple(dict.fromkeys((*named, *to)))


def _confirmed(
    waybill: str, events: Sequence[ParcelEvent], routes: Routes, now: datetime
) -> tuple[list[ParcelEvent], list[ParcelNote]]:
    """What may be believed of events that nothing signs: a delivery only as the carrier itself answers, else a person is
    to ask the holder, once for each time that was claimed. Raises RoutesUnavailableError."""
    believed = [event for event in events if event.state is not ParcelState.DELIVERED]
    claimed = [event.occurred_at for event in events if event.state is ParcelState.DELIVERED]
    if not claimed:
        return believed, []
    answered = routes.events(waybill) or ()
    delivered = [event for event in answered if event.state is ParcelState.DELIVERED]
    return [*believed, *delivered], [] if delivered else [ParcelNote("unconfirmed", min(*claimed, now))]
