"""What stands in the files of a city that has been stopped: no server, none of the product's adapters between."""

import hashlib
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CASE, CERTIFICATE, CONSULTATION, COMPLAINT, RATING = "c-", "k-", "q-", "x-", "r-"
_OUTBOX: Final = """
    SELECT message_id, phone, text, parts, coalesce(outcome, '') AS outcome
    FROM sms LEFT JOIN sms_outcomes USING (message_id) ORDER BY id
"""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Stored:
    """`bodies` are each matter's commits in order, as bytes; `notices` are told by what they say of themselves; `outbox`
    is the network's own record, `outcome` what it has said of each; `kept` the digests of the certificates' files, computed from their bytes; `tallies` the days' figures together; `table_bytes`
    what DynamoDB bills, `object_bytes` what S3 does, by the first part of the key."""

    bodies: Mapping[str, Sequence[bytes]]
    notices: Sequence[Mapping[str, Any]]
    outbox: Sequence[Mapping[str, Any]]
    kept: frozenset[str]
    tallies: Mapping[str, int]
    dead_letters: Mapping[str, int]
    table_bytes: Mapping[str, int]
    object_bytes: Mapping[str, int]

    def of(self, kind: str) -> Iterator[tuple[str, Sequence[bytes]]]:
        """The matters whose ids begin so."""
        return ((matter, bodies) for matter, bodies in self.bodies.items() if matter.startswith(kind))


def read_stored(data: Path) -> Stored:
    with closing(_opened(data / "dynamodb.sqlite")) as tables, closing(_opened(data / "cloud.sqlite")) as cloud:
        sizes = tables.execute("SELECT table_name, sum(size) FROM items GROUP BY table_name")
        return Stored(
            bodies=_bodies(tables),
            notices=_notices(tables),
            outbox=[dict(row) for row in cloud.execute(_OUTBOX)],
            kept=frozenset(_kept(cloud)),
            tallies=_tallies(tables),
            dead_letters=dict(_dead_letters(cloud)),
            table_bytes={name.rpartition("-")[2]: size for name, size in sizes},
            object_bytes=_object_bytes(cloud),
        )


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    return database


def _items(tables: sqlite3.Connection, table: str) -> Iterator[Any]:
    found = tables.execute("SELECT item FROM items WHERE table_name LIKE ?", (f"%-{table}",))
    return (json.loads(row["item"]) for row in found)


def _bodies(tables: sqlite3.Connection) -> Mapping[str, Sequence[bytes]]:
    found: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    for item in _items(tables, "CaseLog"):
        found[item["matter"]["S"]].append((int(item["seq"]["N"]), item["body"]["S"].encode()))
    return {matter: [body for _, body in sorted(commits)] for matter, commits in found.items()}


def _notices(tables: sqlite3.Connection) -> Sequence[Mapping[str, Any]]:
    """Not the rows of the same table that say which of them wait, or count a day's."""
    items = [item for item in _items(tables, "Notices") if "state" in item]
    return [{**json.loads(item["body"]["S"]), "key": (item["recipient"]["S"], item["message"]["S"])} for item in items]


def _tallies(tables: sqlite3.Connection) -> Mapping[str, int]:
    """Of all windows and days; months are the same once more."""
    found: Counter[str] = Counter()
    for item in _items(tables, "Tallies"):
        if _DAY.fullmatch(item["period"]["S"]):
            found.update(json.loads(item["figures"]["S"]))
    return found


def _kept(cloud: sqlite3.Connection) -> Iterator[str]:
    for row in cloud.execute("SELECT body FROM objects WHERE key LIKE 'certificates/%.pdf'"):
        yield hashlib.sha256(row["body"]).hexdigest()


def _dead_letters(cloud: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    for row in cloud.execute(
        "SELECT queue, count(*) AS n FROM messages WHERE queue LIKE '%DeadLetters' GROUP BY queue"
    ):
        yield row["queue"], row["n"]


def _object_bytes(cloud: sqlite3.Connection) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in cloud.execute("SELECT key, length(body) AS size FROM objects WHERE body IS NOT NULL"):
        found[row["key"].partition("/")[0]] += row["size"]
    return dict(found)
