"""A case was dispatched: the waybill's index follows the log, and the case gets what the carrier has reported so far."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import Dispatched
from chalicelib.ports import Catalogue, Log, Task, Waybills
from chalicelib.usecases.apply_parcel import apply_parcel


def waybill_tasks(commit: Commit) -> Iterator[Task]:
    """The work queue's messages of a commit: one for each dispatch in it."""
    for fact in commit.facts:
        if isinstance(fact, Dispatched):
            yield Task({"kind": "waybill", "matter": commit.matter, "carrier": fact.carrier, "waybill": fact.waybill})


def follow_waybill(
    body: Mapping[str, Any],
    *,
    log: Log,
    waybills: Waybills,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Carries out the body of a waybill task: adds the case to its waybill and gives it the parked events."""
    matter, carrier, waybill = body["matter"], body["carrier"], body["waybill"]
    waybills.add_case(carrier, waybill, matter)
    events = waybills.parked(carrier, waybill, now=int(now.timestamp()))
    apply_parcel(matter, carrier, waybill, events, log=log, catalogue=catalogue, calendar=calendar, now=now)
