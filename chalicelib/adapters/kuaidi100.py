"""The push of 快递100 (subscription, `resultv2`), which also carries EMS and 顺丰."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from chalicelib.adapters.push_request import (
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
from chalicelib.domain.parcel import KUAIDI100_STATES, ParcelEvent, ParcelState, Push
from chalicelib.domain.times import SHANGHAI

ACCEPTED_REPLY = '{"result":true,"returnCode":"200","message":"成功"}'
"""Anything else is pushed again, three times about half an hour apart."""

_FIELDS = 20
_STATUSES = frozenset({"polling", "shutdown", "abort", "updateall"})


@dataclass(frozen=True, slots=True)
class Kuaidi100:
    """Reads pushes signed with one of `salts` (the subscription's own; several while they are rotated).

    Raises ValueError for an empty salt, whose signature anybody can make.
    """

    salts: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.salts or not all(salt.strip() for salt in self.salts):
            raise ValueError("kuaidi100 needs a salt: without one its signatures prove nothing")

    def read(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Push:  # noqa: ARG002  # nothing is signed in the headers; the couriers' readers share one shape
        """The push in a form-encoded body; `carrier` is kuaidi100's code, e.g. ems. Raises PushRefusedError."""
        form = _form(decoded(bounded(body)))
        param, signature = form["param"], form["sign"]
        if not any(hmac.compare_digest(sign(param, salt).encode(), signature.encode()) for salt in self.salts):
            raise forged()
        return _push(param, now)


def sign(param: str, salt: str) -> str:
    """kuaidi100's signature of the decoded `param` text exactly as received."""
    return hashlib.md5(f"{param}{salt}".encode()).hexdigest().upper()  # noqa: S324  # kuaidi100 offers nothing better


def _form(body: str) -> dict[str, str]:
    try:
        form = parse_qs(body, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:  # UnicodeDecodeError among them
        raise malformed("the body is no form in UTF-8") from error
    if len(form.get("param", ())) != 1:
        raise malformed("the form has not exactly one param")
    if len(form.get("sign", ())) != 1:
        raise unsigned("the form has not exactly one sign")
    return {name: values[0] for name, values in form.items()}


def _push(param: str, now: datetime) -> Push:
    document = json_object(param)
    status = text_of(document, "status")
    if status not in _STATUSES:
        raise malformed(f"status {status[:20]!r} is not known")
    result = mapping(document.get("lastResult"), "lastResult")
    carrier = text_of(result, "com")
    is_corrected = str(document.get("autoCheck")) == "1" and bool(note_of(document, "comNew"))
    return Push(
        id=hashlib.sha256(param.encode()).hexdigest()[:32],
        carrier=(is_corrected and note_of(document, "comOld")) or carrier,
        waybill=waybill_of(result, "nu"),
        events=_events(result, now),
        corrected_carrier=note_of(document, "comNew") if is_corrected else "",
        abandoned=status == "abort",
    )


def _events(result: Mapping[str, Any], now: datetime) -> tuple[ParcelEvent, ...]:
    """The parcel's state since the oldest entry that has it; none while nothing is known of the number.

    `data` is the whole history, newest first, in every push. The start of the newest run of one `status` is the same
    in each of them, so a note after the signature makes no second delivery.
    """
    history = result.get("data") or []
    if not isinstance(history, list):
        raise malformed("data is no list")
    if not history:
        return ()
    entries = [mapping(entry, "an entry of data") for entry in history]
    entry = _start_of_newest_run(entries)
    event = ParcelEvent(
        _state(result),
        _instant(entry),
        location=note_of(entry, "location") or note_of(entry, "areaName"),
        remark=note_of(entry, "context"),
    )
    return (not_in_future(event, now),)


def _start_of_newest_run(entries: list[dict[str, Any]]) -> dict[str, Any]:
    status = note_of(entries[0], "status")
    start = entries[0]
    for entry in entries[1:]:
        if not status or note_of(entry, "status") != status:
            break
        start = entry
    return start


def _state(result: Mapping[str, Any]) -> ParcelState:
    number = text_of(result, "state")
    if number not in KUAIDI100_STATES:
        raise malformed(f"state {number[:20]!r} is not known")
    return KUAIDI100_STATES[number]


def _instant(entry: Mapping[str, Any]) -> datetime:
    """kuaidi100 writes local time without its offset; `ftime` is `time` in one format for all carriers."""
    text = note_of(entry, "ftime") or text_of(entry, "time")
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise malformed("an entry's time is not YYYY-MM-DD hh:mm:ss") from error
