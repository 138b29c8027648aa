"""A notice of which nobody knows whether it was sent: the provider's delivery log is asked by number and time, a few times
over a day, and then a person. Until then it is not sent again."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.notice import UNACCOUNTED, Notice, next_look, unaccounted
from chalicelib.domain.receipt import BEFORE, Receipt, after_receipt, out_id, sent_key
from chalicelib.domain.times import instant, stamp
from chalicelib.ports import DeliveryLog, DeliveryLogError, Guards, Notices, Queue, StaleError, Waiting
from chalicelib.usecases.notice_limits import told_between
from chalicelib.usecases.take_sms_receipts import receipt_tasks

LOG = logging.getLogger("buqiuren")

LEFT_WITHIN: Final = timedelta(minutes=2)
"""After its claim a request leaves at once or not at all; the rest is for the provider's clock."""


@dataclass(frozen=True)
class Asked:
    """Where is looked, and where what was found is left; `account` gives the pseudonym of a number."""

    delivery_log: DeliveryLog
    notices: Notices
    guards: Guards
    queue: Queue
    account: Callable[[str], str]


def reconcile(notice: Notice, phone: str, *, asked: Asked, now: datetime) -> Notice:
    """Looks for an `unknown` notice; what is found counts as a receipt, what is not is looked for later, and after the
    last time the notice is `unaccounted`. Safe to repeat. Returns the notice as it stands.

    `phone` is empty where the person was erased: then no log can be asked.
    """
    if notice.problem == UNACCOUNTED:
        return notice
    if found := _found(notice, phone, asked, now) if phone else None:
        _hand_on(found, notice, asked)
        return _moved(after_receipt(notice, found), notice, asked)
    if at := next_look(notice, now):
        asked.notices.wait(Waiting(stamp(at), notice.recipient_key, notice.message_key))
        return notice
    return _moved(unaccounted(notice), notice, asked)


def _moved(after: Notice, notice: Notice, asked: Asked) -> Notice:
    """A receipt that was faster knows better."""
    try:
        asked.notices.change(after, seen=notice)
    except StaleError:
        return asked.notices.get(notice.recipient_key, notice.message_key) or notice
    return after


def _found(notice: Notice, phone: str, asked: Asked, now: datetime) -> Receipt | None:
    """The one message in the log that can only be this notice."""
    claimed_at = instant(notice.claimed_at)
    try:
        told = asked.delivery_log.find(phone, out_id(notice), claimed_at - BEFORE, claimed_at + LEFT_WITHIN)
    except DeliveryLogError as error:
        LOG.warning("the delivery log could not be asked for %s: %s", notice.id, error)
        return None
    by_ours = [receipt for receipt in told if receipt.out_id == out_id(notice)]
    others = _others(notice, phone, asked)
    if not by_ours and any(one.state in {"sending", "unknown"} for one in others):
        return None
    known = {one.provider_id for one in others}
    unnamed = (receipt for receipt in told if not receipt.out_id and receipt.provider_id not in known)
    nobodys = [receipt for receipt in unnamed if not _is_a_codes(receipt, notice, asked, now)]
    candidates = by_ours or nobodys
    return candidates[0] if len(candidates) == 1 else None


def _others(notice: Notice, phone: str, asked: Asked) -> Sequence[Notice]:
    """What else may have gone to the number in the same minutes. Of two that were lost no log can tell which arrived."""
    at, near = instant(notice.claimed_at), LEFT_WITHIN + BEFORE
    told = told_between(asked.account(phone), at - near, at + near, notices=asked.notices)
    others = (one for one in told if one.id != notice.id and one.claimed_at)
    return [one for one in others if abs(instant(one.claimed_at) - at) <= near]


def _is_a_codes(receipt: Receipt, notice: Notice, asked: Asked, now: datetime) -> bool:
    known = asked.guards.get(sent_key(receipt.provider_id), now=int(now.timestamp()))
    return known is not None and known["out_id"] != out_id(notice)


def _hand_on(found: Receipt, notice: Notice, asked: Asked) -> None:
    """The work queue tells the case."""
    for task in receipt_tasks([replace(found, out_id=out_id(notice))]):
        asked.queue.put(task)
