"""A parcel was sent: its provider of pushes is asked, once for all that lie in it, to tell what becomes of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.carriers import carrier
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import Dispatched
from chalicelib.domain.parcel import UNTRACKED, ParcelNote
from chalicelib.ports import Catalogue, Log, Task, Tracking, TrackingRefusedError, Waybills
from chalicelib.usecases.apply_parcel import apply_parcel
from chalicelib.usecases.take_push import PARKED_FOR

SOURCE: Final = "kuaidi100"
TRACK: Final = "track_parcel"


def tracking_tasks(commit: Commit) -> Iterator[Task]:
    """The work queue's messages of a commit: one for each dispatch in it."""
    for fact in commit.facts:
        if isinstance(fact, Dispatched):
            yield Task({"kind": TRACK, "matter": commit.matter, "carrier": fact.carrier, "waybill": fact.waybill})


def track_parcel(
    body: Mapping[str, Any],
    *,
    tracking: Tracking,
    waybills: Waybills,
    log: Log,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> bool:
    """Carries out the body of a tracking task; whether the waybill is watched now: not where the stage has no account, where
    the carrier is none of the provider's, or where the provider will not have the number, which the window then sees to.
    A number once refused is not asked about again; each case on it has a task of its own, which gives it the doubt.

    Raises UnknownCarrierError, TrackingBusyError, BusyError.
    """
    by, number = body["carrier"], body["waybill"]
    company = carrier(catalogue.current(), by).pushes.get(SOURCE)
    if not company:
        return False
    told = waybills.reports(by, number, now=int(now.timestamp()))
    if told.watched:
        return True
    refused = next((note for note in told.notes if note.kind == UNTRACKED), None)
    if refused is None:
        expires_at = int((now + PARKED_FOR).timestamp())
        try:
            watched = tracking.subscribe(str(company), number)
        except TrackingRefusedError:
            refused = ParcelNote(UNTRACKED, now)
            waybills.note(by, number, refused, expires_at=expires_at)
        else:
            if watched:
                waybills.watch(by, number, expires_at=expires_at)
            return watched
    apply_parcel(body["matter"], by, number, (), [refused], log=log, catalogue=catalogue, calendar=calendar, now=now)
    return False
