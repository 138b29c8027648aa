from collections.abc import Sequence

from chalicelib.domain.parcel import ParcelEvent, ParcelNote


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

    def parked(self, carrier: str, waybill: str, *, now: int) -> Sequence[ParcelEvent]:
        found = self.events.get((carrier, waybill), {}).values()
        live = [event for event, expires_at in found if expires_at > now]
        return sorted(live, key=lambda event: (event.occurred_at, str(event.state)))

    def note(self, carrier: str, waybill: str, note: ParcelNote, *, expires_at: int) -> None:
        self.noted.setdefault((carrier, waybill), {})[note] = expires_at

    def notes(self, carrier: str, waybill: str, *, now: int) -> Sequence[ParcelNote]:
        found = self.noted.get((carrier, waybill), {}).items()
        return sorted((note for note, expires_at in found if expires_at > now), key=lambda note: note.at)

    def watch(self, carrier: str, waybill: str, *, expires_at: int) -> None:
        self.watched[carrier, waybill] = expires_at

    def is_watched(self, carrier: str, waybill: str, *, now: int) -> bool:
        return self.watched.get((carrier, waybill), 0) > now


class FakeRoutes:
    """What the carrier would answer; None: nobody can be asked."""

    def __init__(self) -> None:
        self.known: dict[str, Sequence[ParcelEvent]] | None = None

    def events(self, waybill: str) -> Sequence[ParcelEvent] | None:
        return None if self.known is None else self.known.get(waybill, ())
