"""The scheduled look at what is due."""

import logging
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.sweep import sweep

LOG = logging.getLogger("buqiuren")


def handle(_event: Any) -> None:
    now = wiring.now()
    handled = sweep(
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=now,
        until=now,
    )
    if handled:
        LOG.info("sweep looked at %s due cases", handled)
