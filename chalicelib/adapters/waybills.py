"""Waybills in DynamoDB: one partition a waybill, one item for each case on it and each report of it, one where it is watched."""

from collections.abc import Sequence
from typing import Any, Final

from chalicelib.adapters.tables import WaybillItem, bound
from chalicelib.domain.parcel import ParcelEvent, ParcelNote, ParcelState
from chalicelib.domain.times import instant, stamp
from chalicelib.ports import Reports

_CASE: Final = "case#"
_EVENT: Final = "event#"
_NOTE: Final = "note#"
_WATCHED: Final = "watched"


class DynamoWaybills:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._model = bound(WaybillItem, table, dynamodb)

    def add_case(self, carrier: str, waybill: str, matter: str) -> None:
        self._model(_key(carrier, waybill), _CASE + matter).save()

    def cases(self, carrier: str, waybill: str) -> Sequence[str]:
        return [item.entry.removeprefix(_CASE) for item in self._entries(carrier, waybill, _CASE)]

    def park(self, carrier: str, waybill: str, event: ParcelEvent, *, expires_at: int) -> None:
        entry = f"{_EVENT}{stamp(event.occurred_at)}#{event.state}"
        self._model(_key(carrier, waybill), entry, expires_at=expires_at).save()

    def note(self, carrier: str, waybill: str, note: ParcelNote, *, expires_at: int) -> None:
        entry = f"{_NOTE}{stamp(note.at)}#{note.kind}#{note.to}"
        self._model(_key(carrier, waybill), entry, expires_at=expires_at).save()

    def watch(self, carrier: str, waybill: str, *, expires_at: int) -> None:
        self._model(_key(carrier, waybill), _WATCHED, expires_at=expires_at).save()

    def reports(self, carrier: str, waybill: str, *, now: int) -> Reports:
        """Each sort key begins with its time, so the query's order is that of events and notes."""
        live = [item.entry for item in self._entries(carrier, waybill) if (item.expires_at or 0) > now]
        return Reports(
            events=[_event(entry) for entry in live if entry.startswith(_EVENT)],
            notes=[_note(entry) for entry in live if entry.startswith(_NOTE)],
            watched=_WATCHED in live,
        )

    def _entries(self, carrier: str, waybill: str, prefix: str = "") -> Sequence[WaybillItem]:
        beginning = self._model.entry.startswith(prefix) if prefix else None
        return list(self._model.query(_key(carrier, waybill), beginning, consistent_read=True))


def _key(carrier: str, waybill: str) -> str:
    return f"{carrier}#{waybill}"


def _event(entry: str) -> ParcelEvent:
    occurred_at, _, state = entry.removeprefix(_EVENT).partition("#")
    return ParcelEvent(ParcelState(state), instant(occurred_at))


def _note(entry: str) -> ParcelNote:
    at, kind, to = entry.removeprefix(_NOTE).split("#")
    return ParcelNote(kind, instant(at), to)
