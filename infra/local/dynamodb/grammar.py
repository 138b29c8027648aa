"""The tokens, paths and operands that every kind of expression shares, with names and values already put in."""

import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Protocol

from . import documents
from .documents import Path
from .errors import DynamoDBError, invalid
from .values import Item, Value, normal

_TOKEN = re.compile(r"\s*([#:][A-Za-z0-9_]+|[A-Za-z][A-Za-z0-9_]*|\d+|<>|<=|>=|[=<>()\[\],.+-])")
_NAME = re.compile(r"[A-Za-z#]")


@cache
def reserved_words() -> frozenset[str]:
    """The service's reserved words, of which moto carries the list; found without importing moto, which is slow."""
    moto = importlib.util.find_spec("moto")
    if moto is None or moto.origin is None:
        return frozenset()
    listed = FilePath(moto.origin).parent / "dynamodb" / "parsing" / "reserved_keywords.txt"
    return frozenset(listed.read_text().split())


class Operand(Protocol):
    def read(self, item: Item) -> Value | None: ...


@dataclass(frozen=True)
class Attribute:
    path: Path

    def read(self, item: Item) -> Value | None:
        return documents.find(item, self.path)


@dataclass(frozen=True)
class Literal:
    value: Value

    def read(self, _item: Item) -> Value | None:
        return self.value


class Bindings:
    """A request's ExpressionAttributeNames and -Values, and which of them its expressions have not used."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._names: dict[str, str] = body.get("ExpressionAttributeNames") or {}
        values = body.get("ExpressionAttributeValues")
        if values is not None and not values:
            raise invalid("ExpressionAttributeValues must not be empty")
        self._values = {token: normal(value) for token, value in (values or {}).items()}
        self._unused = self._names.keys() | self._values.keys()

    def name(self, token: str) -> str | None:
        self._unused.discard(token)
        return self._names.get(token)

    def value(self, token: str) -> Value | None:
        self._unused.discard(token)
        return self._values.get(token)

    def check_all_used(self) -> None:
        for sort, mark in (("ExpressionAttributeNames", "#"), ("ExpressionAttributeValues", ":")):
            unused = sorted(token for token in self._unused if token.startswith(mark))
            if unused:
                raise invalid(f"Value provided in {sort} unused in expressions: keys: {{{', '.join(unused)}}}")


class Reader:
    """Walks the tokens of one expression; `kind` is the parameter's name, which the service's errors quote."""

    def __init__(self, kind: str, text: str, bindings: Bindings) -> None:
        self.kind = kind
        self.paths_read: list[Path] = []
        self._bindings = bindings
        self._tokens = self._split(text)
        self._next = 0

    def peek(self) -> str:
        """The next token; empty at the end."""
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self._next += 1
        return token

    def accept(self, *expected: str) -> bool:
        """Take the next token if it is one of these (keywords in any case)."""
        if self.peek().upper() not in expected:
            return False
        self._next += 1
        return True

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise self.syntax_error()

    def end(self) -> None:
        if self.peek():
            raise self.syntax_error()

    def path(self) -> Path:
        steps: list[str | int] = [self._name()]
        while self.peek() in {".", "["}:
            if self.accept("."):
                steps.append(self._name())
                continue
            self.expect("[")
            if not self.peek().isdigit():
                raise self.syntax_error()
            steps.append(int(self.take()))
            self.expect("]")
        self.paths_read.append(tuple(steps))
        return tuple(steps)

    def paths(self) -> list[Path]:
        found = [self.path()]
        while self.accept(","):
            found.append(self.path())
        return found

    def literal(self) -> Literal:
        token = self.take()
        if not token.startswith(":"):
            self._next -= 1
            raise self.syntax_error()
        value = self._bindings.value(token)
        if value is None:
            raise self.error(
                f"An expression attribute value used in expression is not defined; attribute value: {token}"
            )
        return Literal(value)

    def operand(self) -> Attribute | Literal:
        return self.literal() if self.peek().startswith(":") else Attribute(self.path())

    def function(self, *names: str) -> str | None:
        """Take `name(` if one of these functions is called here; their names are case-sensitive."""
        following = self._tokens[self._next + 1 : self._next + 2]
        if self.peek() not in names or following != ["("]:
            return None
        name = self.take()
        self.expect("(")
        return name

    def refuse_operand(self, operator: str, kind: str) -> DynamoDBError:
        return self.error(
            f"Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}"
        )

    def refuse_overlap(self, paths: list[Path]) -> None:
        overlap = documents.overlapping(paths)
        if overlap:
            one, two = map(documents.written, overlap)
            raise self.error(
                "Two document paths overlap with each other; must remove or rewrite one of these paths; "
                f"path one: {one}, path two: {two}"
            )

    def error(self, sentence: str) -> DynamoDBError:
        return invalid(f"Invalid {self.kind}: {sentence}")

    def syntax_error(self) -> DynamoDBError:
        near = " ".join(self._tokens[max(0, self._next - 1) : self._next + 2])
        return self.error(f'Syntax error; token: "{self.peek() or "<EOF>"}", near: "{near}"')

    def _split(self, text: str) -> list[str]:
        tokens, position, end = [], 0, len(text.rstrip())
        if not end:
            raise self.error("The expression can not be empty;")
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                raise self.error(
                    f'Syntax error; token: "{text[position:].strip()[:1]}", near: "{text[position:][:20]}"'
                )
            tokens.append(match[1])
            position = match.end()
        return tokens

    def _name(self) -> str:
        token = self.peek()
        if not _NAME.match(token):
            raise self.syntax_error()
        if not token.startswith("#"):
            if token.upper() in reserved_words():
                raise self.error(f"Attribute name is a reserved keyword; reserved keyword: {token}")
            return self.take()
        name = self._bindings.name(self.take())
        if name is None:
            raise self.error(
                f"An expression attribute name used in the document path is not defined; attribute name: {token}"
            )
        return name


def projection(body: Mapping[str, Any], bindings: Bindings) -> list[Path] | None:
    """The paths of a ProjectionExpression; None for the whole item."""
    text = body.get("ProjectionExpression")
    if text is None:
        return None
    reader = Reader("ProjectionExpression", text, bindings)
    paths = reader.paths()
    reader.end()
    reader.refuse_overlap(paths)
    return paths
