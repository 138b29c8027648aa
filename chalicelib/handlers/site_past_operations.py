"""What an item required on a day."""

from typing import Final

from chalicelib.handlers.operation import STAMP, Body, Operation, in_path, record
from chalicelib.handlers.site_operations import GET_ITEM

_EXAMPLE: Final = GET_ITEM.response.example["item"]
_ITEM: Final = GET_ITEM.response.schema["properties"]["item"]

GET_ITEM_ON_DAY: Final = Operation(
    id="getItemOnDay",
    method="GET",
    path="/api/items/{code}/on/{day}",
    summary="The versions of an item that were in force on a day, by the record of publications",
    who=("anyone",),
    parameters=(
        in_path("code", "XN-JYJ-001", "The item's code."),
        in_path("day", "2026-11-20", "A local date; one to come is told as published so far."),
    ),
    response=Body(
        record(
            "ItemOnDay",
            {
                "day": {"type": "string", "format": "date"},
                "recorded_since": {
                    "type": "string",
                    "description": "When the first edition on record was published; what was in force before is not known here.",
                },
                "parts": {
                    "type": "array",
                    "description": "They tile what is known of the day, in order; none for a day before the record.",
                    "items": record(
                        "PartOfDay",
                        {
                            "since": STAMP,
                            "until": STAMP,
                            "edition": {"type": "string", "description": "As `getEdition` takes it."},
                            "item": {"anyOf": [_ITEM, {"type": "null"}], "description": "null: not in the catalogue."},
                        },
                    ),
                },
            },
        ),
        {
            "day": "2026-11-20",
            "recorded_since": "2026-11-01T01:30:00.000000Z",
            "parts": [
                {
                    "since": "2026-11-19T16:00:00.000000Z",
                    "until": "2026-11-20T16:00:00.000000Z",
                    "edition": "9b1f0c",
                    "item": _EXAMPLE,
                }
            ],
        },
    ),
    errors=("item_unknown", "invalid"),
)

OPERATIONS: Final = (GET_ITEM_ON_DAY,)
