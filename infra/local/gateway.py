"""An HTTP API in front of one Lambda integration: routes, payload format 1.0 and the service's limits.

Sources: AWS "Create AWS Lambda proxy integrations for HTTP APIs" (payload format 1.0), "Quotas for HTTP APIs".
"""

import base64
import json
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.local.cloud import ACCOUNT
from infra.local.wsgi import Request, Response

LARGEST_REQUEST = 10 * 1024 * 1024
LARGEST_RESPONSE = 6 * 1024 * 1024
TIMEOUT_SECONDS = 29.0
DEFAULT_ROUTE = "$default"
ANY = ("ANY",)
"""The methods of a pattern that takes every one."""

_LONGEST_ESCAPE = 12
"""What one character of a body may become in JSON."""

_TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/xml")
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "proxy-authorization"}


@dataclass(frozen=True)
class Match:
    route: str
    parameters: dict[str, str]


def match(routes: Iterable[str], path: str) -> Match | None:
    """The most specific route pattern that fits a decoded path; fixed segments win from the left."""
    segments = path.split("/")
    found = [
        (tuple(part.startswith("{") for part in route.split("/")), route)
        for route in routes
        if _fits(route.split("/"), segments)
    ]
    if not found:
        return None
    route = min(found)[1]
    pairs = zip(route.split("/"), segments, strict=True)
    return Match(route, {part[1:-1]: segment for part, segment in pairs if part.startswith("{")})


def _fits(parts: list[str], segments: list[str]) -> bool:
    return len(parts) == len(segments) and all(
        bool(segment) if part.startswith("{") else part == segment
        for part, segment in zip(parts, segments, strict=True)
    )


def event(request: Request, found: Match) -> dict[str, Any]:
    """The event of one request; the gateway decodes the path and sends forms and other binary bodies as base64."""
    values: dict[str, list[str]] = {}
    for name, value in request.query:
        values.setdefault(name, []).append(value)
    headers = _multi_headers(request)
    body, encoded = _body(request)
    request_id = str(uuid.uuid4())
    now = datetime.now(UTC)
    return {
        "version": "1.0",
        "resource": found.route,
        "path": request.path,
        "httpMethod": request.method,
        "headers": {name: given[-1] for name, given in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: given[-1] for name, given in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "local",
            "domainName": request.headers.get("host", ""),
            "domainPrefix": "local",
            "extendedRequestId": request_id,
            "httpMethod": request.method,
            "identity": {"sourceIp": request.client, "userAgent": request.headers.get("user-agent", "")},
            "path": request.path,
            "protocol": "HTTP/1.1",
            "requestId": request_id,
            "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "requestTimeEpoch": int(now.timestamp() * 1000),
            "resourceId": f"{request.method} {found.route}",
            "resourcePath": found.route,
            "stage": "$default",
        },
        "pathParameters": found.parameters or None,
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": encoded,
    }


def _multi_headers(request: Request) -> dict[str, list[str]]:
    headers = {name: [value] for name, value in request.headers.items() if name not in _HOP_BY_HOP}
    if "cookie" in headers:
        # HTTP/2 browsers may send each cookie in a header of its own, and the gateway passes them on like that.
        cookies = [cookie.strip() for cookie in request.headers["cookie"].split(";") if cookie.strip()]
        headers["cookie"] = cookies or [""]
    forwarded = [*headers.get("x-forwarded-for", []), request.client]
    return headers | {
        "x-amzn-trace-id": [f"Root=1-{int(datetime.now(UTC).timestamp()):x}-{uuid.uuid4().hex[:24]}"],
        "x-forwarded-for": [", ".join(forwarded)],
        "x-forwarded-port": [request.headers.get("host", "").rpartition(":")[2]],
        "x-forwarded-proto": ["http"],
    }


def _body(request: Request) -> tuple[str | None, bool]:
    if not request.body:
        return None, False
    if request.headers.get("content-type", "").startswith(_TEXT_TYPES):
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def _problem(status: int, message: str) -> Response:
    return Response(status, json.dumps({"message": message}).encode(), [("Content-Type", "application/json")])


def response(answer: dict[str, Any]) -> Response:
    """Turn a handler's answer into HTTP; more than Lambda can return or something else than an answer is a 502."""
    body = answer.get("body") or ""
    if len(body) > LARGEST_RESPONSE // _LONGEST_ESCAPE and len(json.dumps(answer)) > LARGEST_RESPONSE:
        return _problem(502, "Bad Gateway")
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else str(body).encode()
    multi = {name.lower(): (name, values) for name, values in (answer.get("multiValueHeaders") or {}).items()}
    single = {name.lower(): (name, [value]) for name, value in (answer.get("headers") or {}).items()}
    headers = [(name, str(value)) for name, values in (single | multi).values() for value in values]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "text/plain; charset=utf-8"))
    return Response(int(answer["statusCode"]), content, headers)


class Gateway:
    """`invoke(event)` runs the function; `routes` maps a pattern to the methods it has, `$default` to any."""

    def __init__(
        self,
        routes: dict[str, Iterable[str]],
        invoke: Callable[[dict[str, Any]], dict[str, Any]],
        *,
        threads: int,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._has_default = DEFAULT_ROUTE in routes
        self._by_depth: dict[int, list[tuple[str, Iterable[str]]]] = {}
        for route, methods in routes.items():
            self._by_depth.setdefault(route.count("/"), []).append((route, methods))
        self._invoke = invoke
        self._timeout = timeout
        # A function that overruns keeps its thread, so there are more of them than requests at a time.
        self._pool = ThreadPoolExecutor(max_workers=threads * 2, thread_name_prefix="function")

    def handle(self, request: Request) -> Response:
        if len(request.body) > LARGEST_REQUEST:
            return _problem(413, "Request Entity Too Large")
        path = request.path
        as_deep = self._by_depth.get(path.count("/"), ())
        found = match((route for route, methods in as_deep if methods == ANY or request.method in methods), path)
        if found is None and not self._has_default:
            return _problem(404, "Not Found")
        try:
            answer = self._pool.submit(self._invoke, event(request, found or Match(DEFAULT_ROUTE, {}))).result(
                self._timeout
            )
            return response(answer)
        except FutureTimeoutError:
            return _problem(503, "Service Unavailable")
        except Exception:  # noqa: BLE001  # the gateway says no more of a function that failed
            return _problem(500, "Internal Server Error")

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
