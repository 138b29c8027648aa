"""The stream reader that tells people; what it cannot send at once is left to `send`."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from chalicelib import settings, wiring
from chalicelib.domain.links import TodoLink, sign
from chalicelib.domain.notice import Notice
from chalicelib.domain.pickup import pickup_code
from chalicelib.domain.reference import MatterKind, kind_of, reference_of
from chalicelib.handlers.stream import Hint, each, hints, newest
from chalicelib.ports import Log
from chalicelib.usecases.failed_notice import task_of_failed
from chalicelib.usecases.hinted_log import ReadOnceLog
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.plan_batch_notices import plan_batch_notices
from chalicelib.usecases.plan_certificate_notices import plan_certificate_notices
from chalicelib.usecases.plan_inquiry_notices import plan_inquiry_notices
from chalicelib.usecases.plan_notices import oldest_news, plan_notices
from chalicelib.usecases.send_notices import Sender
from chalicelib.usecases.tell_leaders import Lists

LOG = logging.getLogger("buqiuren")

LEAST_MILLISECONDS: Final = 15_000
"""What one message may need at worst: a lost answer from SNS and the writes around it."""


def handle(event: Any) -> None:
    found = [*hints(event)]
    log = ReadOnceLog(wiring.log(), newest(found))
    each("notify", found, partial(_notify, log=log, sender=sender(time_left(event))))


def notify_hint(hint: Hint) -> None:
    """Plans and sends what a commit tells, unless it is old."""
    _notify(hint, log=_read_once(hint), sender=sender(_always))


def notify_by_hand(hint: Hint) -> None:
    """As `notify_hint`, however old the commit: the operator's own task {"reader": "notify_by_hand"}."""
    _plan(hint, lists(), log=_read_once(hint), sender=sender(_always), not_before="")


def _read_once(hint: Hint) -> Log:
    return ReadOnceLog(wiring.log(), {hint.matter: hint.seq})


def _notify(hint: Hint, *, log: Log, sender: Sender) -> None:
    if not _plan(hint, lists(), log=log, sender=sender, not_before=oldest_news(wiring.now())):
        LOG.warning("nothing planned for %s seq %s: too old", hint.matter, hint.seq)


def rehearse_hint(hint: Hint, known: Lists, *, log: Log, sender: Sender) -> None:
    """As `notify_hint`, with lists and a sender that only read."""
    _plan(hint, known, log=log, sender=sender, not_before=oldest_news(wiring.now()))


def _plan(hint: Hint, known: Lists, *, log: Log, sender: Sender, not_before: str) -> bool:
    now = wiring.now()
    match kind_of(hint.matter):
        case MatterKind.CASE:
            return plan_notices(
                hint.matter, hint.seq, log=log, lists=known, sender=sender, not_before=not_before, now=now
            )
        case MatterKind.BATCH:
            return plan_batch_notices(hint.matter, hint.seq, log=log, sender=sender, not_before=not_before, now=now)
        case MatterKind.CERTIFICATE:
            return plan_certificate_notices(
                hint.matter, hint.seq, log=log, sender=sender, not_before=not_before, now=now
            )
        case MatterKind.CONSULTATION | MatterKind.COMPLAINT | MatterKind.RATING:
            return plan_inquiry_notices(hint.matter, hint.seq, log=log, sender=sender, not_before=not_before, now=now)


def lists() -> Lists:
    return Lists(wiring.log(), wiring.views(), wiring.guards())


def sender(has_time: Callable[[], bool]) -> Sender:
    return Sender(
        notices=wiring.notices(),
        sms=wiring.sms(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        link_url=_link_url,
        pickup_code=_pickup_code,
        rating_url=_rating_url,
        account=account,
        failed=_failed,
        unknown=_left_to_the_schedule,
        calendar=wiring.calendar,
        has_time=has_time,
    )


def time_left(event: Any) -> Callable[[], bool]:
    """Whether the invocation of this event has time for one more message."""
    return lambda: event.context.get_remaining_time_in_millis() > LEAST_MILLISECONDS


def _always() -> bool:
    return True


def _link_url(link: TodoLink) -> str:
    return f"{settings.site_origin()}/t/{sign(link, keys=wiring.link_keys())}"


def _pickup_code(matter: str) -> str:
    return pickup_code(matter, key=wiring.pseudonym_key())


def account(phone: str) -> str:
    """The pseudonym of a number."""
    return account_of(phone, key=wiring.pseudonym_key())


def _left_to_the_schedule(_notice: Notice, _phone: str, _now: datetime) -> None:
    """Only `send` attends to due rows, and asks the delivery log."""


def _failed(notice: Notice) -> None:
    if task := task_of_failed(notice):
        wiring.work_queue().put(task)


def _rating_url(matter: str) -> str:
    return f"{settings.site_origin()}/r/{reference_of(matter)}"
