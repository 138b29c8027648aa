"""SNS's delivery log: one line of JSON for each SMS once its fate is known, in two log groups of CloudWatch Logs; a
subscription brings the lines here, and a search finds those to a number."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.receipt import Receipt
from chalicelib.domain.times import stamp
from chalicelib.ports import DeliveryLogError

FAILURES: Final = "/Failure"
"""What the second log group is called more than the first."""

_LINES: Final = "DATA_MESSAGE"

_PROBLEMS: Final = (
    ("opted out", "opted_out"),
    ("blocked as spam", "spam"),
    ("blocked", "blocked"),
    ("unreachable", "unreachable"),
    ("invalid phone number", "invalid_number"),
    ("quota", "quota"),
    ("price", "price"),
)
"""Words of the carrier's sentence, which may hold the number, and our code for them; the first that fits."""


def lines_in(event: Mapping[str, Any], account: Callable[[str], str]) -> Iterator[Receipt]:
    """The receipts in one call of a subscription, their numbers as the pseudonyms that `account` gives; a control message of
    CloudWatch Logs holds none.

    Raises ValueError or KeyError for an event of another form.
    """
    message = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if message["messageType"] == _LINES:
        for line in message["logEvents"]:
            told = json.loads(line["message"])
            sent_at = stamp(_time(told["notification"]["timestamp"]))
            yield replace(_receipt(told), number=account(str(told["delivery"]["destination"])), sent_at=sent_at)


class SnsDeliveryLog:
    """`group` is the log group of what was sent; that of what failed lies below it."""

    def __init__(self, logs: Any, group: str) -> None:
        self._logs = logs
        self._group = group

    def find(self, phone: str, out_id: str, since: datetime, until: datetime) -> Sequence[Receipt]:  # noqa: ARG002
        """SNS knows its own id only: whose each one is, the caller must know."""
        return [
            receipt
            for group in (self._group, self._group + FAILURES)
            for receipt in self._lines(group, phone, since, until)
        ]

    def _lines(self, group: str, phone: str, since: datetime, until: datetime) -> Iterator[Receipt]:
        """By when it was sent: the line itself is written when the network has answered, up to days later."""
        asked = {
            "logGroupName": group,
            "startTime": int(since.timestamp() * 1000),
            "filterPattern": f'{{ $.delivery.destination = "{phone}" }}',
        }
        try:
            for page in self._logs.get_paginator("filter_log_events").paginate(**asked):
                for line in page["events"]:
                    told = json.loads(line["message"])
                    if since <= _time(told["notification"]["timestamp"]) <= until:
                        yield _receipt(told)
        except self._logs.exceptions.ResourceNotFoundException:
            return  # SNS makes a group with the first line in it
        except (ClientError, BotoCoreError) as error:
            raise DeliveryLogError(type(error).__name__) from error


def _receipt(told: Mapping[str, Any]) -> Receipt:
    """Only a telephone that has answered proves that it arrived; a network alone has taken it."""
    delivery, sent_at = told["delivery"], _time(told["notification"]["timestamp"])
    at = sent_at + timedelta(milliseconds=delivery.get("dwellTimeMsUntilDeviceAck", delivery.get("dwellTimeMs", 0)))
    provider_id = str(told["notification"]["messageId"])
    if told["status"] != "SUCCESS":
        return Receipt("failed", at, provider_id, problem=_problem(str(delivery.get("providerResponse", ""))))
    return Receipt("delivered" if "dwellTimeMsUntilDeviceAck" in delivery else "accepted", at, provider_id)


def _problem(sentence: str) -> str:
    return next((code for words, code in _PROBLEMS if words in sentence.lower()), "undelivered")


def _time(text: str) -> datetime:
    """`2016-06-28 00:40:34.558`, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
