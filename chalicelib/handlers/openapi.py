"""The description of the JSON API (OpenAPI 3.1), built from the tables of operations."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from chalicelib.handlers import (
    admin_drafts_operations,
    admin_preview_operations,
    approval_absence_operations,
    approval_operations,
    batch_operations,
    courier_operations,
    documents_operations,
    documents_receipt_operations,
    materials_operations,
    notices_operations,
    oversight_complaints_operations,
    oversight_exchange_operations,
    oversight_operations,
    oversight_statistics_operations,
    ratings_operations,
    receipts_operations,
    signin_operations,
    site_changes_operations,
    site_grants_operations,
    site_operations,
    site_past_operations,
    submission_certificates_operations,
    submission_inquiries_operations,
    submission_operations,
    submission_parcel_operations,
    submission_rights_operations,
    window_acts_operations,
    window_certificates_operations,
    window_inquiry_cards_operations,
    window_interruptions_operations,
    window_operations,
    window_questions_operations,
    window_tasks_operations,
)
from chalicelib.handlers.operation import Body, Operation, Parameter, Schema, Who
from chalicelib.handlers.problems import status_of
from chalicelib.texts import error_text, text

_TABLES: Final = (
    site_operations,
    signin_operations,
    materials_operations,
    submission_operations,
    batch_operations,
    submission_parcel_operations,
    submission_rights_operations,
    window_operations,
    window_tasks_operations,
    window_acts_operations,
    window_inquiry_cards_operations,
    window_interruptions_operations,
    approval_operations,
    approval_absence_operations,
    oversight_operations,
    oversight_statistics_operations,
    oversight_exchange_operations,
    courier_operations,
    receipts_operations,
    documents_operations,
    documents_receipt_operations,
    notices_operations,
    submission_certificates_operations,
    submission_inquiries_operations,
    window_certificates_operations,
    window_questions_operations,
    oversight_complaints_operations,
    ratings_operations,
    site_changes_operations,
    site_grants_operations,
    site_past_operations,
    admin_drafts_operations,
    admin_preview_operations,
)
OPERATIONS: Final[tuple[Operation, ...]] = tuple(one for table in _TABLES for one in table.OPERATIONS)

_ABOUT: Final = """The pages of the site and this API run the same use cases.

A citizen or a member of staff signs in with `login` and sends the token as `Authorization: Bearer`. What is not yours is
answered as if it did not exist (404). A request that changes something carries an `Idempotency-Key` or the id of a draft:
the same one again changes nothing and is answered from what it did. Times are ISO 8601 in UTC. Errors are RFC 9457
problems with a stable `code`; `title` and `detail` are sentences for a person, `errors` has a code for each field."""

_EXAMPLE_FACTS: Final = {
    "count": 1,
    "minutes": 1,
    "attempts": 5,
    "limit": 20,
    "megabytes": 10,
    "columns": "",
    "line": 2,
    "why": text("item_status.suspended"),
    "instead": text("item_instead.suspended", telephone="12345"),
    "item": "XN-JYJ-001",
}
"""What the sentences of errors name, for their examples."""

_PROBLEM: Final[Schema] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What is wrong, for a person."},
        "detail": {"type": "string", "description": "What to do next, for a person."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable: programs go by it."},
        "errors": {
            "type": "object",
            "description": "A code for each field by its dotted name; with its limit where there is one.",
            "additionalProperties": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}},
                ]
            },
        },
        "about": {"type": "object", "description": "What the error names, e.g. minutes to wait, or who has decided."},
    },
}

_SECURITY: Final = {
    "session": {"type": "http", "scheme": "bearer", "description": "The token of `login`."},
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks: HMAC-SHA256 of id, timestamp and body. kuaidi100 signs in its form instead.",
    },
    "key": {
        "type": "apiKey",
        "in": "query",
        "name": "key",
        "description": "Part of the address that the gateway was given: it signs nothing itself.",
    },
}
_SCHEMES: Final[Mapping[Who, str]] = {"courier": "signature", "gateway": "key"}
"""How machines show who they are."""


def description(origin: str) -> Mapping[str, Any]:
    """The whole document for the site at this origin."""
    named: dict[str, Schema] = {"Problem": _PROBLEM}
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, named)
    codes = sorted({code for operation in OPERATIONS for code in operation.codes})
    return {
        "openapi": "3.1.0",
        "info": {"title": "Buqiuren: a one-stop government service centre", "version": "1", "description": _ABOUT},
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(named.items())),
            "examples": {code: {"value": _problem(code)} for code in codes},
            "securitySchemes": _SECURITY,
        },
    }


def _operation(operation: Operation, named: dict[str, Schema]) -> Mapping[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "security": [_security(who) for who in operation.who],
    }
    if operation.parameters:
        described["parameters"] = [_parameter(one) for one in operation.parameters]
    if operation.request:
        described["requestBody"] = {"required": True, "content": _content(operation.request, named)}
    done = {"description": "Done.", "content": _content(operation.response, named, operation.media)}
    described["responses"] = {str(operation.status): done, **dict(_errors(operation, named))}
    return described


def _security(who: Who) -> Mapping[str, list[str]]:
    """OpenAPI 3.1 lets a bearer requirement name the roles it takes."""
    if who == "anyone":
        return {}
    return {_SCHEMES[who]: []} if who in _SCHEMES else {"session": [who]}


def _parameter(one: Parameter) -> Mapping[str, Any]:
    return {
        "name": one.name,
        "in": one.place,
        "required": one.required,
        "description": one.description,
        "schema": one.schema,
        "example": one.example,
    }


def _content(body: Body, named: dict[str, Schema], media: str = "application/json") -> Mapping[str, Any]:
    return {media: {"schema": _by_name(body.schema, named), "example": body.example}}


def _errors(operation: Operation, named: dict[str, Schema]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for status, group in groupby(sorted(operation.codes, key=status_of), key=status_of):
        codes = list(group)
        schema = {"allOf": [_reference("Problem"), {"properties": {"code": {"enum": codes}}}]}
        examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
        content: dict[str, Any] = {"application/problem+json": {"schema": schema, "examples": examples}}
        if operation.told and any(code.startswith("push_") for code in codes):
            content |= _content(operation.told, named)
        yield str(status), {"description": ", ".join(codes), "content": content}
    content = {"application/problem+json": {"schema": _reference("Problem")}}
    yield "default", {"description": "Not served just now: try again, with the same key.", "content": content}


def _problem(code: str) -> Mapping[str, Any]:
    told = error_text(code, **_EXAMPLE_FACTS)
    problem = {"type": "about:blank", "title": told.title, "status": status_of(code), "detail": told.detail}
    return (
        {**problem, "errors": {"phone": "mobile_format"}, "code": code}
        if code == "invalid"
        else {**problem, "code": code}
    )


def _by_name(schema: Any, named: dict[str, Schema]) -> Any:
    """The schema with every titled one in it moved among the named ones."""
    if isinstance(schema, list):
        return [_by_name(one, named) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {key: _by_name(value, named) for key, value in schema.items()}
    title = whole.get("title")
    if not isinstance(title, str):
        return whole
    if not re.fullmatch(r"[A-Za-z]+", title) or named.setdefault(title, whole) != whole:
        raise ValueError(f"two schemas are named {title}, or it is no name")
    return _reference(title)


def _reference(title: str) -> Schema:
    return {"$ref": f"#/components/schemas/{title}"}
