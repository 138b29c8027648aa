"""EventBridge's default bus: which events match which pattern, and what waits to be delivered."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from infra.local.s3_objects import StoredObject
from infra.local.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, function TEXT NOT NULL, event TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL)
"""


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether an event fits a pattern (EventBridge content filtering: values, prefix, suffix, anything-but, exists)."""
    return all(_field_matches(wanted, event.get(name)) for name, wanted in pattern.items())


def _field_matches(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(value, Mapping) and matches(wanted, value)
    values = value if isinstance(value, list) else [value]
    return any(_value_matches(rule, candidate) for rule in wanted for candidate in values)


def _value_matches(rule: Any, value: Any) -> bool:
    if not isinstance(rule, Mapping):
        return bool(rule == value)
    [(operator, operand)] = rule.items()
    if operator == "exists":
        return (value is not None) == bool(operand)
    if operator == "anything-but":
        return value not in (operand if isinstance(operand, list) else [operand])
    if operator in {"prefix", "suffix"}:
        return isinstance(value, str) and (
            value.startswith(operand) if operator == "prefix" else value.endswith(operand)
        )
    raise ValueError(f"event pattern operator {operator} is not part of the local cloud")


class EventBus:
    """Deliveries are kept until they succeed or go to the dead letters."""

    def __init__(self, store: Store, *, now: Callable[[], datetime], account: str, region: str) -> None:
        self._store = store
        self._now = now
        self._account = account
        self._region = region
        self._patterns: dict[str, Mapping[str, Any]] = {}
        store.define(_SCHEMA)

    def subscribe(self, function: str, pattern: Mapping[str, Any]) -> None:
        self._patterns[function] = pattern

    def put(self, db: sqlite3.Connection, event: dict[str, Any]) -> None:
        """Owe the event to every function whose pattern fits, inside the caller's transaction."""
        for function, pattern in self._patterns.items():
            if matches(pattern, event):
                self.owe(db, function, event)

    def owe(self, db: sqlite3.Connection, function: str, event: dict[str, Any]) -> None:
        """Owe the event to one function, inside the caller's transaction."""
        db.execute(
            "INSERT INTO event_deliveries (function, event, due_at) VALUES (?, ?, 0)", (function, json.dumps(event))
        )

    def accept(self, function: str, event: dict[str, Any]) -> None:
        """Owe the event to one function."""
        with self._store.transaction() as db:
            self.owe(db, function, event)

    def object_created(self, db: sqlite3.Connection, bucket: str, stored: StoredObject, reason: str) -> None:
        """S3's `Object Created`, as S3 sends it to EventBridge."""
        at = self._now()
        self.put(
            db,
            {
                "version": "0",
                "id": str(uuid.uuid4()),
                "detail-type": "Object Created",
                "source": "aws.s3",
                "account": self._account,
                "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "region": self._region,
                "resources": [f"arn:aws:s3:::{bucket}"],
                "detail": {
                    "version": "0",
                    "bucket": {"name": bucket},
                    "object": {
                        "key": stored.key,
                        "size": len(stored.body),
                        "etag": stored.etag,
                        "version-id": stored.version,
                        "sequencer": f"{int(at.timestamp() * 1_000_000):018X}",
                    },
                    "request-id": uuid.uuid4().hex[:16].upper(),
                    "requester": self._account,
                    "source-ip-address": "127.0.0.1",
                    "reason": reason,
                },
            },
        )

    def scheduled(self, function: str) -> dict[str, Any]:
        """The event of a schedule rule."""
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": self._account,
            "time": self._now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": self._region,
            "resources": [f"arn:aws:events:{self._region}:{self._account}:rule/{function}"],
            "detail": {},
        }

    def due(self, function: str, at: float) -> sqlite3.Row | None:
        return self._store.row(
            "SELECT * FROM event_deliveries WHERE function = ? AND due_at <= ? ORDER BY id LIMIT 1", function, at
        )

    def waiting(self, function: str) -> bool:
        return self._store.row("SELECT 1 FROM event_deliveries WHERE function = ? LIMIT 1", function) is not None

    def postpone(self, delivery: int, until: float) -> None:
        self._store.run("UPDATE event_deliveries SET attempts = attempts + 1, due_at = ? WHERE id = ?", until, delivery)

    def finish(self, delivery: int) -> None:
        self._store.run("DELETE FROM event_deliveries WHERE id = ?", delivery)
