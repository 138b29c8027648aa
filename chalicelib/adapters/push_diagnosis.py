"""What a courier's engineer needs to find out why a push is refused; computed with test secrets only, which open nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs

from chalicelib.adapters import kuaidi100, standard_webhooks

SHOWN: Final = 12
"""Characters of a signature that are shown: enough to compare by eye."""


@dataclass(frozen=True)
class Compared:
    """The beginnings of the signatures given and expected, and how far the timestamp is from our clock (None: no
    timestamp is signed, or it cannot be read)."""

    given: tuple[str, ...]
    expected: tuple[str, ...]
    skew_seconds: int | None


def compare_kuaidi100(_headers: Mapping[str, str], body: bytes, salts: tuple[str, ...], _now: datetime) -> Compared:
    form = parse_qs(body.decode(errors="replace"), keep_blank_values=True)
    param = form.get("param", [""])[-1]
    expected = tuple(kuaidi100.sign(param, salt)[:SHOWN] for salt in salts)
    return Compared(tuple(sign[:SHOWN] for sign in form.get("sign", ())), expected, None)


def compare_standard(headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], now: datetime) -> Compared:
    by_name = {name.lower(): value for name, value in headers.items()}
    push_id, timestamp = by_name.get("webhook-id", ""), by_name.get("webhook-timestamp", "")
    given = by_name.get("webhook-signature", "").split()
    expected = [standard_webhooks.sign(push_id, timestamp, body, secret=secret) for secret in secrets]
    return Compared(
        tuple(entry[:SHOWN] for entry in given),
        tuple(entry[:SHOWN] for entry in expected),
        _skew(timestamp, now),
    )


def _skew(timestamp: str, now: datetime) -> int | None:
    """Seconds by which the sender's clock is ahead of ours."""
    readable = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("999999999999")
    return int(timestamp) - int(now.timestamp()) if readable else None
