"""One reader of a DynamoDB stream, as Lambda's event source mapping reads it.

At least once and in order within a shard; a failing batch is halved, then retried, then named to the failure
destination; `batchItemFailures` moves the checkpoint to the first failed record.
"""

import json
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.functions import StreamSource
from infra.local.dynamodb import DynamoDBError
from infra.local.dynamodb_access import STREAMS, DynamoDBCall
from infra.local.errors import CloudError
from infra.local.pump import backoff, invocation_record
from infra.local.runtime import Runtime
from infra.local.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS stream_checkpoints (
    function TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT NOT NULL, PRIMARY KEY (function, shard))
"""
_LOG = logging.getLogger("infra.local")
Record = dict[str, Any]


@dataclass(frozen=True)
class _Batch:
    records: list[Record]
    attempt: int = 0

    def halves(self) -> tuple["_Batch", "_Batch"]:
        middle = len(self.records) // 2
        return _Batch(self.records[:middle], self.attempt), _Batch(self.records[middle:], self.attempt)


class StreamReader:
    """`dead_letters(body)` sends to the failure destination."""

    def __init__(
        self,
        function: str,
        *,
        stream: str,
        batch_size: int,
        settings: StreamSource,
        runtime: Runtime,
        dynamodb: DynamoDBCall,
        store: Store,
        dead_letters: Callable[[str], Any],
        now: Callable[[], datetime],
    ) -> None:
        self.name = f"stream-{function}"
        self._function = function
        self._stream = stream
        self._batch_size = batch_size
        self._settings = settings
        self._runtime = runtime
        self._dynamodb = dynamodb
        self._store = store
        self._dead_letters = dead_letters
        self._now = now
        self._iterators: dict[str, str] = {}
        store.define(_SCHEMA)

    def step(self, stopping: threading.Event) -> bool:
        iterators = self._iterators or {shard: self._iterator(shard) for shard in self._shards()}
        # A failure in between starts again from the checkpoints, and so does a shard that has closed.
        self._iterators = {}
        following, delivered = {}, False
        for shard, iterator in iterators.items():
            if stopping.is_set():
                return delivered
            answer = self._records(iterator, self._batch_size)
            if answer["Records"]:
                self._deliver(
                    shard, [record | {"eventSourceARN": self._stream} for record in answer["Records"]], stopping
                )
                delivered = True
            if answer.get("NextShardIterator"):
                following[shard] = answer["NextShardIterator"]
        if following.keys() == iterators.keys():
            self._iterators = following
        return delivered

    def pending(self) -> bool:
        return any(self._records(self._iterator(shard), 1)["Records"] for shard in self._shards())

    def _deliver(self, shard: str, records: list[Record], stopping: threading.Event) -> None:
        batches = deque([_Batch(records)])
        while batches and not stopping.is_set():
            batch = batches.popleft()
            failed, error = self._try(batch.records)
            if failed > 0:
                self._checkpoint(shard, batch.records[failed - 1])
            rest = _Batch(batch.records[failed:], batch.attempt)
            if not rest.records:
                continue
            if self._settings.bisect and failed > 0:
                batches.appendleft(rest)
            elif self._settings.bisect and len(rest.records) > 1:
                batches.extendleft(reversed(rest.halves()))
            elif rest.attempt < self._settings.retries:
                stopping.wait(backoff(rest.attempt))
                batches.appendleft(_Batch(rest.records, rest.attempt + 1))
            else:
                self._give_up(shard, rest, error)

    def _try(self, records: list[Record]) -> tuple[int, Exception | None]:
        """Invoke once; answers how many records from the start are done."""
        try:
            answer = self._runtime.invoke(self._function, {"Records": records})
        except Exception as error:  # noqa: BLE001  # whatever a handler raises is a failed invocation
            _LOG.warning("%s failed on %d stream records: %r", self._function, len(records), error)
            return 0, error
        failures = answer.get("batchItemFailures") if isinstance(answer, dict) else None
        if not failures:
            return len(records), None
        positions = {record["dynamodb"]["SequenceNumber"]: index for index, record in enumerate(records)}
        # An identifier that is not in the batch fails the whole batch, as at Lambda.
        return min(positions.get(failure.get("itemIdentifier"), 0) for failure in failures), None

    def _give_up(self, shard: str, batch: _Batch, error: Exception | None) -> None:
        first, last = batch.records[0]["dynamodb"], batch.records[-1]["dynamodb"]
        record = invocation_record(
            self._function,
            condition="RetryAttemptsExhausted",
            attempts=batch.attempt + 1,
            at=self._now(),
            error=error,
        )
        record["DDBStreamBatchInfo"] = {
            "shardId": shard,
            "startSequenceNumber": first["SequenceNumber"],
            "endSequenceNumber": last["SequenceNumber"],
            "approximateArrivalOfFirstRecord": first.get("ApproximateCreationDateTime"),
            "approximateArrivalOfLastRecord": last.get("ApproximateCreationDateTime"),
            "batchSize": len(batch.records),
            "streamArn": self._stream,
        }
        # Lambda names the records, it does not copy them.
        del record["responsePayload"]
        with self._store.transaction():
            self._dead_letters(json.dumps(record))
            self._checkpoint(shard, batch.records[-1])

    def _checkpoint(self, shard: str, record: Record) -> None:
        self._store.run(
            "INSERT OR REPLACE INTO stream_checkpoints VALUES (?, ?, ?)",
            *(self._function, shard, record["dynamodb"]["SequenceNumber"]),
        )

    def _shards(self) -> list[str]:
        description = self._dynamodb(f"{STREAMS}.DescribeStream", {"StreamArn": self._stream})
        return [shard["ShardId"] for shard in description["StreamDescription"]["Shards"]]

    def _iterator(self, shard: str) -> str:
        row = self._store.row(
            "SELECT sequence FROM stream_checkpoints WHERE function = ? AND shard = ?", self._function, shard
        )
        if row:
            after = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": row["sequence"]}
            try:
                return self._iterator_at(shard, after)
            except (CloudError, DynamoDBError) as error:
                if error.code != "TrimmedDataAccessException":
                    raise
                _LOG.warning("%s has missed records older than a day", self._function)
        return self._iterator_at(shard, {"ShardIteratorType": "TRIM_HORIZON"})

    def _iterator_at(self, shard: str, position: dict[str, str]) -> str:
        body = {"StreamArn": self._stream, "ShardId": shard, **position}
        return str(self._dynamodb(f"{STREAMS}.GetShardIterator", body)["ShardIterator"])

    def _records(self, iterator: str, limit: int) -> dict[str, Any]:
        return self._dynamodb(f"{STREAMS}.GetRecords", {"ShardIterator": iterator, "Limit": limit})
