"""Point-in-time recovery: what a table held at an instant, as a new table.

Source: DynamoDB API reference, RestoreTableToPointInTime (the new table has neither stream nor time-to-live, nor recovery of
its own; a table lies open for 35 days and at most since it was switched on, up to five minutes ago, here up to now).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from .definitions import description
from .errors import DynamoDBError
from .store import Store
from .tables import Table

Body = dict[str, Any]
KEPT = timedelta(days=35)


def update_continuous_backups(store: Store, body: Body) -> Body:
    enabled = body["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    with store.writing():
        table = store.table(body["TableName"])
        if enabled != (table.recovery == "ENABLED"):
            since = store.clock().timestamp() if enabled else 0.0
            table = replace(table, recovery="ENABLED" if enabled else "DISABLED", recoverable_since=since)
            store.save_table(table)
            store.drop_history(table)
            if enabled:
                store.begin_history(table)
    return describe_continuous_backups(store, body)


def describe_continuous_backups(store: Store, body: Body) -> Body:
    table = store.table(body["TableName"])
    recovery: Body = {"PointInTimeRecoveryStatus": table.recovery}
    if table.recovery == "ENABLED":
        recovery |= {
            "EarliestRestorableDateTime": table.recoverable_since,
            "LatestRestorableDateTime": store.clock().timestamp(),
        }
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": recovery,
        }
    }


def restore_table_to_point_in_time(store: Store, body: Body) -> Body:
    """At once, where the service takes minutes to hours."""
    now = store.clock()
    with store.writing():
        source = store.table(body["SourceTableName"])
        at = now.timestamp() if body.get("UseLatestRestorableTime") else float(body["RestoreDateTime"])
        _check(store, source, body["TargetTableName"], at=at, now=now)
        target = Table(
            name=body["TargetTableName"],
            arn=source.arn.replace(f":table/{source.name}", f":table/{body['TargetTableName']}"),
            created_at=now.timestamp(),
            partition_name=source.partition_name,
            partition_kind=source.partition_kind,
            sort_name=source.sort_name,
            sort_kind=source.sort_kind,
            billing_mode=source.billing_mode,
        )
        store.save_table(target)
        store.restore(source, target, at)
    return {"TableDescription": {**description(target, 0, 0), "TableStatus": "CREATING"}}


def trim(store: Store, now: datetime) -> None:
    """Forget what only an instant before the recovery window would need."""
    horizon = (now - KEPT).timestamp()
    for table in store.tables():
        if table.recovery == "ENABLED" and table.recoverable_since < horizon:
            with store.writing():
                store.trim_history(table, horizon)
                store.save_table(replace(table, recoverable_since=horizon))


def _check(store: Store, source: Table, target: str, *, at: float, now: datetime) -> None:
    if source.recovery != "ENABLED":
        raise DynamoDBError(
            "PointInTimeRecoveryUnavailableException",
            f"Point in time recovery is not enabled for table '{source.name}'",
        )
    if not source.recoverable_since <= at <= now.timestamp():
        raise DynamoDBError("InvalidRestoreTimeException", "The restore date time is outside the recovery window")
    if any(table.name == target for table in store.tables()):
        raise DynamoDBError("TableAlreadyExistsException", f"Table already exists: {target}")
