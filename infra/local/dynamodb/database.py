from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from . import definitions, reads, recovery, streams, writes
from .errors import DynamoDBError, invalid
from .store import Store

Body = dict[str, Any]
Run = Callable[[Store, Body], Body]


@dataclass(frozen=True)
class Operation:
    run: Run
    required: frozenset[str]
    optional: frozenset[str]


def _operation(run: Run, required: str, optional: str = "") -> Operation:
    return Operation(run, frozenset(required.split()), frozenset(optional.split()))


_EXPRESSION = "ExpressionAttributeNames ExpressionAttributeValues ReturnConsumedCapacity"
_WRITE = (
    f"{_EXPRESSION} ConditionExpression ReturnValues ReturnValuesOnConditionCheckFailure ReturnItemCollectionMetrics"
)
_PAGE = f"{_EXPRESSION} FilterExpression ProjectionExpression Limit ExclusiveStartKey ConsistentRead Select"
_NEW_TABLE = (
    "BillingMode ProvisionedThroughput OnDemandThroughput StreamSpecification SSESpecification Tags TableClass "
    "DeletionProtectionEnabled"
)
_DYNAMODB = {
    "CreateTable": _operation(definitions.create_table, "TableName KeySchema AttributeDefinitions", _NEW_TABLE),
    "DescribeTable": _operation(definitions.describe_table, "TableName"),
    "DeleteTable": _operation(definitions.delete_table, "TableName"),
    "ListTables": _operation(definitions.list_tables, "", "ExclusiveStartTableName Limit"),
    "UpdateTimeToLive": _operation(definitions.update_time_to_live, "TableName TimeToLiveSpecification"),
    "DescribeTimeToLive": _operation(definitions.describe_time_to_live, "TableName"),
    "UpdateContinuousBackups": _operation(
        recovery.update_continuous_backups, "TableName PointInTimeRecoverySpecification"
    ),
    "DescribeContinuousBackups": _operation(recovery.describe_continuous_backups, "TableName"),
    "RestoreTableToPointInTime": _operation(
        recovery.restore_table_to_point_in_time,
        "SourceTableName TargetTableName",
        "RestoreDateTime UseLatestRestorableTime BillingModeOverride",
    ),
    "PutItem": _operation(writes.put_item, "TableName Item", _WRITE),
    "UpdateItem": _operation(writes.update_item, "TableName Key", f"{_WRITE} UpdateExpression"),
    "DeleteItem": _operation(writes.delete_item, "TableName Key", _WRITE),
    "BatchWriteItem": _operation(
        writes.batch_write_item, "RequestItems", "ReturnConsumedCapacity ReturnItemCollectionMetrics"
    ),
    "GetItem": _operation(reads.get_item, "TableName Key", f"{_EXPRESSION} ProjectionExpression ConsistentRead"),
    "BatchGetItem": _operation(reads.batch_get_item, "RequestItems", "ReturnConsumedCapacity"),
    "Query": _operation(reads.query, "TableName KeyConditionExpression", f"{_PAGE} ScanIndexForward"),
    "Scan": _operation(reads.scan, "TableName", _PAGE),
}
_STREAMS = {
    "ListStreams": _operation(streams.list_streams, "", "TableName"),
    "DescribeStream": _operation(streams.describe_stream, "StreamArn", "Limit"),
    "GetShardIterator": _operation(streams.get_shard_iterator, "StreamArn ShardId ShardIteratorType", "SequenceNumber"),
    "GetRecords": _operation(streams.get_records, "ShardIterator", "Limit"),
}
OPERATIONS = {f"DynamoDB_20120810.{name}": operation for name, operation in _DYNAMODB.items()} | {
    f"DynamoDBStreams_20120810.{name}": operation for name, operation in _STREAMS.items()
}


class DynamoDB:
    """The database in one SQLite file; safe from any number of threads of one process.

    `clock` gives the time as an aware datetime; it stamps tables and stream records.
    """

    def __init__(self, path: str | Path, account_id: str, region: str, clock: Callable[[], datetime]) -> None:
        self._store = Store(Path(path), account_id, region, clock)

    def call(self, target: str, body: Body) -> Body:
        """Answer one request (`target` as in X-Amz-Target); DynamoDBError with the service's code."""
        operation = OPERATIONS.get(target)
        if operation is None:
            raise DynamoDBError("UnknownOperationException", f"not served by the local DynamoDB: {target}")
        missing = operation.required - body.keys()
        if missing:
            raise invalid(f"{len(missing)} validation error detected: no value for {', '.join(sorted(missing))}")
        unserved = body.keys() - operation.required - operation.optional
        if unserved:
            raise invalid(f"The local DynamoDB does not serve {', '.join(sorted(unserved))} of {target}")
        try:
            return operation.run(self._store, body)
        except UnicodeEncodeError as error:
            raise DynamoDBError("SerializationException", "A string is not valid Unicode") from error

    def expire(self, now: datetime) -> int:
        """Delete what its time-to-live attribute puts before `now`, each with a stream record; how many items went."""
        return writes.expire(self._store, now)

    def trim(self, now: datetime) -> int:
        """Forget stream records older than 24 hours before `now`, and what nobody can restore any more; how many streams
        lost some."""
        recovery.trim(self._store, now)
        return streams.trim(self._store, now)

    def close(self) -> None:
        self._store.close()
