"""Receipts of SMS: the webhook makes them tasks without telephone numbers, the worker moves each notice forward and tells
the case what was proved."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.notice import LEASE, Notice
from chalicelib.domain.receipt import BEFORE, Receipt, after_receipt, commit_told, notice_key, out_id, sent_key
from chalicelib.domain.times import instant, stamp
from chalicelib.ports import Guards, Notices, Queue, StaleError, Task
from chalicelib.usecases.notice_limits import told_between

KIND: Final = "sms_receipts"
PER_TASK: Final = 100

LATER: Final = (60, 600, 900)
"""Seconds after which a receipt of a message that is not known is tried again: it may have overtaken the sender's note."""


@dataclass(frozen=True)
class MatterTold:
    """What follows in a case, batch or certificate: `served` takes matter, commit, template and the time of
    arrival, `failed` the same without a time."""

    served: Callable[[str, int, str, datetime], None]
    failed: Callable[[str, int, str], None]


def receipt_tasks(receipts: Iterable[Receipt]) -> Iterator[Task]:
    """The work queue's messages of these receipts; those of messages for whose end nobody waits are left out."""
    told = [_as_json(receipt) for receipt in receipts if receipt.out_id or receipt.provider_id]
    for first in range(0, len(told), PER_TASK):
        yield _task(told[first : first + PER_TASK], tries=0)


def take_sms_receipts(
    body: Mapping[str, Any], *, notices: Notices, guards: Guards, queue: Queue, follows: MatterTold, now: datetime
) -> None:
    """Carries out a task of `receipt_tasks`; repeated, late and reordered ones end in the same notices.

    Raises ExceptionGroup after the last one when some failed; all may be taken again.
    """
    unknown, errors = list[Mapping[str, Any]](), list[Exception]()
    for told in body["receipts"]:
        try:
            if not _take(_receipt(told), notices=notices, guards=guards, follows=follows, now=now):
                unknown.append(told)
        except Exception as error:  # noqa: BLE001 - one bad receipt must not hold up those behind it
            errors.append(error)
    if unknown and body["tries"] < len(LATER):
        queue.put(_task(unknown, tries=body["tries"] + 1, delay=LATER[body["tries"]]))
    if errors:
        raise ExceptionGroup(f"{len(errors)} receipts failed", errors)


def _take(receipt: Receipt, *, notices: Notices, guards: Guards, follows: MatterTold, now: datetime) -> bool:
    """Whether it is known what the receipt is about."""
    given = receipt.out_id or _out_id(receipt, notices, guards, now)
    if given is None:
        return False
    key = notice_key(given)
    if key is None:
        return True
    notice = _moved(key, receipt, notices)
    if notice is None:
        return False
    _tell(notice, follows)
    return True


def _out_id(receipt: Receipt, notices: Notices, guards: Guards, now: datetime) -> str | None:
    """That of the notice to which the provider gave its id, among those that went to the number; None while none is known."""
    if receipt.number:
        sent_at = instant(receipt.sent_at)
        told = told_between(receipt.number, sent_at - LEASE, sent_at + BEFORE, notices=notices)
        if own := next((notice for notice in told if notice.provider_id == receipt.provider_id), None):
            return out_id(own)
    known = guards.get(sent_key(receipt.provider_id), now=int(now.timestamp()))
    return None if known is None else str(known["out_id"])


def _moved(key: tuple[str, str], receipt: Receipt, notices: Notices) -> Notice | None:
    """The notice as it stands after the receipt."""
    while notice := notices.get(*key):
        after = after_receipt(notice, receipt)
        if after == notice:
            return notice
        try:
            notices.change(after, seen=notice)
        except StaleError:
            continue
        return after
    return None


def _tell(notice: Notice, follows: MatterTold) -> None:
    """The matter hears of it each time: a crash may have come between the notice and its log."""
    told = commit_told(notice)
    if told is None or not notice.receipt_at:
        return
    if notice.state == "delivered":
        follows.served(*told, notice.message.template, instant(notice.receipt_at))
    elif notice.state == "failed":
        follows.failed(*told, notice.message.template)


def _task(receipts: list[Mapping[str, Any]], *, tries: int, delay: int = 0) -> Task:
    return Task({"kind": KIND, "tries": tries, "receipts": receipts}, delay_seconds=delay)


def _as_json(receipt: Receipt) -> Mapping[str, Any]:
    return {**vars(receipt), "at": stamp(receipt.at)}


def _receipt(told: Mapping[str, Any]) -> Receipt:
    return Receipt(**{**told, "at": instant(told["at"])})
