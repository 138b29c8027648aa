"""Checking what a person filled in against a flat JSON Schema of the catalogue; the answer is codes, not sentences."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

import fastjsonschema

from chalicelib.domain.identity import IdentityError, check_mobile, check_resident_id, check_uscc
from chalicelib.domain.subject_key import PlateError, check_plate
from chalicelib.domain.typed_text import compact

FieldError = str | Mapping[str, object]
"""A code of texts/errors.json, or {"code", "limit"} where its sentence names a limit."""

RULE_CODES: Final[Mapping[str, str]] = {
    "maxLength": "too_long",
    "minLength": "too_short",
    "minimum": "below_minimum",
    "maximum": "above_maximum",
    "exclusiveMinimum": "below_minimum",
    "exclusiveMaximum": "above_maximum",
    "enum": "not_a_choice",
    "pattern": "pattern",
    "const": "not_ticked",
}
"""The broken JSON Schema rule as an error code; a boolean's `const` is a box that must be ticked."""

LONGEST: Final = 2000
"""No field may be longer, whatever its schema leaves open."""

MOST_DIGITS: Final = 15
"""Integers beyond 2**53 cannot be sealed as canonical JSON (RFC 8785)."""


class _FieldValueError(ValueError):
    def __init__(self, error: FieldError) -> None:
        super().__init__(str(error))
        self.error = error


def check_form(
    schema: Mapping[str, Any], values: Mapping[str, Any], *, today: date
) -> tuple[dict[str, Any], dict[str, FieldError]]:
    """The clean values by field, and an error by field for what cannot stand.

    `values` are texts as a form posts them, or JSON values. Texts are trimmed and a blank one is absent; numbers,
    booleans and the formats resident-id, uscc, mobile (E.164) and date are normalised; unknown fields are dropped.
    """
    clean: dict[str, Any] = {}
    errors: dict[str, FieldError] = {}
    for name, field in schema["properties"].items():
        value = values.get(name)
        value = value.strip() if isinstance(value, str) else value
        if value is None or value == "":
            if name in schema.get("required", ()):
                errors[name] = "not_ticked" if "const" in field else "required"
            continue
        try:
            clean[name] = _checked(field, value, today)
        except _FieldValueError as error:
            errors[name] = error.error
    return clean, errors


def _checked(field: Mapping[str, Any], value: Any, today: date) -> Any:
    value = _READ[field["type"]](value)
    if isinstance(value, str):
        value = _formatted(field.get("format", ""), value, today)
    try:
        _validator(json.dumps({key: rule for key, rule in field.items() if key != "format"}))(value)
    except fastjsonschema.JsonSchemaValueException as broken:
        raise _FieldValueError(rule_error(broken)) from None
    return value


def rule_error(broken: fastjsonschema.JsonSchemaValueException) -> FieldError:
    """The broken rule as a code, with the limit where its sentence names one."""
    code = RULE_CODES.get(broken.rule or "", "pattern")
    if isinstance(broken.rule_definition, (int, float)) and code != "not_ticked":
        return {"code": code, "limit": broken.rule_definition}
    return code


@cache
def _validator(field: str) -> Callable[[Any], Any]:
    compiled: Callable[[Any], Any] = fastjsonschema.compile(json.loads(field))
    return compiled


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _FieldValueError("pattern")
    if any((char < " " and char not in "\n\r\t") or "\ud800" <= char <= "\udfff" for char in value):
        raise _FieldValueError("pattern")
    if len(value) > LONGEST:
        raise _FieldValueError({"code": "too_long", "limit": LONGEST})
    return value


def _number(value: Any) -> int | float:
    try:
        number = float(compact(value) if isinstance(value, str) else _not_boolean(value))
    except (TypeError, ValueError, OverflowError):
        raise _FieldValueError("not_a_number") from None
    if not abs(number) < 10**MOST_DIGITS:
        raise _FieldValueError("not_a_number")
    return int(number) if number.is_integer() else number


def _integer(value: Any) -> int:
    number = _number(value)
    if isinstance(number, float):
        raise _FieldValueError("not_an_integer")
    return number


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise _FieldValueError("not_a_choice")


def _not_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        raise TypeError("a boolean is no number")
    return value


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}


def _formatted(name: str, value: str, today: date) -> str:
    try:
        if name == "resident-id":
            return check_resident_id(value, today=today)
        if name == "uscc":
            return check_uscc(value)
        if name == "mobile":
            return check_mobile(value)
        if name == "plate":
            return check_plate(value)
        if name == "date":
            return date.fromisoformat(compact(value)).isoformat()
    except (IdentityError, PlateError) as error:
        raise _FieldValueError(error.code) from None
    except ValueError:
        raise _FieldValueError("not_a_date") from None
    return value
