"""Requests as a function sees them: the events of the HTTP API."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from infra.local.gateway import event, match
from infra.local.wsgi import Request
from infra.package.chalice_output import sam_template
from infra.package.routes import declared_routes
from infra.package.template import PROJECT


def asked(
    method: str, path: str, token: str = "", body: Any = None, headers: Mapping[str, str] | None = None
) -> Request:
    """`path` with its query; a body is sent as JSON, a token as bearer."""
    where = urlsplit(path)
    sent = {"host": "127.0.0.1", "user-agent": "bench", "content-type": "application/json", **(headers or {})}
    if token:
        sent["authorization"] = f"Bearer {token}"
    content = b"" if body is None else json.dumps(body).encode()
    return Request(method, where.path, where.query, sent, content)


def http_event(request: Request) -> dict[str, Any]:
    """Raises LookupError for a path that app.py does not have."""
    found = match(_paths(), request.path)
    if found is None:
        raise LookupError(f"no route {request.path}")
    return event(request, found)


@cache
def _paths() -> Sequence[str]:
    return [route.path for route in declared_routes(sam_template(PROJECT)[1])]
