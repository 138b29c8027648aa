"""A courier's push: the webhook makes it a task without personal data, the worker keeps it and gives it to the cases.

The worker first keeps the event and then reads which cases are on the waybill; follow_waybill first adds the case and then
reads the events. Whichever comes later sees the other, so a push that overtakes its dispatch is not lost.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.carriers import pushed_by
from chalicelib.domain.parcel import ParcelEvent, ParcelState, Push
from chalicelib.domain.times import instant, stamp
from chalicelib.ports import Catalogue, Log, Task, Waybills
from chalicelib.usecases.apply_parcel import apply_parcel

PARKED_FOR: Final = timedelta(days=30)


def push_task(source: str, push: Push) -> Task:
    """The work queue's message of a verified push. Places, remarks and names stay behind: nothing needs them."""
    return Task(
        {
            "kind": "courier_push",
            "source": source,
            "push": push.id,
            "carrier": push.carrier,
            "waybill": push.waybill,
            "events": [{"state": event.state, "occurred_at": stamp(event.occurred_at)} for event in push.events],
            "abandoned": push.abandoned,
        }
    )


def take_push(
    body: Mapping[str, Any],
    *,
    log: Log,
    waybills: Waybills,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> tuple[str, ...]:
    """Carries out the body of a push_task; returns the matters that were on the waybill.

    Raises UnknownCarrierError when the city's data do not know the carrier.
    """
    carrier = pushed_by(catalogue.current(), body["source"], body["carrier"]).code
    events = [ParcelEvent(ParcelState(event["state"]), instant(event["occurred_at"])) for event in body["events"]]
    expires_at = int((now + PARKED_FOR).timestamp())
    for event in events:
        waybills.park(carrier, body["waybill"], event, expires_at=expires_at)
    matters = tuple(waybills.cases(carrier, body["waybill"]))
    for matter in matters:
        apply_parcel(matter, carrier, body["waybill"], events, log=log, catalogue=catalogue, calendar=calendar, now=now)
    return matters
