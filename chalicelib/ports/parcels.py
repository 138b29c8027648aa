"""Where parcels are: what is known of a waybill, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.domain.parcel import ParcelEvent, ParcelNote


class RoutesUnavailableError(RuntimeError):
    """The carrier gave no answer that can be read; it may later. The message names codes only."""

    code = "routes_unavailable"


class Routes(Protocol):
    """The carrier's own answer to a question of ours, for whom signs its pushes with nothing."""

    def events(self, waybill: str) -> Sequence[ParcelEvent] | None:
        """What the carrier knows of the waybill, without order; None where this stage cannot ask.

        Raises RoutesUnavailableError.
        """


class TrackingBusyError(RuntimeError):
    """The provider took no subscription now; it may later. The message names codes only."""

    code = "tracking_busy"


class TrackingRefusedError(RuntimeError):
    """The provider will never track this waybill: a person must look."""

    code = "tracking_refused"


class Tracking(Protocol):
    """A provider that pushes what becomes of waybills it was asked to watch."""

    def subscribe(self, company: str, waybill: str) -> bool:
        """Asks for pushes, by the provider's own code of the carrier; idempotent. False where this stage has no account.

        Raises TrackingBusyError, TrackingRefusedError.
        """


@dataclass(frozen=True)
class Reports:
    """What was reported of a waybill, the oldest first, and whether a provider of pushes watches it."""

    events: Sequence[ParcelEvent]
    notes: Sequence[ParcelNote]
    watched: bool


class Waybills(Protocol):
    """What is known of a waybill before and beside the cases: which cases travel on it, what was reported of it.

    Cases are an index of the log and stay; reports are kept for whoever comes on the waybill later, until they expire.
    Everything is strongly read, so of two who each write first and then read, at least one sees the other.
    """

    def add_case(self, carrier: str, waybill: str, matter: str) -> None:
        """Idempotent."""

    def cases(self, carrier: str, waybill: str) -> Sequence[str]: ...

    def park(self, carrier: str, waybill: str, event: ParcelEvent, *, expires_at: int) -> None:
        """Keeps the event's state and time, nothing personal; idempotent. `expires_at` is Unix seconds."""

    def note(self, carrier: str, waybill: str, note: ParcelNote, *, expires_at: int) -> None:
        """Idempotent. `expires_at` is Unix seconds."""

    def watch(self, carrier: str, waybill: str, *, expires_at: int) -> None:
        """A provider of pushes watches it. Idempotent; `expires_at` is Unix seconds."""

    def reports(self, carrier: str, waybill: str, *, now: int) -> Reports:
        """What has not expired."""
