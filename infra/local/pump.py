"""A thread that keeps taking steps, and what every pump must answer."""

import logging
import threading
from datetime import datetime
from typing import Any, Protocol

from infra.local.runtime import function_arn

_POLL_SECONDS = 0.05
_LOG = logging.getLogger("infra.local")


class Source(Protocol):
    """Something that delivers to one function."""

    name: str

    def step(self, stopping: threading.Event) -> bool:
        """Deliver what is there; answers whether anything was."""

    def pending(self) -> bool:
        """Whether anything is still to be delivered or retried."""


class Pump:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._stopping = threading.Event()
        self._awake = threading.Event()
        self._thread = threading.Thread(target=self._run, name=source.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def pending(self) -> bool:
        """Whether its source still has something to deliver or to retry."""
        return self._source.pending()

    def wake(self) -> None:
        """Have it look at once instead of at its next poll."""
        self._awake.set()

    def stop(self) -> None:
        self._stopping.set()
        self.wake()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                delivered = self._source.step(self._stopping)
            except Exception:  # noqa: BLE001  # a pump outlives whatever it meets
                _LOG.exception("the pump %s failed and goes on", self._source.name)
                delivered = False
            if not delivered:
                self._awake.wait(_POLL_SECONDS)
                self._awake.clear()


def backoff(attempt: int) -> float:
    """Seconds before the next try; Lambda waits minutes, which would show nobody anything here."""
    return float(min(0.1 * 2**attempt, 5.0))


def invocation_record(
    function: str, *, condition: str, attempts: int, at: datetime, error: BaseException | None
) -> dict[str, Any]:
    """What Lambda sends to a failure destination, without the part that tells the source."""
    return {
        "version": "1.0",
        "timestamp": at.isoformat().replace("+00:00", "Z"),
        "requestContext": {
            "requestId": "",
            "functionArn": f"{function_arn(function)}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": attempts,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": {"errorType": type(error).__name__, "errorMessage": str(error)} if error else None,
    }
