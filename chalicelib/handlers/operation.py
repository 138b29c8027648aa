"""One operation of the JSON API, as its handler checks it and as /openapi.json describes it. Importing this costs nothing."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from chalicelib.handlers.request import COMMAND

Schema = dict[str, Any]
"""JSON Schema 2020-12; one with a `title` becomes a named schema of the description."""

Who = Literal["anyone", "citizen", "staff", "leader", "courier", "gateway"]
"""Who may call: a session's kind, a courier by its signature, an SMS gateway by its key, or anyone."""

MACHINES: Final = frozenset({"courier", "gateway"})
"""Callers that know no session and answer for their own bodies."""


@dataclass(frozen=True)
class Body:
    """What travels in a request or response, with one example of it."""

    schema: Schema
    example: Any


@dataclass(frozen=True)
class Parameter:
    place: Literal["path", "query", "header"]
    name: str
    schema: Schema
    example: str
    description: str
    required: bool = True


@dataclass(frozen=True, eq=False)
class Operation:
    """`errors` are the codes of its own; `codes` adds those that follow from its parts; `media` is the response's type.
    `told` is the JSON with which a machine's push may be refused instead of a problem: in its own protocol's words, or as a
    diagnosis for its engineer."""

    id: str
    method: Literal["GET", "POST", "PUT"]
    path: str
    summary: str
    who: tuple[Who, ...]
    response: Body
    parameters: tuple[Parameter, ...] = ()
    request: Body | None = None
    status: int = 200
    errors: tuple[str, ...] = ()
    media: str = "application/json"
    told: Body | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Every error code that the operation answers, each once."""
        implied: list[str] = []
        if MACHINES.isdisjoint(self.who) and "anyone" not in self.who:
            implied.append("session_expired")
        if "staff" in self.who:
            implied.append("staff_locked")
        if any(one.place == "path" for one in self.parameters):
            implied.append("not_found")
        if IDEMPOTENCY_KEY in self.parameters:
            implied.append("idempotency_key_missing")
        if self.request:
            implied += ["unsupported_media_type", "payload_too_large"]
            if MACHINES.isdisjoint(self.who):
                implied += ["not_json", "invalid"]
        return tuple(dict.fromkeys([*implied, *self.errors]))


IDEMPOTENCY_KEY: Final = Parameter(
    "header",
    "Idempotency-Key",
    {"type": "string", "pattern": f"^{COMMAND.pattern}$"},
    "0d2c9a51-7f5e-4a43-9d1c-5b1f0a6e2c11",
    "The command's id. The same key again is the same command: it is answered from what it did the first time.",
)

CODE: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 64}
STAMP: Final[Schema] = {"type": "string", "format": "date-time"}
STAMP_OR_EMPTY: Final[Schema] = {"type": "string", "description": "ISO 8601, UTC; empty where there is none."}
HASH: Final[Schema] = {
    "type": "string",
    "pattern": "^[0-9a-f]{64}$",
    "description": "SHA-256 of the commit with this `seq`, as it stands in the log.",
}
EXAMPLE_HASH: Final = "3c59dc048e8850243be8079a5c74d079b39f0c6a5f6d1f7e8c2a9b7d4e5f6071"
REFERENCE: Final[Schema] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 64,
    "description": "A case reference without its dash.",
}


def in_path(name: str, example: str, description: str) -> Parameter:
    return Parameter("path", name, {"type": "string"}, example, description)


REFERENCE_IN_PATH: Final = in_path("reference", "CP6553X2RM", "The case reference.")


def in_query(name: str, schema: Schema, example: str, description: str) -> Parameter:
    return Parameter("query", name, schema, example, description, required=False)


def record(
    title: str, properties: dict[str, Schema], *, optional: tuple[str, ...] = (), closed: bool = False
) -> Schema:
    """The schema of an object all of whose properties come, but the optional ones; a closed one takes no others."""
    schema: Schema = {"type": "object", "title": title} if title else {"type": "object"}
    schema["required"] = [name for name in properties if name not in optional]
    if closed:
        schema["additionalProperties"] = False
    return {**schema, "properties": properties}
