"""Every error that a person can meet, mapped to a status once: RFC 9457 problem+json for the API, a page for browsers."""

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib import settings
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.statuses import STATUS
from chalicelib.texts import TextError, error_text

LOG = logging.getLogger("buqiuren")


class WrongFunctionError(Exception):
    """A route reached a function that does not serve it."""

    code = "not_found"


class NotFoundError(Exception):
    """No such thing, or none that this person may see."""

    code = "not_found"


class SignInRequiredError(Exception):
    """A citizen's page without a session; `sign_in` is where they go, to come back afterwards."""

    code = "session_expired"
    sign_in = "/signin"


class StaffSignInRequiredError(SignInRequiredError):
    sign_in = "/staff/signin"


class StaffLockedError(SignInRequiredError):
    code = "staff_locked"
    sign_in = "/staff/unlock"


class ForbiddenError(Exception):
    """A signed-in person without this right."""

    code = "forbidden"


class BadFormTokenError(Exception):
    """A form post without this session's token or from another origin."""

    code = "csrf"


class UnsupportedMediaTypeError(Exception):
    """A body of another content type than the route takes."""

    code = "unsupported_media_type"


class MethodNotAllowedError(Exception):
    """A method that the path does not have."""

    code = "method_not_allowed"


class PayloadTooLargeError(Exception):
    """A body larger than any of ours."""

    code = "payload_too_large"


class InvalidError(Exception):
    """Input that breaks its schema; `errors` are codes by field name."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, object]) -> None:
        super().__init__("invalid")
        self.errors = errors


def status_of(code: str) -> int:
    return STATUS.get(code, 500)


def reply_to_error(request: Request, error: Exception) -> Reply:
    """The answer to any error; what is not ours is a 500 without a detail."""
    code = getattr(error, "code", "")
    if not isinstance(code, str) or not code:
        return _reply(request, "unavailable", 500, {})
    if isinstance(error, SignInRequiredError) and not request.wants_json:
        return see_other(f"{error.sign_in}?next={quote(_return_to(request))}")
    extra: dict[str, object] = {}
    if errors := getattr(error, "errors", None):
        extra["errors"] = dict(errors)
        extra["about"] = {"count": len(errors)}
    if about := getattr(error, "about", None):
        extra["about"] = dict(about)
    return _reply(request, code, status_of(code), extra)


def _return_to(request: Request) -> str:
    """Where the person was: the page asked for, or the page of ours whose form was posted."""
    if request.method in ("GET", "HEAD"):
        return f"{request.path}?{urlencode(request.query)}" if request.query else request.path
    origin, page = settings.site_origin(), request.headers.get("referer", "")
    return page.removeprefix(origin) if page.startswith(f"{origin}/") else "/"


def _reply(request: Request, code: str, status: int, extra: Mapping[str, object]) -> Reply:
    about = extra.get("about")
    error = _with_sentence(code, about if isinstance(about, Mapping) else {})
    if error["code"] != code and code not in STATUS:
        status = 500
    if request.wants_json:
        told = error_text(error["code"], **error)
        problem = {
            "type": "about:blank",
            "title": told.title,
            "status": status,
            "detail": told.detail,
            **extra,
            "code": code,
        }
        body = json.dumps(problem, ensure_ascii=False).encode()
        return Reply(status, body, "application/problem+json", {"Cache-Control": "no-store"})
    from chalicelib.handlers.shell import show

    try:
        return show("problem.html", status=status, error=error)
    except Exception:
        # What every page shows around it is read from tables, and these may be what has failed.
        LOG.exception("no page for %s", code)
        sentence = error_text(error["code"], **error).sentence
        return Reply(status, sentence.encode(), "text/plain; charset=utf-8", {"Cache-Control": "no-store"})


def _with_sentence(code: str, about: Mapping[str, object]) -> dict[str, Any]:
    """The error as its page takes it: a code whose sentence exists, with what the sentence names."""
    error = {**about, "code": code}
    try:
        error_text(code, **error)
    except TextError:
        return {"code": "unavailable"}
    return error
