"""What becomes of a parcel that does not simply arrive."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class CarrierCorrected:
    """The parcel travels with the carrier `to`, not with the one that the window had written down."""

    TYPE: ClassVar = "carrier_corrected"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str
    to: str


@dataclass(frozen=True)
class ParcelDoubted:
    """Where the parcel is cannot be told by pushes: `reason` is one of parcel.DOUBTS; a person must look."""

    TYPE: ClassVar = "parcel_doubted"
    V: ClassVar = 1
    effective_at: str
    carrier: str
    waybill: str
    reason: str


@dataclass(frozen=True)
class KeptForPickup:
    """The result lies ready at the window instead of travelling."""

    TYPE: ClassVar = "kept_for_pickup"
    V: ClassVar = 1
    effective_at: str
