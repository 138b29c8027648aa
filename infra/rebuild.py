"""`make rebuild`: replays the log of DATA_DIR into new, empty views and proves that they equal the ones in use.

A due row that a case has outlived stays until a sweep meets it, so both sides are swept first, to the end of time.
"""

import os
import sys
from collections.abc import Mapping
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
    """Rebuilds beside the views in use, compares every row byte by byte, and removes the new table again."""
    old_table, new_table = settings.table("VIEWS"), f"{settings.table('VIEWS')}-rebuilt"
    dynamodb = wiring.client("dynamodb")
    schema = dynamodb.describe_table(TableName=old_table)["Table"]
    definition = {key: schema[key] for key in ("KeySchema", "AttributeDefinitions")}
    dynamodb.create_table(TableName=new_table, BillingMode="PAY_PER_REQUEST", **definition)
    try:
        _replay(DynamoViews(new_table, dynamodb))
        return _report(_rows(dynamodb, old_table), _rows(dynamodb, new_table))
    finally:
        dynamodb.delete_table(TableName=new_table)


def _replay(views: DynamoViews) -> None:
    replayed: list[str] = []

    def done(matter: str) -> None:
        replayed.append(matter)
        if len(replayed) % PROGRESS_EVERY == 0:
            print(f"  {len(replayed)} matters replayed", flush=True)

    ports: dict[str, Any] = {"log": wiring.log(), "catalogue": wiring.catalogue(), "calendar": wiring.calendar()}
    rebuild(views=views, done=done, **ports)
    for swept in (wiring.views(), views):
        sweep(views=swept, now=wiring.now(), until=END_OF_TIME, **ports)
    print(f"{len(replayed)} matters replayed")


def _rows(dynamodb: Any, table: str) -> Mapping[tuple[str, str], Any]:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    rows = (item for page in pages for item in page["Items"] if item["queue"]["S"] != SEEN.queue)
    return {(item["queue"]["S"], item["sort"]["S"]): item for item in rows}


def _report(old: Mapping[tuple[str, str], Any], new: Mapping[tuple[str, str], Any]) -> int:
    different = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    for key in different[:SHOWN_DIFFERENCES]:
        print(f"  {key}\n    in use:  {old.get(key)}\n    rebuilt: {new.get(key)}")
    print(f"{len(old)} rows in use, {len(new)} rebuilt, {len(different)} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
