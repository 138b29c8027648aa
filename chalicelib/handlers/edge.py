"""Between Chalice and the handlers: requests in, replies out, every error in one place. Only app.py calls it."""

import base64
import gc
import gzip
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from chalice.app import Chalice, Response

from chalicelib import settings, wiring
from chalicelib.handlers.problems import (
    MethodNotAllowedError,
    NotFoundError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
    WrongFunctionError,
    reply_to_error,
)
from chalicelib.handlers.request import BadRequestError, Reply, Request
from chalicelib.handlers.text_size import in_size

LOG = logging.getLogger("buqiuren")
BASE64_MARK = "X-Edge-Base64"
SMALLEST_GZIP = 600
"""Below this many bytes compression does not pay."""

REFUSED_BY_CHALICE = {405: MethodNotAllowedError, 415: UnsupportedMediaTypeError}
"""Chalice checks method and content type before our code runs, and answers in a form of its own."""

LONGEST_PARAMETER = 300
"""No id, token or code in a path of ours is longer; DynamoDB refuses keys from 2,048 bytes."""

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes: photos and files go straight to the bucket, so nothing that comes here is larger."""

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
}

ORIGIN_KEY, VIEWER_ADDRESS = "X-Origin-Key", "CloudFront-Viewer-Address"
"""What CloudFront sends along where it stands in front: a secret, and the viewer's address with its port."""

OURS = "X-Content-Type-Options"
"""A header of every answer that our code made."""

DEFAULT_ROUTE, DEFAULT_FUNCTION = "$default", "site"
"""What the HTTP API has no route for, and the function that says so in words a citizen understands."""


LOG_SUBSCRIBER = ("receipts", "delivery_log")


YOUNG_OBJECTS = 20_000
"""After so many new ones Python looks for garbage among them. A cold start makes far more and leaves hardly any; looking 180
times, as Python does by itself, took a tenth of its processor time."""

gc.set_threshold(YOUNG_OBJECTS)


class EdgeApp(Chalice):
    """Chalice with what the HTTP API leaves to us: cookies joined on the way in, base64 bodies on the way out."""

    def __init__(self, app_name: str) -> None:
        # Chalice's own handler would keep everything below ERROR from Lambda's log.
        super().__init__(app_name=app_name, configure_logs=False)
        self.register_middleware(_traced, "all")
        self.targets: dict[tuple[str, str], tuple[str, str]] = {}

    def serve(self, methods: str, path: str, target: str, content_types: Sequence[str] = ("application/json",)) -> None:
        """Routes `methods` (separated by blanks) of the path to `target`, "module.handler" under `handlers/`."""
        module, handler = target.split(".")

        def view(**_parameters: str) -> Response:
            return respond(self.current_request, module, handler)

        named = methods.split()
        self.route(path, methods=named, content_types=list(content_types), name=f"{module}_{handler}")(view)
        self.targets |= {(method, path): (module, handler) for method in named}

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        if "awslogs" in event:
            return _subscribed(event)
        many = event.get("multiValueHeaders") or {}
        cookies = [value for name, values in many.items() if name.lower() == "cookie" for value in values]
        if len(cookies) > 1:
            # Chalice reads `headers` only, and there the gateway has put the last cookie.
            single = {name: value for name, value in event["headers"].items() if name.lower() != "cookie"}
            event = {**event, "headers": {**single, "cookie": "; ".join(cookies)}}
        if event["requestContext"].get("resourcePath") == DEFAULT_ROUTE:
            answer = _not_routed(event)
        else:
            answer = super().__call__(event, context)
        if OURS not in answer["headers"]:
            answer = self._in_our_words(answer)
        if answer["headers"].pop(BASE64_MARK, None):
            answer["isBase64Encoded"] = True
        return answer

    def _in_our_words(self, answer: dict[str, Any]) -> dict[str, Any]:
        request = _head(self.current_request)
        error = REFUSED_BY_CHALICE.get(answer["statusCode"], RuntimeError)()
        told: dict[str, Any] = _response(request, reply_to_error(request, error)).to_dict([])
        if "Allow" in answer["headers"]:
            told["headers"]["Allow"] = answer["headers"]["Allow"]
        return told


def _subscribed(event: Mapping[str, Any]) -> dict[str, Any]:
    """No request: CloudWatch Logs calls the function that subscribes to what SNS writes of SMS."""
    module, name = LOG_SUBSCRIBER
    _check_function(module)
    getattr(import_module(f"chalicelib.handlers.{module}"), name)(event)
    return {}


