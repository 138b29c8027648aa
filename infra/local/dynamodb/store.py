"""The SQLite file: tables, items by table and encoded key, stream records. One connection behind one lock."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from .errors import not_found
from .tables import Place, Table
from .values import Item

# A rowid table with a narrow index beside it: in a WITHOUT ROWID table whole items would sit in the inner nodes of the
# key's tree, four to a page, and the tree would be twice as deep.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tables (name TEXT PRIMARY KEY, definition TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    table_name TEXT NOT NULL, partition_key BLOB NOT NULL, sort_key BLOB NOT NULL,
    size INTEGER NOT NULL, expires_at INTEGER, item TEXT NOT NULL,
    UNIQUE (table_name, partition_key, sort_key)
);
CREATE INDEX IF NOT EXISTS items_by_expiry ON items (table_name, expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL, created_at INTEGER NOT NULL, record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS records_by_table ON records (table_name, sequence);
CREATE TABLE IF NOT EXISTS history (
    change INTEGER PRIMARY KEY, table_name TEXT NOT NULL, changed_at REAL NOT NULL,
    partition_key BLOB NOT NULL, sort_key BLOB NOT NULL, size INTEGER NOT NULL, item TEXT
);
CREATE INDEX IF NOT EXISTS history_by_table ON history (table_name, changed_at);
"""
_END_OF_TIME = 2**53
_ITEM = "table_name = ? AND partition_key = ? AND sort_key = ?"


class Row(NamedTuple):
    item: Item
    size: int


class Bound(NamedTuple):
    """One SQL comparison with a sort key, such as `>= b"2024"`."""

    operator: str
    sort: bytes


