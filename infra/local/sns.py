"""A small SNS: text messages are kept as the outbox that the phone page shows.

moto keeps `sms_messages` in memory without their time; the outbox is one table here.
"""

import math
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.errors import CloudError
from infra.local.query_protocol import answer
from infra.local.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, phone TEXT NOT NULL, text TEXT NOT NULL,
    parts INTEGER NOT NULL, sent_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sms_by_phone ON sms (phone, id);
CREATE INDEX IF NOT EXISTS sms_by_message ON sms (message_id);
CREATE TABLE IF NOT EXISTS sms_outcomes (message_id TEXT PRIMARY KEY, outcome TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS topic_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, subject TEXT, text TEXT NOT NULL, sent_at TEXT NOT NULL);
"""
_TOLD = "SELECT sms.*, coalesce(outcome, '') AS outcome FROM sms LEFT JOIN sms_outcomes USING (message_id) "
_LONGEST_SMS = 1600
_GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_EXTENDED = set("^{}\\[~]|€\f")


def sms_parts(text: str) -> int:
    """How many parts a text is billed as (3GPP TS 23.038: GSM-7 160/153 septets, UCS-2 70/67 units)."""
    if set(text) <= _GSM7 | _GSM7_EXTENDED:
        length, single, split = sum(1 + (char in _GSM7_EXTENDED) for char in text), 160, 153
    else:
        length, single, split = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= single else math.ceil(length / split)


class Outbox:
    """Every text message ever published, in order."""

    def __init__(self, store: Store, *, now: Callable[[], str]) -> None:
        self._store = store
        self._now = now
        store.define(_SCHEMA)

    def send(self, phone: str, text: str) -> str:
        if not re.fullmatch(r"\+?[0-9]{1,15}", phone):
            raise CloudError(
                "InvalidParameter", f"Invalid parameter: PhoneNumber Reason: {phone} is not valid to publish to"
            )
        if not 0 < len(text) <= _LONGEST_SMS:
            raise CloudError("InvalidParameter", "Invalid parameter: Message Reason: length")
        message_id = str(uuid.uuid4())
        self._store.run(
            "INSERT INTO sms (message_id, phone, text, parts, sent_at) VALUES (?, ?, ?, ?, ?)",
            *(message_id, phone, text, sms_parts(text), self._now()),
        )
        return message_id

    def publish(self, topic: str, subject: str | None, text: str) -> str:
        self._store.run(
            "INSERT INTO topic_messages (topic, subject, text, sent_at) VALUES (?, ?, ?, ?)",
            *(topic, subject, text, self._now()),
        )
        return str(uuid.uuid4())

    def messages(self, phone: str | None = None) -> list[dict[str, Any]]:
        """Messages to one number, or to all: `{id, to, text, at, parts, outcome}`, oldest first; `id` is the answer to
        publish, `outcome` what the network has said of it, empty until then."""
        return self._read("") if phone is None else self._read("WHERE phone = ?", phone)

    def untold(self) -> list[dict[str, Any]]:
        """Those of which the network has said nothing."""
        return self._read("WHERE outcome IS NULL")

    def message(self, message_id: str) -> dict[str, Any]:
        """Raises KeyError."""
        for found in self._read("WHERE message_id = ?", message_id):
            return found
        raise KeyError(message_id)

    def note(self, outcomes: Mapping[str, str]) -> None:
        """What the network says, by message; the last word counts."""
        with self._store.transaction() as db:
            db.executemany("INSERT OR REPLACE INTO sms_outcomes VALUES (?, ?)", outcomes.items())

    def _read(self, condition: str, *values: str | None) -> list[dict[str, Any]]:
        rows = self._store.rows(f"{_TOLD} {condition} ORDER BY id", *values)
        names = {"id": "message_id", "to": "phone", "text": "text", "at": "sent_at", "parts": "parts"}
        return [{name: row[column] for name, column in {**names, "outcome": "outcome"}.items()} for row in rows]

    def phones(self) -> list[dict[str, Any]]:
        """Numbers with their last message, the busiest now first."""
        rows = self._store.rows(
            "SELECT phone, count(*) AS n, max(id) AS last, text FROM sms GROUP BY phone ORDER BY last DESC"
        )
        return [{"phone": row["phone"], "count": row["n"], "text": row["text"]} for row in rows]


def call(outbox: Outbox, form: dict[str, str]) -> str:
    """The query protocol: answers the XML of one action."""
    action = form.get("Action", "")
    if action == "SetSMSAttributes":
        return answer(action, {})
    if action != "Publish":
        raise CloudError("InvalidAction", f"{action} is not part of the local cloud")
    if "PhoneNumber" in form:
        message_id = outbox.send(form["PhoneNumber"], form.get("Message", ""))
    else:
        message_id = outbox.publish(form.get("TopicArn", ""), form.get("Subject"), form.get("Message", ""))
    return (
        '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>'
        f"<MessageId>{message_id}</MessageId></PublishResult><ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId>"
        "</ResponseMetadata></PublishResponse>"
    )
