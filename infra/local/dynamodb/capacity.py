"""Consumed capacity from item sizes (developer guide, "Read and write operations")."""

from collections.abc import Mapping
from typing import Any

from .errors import choice

READ_STEP = 4096
WRITE_STEP = 1024


def read_units(size: int, *, consistent: bool) -> float:
    """A missing item costs one step too; an eventually consistent read half."""
    steps = max(1, -(-size // READ_STEP))
    return float(steps) if consistent else steps / 2


def write_units(*sizes: int) -> float:
    """The larger of the item before and after counts."""
    return float(max(1, -(-max(sizes) // WRITE_STEP)))


def consumed(body: Mapping[str, Any], table_name: str, units: float) -> dict[str, Any]:
    """The answer's ConsumedCapacity member, as far as the request asks for it."""
    detail = report(body, table_name, units)
    return {"ConsumedCapacity": detail} if detail else {}


def consumed_by_table(body: Mapping[str, Any], units: Mapping[str, float]) -> dict[str, Any]:
    """The same for a batch, which answers with a list."""
    details = [report(body, table_name, amount) for table_name, amount in units.items()]
    return {"ConsumedCapacity": details} if any(details) else {}


def report(body: Mapping[str, Any], table_name: str, units: float) -> dict[str, Any] | None:
    asked = choice(body, "ReturnConsumedCapacity", "NONE", "TOTAL", "INDEXES")
    if asked == "NONE":
        return None
    total = {"TableName": table_name, "CapacityUnits": units}
    return total if asked == "TOTAL" else {**total, "Table": {"CapacityUnits": units}}
