"""`make rebuild`: replays the log of DATA_DIR into new, empty views and proves that they equal the ones in use.

A due row that a case has outlived stays until a sweep meets it, so both sides are swept first, to the end of time.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib import settings, wiring
from chalicelib.adapters.views import DynamoViews
from chalicelib.usecases.end_items import SEEN
from chalicelib.usecases.rebuild import rebuild
from chalicelib.usecases.sweep import sweep
from infra.local.lock import DataDirectoryBusyError
from infra.local.server import start

Key = tuple[str, str]

SHOWN_DIFFERENCES = 5
PROGRESS_EVERY = 100
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def main() -> int:
    try:
        cloud = start(Path(os.environ.get("DATA_DIR", ".local")))
    except DataDirectoryBusyError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        cloud.drain()
        return prove()
    finally:
        cloud.stop()


def prove() -> int:
    """Rebuilds and says what differs; 1 when anything does."""
    found = compare(_told)
    print(f"{found.matters} matters replayed")
    for key in found.different[:SHOWN_DIFFERENCES]:
        print(f"  {key}\n    in use:  {found.in_use.get(key)}\n    rebuilt: {found.rebuilt.get(key)}")
    print(f"{len(found.in_use)} rows in use, {len(found.rebuilt)} rebuilt, {len(found.different)} different")
    return 1 if found.different else 0


@dataclass(frozen=True)
class Compared:
    """Rows by queue and sort, as they are stored."""

    matters: int
    in_use: Mapping[Key, Any]
    rebuilt: Mapping[Key, Any]

    @property
    def different(self) -> list[Key]:
        keys = self.in_use.keys() | self.rebuilt.keys()
        return sorted(key for key in keys if self.in_use.get(key) != self.rebuilt.get(key))


def compare(done: Callable[[int], None]) -> Compared:
    """Rebuilds beside the views in use, reads every row of both, and removes the new table again; `done` is told how many
    matters are replayed."""
    old_table, new_table = settings.table("VIEWS"), f"{settings.table('VIEWS')}-rebuilt"
    dynamodb = wiring.client("dynamodb")
    schema = dynamodb.describe_table(TableName=old_table)["Table"]
    definition = {key: schema[key] for key in ("KeySchema", "AttributeDefinitions")}
    dynamodb.create_table(TableName=new_table, BillingMode="PAY_PER_REQUEST", **definition)
    try:
        matters = _replay(DynamoViews(new_table, dynamodb), done)
        return Compared(matters, _rows(dynamodb, old_table), _rows(dynamodb, new_table))
    finally:
        dynamodb.delete_table(TableName=new_table)


def _told(matters: int) -> None:
    if matters % PROGRESS_EVERY == 0:
        print(f"  {matters} matters replayed", flush=True)


def _replay(views: DynamoViews, told: Callable[[int], None]) -> int:
    replayed: list[str] = []

    def done(matter: str) -> None:
        replayed.append(matter)
        told(len(replayed))

    ports: dict[str, Any] = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
    rebuild(views=views, done=done, **ports)
    for swept in (wiring.views(), views):
        sweep(views=swept, now=wiring.now(), until=END_OF_TIME, **ports)
    return len(replayed)


def _rows(dynamodb: Any, table: str) -> Mapping[Key, Any]:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    rows = (item for page in pages for item in page["Items"] if item["queue"]["S"] != SEEN.queue)
    return {(item["queue"]["S"], item["sort"]["S"]): item for item in rows}


if __name__ == "__main__":
    sys.exit(main())
