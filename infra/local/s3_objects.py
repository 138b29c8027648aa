"""Versioned objects in SQLite, with their `Object Created` events in the same transaction.

moto's S3 keeps temporary files and version ids in memory; restoring its object graph is longer than this table.
"""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from infra.local.errors import CloudError
from infra.local.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, properties TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL,
    body BLOB NOT NULL, etag TEXT NOT NULL, headers TEXT NOT NULL, modified_at TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS objects_by_key ON objects (bucket, key, id);
"""


@dataclass(frozen=True)
class StoredObject:
    """One version; a delete marker is a version that says `deleted`."""

    key: str
    version: str
    body: bytes
    etag: str
    headers: dict[str, str]
    modified_at: datetime
    deleted: bool


Created = Callable[[sqlite3.Connection, str, StoredObject, str], None]


def _stored(row: sqlite3.Row) -> StoredObject:
    return StoredObject(
        key=row["key"],
        version=row["version"],
        body=row["body"],
        etag=row["etag"],
        headers=json.loads(row["headers"]),
        modified_at=datetime.fromisoformat(row["modified_at"]),
        deleted=bool(row["deleted"]),
    )


class Objects:
    """Buckets and the versions in them; `created(db, bucket, object, reason)` runs inside the write's transaction."""

    def __init__(self, store: Store, *, now: Callable[[], datetime], created: Created) -> None:
        self._store = store
        self._now = now
        self._created = created
        store.define(_SCHEMA)

    def create_bucket(self, name: str, properties: dict[str, Any]) -> None:
        self._store.run("INSERT OR REPLACE INTO buckets VALUES (?, ?)", name, json.dumps(properties))

    def bucket(self, name: str) -> dict[str, Any]:
        """The bucket's properties as the template says them."""
        row = self._store.row("SELECT properties FROM buckets WHERE name = ?", name)
        if row is None:
            raise CloudError("NoSuchBucket", "The specified bucket does not exist", status=404)
        properties: dict[str, Any] = json.loads(row["properties"])
        return properties

    def put(self, bucket: str, key: str, body: bytes, headers: dict[str, str], *, reason: str) -> StoredObject:
        """Keep a new version; `headers` are the ones that come back with it."""
        self.bucket(bucket)
        stored = StoredObject(
            key=key,
            version=uuid.uuid4().hex,
            body=body,
            etag=hashlib.md5(body, usedforsecurity=False).hexdigest(),
            headers=headers,
            modified_at=self._now(),
            deleted=False,
        )
        with self._store.transaction() as db:
            _insert(db, bucket, stored)
            self._created(db, bucket, stored, reason)
        return stored

    def put_if_absent(self, bucket: str, key: str, body: bytes, headers: dict[str, str]) -> StoredObject:
        """`put` with `If-None-Match: *`."""
        with self._store.transaction():
            current = self._current(bucket, key)
            if current is not None and not current.deleted:
                message = "At least one of the pre-conditions you specified did not hold"
                raise CloudError("PreconditionFailed", message, status=412)
            return self.put(bucket, key, body, headers, reason="PutObject")

    def get(self, bucket: str, key: str, version: str | None) -> StoredObject:
        self.bucket(bucket)
        found = self._version(bucket, key, version) if version else self._current(bucket, key)
        if found is None and version:
            raise CloudError("NoSuchVersion", "The specified version does not exist.", status=404)
        if found is None or (found.deleted and not version):
            raise CloudError("NoSuchKey", "The specified key does not exist.", status=404, details={"Key": key})
        if found.deleted:
            message = "The specified method is not allowed against this resource."
            raise CloudError("MethodNotAllowed", message, status=405)
        return found

    def delete(self, bucket: str, key: str, version: str | None) -> StoredObject | None:
        """Remove one version for good, or put a delete marker on top (then it is answered)."""
        self.bucket(bucket)
        if version:
            self._store.run("DELETE FROM objects WHERE bucket = ? AND key = ? AND version = ?", bucket, key, version)
            return None
        marker = StoredObject(key, uuid.uuid4().hex, b"", "", {}, self._now(), deleted=True)
        with self._store.transaction() as db:
            _insert(db, bucket, marker)
        return marker

    def current(self, bucket: str, prefix: str) -> list[StoredObject]:
        """The newest version of every key under a prefix that is not deleted, by key."""
        return [version for version in self._newest(bucket, prefix) if not version.deleted]

    def versions(self, bucket: str, prefix: str) -> list[StoredObject]:
        """Every version and delete marker under a prefix, newest first within a key."""
        rows = self._store.rows(
            "SELECT * FROM objects WHERE bucket = ?1 AND substr(key, 1, length(?2)) = ?2 ORDER BY key, id DESC",
            *(bucket, prefix),
        )
        return [_stored(row) for row in rows]

    def expire(self, now: datetime) -> None:
        """Apply the lifecycle rules of every bucket: what is too old goes, with its older versions."""
        for row in self._store.rows("SELECT name, properties FROM buckets"):
            for rule in json.loads(row["properties"]).get("LifecycleConfiguration", {}).get("Rules", []):
                if rule["Status"] == "Enabled" and "ExpirationInDays" in rule:
                    oldest = now - timedelta(days=int(rule["ExpirationInDays"]))
                    self._store.run(
                        "DELETE FROM objects WHERE bucket = ? AND substr(key, 1, ?) = ? AND modified_at < ?",
                        *(row["name"], len(rule.get("Prefix", "")), rule.get("Prefix", ""), oldest.isoformat()),
                    )

    def _newest(self, bucket: str, prefix: str) -> list[StoredObject]:
        rows = self._store.rows(
            "SELECT * FROM objects WHERE id IN (SELECT max(id) FROM objects"
            " WHERE bucket = ?1 AND substr(key, 1, length(?2)) = ?2 GROUP BY key) ORDER BY key",
            *(bucket, prefix),
        )
        return [_stored(row) for row in rows]

    def _current(self, bucket: str, key: str) -> StoredObject | None:
        row = self._store.row(
            "SELECT * FROM objects WHERE bucket = ? AND key = ? ORDER BY id DESC LIMIT 1", bucket, key
        )
        return _stored(row) if row else None

    def _version(self, bucket: str, key: str, version: str) -> StoredObject | None:
        row = self._store.row(
            "SELECT * FROM objects WHERE bucket = ? AND key = ? AND version = ?", bucket, key, version
        )
        return _stored(row) if row else None


def _insert(db: sqlite3.Connection, bucket: str, stored: StoredObject) -> None:
    db.execute(
        "INSERT INTO objects (bucket, key, version, body, etag, headers, modified_at, deleted)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            bucket,
            stored.key,
            stored.version,
            stored.body,
            stored.etag,
            json.dumps(stored.headers),
            stored.modified_at.isoformat(),
            stored.deleted,
        ),
    )
