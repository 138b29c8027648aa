"""The work queue: what could not be done where it arose. Tasks are told apart by `kind`; each is idempotent."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib import wiring
from chalicelib.handlers import courier_tasks, work_batches, work_checks, work_receipts
from chalicelib.handlers.notify import notify_by_hand, notify_hint
from chalicelib.handlers.project import project_hint, refresh_hint
from chalicelib.handlers.stream import Hint, each_message
from chalicelib.usecases.batch_notices import BATCH_SERVED
from chalicelib.usecases.check_day import CHECK
from chalicelib.usecases.end_items import end_case, walk_ended_item
from chalicelib.usecases.expire_address import EXPIRE_ADDRESS, expire_address
from chalicelib.usecases.failed_notice import NOTICE_FAILED
from chalicelib.usecases.follow_certificate import FOLLOW_CERTIFICATE, follow_certificate
from chalicelib.usecases.follow_renewal import RENEWAL, follow_renewal
from chalicelib.usecases.hand_over_units import hand_over_posts
from chalicelib.usecases.refresh_rows import refresh_queue
from chalicelib.usecases.serve_notice import notice_failed
from chalicelib.usecases.track_parcel import TRACK


def handle(event: Any) -> dict[str, list[dict[str, str]]]:
    return each_message("work", event, lambda body: TASKS[body["kind"]](body))


def _redo(body: Mapping[str, Any]) -> None:
    READERS[body["reader"]](Hint(body["matter"], int(body["seq"])))


def _refresh(body: Mapping[str, Any]) -> None:
    refresh_hint(body["matter"])


def _refresh_queue(body: Mapping[str, Any]) -> None:
    refresh_queue(body["queue"], body["after"], views=wiring.views(), queue=wiring.work_queue())


def _renewal(body: Mapping[str, Any]) -> None:
    follow_renewal(body["matter"], log=wiring.log(), catalogue=wiring.catalogue(), now=wiring.now())


def _follow_certificate(body: Mapping[str, Any]) -> None:
    follow_certificate(
        body["certificate"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def _end_item(body: Mapping[str, Any]) -> None:
    walk_ended_item(body["item"], body["queue"], body["after"], views=wiring.views(), queue=wiring.work_queue())


def _end_case(body: Mapping[str, Any]) -> None:
    end_case(
        body["matter"],
        body["item"],
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def _hand_over_posts(_body: Mapping[str, Any]) -> None:
    hand_over_posts(wiring.edition(), parties=wiring.parties())


def _notice_failed(body: Mapping[str, Any]) -> None:
    notice_failed(
        body["matter"],
        int(body["seq"]),
        body["template"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def _expire_address(body: Mapping[str, Any]) -> None:
    expire_address(body, log=wiring.log(), dossiers=wiring.dossiers(), catalogue=wiring.catalogue())


READERS: Final[Mapping[str, Callable[[Hint], None]]] = {
    "project": project_hint,
    "notify": notify_hint,
    "notify_by_hand": notify_by_hand,
}
TASKS: Final[Mapping[str, Callable[[Mapping[str, Any]], None]]] = {
    "redo": _redo,
    "refresh_queue": _refresh_queue,
    "refresh": _refresh,
    RENEWAL: _renewal,
    FOLLOW_CERTIFICATE: _follow_certificate,
    "end_item": _end_item,
    "end_case": _end_case,
    "hand_over_posts": _hand_over_posts,
    "courier_push": courier_tasks.courier_push,
    "waybill": courier_tasks.waybill,
    TRACK: courier_tasks.track,
    NOTICE_FAILED: _notice_failed,
    EXPIRE_ADDRESS: _expire_address,
    "sms_receipts": work_receipts.sms_receipts,
    CHECK: work_checks.check,
    "batch_open": work_batches.open_cases,
    "batch_follow": work_batches.follow,
    "batch_settle": work_batches.settle,
    BATCH_SERVED: work_batches.serve,
}
