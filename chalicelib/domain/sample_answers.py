"""Plausible values for a form that nobody has filled in: what a sample shows. Each passes the schema that it is made for,
and none is anybody's."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.domain.identity import resident_check_digit, uscc_check_character

_ID: Final = "42120219900101001"
_USCC: Final = "91421200MA0000000"
_OF_FORMAT: Final[Mapping[str, str]] = {
    "mobile": "19900000000",
    "resident-id": _ID + resident_check_digit(_ID),
    "uscc": _USCC + uscc_check_character(_USCC),
    "date": "2026-05-08",
    "plate": "鄂L12345",
}
PLAIN: Final = 2
"""The number where nothing speaks for another."""


def sample_value(schema: Mapping[str, Any], words: str) -> Any:
    """A value for one field of a flat JSON Schema: its own example, else its first choice, else what its format or bounds
    allow; `words` stand in a text that is free."""
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    match schema["type"]:
        case "boolean":
            return True
        case "integer" | "number":
            return _number(schema)
        case _:
            return _OF_FORMAT.get(schema.get("format", "")) or _text(schema, words)


def _number(schema: Mapping[str, Any]) -> int | float:
    """The number nearest to PLAIN within the bounds, which are taken as whole numbers."""
    least = schema.get("minimum", schema.get("exclusiveMinimum", PLAIN - 1) + 1)
    most = schema.get("maximum", schema.get("exclusiveMaximum", PLAIN + 1) - 1)
    wanted: int | float = max(least, PLAIN) if most >= PLAIN else most
    return int(wanted) if schema["type"] == "integer" else wanted


def _text(schema: Mapping[str, Any], words: str) -> str:
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    filled = words * (1 + least // max(len(words), 1))
    return filled[:most]
