"""What the operations on one case have in common: how they are addressed, and the state that they answer with."""

from typing import Final

from chalicelib.handlers.operation import (
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    REFERENCE_IN_PATH,
    Body,
    record,
)

ONE_CASE: Final = (REFERENCE_IN_PATH, IDEMPOTENCY_KEY)
ON_A_CASE: Final = ("case_unknown", "not_possible_now")

STATE: Final = Body(
    record(
        "CaseState",
        {
            "reference": REFERENCE,
            "status": {"type": "string"},
            "outcome": {"type": "string"},
            "seq": {"type": "integer"},
            "hash": HASH,
            "repeated": {"type": "boolean", "description": "An earlier request with this key had done it."},
        },
    ),
    {
        "reference": "CP6553X2RM",
        "status": "concluded",
        "outcome": "granted",
        "seq": 1,
        "hash": EXAMPLE_HASH,
        "repeated": False,
    },
)
