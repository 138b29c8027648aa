"""Everything that calls the event functions of an app, built from its own declarations."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalice.app import CloudWatchEventConfig, DynamoDBEventConfig, ScheduledEventConfig, SQSEventConfig

from infra.local import resources
from infra.local.clock import LocalClock
from infra.local.cloud import Cloud
from infra.local.dynamodb_access import DynamoDBCall
from infra.local.event_pump import EventDelivery
from infra.local.pump import Source
from infra.local.queue_pump import QueueReader
from infra.local.runtime import Runtime
from infra.local.schedule_pump import Schedules
from infra.local.store import Store
from infra.local.stream_pump import StreamReader
from infra.local.template import Resolver

_HOUSEKEEPING_SECONDS = 60.0
_READERS_OF_A_QUEUE = 2
"""Lambda reads a queue with five or more at once, so that no handler may count on being alone; two show it."""


@dataclass(frozen=True)
class Parts:
    """What the sources are built from."""

    runtime: Runtime
    cloud: Cloud
    store: Store
    clock: LocalClock
    dynamodb: DynamoDBCall
    resolve: Resolver

    def send_to(self, logical_id: str) -> Callable[[str], Any]:
        """Sends a body to the queue of a logical id."""
        return lambda body: self.cloud.queues.send(resources.queue_name(logical_id), body)


def schedules(parts: Parts) -> Schedules:
    declared = _declared(parts, ScheduledEventConfig)
    expressions = {source.name: _expression(source.schedule_expression) for source in declared}
    return Schedules(expressions, bus=parts.cloud.bus, store=parts.store, clock=parts.clock)


def readers(parts: Parts) -> list[Source]:
    """Stream readers, queue readers and the deliveries of events and schedules."""
    return [
        *(_stream_reader(parts, source) for source in _declared(parts, DynamoDBEventConfig)),
        *(reader for source in _declared(parts, SQSEventConfig) for reader in _queue_readers(parts, source)),
        *(_subscriber(parts, source) for source in _declared(parts, CloudWatchEventConfig)),
        *(_delivery(parts, source.name) for source in _declared(parts, ScheduledEventConfig)),
    ]


def _declared(parts: Parts, kind: type) -> list[Any]:
    return [source for source in parts.runtime.app.event_sources if isinstance(source, kind)]


def _expression(declared: Any) -> str:
    return declared if isinstance(declared, str) else str(declared.to_string())


def _stream_reader(parts: Parts, source: Any) -> StreamReader:
    settings = parts.runtime.settings(source.name).stream
    return StreamReader(
        source.name,
        stream=parts.resolve(source.stream_arn),
        batch_size=source.batch_size,
        settings=settings,
        runtime=parts.runtime,
        dynamodb=parts.dynamodb,
        store=parts.store,
        dead_letters=parts.send_to(settings.on_failure),
        now=parts.clock.now,
    )


def _queue_readers(parts: Parts, source: Any) -> list[QueueReader]:
    return [
        QueueReader(
            source.name,
            queue=source.queue or parts.resolve(source.queue_arn).rpartition(":")[2],
            batch_size=source.batch_size,
            runtime=parts.runtime,
            queues=parts.cloud.queues,
        )
        for _ in range(_READERS_OF_A_QUEUE)
    ]


def _subscriber(parts: Parts, source: Any) -> EventDelivery:
    parts.cloud.bus.subscribe(source.name, parts.resolve(source.event_pattern))
    return _delivery(parts, source.name)


def _delivery(parts: Parts, function: str) -> EventDelivery:
    settings = parts.runtime.settings(function).asynchronous
    return EventDelivery(
        function,
        settings=settings,
        runtime=parts.runtime,
        bus=parts.cloud.bus,
        store=parts.store,
        dead_letters=parts.send_to(settings.on_failure),
        clock=parts.clock,
    )


class Housekeeping:
    """What the services do by themselves as time passes: time-to-live, lifecycle rules, trimming of streams."""

    name = "housekeeping"

    def __init__(self, expire: Callable[[], None]) -> None:
        self._expire = expire
        self._next = time.monotonic() + _HOUSEKEEPING_SECONDS

    def step(self, stopping: threading.Event) -> bool:
        if time.monotonic() >= self._next and not stopping.is_set():
            self._next = time.monotonic() + _HOUSEKEEPING_SECONDS
            self._expire()
        return False

    def pending(self) -> bool:
        return False
