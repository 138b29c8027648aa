"""Consumed capacity from item sizes (developer guide, "Read and write operations")."""

from collections.abc import Mapping
from typing import Any

from .errors import invalid

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


def choice(body: Mapping[str, Any], parameter: str, default: str, *others: str) -> str:
    """An enumerated parameter; ValidationException when it is none of these."""
    value = body.get(parameter, default)
    if value not in {default, *others}:
        raise invalid(
            f"1 validation error detected: Value '{value}' at '{parameter[0].lower()}{parameter[1:]}' failed to satisfy "
            f"constraint: Member must satisfy enum value set: [{', '.join((default, *others))}]"
        )
    return str(value)
