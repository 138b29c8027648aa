"""The case log's stream, read whole from its oldest record: the service keeps 24 hours of it."""

from collections.abc import Iterator
from typing import Any

from chalicelib.ports import Written


class DynamoLogStream:
    """`streams` is a client of DynamoDB Streams."""

    def __init__(self, stream: str, streams: Any) -> None:
        self._stream = stream
        self._streams = streams

    def recent(self) -> Iterator[Written]:
        for shard in self._shards():
            yield from self._records(shard)

    def _shards(self) -> Iterator[str]:
        start: dict[str, str] = {}
        while True:
            told = self._streams.describe_stream(StreamArn=self._stream, **start)["StreamDescription"]
            yield from (shard["ShardId"] for shard in told["Shards"])
            if not told.get("LastEvaluatedShardId"):
                return
            start = {"ExclusiveStartShardId": told["LastEvaluatedShardId"]}

    def _records(self, shard: str) -> Iterator[Written]:
        """Up to the first empty page of an open shard, which is its end for now, or the last page of a closed one."""
        kind = "TRIM_HORIZON"
        asked = self._streams.get_shard_iterator(StreamArn=self._stream, ShardId=shard, ShardIteratorType=kind)
        iterator = asked["ShardIterator"]
        while iterator:
            page = self._streams.get_records(ShardIterator=iterator)
            for record in page["Records"]:
                if record["eventName"] == "INSERT":
                    told = record["dynamodb"]
                    keys, at = told["Keys"], told["ApproximateCreationDateTime"]
                    yield Written(keys["matter"]["S"], int(keys["seq"]["N"]), at)
            iterator = page.get("NextShardIterator") if page["Records"] else None
