"""The work that couriers and dispatches leave on the queue."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.follow_waybill import follow_waybill
from chalicelib.usecases.take_push import take_push

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


def waybill(body: Mapping[str, Any]) -> None:
    follow_waybill(
        body,
        log=wiring.log(),
        waybills=wiring.waybills(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
