"""Every minute: the notices that had to wait, and in the morning what still lies with the leaders."""

import logging
from typing import Any

from chalicelib import wiring
from chalicelib.handlers.notify import lists, sender, time_left
from chalicelib.usecases.send_notices import send_waiting
from chalicelib.usecases.tell_leaders import tell_in_the_morning

LOG = logging.getLogger("buqiuren")


def handle(event: Any) -> None:
    """Either half is done though the other fails."""
    outgoing, now = sender(time_left(event)), wiring.now()
    try:
        told = tell_in_the_morning(lists=lists(), sender=outgoing, calendar=wiring.calendar(), now=now)
    finally:
        attended = send_waiting(sender=outgoing, now=now)
    if told or attended:
        LOG.info("send told %s leaders of their morning and attended to %s waiting notices", told, attended)
