"""Twice in 24 hours: whether the readers of the log's stream have done what the day's commits ask."""

import logging
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.check_day import hand_out_day

LOG = logging.getLogger("buqiuren")


def handle(_event: Any) -> None:
    """Hands the day's commits out to `work`, which checks and heals them."""
    count = hand_out_day(stream=wiring.log_stream(), queue=wiring.work_queue(), now=wiring.now())
    LOG.info("nightly handed out %s commits to be checked", count)
