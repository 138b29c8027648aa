"""How the stream and the queues call the functions: at least once, late, halved, retried, given up."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from chalicelib.ports import Task, Written
from infra.faults.layer import KilledError
from infra.functions import StreamSource

SHARDS, BATCH = 4, 25
REPEATS, DELAYS = 0.05, 0.1
VISIBILITY, MOST_RECEIVES = timedelta(seconds=360), 5
Invoke = Callable[[str, dict[str, Any]], Any]


@dataclass
class Reader:
    """A function that reads the stream, shard by shard: a batch that fails is halved, retried, then given up to
    `dead_letters`. Until `stopped_until` it reads nothing; no record of a matter in `dropped` reaches it."""

    function: str
    random: Random
    invoke: Invoke
    source: StreamSource = field(default_factory=StreamSource)
    stopped_until: datetime | None = None
    dropped: set[str] = field(default_factory=set)
    dead_letters: list[tuple[str, int]] = field(default_factory=list)
    repeated: int = 0
    _taken: int = 0
    _shards: list[deque[Written]] = field(default_factory=lambda: [deque() for _ in range(SHARDS)])

    def take(self, stream: list[Written]) -> None:
        """Lays what is new in the stream into its shards: a matter's commits keep their order, others overtake them."""
        for one in stream[self._taken :]:
            if one.matter not in self.dropped:
                self._shards[sum(one.matter.encode()) % SHARDS].append(one)
        self._taken = len(stream)

    def idle(self, stream: list[Written]) -> bool:
        """Whether it has read everything, what was written a moment ago among it."""
        return self._taken == len(stream) and not any(self._shards)

    def step(self, now: datetime) -> None:
        if self.stopped_until and now < self.stopped_until:
            return
        for shard in self.random.sample(self._shards, SHARDS):
            if shard and self.random.random() >= DELAYS:
                batch = [shard.popleft() for _ in range(min(BATCH, len(shard)))]
                self._deliver(batch, 0)
                if self.random.random() < REPEATS:
                    self.repeated += len(batch)
                    self._deliver(batch, 0)

    def _deliver(self, batch: list[Written], attempt: int) -> None:
        try:
            self.invoke(self.function, {"Records": [_record(one) for one in batch]})
        except (KilledError, Exception):  # noqa: BLE001 - whatever it is, Lambda tries again
            if len(batch) > 1:
                middle = len(batch) // 2
                self._deliver(batch[:middle], attempt)
                self._deliver(batch[middle:], attempt)
            elif attempt < self.source.retries:
                self._deliver(batch, attempt + 1)
            else:
                self.dead_letters.append((batch[0].matter, batch[0].seq))


def _record(one: Written) -> dict[str, Any]:
    keys = {"matter": {"S": one.matter}, "seq": {"N": str(one.seq)}}
    told = {
        "Keys": keys,
        "SequenceNumber": "1",
        "ApproximateCreationDateTime": 0,
        "SizeBytes": 1,
        "StreamViewType": "NEW_IMAGE",
    }
    return {"eventName": "INSERT", "eventSourceARN": "arn", "eventID": "1", "awsRegion": "local", "dynamodb": told}


@dataclass
class _Message:
    body: str
    visible_at: datetime
    received: int = 0


@dataclass
class Queue:
    """A queue and its function; what fails comes again after the visibility time, five times, then to `dead_letters`."""

    function: str
    random: Random
    invoke: Invoke
    now: Callable[[], datetime]
    dead_letters: list[dict[str, Any]] = field(default_factory=list)
    messages: list[_Message] = field(default_factory=list)

    def put(self, task: Task) -> None:
        at = self.now() + timedelta(seconds=task.delay_seconds)
        self.messages.append(_Message(json.dumps(task.body, ensure_ascii=False), at))

    def step(self) -> bool:
        """Whether anything was there to do."""
        now, ready = self.now(), []
        for message in [one for one in self.messages if one.visible_at <= now][:10]:
            message.received += 1
            if message.received > MOST_RECEIVES:
                self.messages.remove(message)
                self.dead_letters.append(json.loads(message.body))
                continue
            message.visible_at = now + VISIBILITY
            ready.append(message)
        if ready:
            for message in self._done(ready):
                if self.random.random() < REPEATS and message.received < MOST_RECEIVES:
                    message.visible_at = now
                else:
                    self.messages.remove(message)
        return bool(ready)

    def _done(self, ready: list[_Message]) -> list[_Message]:
        records = [
            {"messageId": str(number), "receiptHandle": "", "body": one.body} for number, one in enumerate(ready)
        ]
        try:
            answer = self.invoke(self.function, {"Records": records})
        except (KilledError, Exception):  # noqa: BLE001 - nothing of the batch is done
            return []
        failed = {int(one["itemIdentifier"]) for one in answer["batchItemFailures"]}
        return [one for number, one in enumerate(ready) if number not in failed]
