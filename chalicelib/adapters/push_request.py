"""What every courier's webhook has in common: a bounded request, JSON objects, instants, and refusing."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.parcel import ParcelEvent, WaybillError, check_waybill

MAX_BODY_BYTES = 256 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)

_MAX_TEXT = 200


class PushRefusedError(Exception):
    """A push that nothing may follow from, with a sentence for the courier's engineer.

    Codes: push_too_large, push_unsigned, push_forged, push_stale, push_malformed.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def malformed(detail: str) -> PushRefusedError:
    return PushRefusedError("push_malformed", detail)


def unsigned(detail: str) -> PushRefusedError:
    return PushRefusedError("push_unsigned", detail)


def forged() -> PushRefusedError:
    return PushRefusedError("push_forged", "no signature matches the body and the secret")


def bounded(body: bytes) -> bytes:
    """The body, unless it is over 256 KiB: PushRefusedError push_too_large."""
    if len(body) > MAX_BODY_BYTES:
        raise PushRefusedError("push_too_large", f"the body has {len(body)} bytes, {MAX_BODY_BYTES} are accepted")
    return body


def decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise malformed(f"the body is no UTF-8: byte {error.start}") from error


def json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise malformed("no JSON") from error
    return mapping(value, "the JSON text")


def mapping(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise malformed(f"{name} is no JSON object")
    return value


def text_of(source: Mapping[str, Any], key: str) -> str:
    """A text that has to be there; numbers, which some carriers send, as their digits."""
    value = source.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise malformed(f"{key} is missing or no text")
    return _well_formed(str(value))


def note_of(source: Mapping[str, Any], key: str) -> str:
    """A text that may be missing, cut at 200 characters."""
    value = source.get(key)
    return _well_formed(value[:_MAX_TEXT]) if isinstance(value, str) else ""


def _well_formed(text: str) -> str:
    """JSON can escape half a surrogate pair, which nothing behind us could store."""
    return text.encode(errors="replace").decode()


def waybill_of(source: Mapping[str, Any], key: str) -> str:
    try:
        return check_waybill(text_of(source, key))
    except WaybillError as error:
        raise malformed(f"{key} is no waybill number") from error


def not_in_future(event: ParcelEvent, now: datetime) -> ParcelEvent:
    """The event, unless its time is over five minutes ahead: it would outrank everything that really happens until then."""
    if event.occurred_at > now + CLOCK_TOLERANCE:
        raise malformed("the event lies in the future; is its time zone right?")
    return event
