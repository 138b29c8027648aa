"""What becomes of SMS, as their providers tell it: check who tells, put it to the work queue, nothing else."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.adapters.sms_receipts import SOURCES, check_key, read_push
from chalicelib.adapters.sns_delivery_log import lines_in
from chalicelib.domain.receipt import Receipt
from chalicelib.handlers.problems import NotFoundError
from chalicelib.handlers.request import Reply, Request
from chalicelib.usecases.identify import account_of
from chalicelib.usecases.take_sms_receipts import receipt_tasks

LOG = logging.getLogger("buqiuren")


def sms_receipt(request: Request) -> Reply:
    """A gateway's push of receipts.

    Raises NotFoundError for an unknown provider, ReceiptsRefusedError.
    """
    name = request.params["provider"]
    keys = wiring.secret("sms-receipt-keys").get(name)
    if name not in SOURCES or not keys:
        raise NotFoundError
    check_key(request.query.get("key", ""), keys)
    pushed = read_push(SOURCES[name], request.body, wiring.now())
    if pushed.unreadable:
        LOG.error("ALARM %s receipts from %s cannot be read", pushed.unreadable, name)
    _leave(pushed.receipts)
    return Reply(200, SOURCES[name].accepted.encode(), "application/json")


def delivery_log(event: Mapping[str, Any]) -> None:
    """Lines of SNS's delivery log, as CloudWatch Logs hands them to a subscriber; what fails comes again."""
    _leave(lines_in(event, _account))


def _account(phone: str) -> str:
    return account_of(phone, key=wiring.pseudonym_key())


def _leave(receipts: Iterable[Receipt]) -> None:
    for task in receipt_tasks(receipts):
        wiring.work_queue().put(task)
