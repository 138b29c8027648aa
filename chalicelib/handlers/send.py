"""Every minute: the notices that had to wait; in the morning what lies with the leaders, and the supervisors' numbers."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib import wiring
from chalicelib.domain.notice import UNACCOUNTED, Notice
from chalicelib.handlers.notify import account, lists, sender, time_left
from chalicelib.usecases.failed_notice import task_of_failed
from chalicelib.usecases.notice_limits import watch_spending
from chalicelib.usecases.reconcile_notice import Asked, reconcile
from chalicelib.usecases.send_notices import Sender, send_waiting
from chalicelib.usecases.tell_leaders import tell_in_the_morning
from chalicelib.usecases.tell_of_cards import tell_supervisors_in_the_morning

LOG = logging.getLogger("buqiuren")


def handle(event: Any) -> None:
    """Each part is done though another fails."""
    outgoing, now = replace(sender(time_left(event)), unknown=_reconcile), wiring.now()
    try:
        leaders = tell_in_the_morning(lists=lists(), sender=outgoing, calendar=wiring.calendar(), now=now)
    finally:
        attended = _numbers_and_waiting(outgoing, now)
    if leaders or attended:
        LOG.info("send told %s leaders of their morning and attended to %s waiting notices", leaders, attended)


def _numbers_and_waiting(outgoing: Sender, now: datetime) -> int:
    try:
        tell_supervisors_in_the_morning(lists=lists(), sender=outgoing, calendar=wiring.calendar(), now=now)
    finally:
        attended = _waiting(outgoing, now)
    return attended


def _waiting(outgoing: Sender, now: datetime) -> int:
    try:
        return send_waiting(sender=outgoing, now=now)
    finally:
        _watch_spending(outgoing, now)


def _reconcile(notice: Notice, phone: str, now: datetime) -> None:
    """What no log knows of is the window's to telephone, and the operator's to hear of."""
    asked = Asked(wiring.delivery_log(), wiring.notices(), wiring.guards(), wiring.work_queue(), account)
    if reconcile(notice, phone, asked=asked, now=now).problem != UNACCOUNTED:
        return
    LOG.error("ALARM whether SMS %s of %s went out is not known", notice.id, notice.matter)
    if task := task_of_failed(notice):
        wiring.work_queue().put(task)


def _watch_spending(outgoing: Sender, now: datetime) -> None:
    """The budget's alarm, once a day for each of its two levels."""
    spending = watch_spending(wiring.edition(), notices=outgoing.notices, now=now)
    if spending is None:
        return
    for news in spending.news:
        LOG.error("ALARM SMS budget %s: %s of the day's %s parts", news, spending.parts, spending.budget)
