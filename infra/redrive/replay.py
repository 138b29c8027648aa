"""Has what a dead letter tells of done again. Each way leaves work that is idempotent, and only then the letter goes: a
command that is killed in between does some of it twice, which does nothing twice."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import ClientError

from infra.redrive.letters import EVENT, SCHEDULED, STREAM, Letter, UnreadableLetterError, function_of

READERS: Final = frozenset({"project", "notify"})

_GONE: Final = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException"})
_EMPTY_PAGES: Final = 25
"""A page of an open shard may be empty before its end."""


@dataclass
class Replay:
    """`sqs`, `streams` and `functions` are clients of SQS, DynamoDB Streams and Lambda; `sources` gives the address of
    the queue to which letters of a queue of dead letters go back, `work` that of the work queue."""

    sqs: Any
    streams: Any
    functions: Any
    sources: Callable[[str], str]
    work: str
    _scheduled: set[str] = field(default_factory=set)

    def __call__(self, letter: Letter) -> str:
        """Says what was done; the letter is done with then.

        Raises UnreadableLetterError, ClientError or BotoCoreError: the letter must stand.
        """
        ways = {STREAM: self._records, EVENT: self._event}
        try:
            return ways.get(letter.queue, self._task)(letter)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableLetterError(f"message {letter.id} is not what is left there: {error!r}") from error

    def _task(self, letter: Letter) -> str:
        """An operator who has a message planned again means it, however old the news: the reader by hand knows no age."""
        body = dict(letter.told)
        if body.get("kind") == "redo" and body.get("reader") == "notify":
            body["reader"] = "notify_by_hand"
        self._put(self.sources(letter.queue), body)
        return "back in its queue"

    def _event(self, letter: Letter) -> str:
        """Many missed turns of a schedule are made good by one."""
        told = letter.told
        function, event = function_of(told), told.get("requestPayload")
        if not isinstance(event, dict):
            raise UnreadableLetterError(f"message {letter.id} holds no event")
        scheduled = event.get("detail-type") == SCHEDULED
        if scheduled and function in self._scheduled:
            return f"{function} runs once for all its missed turns"
        arn, payload = told["requestContext"]["functionArn"], json.dumps(event).encode()
        self.functions.invoke(FunctionName=arn, InvocationType="Event", Payload=payload)
        if scheduled:
            self._scheduled.add(function)
        return f"{function} is called again"

    def _records(self, letter: Letter) -> str:
        told = letter.told
        reader, batch = function_of(told), told.get("DDBStreamBatchInfo")
        if reader not in READERS or not isinstance(batch, dict):
            raise UnreadableLetterError(f"message {letter.id} names no records of a reader")
        found = list(self._hints(batch))
        for matter, seq in found:
            self._put(self.work, {"kind": "redo", "reader": reader, "matter": matter, "seq": seq})
        missing = int(batch["batchSize"]) - len(found)
        done = f"{len(found)} commits handed to work for {reader}"
        if missing <= 0:
            return done
        return f"{done}; {missing} have left the stream, which keeps 24 hours: the nightly check heals what they lack"

    def _hints(self, batch: dict[str, Any]) -> Iterator[tuple[str, int]]:
        """(matter, seq) of the batch's records that can still be read."""
        first, last = int(batch["startSequenceNumber"]), int(batch["endSequenceNumber"])
        for record in self._from(batch):
            number = int(record["dynamodb"]["SequenceNumber"])
            if number > last:
                return
            if number >= first and record["eventName"] == "INSERT":
                keys = record["dynamodb"]["Keys"]
                yield keys["matter"]["S"], int(keys["seq"]["N"])
            if number == last:
                return

    def _from(self, batch: dict[str, Any]) -> Iterator[Any]:
        """Records from the batch's first on, or from the oldest that is left of its shard; none where the shard is gone."""
        at_first = {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": batch["startSequenceNumber"]}
        for position in (at_first, {"ShardIteratorType": "TRIM_HORIZON"}):
            try:
                yield from self._pages(batch, position)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _GONE:
                    raise
            else:
                return

    def _pages(self, batch: dict[str, Any], position: dict[str, str]) -> Iterator[Any]:
        shard = {"StreamArn": batch["streamArn"], "ShardId": batch["shardId"]}
        iterator, empty = self.streams.get_shard_iterator(**shard, **position)["ShardIterator"], 0
        while iterator and empty < _EMPTY_PAGES:
            page = self.streams.get_records(ShardIterator=iterator)
            yield from page["Records"]
            iterator, empty = page.get("NextShardIterator"), 0 if page["Records"] else empty + 1

    def _put(self, url: str, body: Any) -> None:
        self.sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body, ensure_ascii=False))
