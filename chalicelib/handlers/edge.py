"""Between Chalice and the handlers: requests in, replies out, every error in one place. Only app.py calls it."""

import base64
import gzip
import logging
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from chalice.app import Chalice, Response

from chalicelib import settings
from chalicelib.handlers.problems import WrongFunctionError, reply_to_error
from chalicelib.handlers.request import BadRequestError, Reply, Request

LOG = logging.getLogger("buqiuren")
BASE64_MARK = "X-Edge-Base64"
SMALLEST_GZIP = 600
"""Below this many bytes compression does not pay."""

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
}

UNREADABLE = Request("", "/api/", {}, {}, {}, b"", "")


class EdgeApp(Chalice):
    """Chalice with what the HTTP API leaves to us: cookies joined on the way in, base64 bodies on the way out."""

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        many = event.get("multiValueHeaders") or {}
        cookies = [value for name, values in many.items() if name.lower() == "cookie" for value in values]
        if len(cookies) > 1:
            joined = {name: values for name, values in many.items() if name.lower() != "cookie"}
            event = {**event, "multiValueHeaders": {**joined, "cookie": ["; ".join(cookies)]}}
        answer: dict[str, Any] = super().__call__(event, context)
        if answer["headers"].pop(BASE64_MARK, None):
            answer["isBase64Encoded"] = True
        return answer


def respond(current: Any, function: str, name: str) -> Response:
    """Runs `chalicelib.handlers.<function>.<name>` on the current request; an error becomes a page or a problem."""
    request = UNREADABLE
    try:
        _check_function(function)
        request = _request(current)
        handler: Callable[[Request], Reply] = getattr(import_module(f"chalicelib.handlers.{function}"), name)
        reply = handler(request)
    except Exception as error:
        reply = reply_to_error(request, error)
        if reply.status >= 500:  # noqa: PLR2004
            LOG.exception("%s.%s failed", function, name)
    return _response(request, reply)


def _check_function(module: str) -> None:
    """A deployed function refuses what is not its own; the local cloud serves all."""
    own = settings.function()
    if own and own != module.split("_", maxsplit=1)[0]:
        raise WrongFunctionError(f"{module} came to {own}")


def _request(current: Any) -> Request:
    headers = {name.lower(): value for name, value in (current.headers or {}).items()}
    identity = (current.context or {}).get("identity", {})
    try:
        body = current.raw_body
    except ValueError:
        raise BadRequestError("bad_form") from None
    return Request(
        method=current.method,
        path=current.path,
        params=dict(current.uri_params or {}),
        query={name: current.query_params[name] for name in (current.query_params or {})},
        headers=headers,
        body=body or b"",
        address=_address(headers, identity),
    )


def _address(headers: Mapping[str, str], identity: Mapping[str, str]) -> str:
    """The client's address: CloudFront's word only when the request proves by secret that it came through it."""
    return identity.get("sourceIp", "")


def _response(request: Request, reply: Reply) -> Response:
    headers: dict[str, Any] = {**SECURITY_HEADERS, **reply.headers, "Content-Type": reply.content_type}
    body = reply.body
    if reply.cookies:
        headers["Set-Cookie"] = list(reply.cookies)
    textual = reply.content_type.startswith(("text/", "application/json", "application/problem+json", "image/svg"))
    if textual and len(body) >= SMALLEST_GZIP and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    elif textual:
        return Response(body.decode(), headers, reply.status)
    return Response(base64.b64encode(body).decode(), {**headers, BASE64_MARK: "1"}, reply.status)
