"""Twice in 24 hours: whether the readers of the log's stream have done what the day's commits ask, and the statistics."""

import logging
from typing import Any

from chalicelib import wiring
from chalicelib.domain.times import stamp
from chalicelib.usecases.check_day import SETTLING, hand_out_day, settled_commits
from chalicelib.usecases.note_cases import note_cases
from chalicelib.usecases.recount import recount

LOG = logging.getLogger("buqiuren")


def handle(_event: Any) -> None:
    """Hands the day's commits out to `work`, which checks and heals them; notes their cases; counts the days that are over."""
    now, tallies = wiring.now(), wiring.tallies()
    settled = settled_commits(since=tallies.checked_until(), stream=wiring.log_stream(), now=now)
    hand_out_day(settled, queue=wiring.work_queue())
    LOG.info("nightly handed out %s commits to be checked", len(settled))
    noted = note_cases(settled, log=wiring.log(), tallies=tallies, now=now)
    if noted.gap:
        LOG.error("ALARM cases since %s may lack among those to exchange: make recount REPAIR=1", noted.gap)
    LOG.info("nightly noted %s cases", noted.cases)
    tallies.check_until(stamp(now - SETTLING))
    done = recount(views=wiring.views(), tallies=tallies, now=now)
    for period, unit, window in done.differences:
        LOG.error("ALARM tally of %s at %s %s was not what its rows come to, counted anew", period, unit, window)
    LOG.info("nightly counted %s days, %s tallies differed", done.days, len(done.differences))
