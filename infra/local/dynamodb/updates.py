"""UpdateExpression: SET, REMOVE, ADD and DELETE, every operand read from the item as it was before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from . import documents, number
from .documents import Path
from .errors import invalid
from .grammar import Attribute, Bindings, Literal, Reader
from .values import SETS, Item, Value, kind_of, normal

_WRONG_TYPE = "An operand in the update expression has an incorrect data type"


class Term(Protocol):
    def value(self, item: Item) -> Value: ...


@dataclass(frozen=True)
class Plain:
    operand: Attribute | Literal

    def value(self, item: Item) -> Value:
        value = self.operand.read(item)
        if value is None:
            raise invalid("The provided expression refers to an attribute that does not exist in the item")
        return value


@dataclass(frozen=True)
class IfNotExists:
    path: Path
    default: Term

    def value(self, item: Item) -> Value:
        standing = documents.find(item, self.path)
        return self.default.value(item) if standing is None else standing


@dataclass(frozen=True)
class ListAppend:
    first: Term
    second: Term

    def value(self, item: Item) -> Value:
        first, second = self.first.value(item), self.second.value(item)
        if "L" not in first or "L" not in second:
            raise invalid(_WRONG_TYPE)
        return {"L": first["L"] + second["L"]}


@dataclass(frozen=True)
class Arithmetic:
    operation: Callable[[str, str], str]
    left: Term
    right: Term

    def value(self, item: Item) -> Value:
        left, right = self.left.value(item), self.right.value(item)
        if "N" not in left or "N" not in right:
            raise invalid(_WRONG_TYPE)
        return {"N": self.operation(left["N"], right["N"])}


@dataclass
class Update:
    """What an expression asks; `apply` gives the new item."""

    settings: list[tuple[Path, Term]] = field(default_factory=list)
    removals: list[Path] = field(default_factory=list)
    additions: list[tuple[Path, Value]] = field(default_factory=list)
    deletions: list[tuple[Path, Value]] = field(default_factory=list)

    def paths(self) -> list[Path]:
        return [path for path, _ in (*self.settings, *self.additions, *self.deletions)] + self.removals

    def only_removes(self) -> bool:
        """Such an update creates no item where none stood."""
        return bool(self.removals or self.deletions) and not (self.settings or self.additions)

    def apply(self, item: Item) -> Item:
        assigned = [(path, term.value(item)) for path, term in self.settings]
        assigned += [(path, _added(documents.find(item, path), value)) for path, value in self.additions]
        removed = list(self.removals)
        for path, value in self.deletions:
            remaining = _without(documents.find(item, path), value)
            if remaining:
                assigned.append((path, remaining))
            else:
                removed.append(path)
        for path, value in assigned:
            item = documents.put(item, path, value)
        for path in sorted(removed, key=_list_indexes, reverse=True):
            item = documents.remove(item, path)
        return item


def parse(body: Mapping[str, Any], bindings: Bindings) -> Update:
    """The update in this request, empty without an expression; ValidationException with the service's sentence."""
    update = Update()
    text = body.get("UpdateExpression")
    if text is None:
        return update
    reader = Reader("UpdateExpression", text, bindings)
    sections: dict[str, Callable[[], None]] = {
        "SET": lambda: _set_actions(reader, update),
        "REMOVE": lambda: update.removals.extend(reader.paths()),
        "ADD": lambda: update.additions.extend(_valued_actions(reader, "ADD", {"N", *SETS})),
        "DELETE": lambda: update.deletions.extend(_valued_actions(reader, "DELETE", set(SETS))),
    }
    while section := sections.pop(reader.peek().upper(), None):
        reader.take()
        section()
    reader.end()
    reader.refuse_overlap(update.paths())
    return update


def _list_indexes(path: Path) -> tuple[int, ...]:
    """Sorts removals of one list's elements; from its end, so that the indexes still to come stay true."""
    return tuple(step for step in path if isinstance(step, int))


def _added(standing: Value | None, value: Value) -> Value:
    if standing is None:
        return value
    kind = kind_of(value)
    if kind != kind_of(standing):
        raise invalid(_WRONG_TYPE)
    if kind == "N":
        return {"N": number.add(standing["N"], value["N"])}
    return normal({kind: list({*standing[kind], *value[kind]})})


def _without(standing: Value | None, value: Value) -> Value | None:
    if standing is None:
        return None
    kind = kind_of(value)
    if kind != kind_of(standing):
        raise invalid(_WRONG_TYPE)
    remaining = [member for member in standing[kind] if member not in value[kind]]
    return {kind: remaining} if remaining else None


def _set_actions(reader: Reader, update: Update) -> None:
    while True:
        path = reader.path()
        reader.expect("=")
        update.settings.append((path, _sum(reader)))
        if not reader.accept(","):
            return


def _valued_actions(reader: Reader, section: str, kinds: set[str]) -> list[tuple[Path, Value]]:
    actions = []
    while True:
        path, value = reader.path(), reader.literal().value
        if kind_of(value) not in kinds:
            raise reader.refuse_operand(section, kind_of(value))
        actions.append((path, value))
        if not reader.accept(","):
            return actions


def _sum(reader: Reader) -> Term:
    left = _term(reader)
    operation = {"+": number.add, "-": number.subtract}.get(reader.peek())
    if operation is None:
        return left
    sign = reader.take()
    right = _term(reader)
    for term in (left, right):
        _check_literal(reader, sign, term, "N")
    return Arithmetic(operation, left, right)


def _term(reader: Reader) -> Term:
    function = reader.function("if_not_exists", "list_append")
    if function is None:
        return Plain(reader.operand())
    if function == "if_not_exists":
        path = reader.path()
        reader.expect(",")
        term: Term = IfNotExists(path, _term(reader))
    else:
        first = _term(reader)
        reader.expect(",")
        second = _term(reader)
        _check_literal(reader, function, first, "L")
        _check_literal(reader, function, second, "L")
        term = ListAppend(first, second)
    reader.expect(")")
    return term


def _check_literal(reader: Reader, sign: str, term: Term, kind: str) -> None:
    if isinstance(term, Plain) and isinstance(term.operand, Literal) and kind_of(term.operand.value) != kind:
        raise reader.refuse_operand(sign, kind_of(term.operand.value))
