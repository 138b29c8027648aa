"""The operation of submission_parcel_api."""

from typing import Final

from chalicelib.domain.parcel import ParcelState
from chalicelib.handlers.operation import REFERENCE_IN_PATH, STAMP, Body, Operation, Schema, record

_TEXT: Final[Schema] = {"type": "string"}
_STATE: Final[Schema] = {"type": "string", "enum": ["", *(state.value for state in ParcelState)]}
_AT_OR_EMPTY: Final[Schema] = {"type": "string", "description": "An instant; empty while the carrier reported nothing."}

GET_PARCEL: Final = Operation(
    id="getParcel",
    method="GET",
    path="/api/cases/{reference}/parcel",
    summary="Where the certificate of one's own case is on its way, and what to do where it does not arrive",
    who=("citizen",),
    parameters=(REFERENCE_IN_PATH,),
    response=Body(
        record(
            "Parcels",
            {
                "kept_for_pickup": {"type": "boolean", "description": "It lies at the window instead."},
                "parcels": {
                    "type": "array",
                    "items": record(
                        "Parcel",
                        {
                            "carrier": _TEXT,
                            "telephone": {**_TEXT, "description": "Of the carrier."},
                            "waybill": _TEXT,
                            "dispatched_at": STAMP,
                            "state": _STATE,
                            "at": _AT_OR_EMPTY,
                            "comes_back": {"type": "boolean", "description": "Refused or on its way back."},
                            "advice": {**_TEXT, "description": "For the holder; empty while there is nothing to do."},
                            "moves": {"type": "array", "items": record("Move", {"state": _STATE, "at": STAMP})},
                        },
                    ),
                },
            },
        ),
        {
            "kept_for_pickup": False,
            "parcels": [
                {
                    "carrier": "ems",
                    "telephone": "11183",
                    "waybill": "EA123456789CN",
                    "dispatched_at": "2026-03-04T01:00:00.000000Z",
                    "state": "in_transit",
                    "at": "2026-03-05T02:18:42.000000Z",
                    "comes_back": False,
                    "advice": "",
                    "moves": [{"state": "in_transit", "at": "2026-03-05T02:18:42.000000Z"}],
                }
            ],
        },
    ),
    errors=("case_unknown",),
)

OPERATIONS: Final = (GET_PARCEL,)
