"""Delivers what EventBridge owes one function: Lambda's two retries, then the failure destination."""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

from infra.functions import AsyncSource
from infra.local.clock import LocalClock
from infra.local.eventbridge import EventBus
from infra.local.pump import backoff, invocation_record
from infra.local.runtime import Runtime
from infra.local.store import Store

_LOG = logging.getLogger("infra.local")


class EventDelivery:
    def __init__(
        self,
        function: str,
        *,
        settings: AsyncSource,
        runtime: Runtime,
        bus: EventBus,
        store: Store,
        dead_letters: Callable[[str], Any],
        clock: LocalClock,
    ) -> None:
        self.name = f"events-{function}"
        self._function = function
        self._settings = settings
        self._runtime = runtime
        self._bus = bus
        self._store = store
        self._dead_letters = dead_letters
        self._clock = clock

    def step(self, stopping: threading.Event) -> bool:
        delivery = self._bus.due(self._function, self._clock.timestamp())
        if delivery is None or stopping.is_set():
            return False
        event = json.loads(delivery["event"])
        try:
            self._runtime.invoke(self._function, event)
        except Exception as error:  # noqa: BLE001  # whatever a handler raises is a failed invocation
            _LOG.warning("%s failed on an event: %r", self._function, error)
            self._retry(delivery, event, error)
        else:
            self._bus.finish(delivery["id"])
        return True

    def pending(self) -> bool:
        return self._bus.waiting(self._function)

    def _retry(self, delivery: sqlite3.Row, event: dict[str, Any], error: Exception) -> None:
        attempts = delivery["attempts"] + 1
        if attempts <= self._settings.retries:
            self._bus.postpone(delivery["id"], self._clock.timestamp() + backoff(attempts))
            return
        now = self._clock.now()
        record = invocation_record(self._function, condition="RetriesExhausted", attempts=attempts, at=now, error=error)
        with self._store.transaction():
            self._dead_letters(json.dumps(record | {"requestPayload": event}))
            self._bus.finish(delivery["id"])
