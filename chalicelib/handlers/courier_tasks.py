"""The work that couriers and dispatches leave on the queue."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.ports import TrackingRefusedError
from chalicelib.usecases.follow_waybill import follow_waybill
from chalicelib.usecases.take_push import take_push
from chalicelib.usecases.track_parcel import track_parcel

LOG = logging.getLogger("buqiuren")


def courier_push(body: Mapping[str, Any]) -> None:
    matters = take_push(
        body,
        log=wiring.log(),
        waybills=wiring.waybills(),
        routes=wiring.routes(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    if body["notes"] and not matters:
        LOG.warning("%s says more of waybill %s, which no case is on", body["source"], body["waybill"])


def track(body: Mapping[str, Any]) -> None:
    """What the provider will never track is an operator's to look at: its pushes stay away, the window sees it on its way."""
    try:
        track_parcel(body, tracking=wiring.tracking(), catalogue=wiring.catalogue())
    except TrackingRefusedError:
        LOG.exception("ALARM no pushes of waybill %s of %s", body["waybill"], body["carrier"])


def waybill(body: Mapping[str, Any]) -> None:
    follow_waybill(
        body,
        log=wiring.log(),
        waybills=wiring.waybills(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
