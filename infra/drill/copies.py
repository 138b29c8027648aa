"""Copies of a stage's tables as they stood at one instant, under names of their own."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

MARK = "-drill-"
_POLL = {"Delay": 10, "MaxAttempts": 4320}
"""A table of any size is given twelve hours."""


class DrillError(Exception):
    """The drill cannot go on; the text says what to do."""

    code = "drill"


def latest_instant(dynamodb: Any, tables: Iterable[str]) -> datetime:
    """The last instant to which all of them can be restored. Raises DrillError."""
    instants = []
    for table in tables:
        told = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        recovery = told["PointInTimeRecoveryDescription"]
        if recovery["PointInTimeRecoveryStatus"] != "ENABLED":
            raise DrillError(
                f"{table} cannot be restored: its point-in-time recovery is off, so deploy the stage again"
            )
        instants.append(recovery["LatestRestorableDateTime"])
    latest: datetime = min(instants)
    return latest


def restore(dynamodb: Any, tables: Mapping[str, str], instant: datetime) -> dict[str, str]:
    """Names of the copies by what they are copies of; all are asked for at once and then waited for."""
    ending = f"{MARK}{datetime.now(UTC):%Y%m%d%H%M%S}"
    copies = {key: f"{table}{ending}" for key, table in tables.items()}
    for key, copy in copies.items():
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=tables[key], TargetTableName=copy, RestoreDateTime=instant
        )
    for copy in copies.values():
        begun = time.monotonic()
        dynamodb.get_waiter("table_exists").wait(TableName=copy, WaiterConfig=_POLL)
        print(f"  {copy} stands after {time.monotonic() - begun:.0f} s more", flush=True)
    return copies


def empty_like(dynamodb: Any, table: str) -> str:
    """A new table with the keys of another."""
    described = dynamodb.describe_table(TableName=table)["Table"]
    name = f"{table}-rebuilt"
    definition = {key: described[key] for key in ("KeySchema", "AttributeDefinitions")}
    dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **definition)
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig=_POLL)
    return name


def left_over(dynamodb: Any, tables: Iterable[str]) -> list[str]:
    """Copies of these tables that this and earlier drills have left."""
    pages = dynamodb.get_paginator("list_tables").paginate()
    names = [name for page in pages for name in page["TableNames"]]
    return [name for name in names if any(name.startswith(f"{table}{MARK}") for table in tables)]


def remove(dynamodb: Any, copies: Iterable[str]) -> None:
    for copy in copies:
        dynamodb.delete_table(TableName=copy)
        print(f"  {copy} removed", flush=True)
