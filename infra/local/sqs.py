"""A small SQS in SQLite: standard queues, visibility, redrive to dead letters.

moto keeps its messages in memory behind objects that hold wall-clock deadlines; restoring those exactly is longer
than these operations.
"""

import hashlib
import json
import sqlite3
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.errors import CloudError
from infra.local.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, attributes TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, sent_at REAL NOT NULL, visible_at REAL NOT NULL, receive_count INTEGER NOT NULL DEFAULT 0,
    first_received_at REAL, receipt TEXT);
CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, visible_at, id);
CREATE INDEX IF NOT EXISTS messages_by_receipt ON messages (receipt);
"""
_LARGEST_BATCH = 10
_LARGEST_BODY = 1024 * 1024
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Message:
    message_id: str
    receipt: str
    body: str
    attributes: dict[str, Any]
    sent_at: float
    first_received_at: float
    receive_count: int

    @property
    def md5(self) -> str:
        return hashlib.md5(self.body.encode(), usedforsecurity=False).hexdigest()

    def system_attributes(self) -> dict[str, str]:
        return {
            "ApproximateReceiveCount": str(self.receive_count),
            "SentTimestamp": str(int(self.sent_at * 1000)),
            "SenderId": "local",
            "ApproximateFirstReceiveTimestamp": str(int(self.first_received_at * 1000)),
        }


class Queues:
    """Every queue; `now` is in Unix seconds, so that moving the local clock also ends delays."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        store.define(_SCHEMA)

    def create(self, name: str, attributes: dict[str, Any]) -> None:
        self._store.run("INSERT OR REPLACE INTO queues VALUES (?, ?)", name, json.dumps(attributes))

    def names(self) -> list[str]:
        return [row["name"] for row in self._store.rows("SELECT name FROM queues ORDER BY name")]

    def attributes(self, queue: str) -> dict[str, Any]:
        """What the template says of the queue; raises QueueDoesNotExist."""
        row = self._store.row("SELECT attributes FROM queues WHERE name = ?", queue)
        if row is None:
            raise _refusal("QueueDoesNotExist", "NonExistentQueue", "The specified queue does not exist.")
        attributes: dict[str, Any] = json.loads(row["attributes"])
        return attributes

    def visibility(self, queue: str) -> float:
        return float(self.attributes(queue).get("VisibilityTimeout", 30))

    def send(self, queue: str, body: str, attributes: dict[str, Any] | None = None, delay: float = 0) -> str:
        """Keep a message until it is deleted; answers its id."""
        self.attributes(queue)
        if not body:
            raise CloudError("MissingParameter", "The request must contain the parameter MessageBody.")
        if len(body.encode()) > _LARGEST_BODY:
            raise CloudError("InvalidParameterValue", "One or more parameters are invalid. Message too long.")
        message_id = str(uuid.uuid4())
        now = self._now()
        self._store.run(
            "INSERT INTO messages (queue, message_id, body, attributes, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?)",
            *(queue, message_id, body, json.dumps(attributes or {}), now, now + delay),
        )
        return message_id

    def receive(self, queue: str, limit: int, visibility: float | None = None) -> list[Message]:
        """Lease up to `limit` visible messages; those received too often go to the dead letters instead."""
        policy = self.attributes(queue).get("RedrivePolicy")
        hidden_for = self.visibility(queue) if visibility is None else visibility
        now = self._now()
        with self._store.transaction() as db:
            if policy:
                dead_letters = policy["deadLetterTargetArn"].rpartition(":")[2]
                db.execute(
                    "UPDATE messages SET queue = ?, visible_at = ?, receipt = NULL"
                    " WHERE queue = ? AND visible_at <= ? AND receive_count >= ?",
                    (dead_letters, now, queue, now, int(policy["maxReceiveCount"])),
                )
            rows = db.execute(
                "SELECT * FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?",
                (queue, now, limit),
            ).fetchall()
            return [_lease(db, row, now=now, visible_at=now + hidden_for) for row in rows]

    def delete(self, queue: str, receipt: str) -> None:
        self._store.run("DELETE FROM messages WHERE queue = ? AND receipt = ?", queue, receipt)

    def change_visibility(self, queue: str, receipt: str, seconds: float) -> None:
        self._store.run(
            "UPDATE messages SET visible_at = ? WHERE queue = ? AND receipt = ?",
            *(self._now() + seconds, queue, receipt),
        )

    def release(self, queue: str) -> None:
        """Make leased messages visible at once: the process that held their leases is dead."""
        self._store.run(
            "UPDATE messages SET visible_at = ? WHERE queue = ? AND receipt IS NOT NULL", self._now(), queue
        )

    def unfinished(self, queue: str) -> int:
        """Messages that are visible, leased or waiting for their next try (not: delayed and never received)."""
        row = self._store.row(
            "SELECT count(*) AS n FROM messages WHERE queue = ? AND (visible_at <= ? OR receive_count > 0)",
            *(queue, self._now()),
        )
        return row["n"] if row else 0

    def counts(self, queue: str) -> dict[str, str]:
        [row] = self._store.rows(
            "SELECT coalesce(sum(visible_at <= ?1), 0) AS visible,"
            " coalesce(sum(visible_at > ?1 AND receive_count > 0), 0) AS leased,"
            " coalesce(sum(visible_at > ?1 AND receive_count = 0), 0) AS delayed"
            " FROM messages WHERE queue = ?2",
            *(self._now(), queue),
        )
        return {
            "ApproximateNumberOfMessages": str(row["visible"]),
            "ApproximateNumberOfMessagesNotVisible": str(row["leased"]),
            "ApproximateNumberOfMessagesDelayed": str(row["delayed"]),
        }


