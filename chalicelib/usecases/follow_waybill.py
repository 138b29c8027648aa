"""A case was dispatched: the waybill's index follows the log, and the case gets what the carrier has reported so far."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.commit import Commit
from chalicelib.domain.facts import CarrierCorrected, Dispatched
from chalicelib.ports import Catalogue, Log, Task, Waybills
from chalicelib.usecases.apply_parcel import apply_parcel


def waybill_tasks(commit: Commit) -> Iterator[Task]:
    """The work queue's messages of a commit: one for each dispatch in it, and each correction of its carrier."""
    for fact in commit.facts:
        if isinstance(fact, Dispatched | CarrierCorrected):
            by = fact.to if isinstance(fact, CarrierCorrected) else fact.carrier
            yield Task({"kind": "waybill", "matter": commit.matter, "carrier": by, "waybill": fact.waybill})


def follow_waybill(
    body: Mapping[str, Any],
    *,
    log: Log,
    waybills: Waybills,
    catalogue: Catalogue,
    calendar: Calendar,
    now: datetime,
) -> None:
    """Carries out the body of a waybill task: adds the case to its waybill and gives it what was reported of that."""
    matter, carrier, waybill = body["matter"], body["carrier"], body["waybill"]
    waybills.add_case(carrier, waybill, matter)
    told = waybills.reports(carrier, waybill, now=int(now.timestamp()))
    apply_parcel(
        matter, carrier, waybill, told.events, told.notes, log=log, catalogue=catalogue, calendar=calendar, now=now
    )
