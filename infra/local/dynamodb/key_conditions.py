"""KeyConditionExpression: one partition, and at most one condition on the sort key, as bounds on encoded bytes."""

from collections.abc import Mapping
from typing import Any

from . import conditions
from .conditions import Between, Call, Comparison, Condition, Every
from .errors import DynamoDBError, invalid
from .grammar import Attribute, Bindings, Literal, Operand
from .store import Bound
from .tables import KeyAttribute, Table
from .values import kind_of

_KIND = "KeyConditionExpression"


def parse(body: Mapping[str, Any], table: Table, bindings: Bindings) -> tuple[bytes, list[Bound]]:
    """The partition's encoded key and the bounds of the sort key; ValidationException with the service's sentence."""
    condition = conditions.parse(body, _KIND, bindings)
    if condition is None:
        raise invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
    by_name: dict[str, Condition] = {}
    for part in _parts(condition):
        if by_name.setdefault(_attribute(part), part) is not part:
            raise invalid(f"{_KIND}s must only contain one condition per key")
    equality = by_name.pop(table.partition.name, None)
    if equality is None:
        raise invalid(f"Query condition missed key schema element: {table.partition.name}")
    if not isinstance(equality, Comparison) or equality.operator != "=":
        raise _unsupported()
    partition = _encoded(table.partition, equality.right)
    bounds: list[Bound] = []
    for name, part in by_name.items():
        if table.sort is None or name != table.sort.name:
            raise invalid(f"Query condition missed key schema element: {(table.sort or table.partition).name}")
        bounds = _bounds(table.sort, part)
    return partition, bounds


def _parts(condition: Condition) -> list[Condition]:
    if isinstance(condition, Every):
        return [inner for part in condition.parts for inner in _parts(part)]
    return [condition]


def _attribute(part: Condition) -> str:
    if isinstance(part, Call) and part.function == "begins_with":
        operand = part.arguments[0]
    elif isinstance(part, Comparison) and part.operator != "<>":
        operand = part.left
    elif isinstance(part, Between):
        operand = part.operand
    else:
        raise _unsupported()
    if not isinstance(operand, Attribute) or len(operand.path) > 1:
        raise _unsupported()
    return str(operand.path[0])


def _bounds(key: KeyAttribute, part: Condition) -> list[Bound]:
    if isinstance(part, Comparison):
        return [Bound(part.operator, _encoded(key, part.right))]
    if isinstance(part, Between):
        low, high = _encoded(key, part.low), _encoded(key, part.high)
        if low > high:
            raise invalid(
                f"Invalid {_KIND}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound"
            )
        return [Bound(">=", low), Bound("<=", high)]
    if not isinstance(part, Call) or key.kind == "N":
        raise _unsupported()
    prefix = _encoded(key, part.arguments[1])
    after = _after_prefix(prefix)
    return [Bound(">=", prefix), *([Bound("<", after)] if after else [])]


def _after_prefix(prefix: bytes) -> bytes:
    """The least bytes above everything with this prefix; empty when there are none."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else b""


def _encoded(key: KeyAttribute, operand: Operand) -> bytes:
    if not isinstance(operand, Literal):
        raise _unsupported()
    if kind_of(operand.value) != key.kind:
        raise invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
    return key.encode(operand.value)


def _unsupported() -> DynamoDBError:
    return invalid("Query key condition not supported")
