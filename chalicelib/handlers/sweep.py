"""The scheduled look at what is due, and at what the catalogue has ended."""

import logging
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.end_items import follow_catalogue
from chalicelib.usecases.sweep import sweep

LOG = logging.getLogger("buqiuren")


def handle(_event: Any) -> None:
    """Each part is done though the other fails."""
    now = wiring.now()
    try:
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
    finally:
        follow_catalogue(catalogue=wiring.catalogue(), views=wiring.views(), queue=wiring.work_queue(), now=now)
