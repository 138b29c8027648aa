"""SNS's delivery log, as CloudWatch Logs answers a search of it: locally every message reaches its telephone at once,
unless the network has said otherwise."""

import base64
import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from infra.local.errors import CloudError
from infra.local.sns import Outbox

SMS_LOG = "sns/us-east-1/123456789012/DirectPublishToPhoneNumber"
_DWELL_MS = 900


class SmsLog:
    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """One action of the JSON protocol: the lines on one number, from a time on; groups are there without being made."""
        if operation == "CreateLogGroup":
            return {}
        if operation != "FilterLogEvents":
            raise CloudError("UnknownOperationException", f"{operation} is not part of the local cloud")
        if request["logGroupName"] != SMS_LOG:
            raise CloudError("ResourceNotFoundException", "The specified log group does not exist.")
        phone = request["filterPattern"].split('"')[1]
        lines = (line(message, message["outcome"] or "delivered") for message in self._outbox.messages(phone))
        return {"events": [told for told in lines if told["timestamp"] >= request.get("startTime", 0)]}


def line(message: Mapping[str, Any], outcome: str = "delivered") -> dict[str, Any]:
    """The log event on a message of the outbox; `timestamp` is milliseconds since 1970."""
    sent_at = datetime.fromisoformat(message["at"]).astimezone(UTC)
    acknowledged = {"dwellTimeMsUntilDeviceAck": _DWELL_MS} if outcome == "delivered" else {}
    words = (
        "Message has been accepted by phone" if outcome == "delivered" else "Phone is currently unreachable/unavailable"
    )
    told = {
        "notification": {"messageId": message["id"], "timestamp": sent_at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]},
        "delivery": {
            "destination": message["to"],
            "numberOfMessageParts": message["parts"],
            "smsType": "Transactional",
            "providerResponse": words,
            "dwellTimeMs": _DWELL_MS,
            **acknowledged,
        },
        "status": "SUCCESS" if outcome == "delivered" else "FAILURE",
    }
    return {"timestamp": int(sent_at.timestamp() * 1000) + _DWELL_MS, "message": json.dumps(told)}


def subscription_event(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """As CloudWatch Logs calls the function that subscribes to the log."""
    message = {"messageType": "DATA_MESSAGE", "logGroup": SMS_LOG, "logEvents": lines}
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(message).encode())).decode()}}
