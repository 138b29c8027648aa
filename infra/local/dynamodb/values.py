"""Attribute values ({"S": "text"}) in one normal form, so that equal values are equal dictionaries."""

import base64
import binascii
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from . import number
from .errors import DynamoDBError, invalid

Value = dict[str, Any]
Item = dict[str, Value]

MAX_DEPTH = 32
SETS = {"SS": "S", "NS": "N", "BS": "B"}
ORDERED = frozenset("SNB")


def normal(value: Any, depth: int = 0) -> Value:
    """The value as it is stored: numbers and base64 in their one spelling, sets sorted; ValidationException otherwise."""
    if not isinstance(value, dict) or not value:
        raise invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
    if len(value) > 1:
        raise invalid(
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes"
        )
    [(kind, content)] = value.items()
    if depth > MAX_DEPTH:
        raise invalid("Nesting Levels have exceeded supported limits")
    if kind == "M":
        return {"M": {name: normal(inner, depth + 1) for name, inner in _typed(content, dict).items()}}
    if kind == "L":
        return {"L": [normal(inner, depth + 1) for inner in _typed(content, list)]}
    if kind in SETS:
        return {kind: _normal_set(kind, _typed(content, list))}
    if kind not in _SCALARS:
        raise invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
    return {kind: _SCALARS[kind](content)}


def normal_item(item: Any) -> Item:
    return {name: normal(value) for name, value in _typed(item, dict).items()}


def kind_of(value: Value) -> str:
    return next(iter(value))


def size(value: Value) -> int:
    """Bytes as billed (developer guide, "DynamoDB item sizes and formats")."""
    [(kind, content)] = value.items()
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + size(inner) for name, inner in content.items())
    if kind == "L":
        return 3 + sum(1 + size(inner) for inner in content)
    if kind in SETS:
        return sum(size({SETS[kind]: member}) for member in content)
    if kind in {"BOOL", "NULL"}:
        return 1
    return number.size(content) if kind == "N" else len(encode(value))


def item_size(item: Item) -> int:
    return sum(len(name.encode()) + size(value) for name, value in item.items())


def encode(value: Value) -> bytes:
    """Bytes that sort as the service sorts values of this type (S, N or B)."""
    [(kind, content)] = value.items()
    if kind == "N":
        return number.encode(content)
    return base64.b64decode(content) if kind == "B" else content.encode()


def order(value: Value) -> Decimal | bytes:
    """Something that compares as the service compares values of one ordered type."""
    return Decimal(value["N"]) if "N" in value else encode(value)


def _typed(content: Any, expected: type) -> Any:
    if type(content) is not expected:
        raise DynamoDBError(
            "SerializationException", f"{type(content).__name__} cannot be converted to {expected.__name__}"
        )
    return content


def _string(content: Any) -> str:
    return str(_typed(content, str))


def _number(content: Any) -> str:
    return number.normal(_string(content))


def _binary(content: Any) -> str:
    try:
        return base64.b64encode(base64.b64decode(_string(content), validate=True)).decode()
    except (binascii.Error, ValueError) as error:
        raise DynamoDBError("SerializationException", "Base64 encoded length is unexpected") from error


def _true(content: Any) -> bool:
    if content is not True:
        raise invalid(
            "One or more parameter values were invalid: Null attribute value types must have the value of true"
        )
    return True


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "S": _string,
    "N": _number,
    "B": _binary,
    "BOOL": lambda content: _typed(content, bool),
    "NULL": _true,
}


def _normal_set(kind: str, members: list[Any]) -> list[str]:
    if not members:
        raise invalid("One or more parameter values were invalid: An set may not be empty")
    scalars = [_SCALARS[SETS[kind]](member) for member in members]
    if len(set(scalars)) < len(scalars):
        raise invalid(
            f"One or more parameter values were invalid: Input collection [{', '.join(scalars)}] contains duplicates"
        )
    if kind != "NS" and "" in scalars:
        raise invalid(
            "One or more parameter values were invalid: An string set may not have a empty string as a member"
        )
    return sorted(scalars, key=lambda scalar: order({SETS[kind]: scalar}))