class Store:
    """Every method may be called from any thread; a write happens inside `writing()`, which commits or undoes it all."""

    def __init__(self, path: Path, account_id: str, region: str, clock: Callable[[], datetime]) -> None:
        self.account_id, self.region, self.clock = account_id, region, clock
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        # Enough for a killed process; only a power cut may lose the last writes.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)
        rows = self._connection.execute("SELECT definition FROM tables")
        self._tables = {table.name: table for table in (Table(**json.loads(text)) for (text,) in rows)}

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def table(self, name: str) -> Table:
        table = self._tables.get(name)
        if table is None:
            raise not_found(f"Table: {name} not found")
        return table

    def tables(self) -> list[Table]:
        return sorted(self._tables.copy().values(), key=lambda table: table.name)

    def save_table(self, table: Table) -> None:
        definition = json.dumps(asdict(table))
        self._execute("INSERT OR REPLACE INTO tables (name, definition) VALUES (?, ?)", (table.name, definition))
        self._tables[table.name] = table

    def drop_table(self, table: Table) -> None:
        self._execute("DELETE FROM items WHERE table_name = ?", (table.name,))
        self._execute("DELETE FROM records WHERE table_name = ?", (table.name,))
        self.drop_history(table)
        self._execute("DELETE FROM tables WHERE name = ?", (table.name,))
        self._tables.pop(table.name, None)

    def find(self, table: Table, place: Place) -> Row | None:
        parameters = (table.name, place.partition, place.sort)
        found = self._fetch(f"SELECT item, size FROM items WHERE {_ITEM}", parameters)  # noqa: S608  # a constant
        return Row(json.loads(found[0][0]), found[0][1]) if found else None

    def replace(self, table: Table, place: Place, row: Row | None) -> None:
        """Put this item where the old one stood, or remove that one."""
        where = (table.name, place.partition, place.sort)
        if row is None:
            self._execute(f"DELETE FROM items WHERE {_ITEM}", where)  # noqa: S608  # a constant
            self._remember(table, place, 0, None)
            return
        text = json.dumps(row.item, ensure_ascii=False, separators=(",", ":"))
        self._remember(table, place, row.size, text)
        self._execute(
            "INSERT INTO items (table_name, partition_key, sort_key, size, expires_at, item) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET size = excluded.size, expires_at = excluded.expires_at, item = excluded.item",
            (*where, row.size, expiry(table, row.item), text),
        )

    def _remember(self, table: Table, place: Place, size: int, text: str | None) -> None:
        """For a table that can be restored: what lies here from now on; None for nothing."""
        if table.recovery == "ENABLED":
            self._execute(
                "INSERT INTO history (table_name, changed_at, partition_key, sort_key, size, item)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (table.name, self.clock().timestamp(), place.partition, place.sort, size, text),
            )

    def begin_history(self, table: Table) -> None:
        """What the table holds now is its first state that can be restored."""
        self._execute(
            "INSERT INTO history (table_name, changed_at, partition_key, sort_key, size, item)"
            " SELECT table_name, ?, partition_key, sort_key, size, item FROM items WHERE table_name = ?",
            (table.recoverable_since, table.name),
        )

    def drop_history(self, table: Table) -> None:
        self._execute("DELETE FROM history WHERE table_name = ?", (table.name,))

    def trim_history(self, table: Table, before: float) -> None:
        """Of each key only the last state before a time stays, for that is what it held then."""
        self._execute(
            "DELETE FROM history WHERE table_name = ?1 AND changed_at < ?2 AND change NOT IN ("
            " SELECT max(change) FROM history WHERE table_name = ?1 AND changed_at < ?2 GROUP BY partition_key, sort_key)",
            (table.name, before),
        )

    def restore(self, source: Table, target: Table, at: float) -> None:
        """Fill a new table with what the source held at a time."""
        # Of each key SQLite takes the row of the greatest `change`, as its documentation says of a bare max().
        self._execute(
            "INSERT INTO items (table_name, partition_key, sort_key, size, item)"
            " SELECT ?, partition_key, sort_key, size, item FROM ("
            "  SELECT partition_key, sort_key, size, item, max(change) FROM history"
            "  WHERE table_name = ? AND changed_at <= ? GROUP BY partition_key, sort_key"
            " ) WHERE item IS NOT NULL",
            (target.name, source.name, at),
        )

    def partition(self, table: Table, partition: bytes, bounds: Iterable[Bound], direction: str) -> "Page":
        """Start reading one partition in sort key order; `direction` is ASC or DESC."""
        bounds = tuple(bounds)
        conditions = "".join(f" AND sort_key {bound.operator} ?" for bound in bounds)
        return Page(
            f"SELECT item, size FROM items WHERE table_name = ? AND partition_key = ?{conditions}"  # noqa: S608
            f" ORDER BY sort_key {direction}",
            (table.name, partition, *(bound.sort for bound in bounds)),
        )

    def every(self, table: Table, after: Place | None) -> "Page":
        """Start reading the whole table, partition by partition."""
        start = after or Place(b"", b"")
        return Page(
            "SELECT item, size FROM items WHERE table_name = ? AND (partition_key, sort_key) > (?, ?)"
            " ORDER BY partition_key, sort_key",
            (table.name, start.partition, start.sort),
        )

    def read(self, page: "Page", limit: int, max_bytes: int) -> tuple[list[Row], bool]:
        """Up to `limit` items of up to `max_bytes` together (always one), and whether one of the two stopped it."""
        texts: list[tuple[str, int]] = []
        total = 0
        with self._lock:
            cursor = self._connection.execute(page.sql, page.parameters)
            for text, size in cursor:
                total += size
                if texts and (len(texts) == limit or total > max_bytes):
                    break
                texts.append((text, size))
            cursor.close()
        stopped = len(texts) == limit or total > max_bytes
        return [Row(json.loads(text), size) for text, size in texts], stopped

    def measure(self, table: Table) -> tuple[int, int]:
        """How many items the table holds and their bytes; walks the whole table."""
        [(count, size)] = self._fetch("SELECT count(*), total(size) FROM items WHERE table_name = ?", (table.name,))
        return count, int(size)

    def expired(self, table: Table, before: int, not_before: int, limit: int) -> list[Row]:
        sql = "SELECT item, size FROM items WHERE table_name = ? AND expires_at < ? AND expires_at >= ? LIMIT ?"
        return [Row(json.loads(text), size) for text, size in self._fetch(sql, (table.name, before, not_before, limit))]

    def rewrite_expiry(self, table: Table) -> None:
        """Note every item's expiry anew after the table's time-to-live attribute has changed."""
        rows = self._fetch("SELECT rowid, item FROM items WHERE table_name = ?", (table.name,))
        for row_id, text in rows:
            self._execute("UPDATE items SET expires_at = ? WHERE rowid = ?", (expiry(table, json.loads(text)), row_id))

    def append(self, table: Table, created_at: int, record: dict[str, Any]) -> None:
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        self._execute(
            "INSERT INTO records (table_name, created_at, record) VALUES (?, ?, ?)", (table.name, created_at, text)
        )

    def records(self, table: Table, first: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """The table's stream records from this sequence on, each with its sequence."""
        sql = "SELECT sequence, record FROM records WHERE table_name = ? AND sequence >= ? ORDER BY sequence LIMIT ?"
        return [(sequence, json.loads(text)) for sequence, text in self._fetch(sql, (table.name, first, limit))]

    def last_sequence(self, table: Table) -> int:
        [(last,)] = self._fetch("SELECT max(sequence) FROM records WHERE table_name = ?", (table.name,))
        return last or table.trimmed

    def drop_records(self, table: Table, created_before: int) -> int | None:
        """Forget older records; the last sequence forgotten, or None."""
        condition = "table_name = ? AND created_at < ?"
        parameters = (table.name, created_before)
        [(last,)] = self._fetch(f"SELECT max(sequence) FROM records WHERE {condition}", parameters)  # noqa: S608
        self._execute(f"DELETE FROM records WHERE {condition}", parameters)  # noqa: S608  # a constant
        return None if last is None else int(last)

    def _fetch(self, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def _execute(self, sql: str, parameters: tuple[Any, ...]) -> None:
        with self._lock:
            self._connection.execute(sql, parameters)


class Page(NamedTuple):
    sql: str
    parameters: tuple[Any, ...]


def expiry(table: Table, item: Item) -> int | None:
    """The item's expiry in Unix seconds, None when it never comes; the service ignores an attribute that is no number."""
    value = item.get(table.expiry_attribute, {}).get("N")
    return None if value is None or abs(float(value)) > _END_OF_TIME else int(float(value))
