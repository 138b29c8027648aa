"""Where a parcel is, from couriers' pushes that may be repeated, late, out of order or forged."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from chalicelib.domain.typed_text import compact

LONGEST_WAYBILL = 40
_WAYBILL = re.compile(rf"[A-Z0-9][A-Z0-9-]{{4,{LONGEST_WAYBILL - 1}}}")


class ParcelState(StrEnum):
    """The states of `parcel.updated` bodies, and `transferred` (转投), which only kuaidi100 reports."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    PROBLEM = "problem"
    DELIVERED = "delivered"
    TRANSFERRED = "transferred"
    REFUSED = "refused"
    RETURNING = "returning"
    RETURNED = "returned"


KUAIDI100_STATES = {
    "0": ParcelState.IN_TRANSIT,
    "1": ParcelState.COLLECTED,
    "2": ParcelState.PROBLEM,
    "3": ParcelState.DELIVERED,
    "4": ParcelState.RETURNED,
    "5": ParcelState.OUT_FOR_DELIVERY,
    "6": ParcelState.RETURNING,
    "7": ParcelState.TRANSFERRED,
    "8": ParcelState.IN_TRANSIT,
    "14": ParcelState.REFUSED,
}
"""kuaidi100's `lastResult.state`; 8 is customs."""

SF_STATES = {
    "50": ParcelState.COLLECTED,
    **dict.fromkeys(("30", "31", "36", "123", "130", "607"), ParcelState.IN_TRANSIT),
    **dict.fromkeys(("44", "204"), ParcelState.OUT_FOR_DELIVERY),
    "80": ParcelState.DELIVERED,
    **dict.fromkeys(("99", "631", "648"), ParcelState.RETURNING),
    **dict.fromkeys(("33", "70"), ParcelState.PROBLEM),
}
"""SF's `opCode`; 8000, a note after signing, tells nothing about where the parcel is."""

COMING_BACK = frozenset({ParcelState.REFUSED, ParcelState.RETURNING, ParcelState.RETURNED})
"""The carrier no longer brings it to the holder: what comes next is the unit's to see to."""

CORRECTED = "corrected"
UNTRACKED, NOT_OFFICIAL = "untracked", "not_official"
DOUBTS = ("abandoned", "unconfirmed", "other_carrier", UNTRACKED, NOT_OFFICIAL)
"""Why a person must look for a parcel: nobody tracks it any more; it is said to be signed for and that could not be
confirmed; it is said to travel with a carrier that the city does not know; nobody will track its number; the carrier that
has it may not carry what lies in it."""

_STATES = tuple(ParcelState)
_FATES = frozenset(_STATES[_STATES.index(ParcelState.DELIVERED) :])


@dataclass(frozen=True, slots=True)
class ParcelEvent:
    """One observation by the carrier; `occurred_at` is aware. `location`, `remark`, `signed_by` may be personal data."""

    state: ParcelState
    occurred_at: datetime
    location: str = ""
    remark: str = ""
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """What one verified push says of one waybill.

    `id` is the same when the push is sent again. `corrected_carrier`: the provider found another carrier for the number.
    `abandoned`: the provider has stopped tracking without an end, so a person must look. `claimed`: nothing signs what it
    says, so a delivery is to be confirmed.
    """

    id: str
    carrier: str
    waybill: str
    events: tuple[ParcelEvent, ...]
    corrected_carrier: str = ""
    abandoned: bool = False
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class ParcelNote:
    """What is known of a waybill beside its events: that it is with the carrier `to` (CORRECTED), or one of DOUBTS."""

    kind: str
    at: datetime
    to: str = ""


class WaybillError(ValueError):
    """Text that cannot be a waybill number: waybill_format."""

    code = "waybill_format"


def check_waybill(text: str) -> str:
    """A waybill number as typed, scanned or pushed: 5 to 40 upper-case letters, digits and dashes."""
    waybill = compact(text)
    if not _WAYBILL.fullmatch(waybill):
        raise WaybillError(WaybillError.code)
    return waybill


def event_id(carrier: str, waybill: str, event: ParcelEvent) -> str:
    """What makes an event the same however often it is pushed: carrier, waybill, its time and its state."""
    occurred_at = event.occurred_at.astimezone(UTC).isoformat()
    return f"{carrier}#{waybill}#{occurred_at}#{event.state}"


def advance(current: ParcelEvent | None, event: ParcelEvent) -> ParcelEvent | None:
    """`event` if it becomes the parcel's state, None if it changes nothing.

    Events have one total order, so pushes in any order and number give the same state: the later event counts, except
    that a fate (delivered, transferred, refused, returning, returned) yields only to a later fate. Late scans after a
    signature are common; that they yield after a refusal too is the price of an order without a circle
    (delivered at 10, refused at 11, scanned at 12).
    """
    if current is None or _order(event) > _order(current):
        return event
    return None


def _order(event: ParcelEvent) -> tuple[bool, datetime, int, str, str, str]:
    is_fate = event.state in _FATES
    rank = _STATES.index(event.state)
    return is_fate, event.occurred_at, rank, event.location, event.remark, event.signed_by
