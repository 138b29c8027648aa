"""Plausible values for a form that nobody has filled in: what a sample shows. Each passes the schema that it is made for,
and none is anybody's. What is the city's own (its division code, a plate) comes from the `samples` of its city.json."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.domain.identity import resident_check_digit, uscc_check_character

PLAIN: Final = 2
"""The number where nothing speaks for another."""


def sample_value(schema: Mapping[str, Any], words: str, samples: Mapping[str, str]) -> Any:
    """A value for one field of a flat JSON Schema: its own example, else its first choice, else what its format or bounds
    allow; `words` stand in a text that is free, `samples` are the city's."""
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
            return _of_format(schema.get("format", ""), samples) or _text(schema, words)


def _of_format(name: str, samples: Mapping[str, str]) -> str:
    """Empty for a format that this knows nothing of."""
    match name:
        case "mobile":
            return "19900000000"
        case "date":
            return "2026-05-08"
        case "plate":
            return samples["plate"]
        case "resident-id":
            digits = samples["division_code"] + "19900101001"
            return digits + resident_check_digit(digits)
        case "uscc":
            characters = f"91{samples['division_code']}MA0000000"
            return characters + uscc_check_character(characters)
        case _:
            return ""


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
