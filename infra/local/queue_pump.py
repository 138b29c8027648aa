"""One reader of a queue, as Lambda's event source mapping reads it: delete on success, redrive by the queue's policy."""

import logging
import threading
from typing import Any

from infra.local.cloud import CREDENTIALS, arn
from infra.local.pump import backoff
from infra.local.runtime import Runtime
from infra.local.sqs import Message, Queues

_LOG = logging.getLogger("infra.local")


class QueueReader:
    def __init__(self, function: str, *, queue: str, batch_size: int, runtime: Runtime, queues: Queues) -> None:
        self.name = f"queue-{function}"
        self._function = function
        self._queue = queue
        self._batch_size = batch_size
        self._runtime = runtime
        self._queues = queues
        queues.release(queue)

    def step(self, stopping: threading.Event) -> bool:
        messages = self._queues.receive(self._queue, self._batch_size)
        if not messages or stopping.is_set():
            return False
        failed = self._try(messages)
        for message in messages:
            if message.message_id in failed:
                self._retry_soon(message)
            else:
                self._queues.delete(self._queue, message.receipt)
        return True

    def pending(self) -> bool:
        return self._queues.unfinished(self._queue) > 0

    def _try(self, messages: list[Message]) -> set[str]:
        """Invoke once; answers the ids of the messages that failed."""
        everything = {message.message_id for message in messages}
        try:
            answer = self._runtime.invoke(self._function, {"Records": [self._record(message) for message in messages]})
        except Exception as error:  # noqa: BLE001  # whatever a handler raises is a failed invocation
            _LOG.warning("%s failed on %d messages: %r", self._function, len(messages), error)
            return everything
        failures = answer.get("batchItemFailures") if isinstance(answer, dict) else None
        failed = {failure.get("itemIdentifier") for failure in failures or []}
        return min(failed, everything)

    def _retry_soon(self, message: Message) -> None:
        """SQS would wait for the whole visibility timeout; nobody at a demo does."""
        seconds = min(backoff(message.receive_count), self._queues.visibility(self._queue))
        self._queues.change_visibility(self._queue, message.receipt, seconds)

    def _record(self, message: Message) -> dict[str, Any]:
        return {
            "messageId": message.message_id,
            "receiptHandle": message.receipt,
            "body": message.body,
            "attributes": message.system_attributes(),
            "messageAttributes": {name: _lower(value) for name, value in message.attributes.items()},
            "md5OfBody": message.md5,
            "eventSource": "aws:sqs",
            "eventSourceARN": arn("sqs", self._queue),
            "awsRegion": CREDENTIALS.region,
        }


def _lower(attribute: dict[str, Any]) -> dict[str, Any]:
    return {name[0].lower() + name[1:]: value for name, value in attribute.items()}
