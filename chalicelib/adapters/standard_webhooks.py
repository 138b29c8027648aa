"""The push of a courier that signs by the Standard Webhooks specification (standardwebhooks.com)."""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.adapters.push_request import (
    CLOCK_TOLERANCE,
    PushRefusedError,
    bounded,
    decoded,
    forged,
    json_object,
    malformed,
    mapping,
    not_in_future,
    note_of,
    text_of,
    unsigned,
    waybill_of,
)
from chalicelib.domain.parcel import ParcelEvent, ParcelState, Push

_EVENT_TYPE = "parcel.updated"
_LEAST_SECRET_BYTES = 24  # the specification asks for 24 to 64
_ID = re.compile(r"[!-~]{1,200}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """Reads one carrier's pushes, signed with one of `secrets` ("whsec_" and base64; several while they are rotated).

    Raises ValueError for a secret that is no base64 or has under 24 bytes.
    """

    carrier: str
    secrets: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.secrets:
            raise ValueError("a standard webhook needs a secret")
        for secret in self.secrets:
            _key(secret)

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Push:
        """The push in a JSON body; header names in any case; `id` is the webhook-id. Raises PushRefusedError."""
        push_id = verify(headers, bounded(body), secrets=self.secrets, now=now)
        document = json_object(decoded(body))
        if document.get("type") != _EVENT_TYPE:
            raise malformed(f"type is not {_EVENT_TYPE}")
        data = mapping(document.get("data"), "data")
        return Push(push_id, self.carrier, waybill_of(data, "waybill"), (not_in_future(_event(data), now),))


def verify(headers: Mapping[str, str], body: bytes, *, secrets: tuple[str, ...], now: datetime) -> str:
    """The webhook-id of a request that one of `secrets` has signed within five minutes of `now`, either way.

    Raises PushRefusedError 401: push_unsigned, push_forged, push_stale.
    """
    by_name = {name.lower(): value for name, value in headers.items()}
    push_id, timestamp = by_name.get("webhook-id", ""), by_name.get("webhook-timestamp", "")
    signatures = by_name.get("webhook-signature", "")
    if not _ID.fullmatch(push_id) or not _TIMESTAMP.fullmatch(timestamp) or not signatures:
        raise unsigned("webhook-id, webhook-timestamp (Unix seconds) and webhook-signature are needed")
    expected = [sign(push_id, timestamp, body, secret=secret) for secret in secrets]
    if not _any_matches(signatures, expected):
        raise forged()
    if abs(int(timestamp) - now.timestamp()) > CLOCK_TOLERANCE.total_seconds():
        raise PushRefusedError("push_stale", "webhook-timestamp is over five minutes from our clock")
    return push_id


def sign(push_id: str, timestamp: str, body: bytes, *, secret: str) -> str:
    """One entry of webhook-signature, "v1,<base64>"."""
    signed = f"{push_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode()


def _any_matches(signatures: str, expected: list[str]) -> bool:
    """Entries of unknown versions or without a comma match nothing, so they are skipped."""
    received = [entry.encode(errors="replace") for entry in signatures.split(" ")]
    return any(hmac.compare_digest(entry, wanted.encode()) for entry in received for wanted in expected)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret is base64 after whsec_") from error
    if len(key) < _LEAST_SECRET_BYTES:
        raise ValueError(f"a webhook secret has at least {_LEAST_SECRET_BYTES} bytes")
    return key


def _event(data: Mapping[str, Any]) -> ParcelEvent:
    try:
        state = ParcelState(text_of(data, "state"))
    except ValueError as error:
        raise malformed("state is not known") from error
    return ParcelEvent(
        state,
        _instant(text_of(data, "occurred_at")),
        location=note_of(data, "location"),
        remark=note_of(data, "remark"),
        signed_by=note_of(data, "signed_by"),
    )


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise malformed("occurred_at is no ISO 8601 instant") from error
    if instant.tzinfo is None:
        raise malformed("occurred_at names no offset from UTC")
    return instant
