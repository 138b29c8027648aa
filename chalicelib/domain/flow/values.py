"""Which values a field of an item's form can have: a condition on any other would never be met."""

from collections.abc import Mapping
from typing import Any, Final

FIELD_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


def can_be(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether a checked form can have this value in the field of this (flat) JSON Schema."""
    kind = schema["type"]
    if not isinstance(value, FIELD_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return False
    if value not in schema.get("enum", (value,)) or value != schema.get("const", value):
        return False
    size = len(value) if isinstance(value, str) else value
    least, most = ("minLength", "maxLength") if isinstance(value, str) else ("minimum", "maximum")
    return bool(schema.get(least, size) <= size <= schema.get(most, size))