def _not_routed(event: Mapping[str, Any]) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    request = Request(event["httpMethod"], event["path"], {}, {}, headers, b"", "")
    answer: dict[str, Any] = _response(request, reply_to_error(request, NotFoundError())).to_dict([])
    return answer


def respond(current: Any, function: str, name: str) -> Response:
    """Runs `chalicelib.handlers.<function>.<name>` on the current request; an error becomes a page or a problem."""
    request = _head(current)
    try:
        _check_front_door(request)
        _check_function(function)
        _check_parameters(request)
        request = replace(request, body=_body(current))
        handler: Callable[[Request], Reply] = getattr(import_module(f"chalicelib.handlers.{function}"), name)
        reply = handler(request)
    except Exception as error:
        reply = reply_to_error(request, error)
        if reply.status >= 500:  # noqa: PLR2004
            LOG.exception("%s.%s failed", function, name)
    return _response(request, reply)


def function_of(module: str) -> str:
    """The deployed function that serves a module of `handlers/`: `window` serves `window` and `window_api`."""
    return module.split("_", maxsplit=1)[0]


def _check_function(module: str) -> None:
    """A deployed function refuses what is not its own; the local cloud serves all."""
    own = settings.function()
    if own and own != function_of(module):
        raise WrongFunctionError(f"{module} came to {own}")


def _check_parameters(request: Request) -> None:
    if any(len(value) > LONGEST_PARAMETER for value in request.params.values()):
        raise NotFoundError


def _traced(event: Any, get_response: Callable[[Any], Any]) -> Any:
    """Around every invocation, HTTP or event: what X-Ray costs is paid only by those that it samples."""
    if settings.traced():
        wiring.trace()
    return get_response(event)


def _head(current: Any) -> Request:
    """The request without its body: enough to answer any error in the form that was asked for."""
    headers = {name.lower(): value for name, value in (current.headers or {}).items()}
    identity = (current.context or {}).get("identity", {})
    return Request(
        method=current.method,
        path=current.to_original_event()["path"],
        params=dict(current.uri_params or {}),
        query={name: current.query_params[name] for name in (current.query_params or {})},
        headers=headers,
        body=b"",
        address=_address(headers, identity.get("sourceIp", "")),
    )


def _address(headers: Mapping[str, str], seen: str) -> str:
    """Who asks: the gateway sees CloudFront's address where the request came through it."""
    told = headers.get(VIEWER_ADDRESS.lower(), "") if _came_through_the_front(headers) else ""
    return told.rpartition(":")[0].strip("[]") or seen


def _came_through_the_front(headers: Mapping[str, str]) -> bool:
    said = headers.get(ORIGIN_KEY.lower(), "").encode()
    return any(hmac.compare_digest(said, key.encode()) for key in settings.origin_keys())


def _check_front_door(request: Request) -> None:
    """Where only CloudFront's way in is open, nobody gets in beside it, round its limits. Raises NotFoundError."""
    if settings.edge_only() and not _came_through_the_front(request.headers):
        raise NotFoundError


def _body(current: Any) -> bytes:
    """Raises BadRequestError (not_utf8), PayloadTooLargeError."""
    try:
        body: bytes = current.raw_body or b""
    except ValueError:
        raise BadRequestError("not_utf8") from None
    if len(body) > LARGEST_BODY:
        raise PayloadTooLargeError
    return body


def _response(request: Request, reply: Reply) -> Response:
    headers: dict[str, Any] = {**SECURITY_HEADERS, **reply.headers, "Content-Type": reply.content_type}
    body = in_size(request, reply).body
    if reply.cookies:
        headers["Set-Cookie"] = list(reply.cookies)
    textual = reply.content_type.startswith(("text/", "application/json", "application/problem+json", "image/svg"))
    if textual and len(body) >= SMALLEST_GZIP and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=6, mtime=0)
        vary = ", ".join(filter(None, (reply.headers.get("Vary"), "Accept-Encoding")))
        headers.update({"Content-Encoding": "gzip", "Vary": vary})
    elif textual:
        return Response(body.decode(), headers, reply.status)
    return Response(base64.b64encode(body).decode(), {**headers, BASE64_MARK: "1"}, reply.status)