def _lease(db: sqlite3.Connection, row: sqlite3.Row, *, now: float, visible_at: float) -> Message:
    message = Message(
        message_id=row["message_id"],
        receipt=uuid.uuid4().hex,
        body=row["body"],
        attributes=json.loads(row["attributes"]),
        sent_at=row["sent_at"],
        first_received_at=row["first_received_at"] or now,
        receive_count=row["receive_count"] + 1,
    )
    db.execute(
        "UPDATE messages SET visible_at = ?, receive_count = ?, first_received_at = ?, receipt = ? WHERE id = ?",
        (visible_at, message.receive_count, message.first_received_at, message.receipt, row["id"]),
    )
    return message


class QueueService:
    """The JSON protocol of SQS over `Queues`."""

    def __init__(self, queues: Queues, *, url: Callable[[str], str], arn: Callable[[str], str]) -> None:
        self._queues = queues
        self._url = url
        self._arn = arn
        self._operations = {
            "SendMessage": self._send,
            "SendMessageBatch": self._send_batch,
            "ReceiveMessage": self._receive,
            "DeleteMessage": self._delete,
            "DeleteMessageBatch": self._delete_batch,
            "ChangeMessageVisibility": self._change_visibility,
            "GetQueueAttributes": self._attributes,
            "GetQueueUrl": self._queue_url,
            "ListQueues": self._list,
        }

    def call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        handler = self._operations.get(operation)
        if handler is None:
            raise CloudError("UnknownOperationException", f"{operation} is not part of the local cloud")
        return handler(body)

    def _queue_url(self, body: dict[str, Any]) -> dict[str, Any]:
        self._queues.attributes(body["QueueName"])
        return {"QueueUrl": self._url(body["QueueName"])}

    def _list(self, body: dict[str, Any]) -> dict[str, Any]:
        prefix = body.get("QueueNamePrefix", "")
        return {"QueueUrls": [self._url(name) for name in self._queues.names() if name.startswith(prefix)]}

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        message_id = self._queues.send(
            _queue(body),
            body.get("MessageBody", ""),
            body.get("MessageAttributes"),
            float(body.get("DelaySeconds", 0)),
        )
        md5 = hashlib.md5(body["MessageBody"].encode(), usedforsecurity=False).hexdigest()
        return {"MessageId": message_id, "MD5OfMessageBody": md5}

    def _send_batch(self, body: dict[str, Any]) -> dict[str, Any]:
        entries = _batch(body)
        return {
            "Successful": [
                {"Id": entry["Id"]} | self._send(entry | {"QueueUrl": body["QueueUrl"]}) for entry in entries
            ],
            "Failed": [],
        }

    def _receive(self, body: dict[str, Any]) -> dict[str, Any]:
        queue, limit, visibility = _queue(body), int(body.get("MaxNumberOfMessages", 1)), body.get("VisibilityTimeout")
        deadline = time.monotonic() + float(body.get("WaitTimeSeconds", 0))
        messages = self._queues.receive(queue, limit, visibility)
        while not messages and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
            messages = self._queues.receive(queue, limit, visibility)
        return {"Messages": [_shown(message) for message in messages]} if messages else {}

    def _delete(self, body: dict[str, Any]) -> dict[str, Any]:
        self._queues.delete(_queue(body), body["ReceiptHandle"])
        return {}

    def _delete_batch(self, body: dict[str, Any]) -> dict[str, Any]:
        entries = _batch(body)
        for entry in entries:
            self._queues.delete(_queue(body), entry["ReceiptHandle"])
        return {"Successful": [{"Id": entry["Id"]} for entry in entries], "Failed": []}

    def _change_visibility(self, body: dict[str, Any]) -> dict[str, Any]:
        self._queues.change_visibility(_queue(body), body["ReceiptHandle"], float(body["VisibilityTimeout"]))
        return {}

    def _attributes(self, body: dict[str, Any]) -> dict[str, Any]:
        queue = _queue(body)
        known = self._queues.attributes(queue) | self._queues.counts(queue) | {"QueueArn": self._arn(queue)}
        if "RedrivePolicy" in known:
            known["RedrivePolicy"] = json.dumps(known["RedrivePolicy"])
        wanted = set(body.get("AttributeNames", []))
        return {"Attributes": {name: value for name, value in known.items() if "All" in wanted or name in wanted}}


def _refusal(code: str, query_code: str, message: str) -> CloudError:
    details = {"query_code": f"AWS.SimpleQueueService.{query_code}"}
    return CloudError(f"com.amazonaws.sqs#{code}", message, details=details)


def _queue(body: dict[str, Any]) -> str:
    return str(body["QueueUrl"]).rpartition("/")[2]


def _batch(body: dict[str, Any]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = body.get("Entries", [])
    if not entries:
        raise _refusal("EmptyBatchRequest", "EmptyBatchRequest", "There should be at least one entry in the request.")
    if len(entries) > _LARGEST_BATCH:
        message = "Maximum number of entries per request are 10."
        raise _refusal("TooManyEntriesInBatchRequest", "TooManyEntriesInBatchRequest", message)
    return entries


def _shown(message: Message) -> dict[str, Any]:
    return {
        "MessageId": message.message_id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": message.md5,
        "Body": message.body,
        "Attributes": message.system_attributes(),
        "MessageAttributes": message.attributes,
    }
