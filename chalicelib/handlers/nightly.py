"""Twice in 24 hours: whether the readers of the log's stream have done what the day's commits ask, and the statistics."""

import logging
from typing import Any

from chalicelib import wiring
from chalicelib.usecases.check_day import hand_out_day
from chalicelib.usecases.recount import recount

LOG = logging.getLogger("buqiuren")


def handle(_event: Any) -> None:
    """Hands the day's commits out to `work`, which checks and heals them; counts the days that are over."""
    count = hand_out_day(stream=wiring.log_stream(), queue=wiring.work_queue(), now=wiring.now())
    LOG.info("nightly handed out %s commits to be checked", count)
    done = recount(views=wiring.views(), tallies=wiring.tallies(), now=wiring.now())
    for period, unit, window in done.differences:
        LOG.error("ALARM tally of %s at %s %s was not what its rows come to, counted anew", period, unit, window)
    LOG.info("nightly counted %s days, %s tallies differed", done.days, len(done.differences))
