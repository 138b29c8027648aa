"""ConditionExpression, FilterExpression and KeyConditionExpression: parsed once, then asked of an item.

A missing attribute is unequal to everything, even to another missing one, and neither above nor below anything.
"""

import operator
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import invalid
from .grammar import Attribute, Bindings, Literal, Operand, Reader
from .values import ORDERED, SETS, Item, Value, encode, kind_of, order

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
KINDS = frozenset({"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"})


class Condition(Protocol):
    def holds(self, item: Item) -> bool: ...


@dataclass(frozen=True)
class Size:
    of: Operand

    def read(self, item: Item) -> Value | None:
        value = self.of.read(item)
        if value is None or kind_of(value) in {"N", "BOOL", "NULL"}:
            return None
        [content] = value.values()
        return {"N": str(len(encode(value)) if "B" in value else len(content))}


@dataclass(frozen=True)
class Comparison:
    operator: str
    left: Operand
    right: Operand

    def holds(self, item: Item) -> bool:
        left, right = self.left.read(item), self.right.read(item)
        if left is None or right is None:
            return self.operator == "<>"
        if self.operator in {"=", "<>"}:
            return COMPARISONS[self.operator](left, right)
        comparable = kind_of(left) == kind_of(right) and kind_of(left) in ORDERED
        return comparable and COMPARISONS[self.operator](order(left), order(right))


@dataclass(frozen=True)
class Between:
    operand: Operand
    low: Operand
    high: Operand

    def holds(self, item: Item) -> bool:
        above = Comparison(">=", self.operand, self.low)
        below = Comparison("<=", self.operand, self.high)
        return above.holds(item) and below.holds(item)


@dataclass(frozen=True)
class Membership:
    operand: Operand
    choices: tuple[Operand, ...]

    def holds(self, item: Item) -> bool:
        return any(Comparison("=", self.operand, choice).holds(item) for choice in self.choices)


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Operand, ...]

    def holds(self, item: Item) -> bool:
        values = [argument.read(item) for argument in self.arguments]
        if self.function == "attribute_not_exists":
            return values[0] is None
        return None not in values and _FUNCTIONS[self.function](*values)


@dataclass(frozen=True)
class Every:
    parts: tuple[Condition, ...]

    def holds(self, item: Item) -> bool:
        return all(part.holds(item) for part in self.parts)


@dataclass(frozen=True)
class Some:
    parts: tuple[Condition, ...]

    def holds(self, item: Item) -> bool:
        return any(part.holds(item) for part in self.parts)


@dataclass(frozen=True)
class Not:
    part: Condition

    def holds(self, item: Item) -> bool:
        return not self.part.holds(item)


def parse(body: Mapping[str, Any], kind: str, bindings: Bindings) -> Condition | None:
    """The condition in this parameter of the request, or None; ValidationException with the service's sentence."""
    text = body.get(kind)
    if text is None:
        return None
    return _whole(Reader(kind, text, bindings))


def parse_filter(body: Mapping[str, Any], bindings: Bindings, keys: Container[str]) -> Condition | None:
    """A Query's FilterExpression, which the service does not let name the table's keys."""
    text = body.get("FilterExpression")
    if text is None:
        return None
    reader = Reader("FilterExpression", text, bindings)
    condition = _whole(reader)
    for path in reader.paths_read:
        if path[0] in keys:
            raise invalid(
                f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {path[0]}"
            )
    return condition


def _whole(reader: Reader) -> Condition:
    condition = _some(reader)
    reader.end()
    return condition


def _contains(whole: Value, part: Value) -> bool:
    [(kind, content)] = whole.items()
    if kind == "L":
        return part in content
    if kind in SETS:
        return kind_of(part) == SETS[kind] and part[SETS[kind]] in content
    return kind in {"S", "B"} and kind == kind_of(part) and encode(part) in encode(whole)


def _begins_with(whole: Value, prefix: Value) -> bool:
    same = kind_of(whole) == kind_of(prefix) and kind_of(whole) in {"S", "B"}
    return same and encode(whole).startswith(encode(prefix))


_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "attribute_exists": lambda _value: True,
    "attribute_not_exists": lambda _value: False,
    "attribute_type": lambda value, kind: kind_of(value) == kind["S"],
    "begins_with": _begins_with,
    "contains": _contains,
}


def _some(reader: Reader) -> Condition:
    parts = [_every(reader)]
    while reader.accept("OR"):
        parts.append(_every(reader))
    return Some(tuple(parts)) if len(parts) > 1 else parts[0]


def _every(reader: Reader) -> Condition:
    parts = [_single(reader)]
    while reader.accept("AND"):
        parts.append(_single(reader))
    return Every(tuple(parts)) if len(parts) > 1 else parts[0]


def _single(reader: Reader) -> Condition:
    if reader.accept("NOT"):
        return Not(_single(reader))
    if reader.accept("("):
        inner = _some(reader)
        reader.expect(")")
        return inner
    return _call(reader) or _relation(reader)


def _call(reader: Reader) -> Condition | None:
    function = reader.function(*_FUNCTIONS)
    if function is None:
        return None
    if function.startswith("attribute_"):
        arguments: list[Operand] = [Attribute(reader.path())]
    else:
        arguments = [_operand(reader)]
    if function not in {"attribute_exists", "attribute_not_exists"}:
        reader.expect(",")
        arguments.append(_operand(reader))
    reader.expect(")")
    _check_arguments(reader, function, arguments[-1])
    return Call(function, tuple(arguments))


def _check_arguments(reader: Reader, function: str, last: Operand) -> None:
    if not isinstance(last, Literal):
        return
    kind = kind_of(last.value)
    if (function == "begins_with" and kind not in {"S", "B"}) or (function == "attribute_type" and kind != "S"):
        raise reader.refuse_operand(function, kind)
    if function == "attribute_type" and last.value["S"] not in KINDS:
        raise reader.error(f"Invalid attribute type name found; type: {last.value['S']}, valid types: {sorted(KINDS)}")


def _relation(reader: Reader) -> Condition:
    left = _operand(reader)
    if reader.accept("BETWEEN"):
        low = _operand(reader)
        reader.expect("AND")
        between = Between(left, low, _operand(reader))
        _check_ordered(reader, "BETWEEN", between.operand, between.low, between.high)
        return between
    if reader.accept("IN"):
        reader.expect("(")
        choices = [_operand(reader)]
        while reader.accept(","):
            choices.append(_operand(reader))
        reader.expect(")")
        return Membership(left, tuple(choices))
    if reader.peek() not in COMPARISONS:
        raise reader.syntax_error()
    comparison = Comparison(reader.take(), left, _operand(reader))
    if comparison.operator not in {"=", "<>"}:
        _check_ordered(reader, comparison.operator, left, comparison.right)
    return comparison


def _check_ordered(reader: Reader, sign: str, *operands: Operand) -> None:
    for operand in operands:
        if isinstance(operand, Literal) and kind_of(operand.value) not in ORDERED:
            raise reader.refuse_operand(sign, kind_of(operand.value))


def _operand(reader: Reader) -> Operand:
    if reader.function("size"):
        size = Size(reader.operand())
        reader.expect(")")
        return size
    return reader.operand()
