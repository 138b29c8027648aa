"""ListStreams, DescribeStream, GetShardIterator, GetRecords, and the trimming of old records: one shard a stream."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from .definitions import key_schema
from .errors import DynamoDBError, choice, invalid, not_found
from .store import Store
from .tables import Table

Body = dict[str, Any]

SHARD = "shardId-00000000000000000001-00000001"
RETENTION = timedelta(hours=24)
MAX_RECORDS = 1000
# Sequence numbers have a fixed width, so that they sort as text too.
_FIRST_SEQUENCE = 100_000_000_000_000_000_000


def list_streams(store: Store, body: Body) -> Body:
    name = body.get("TableName")
    tables = [table for table in store.tables() if table.stream_view and name in {None, table.name}]
    return {"Streams": [_stream(table) for table in tables]}


def describe_stream(store: Store, body: Body) -> Body:
    table = _table(store, body["StreamArn"])
    shard = {"ShardId": SHARD, "SequenceNumberRange": {"StartingSequenceNumber": _written(1)}}
    return {
        "StreamDescription": {
            **_stream(table),
            "StreamStatus": "ENABLED",
            "StreamViewType": table.stream_view,
            "CreationRequestDateTime": table.created_at,
            "KeySchema": key_schema(table),
            "Shards": [shard],
        }
    }


def get_shard_iterator(store: Store, body: Body) -> Body:
    table = _table(store, body["StreamArn"])
    if body["ShardId"] != SHARD:
        raise not_found(f"Shard: {body['ShardId']} not found")
    kind = choice(body, "ShardIteratorType", "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")
    if kind == "TRIM_HORIZON":
        first = table.trimmed + 1
    elif kind == "LATEST":
        first = store.last_sequence(table) + 1
    else:
        first = _sequence(body) + (kind == "AFTER_SEQUENCE_NUMBER")
        if first <= table.trimmed:
            raise DynamoDBError(
                "TrimmedDataAccessException", "The requested sequence number is beyond the trim horizon"
            )
    return {"ShardIterator": _iterator(table, first)}


def get_records(store: Store, body: Body) -> Body:
    """An iterator is a place in the stream and does not expire, unlike the service's, which live 15 minutes."""
    arn, _, position = body["ShardIterator"].rpartition("|")
    limit = body.get("Limit", MAX_RECORDS)
    if not position.isdigit() or not 1 <= limit <= MAX_RECORDS:
        raise invalid("Invalid ShardIterator or Limit")
    table = _table(store, arn)
    first = int(position)
    if first <= table.trimmed:
        raise DynamoDBError("TrimmedDataAccessException", "The iterator points beyond the trim horizon")
    found = store.records(table, first, limit)
    following = found[-1][0] + 1 if found else first
    records = [_record(store, table, sequence, stored) for sequence, stored in found]
    return {"Records": records, "NextShardIterator": _iterator(table, following)}


def trim(store: Store, now: datetime) -> int:
    """Forget stream records older than a day; how many streams lost some."""
    oldest = int((now - RETENTION).timestamp())
    trimmed = 0
    with store.writing():
        for table in store.tables():
            last = store.drop_records(table, oldest)
            if last is not None:
                store.save_table(replace(table, trimmed=last))
                trimmed += 1
    return trimmed


def _record(store: Store, table: Table, sequence: int, stored: Body) -> Body:
    written = _written(sequence)
    return {
        "eventID": hashlib.md5(f"{table.stream_arn}{written}".encode(), usedforsecurity=False).hexdigest(),
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": store.region,
        **stored,
        "dynamodb": {**stored["dynamodb"], "SequenceNumber": written},
    }


def _table(store: Store, arn: str) -> Table:
    for table in store.tables():
        if table.stream_view and table.stream_arn == arn:
            return table
    raise not_found(f"Stream: {arn} not found")


def _stream(table: Table) -> Body:
    return {"StreamArn": table.stream_arn, "TableName": table.name, "StreamLabel": table.stream_label}


def _iterator(table: Table, first: int) -> str:
    return f"{table.stream_arn}|{first}"


def _written(sequence: int) -> str:
    return str(_FIRST_SEQUENCE + sequence)


def _sequence(body: Body) -> int:
    written = body.get("SequenceNumber", "")
    if not written.isdigit():
        raise invalid("SequenceNumber is required for this ShardIteratorType")
    return int(written) - _FIRST_SEQUENCE
