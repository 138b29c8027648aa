"""SNS's delivery log, as CloudWatch Logs answers a search of it: locally every message reaches its telephone at once."""

import json
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
        """One action of the JSON protocol: the lines on one number, from a time on."""
        if operation != "FilterLogEvents":
            raise CloudError("UnknownOperationException", f"{operation} is not part of the local cloud")
        if request["logGroupName"] != SMS_LOG:
            raise CloudError("ResourceNotFoundException", "The specified log group does not exist.")
        phone = request["filterPattern"].split('"')[1]
        lines = (_line(message) for message in self._outbox.messages(phone))
        events = [{"timestamp": at, "message": line} for at, line in lines if at >= request.get("startTime", 0)]
        return {"events": events}


def _line(message: dict[str, Any]) -> tuple[int, str]:
    """Milliseconds since 1970, and the line."""
    sent_at = datetime.fromisoformat(message["at"]).astimezone(UTC)
    line = {
        "notification": {"messageId": message["id"], "timestamp": sent_at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]},
        "delivery": {
            "destination": message["to"],
            "numberOfMessageParts": message["parts"],
            "smsType": "Transactional",
            "providerResponse": "Message has been accepted by phone",
            "dwellTimeMs": _DWELL_MS,
            "dwellTimeMsUntilDeviceAck": _DWELL_MS,
        },
        "status": "SUCCESS",
    }
    return int(sent_at.timestamp() * 1000) + _DWELL_MS, json.dumps(line)
