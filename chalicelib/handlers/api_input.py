"""Reading the requests of the JSON API: bodies by their operation's schema, commands by their Idempotency-Key."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import fastjsonschema

from chalicelib.handlers.operation import Operation
from chalicelib.handlers.problems import InvalidError
from chalicelib.handlers.request import COMMAND, BadRequestError, Request
from chalicelib.usecases.check_form import FieldError, rule_error

_STRUCTURE_CODES: Final = {
    "required": "required",
    "oneOf": "required",
    "minItems": "required",
    "additionalProperties": "field_unknown",
}
"""Rules that forms cannot break, beside those of check_form."""


def idempotency_key(request: Request) -> str:
    """The command's id; raises BadRequestError (idempotency_key_missing)."""
    key = request.headers.get("idempotency-key", "")
    if not COMMAND.fullmatch(key):
        raise BadRequestError("idempotency_key_missing")
    return key


def json_body(request: Request, operation: Operation) -> Mapping[str, Any]:
    """The body, valid by the operation's schema.

    Raises BadRequestError (not_json), InvalidError with a code for each field by its dotted name.
    """
    body = request.json
    try:
        _check(operation)(body)
    except fastjsonschema.JsonSchemaValueException as broken:
        raise InvalidError(_errors(broken)) from None
    return body


@cache
def _check(operation: Operation) -> Callable[[Any], Any]:
    if operation.request is None:
        raise TypeError(f"{operation.id} takes no body")
    check: Callable[[Any], Any] = fastjsonschema.compile(operation.request.schema)
    return check


def _errors(broken: fastjsonschema.JsonSchemaValueException) -> Mapping[str, FieldError]:
    at = broken.path[1:]
    names: list[str] = []
    if broken.rule == "required":
        names = [name for name in broken.rule_definition if name not in broken.value]
    elif broken.rule == "additionalProperties":
        names = [name for name in broken.value if name not in broken.definition.get("properties", ())]
    code = _STRUCTURE_CODES.get(broken.rule or "") or rule_error(broken)
    return {".".join([*at, name]): code for name in names} if names else {".".join(at) or "body": code}
