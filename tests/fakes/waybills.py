from collections.abc import Sequence

from chalicelib.domain.parcel import ParcelEvent, ParcelNote
from chalicelib.ports import Reports


class FakeWaybills:
    def __init__(self) -> None:
        self.on: dict[tuple[str, str], list[str]] = {}
        self.events: dict[tuple[str, str], dict[tuple[str, str], tuple[ParcelEvent, int]]] = {}

        self.watched: dict[tuple[str, str], int] = {}
        self.noted: dict[tuple[str, str], dict[ParcelNote, int]] = {}

    def add_case(self, carrier: str, waybill: str, matter: str) -> None:
        cases = self.on.setdefault((carrier, waybill), [])
        if matter not in cases:
            cases.append(matter)
            cases.sort()

    def cases(self, carrier: str, waybill: str) -> Sequence[str]:
        return list(self.on.get((carrier, waybill), ()))

    def park(self, carrier: str, waybill: str, event: ParcelEvent, *, expires_at: int) -> None:
        kept = ParcelEvent(event.state, event.occurred_at)
        key = (event.occurred_at.isoformat(), str(event.state))
        self.events.setdefault((carrier, waybill), {})[key] = (kept, expires_at)

    def note(self, carrier: str, waybill: str, note: ParcelNote, *, expires_at: int) -> None:
        self.noted.setdefault((carrier, waybill), {})[note] = expires_at

    def watch(self, carrier: str, waybill: str, *, expires_at: int) -> None:
        self.watched[carrier, waybill] = expires_at

    def reports(self, carrier: str, waybill: str, *, now: int) -> Reports:
        on = (carrier, waybill)
        events = [event for event, expires_at in self.events.get(on, {}).values() if expires_at > now]
        notes = [note for note, expires_at in self.noted.get(on, {}).items() if expires_at > now]
        return Reports(
            sorted(events, key=lambda event: (event.occurred_at, str(event.state))),
            sorted(notes, key=lambda note: note.at),
            self.watched.get(on, 0) > now,
        )


class FakeRoutes:
    """What the carrier would answer; None: nobody can be asked."""

    def __init__(self) -> None:
        self.known: dict[str, Sequence[ParcelEvent]] | None = None

    def events(self, waybill: str) -> Sequence[ParcelEvent] | None:
        return None if self.known is None else self.known.get(waybill, ())
