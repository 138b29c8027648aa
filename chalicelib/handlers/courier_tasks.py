"""The work that couriers and dispatches leave on the queue."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
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
    track_parcel(
        body,
        tracking=wiring.tracking(),
        waybills=wiring.waybills(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def waybill(body: Mapping[str, Any]) -> None:
    follow_waybill(
        body,
        log=wiring.log(),
        waybills=wiring.waybills(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
