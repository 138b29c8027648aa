"""Every error that a person can meet, mapped to a status once: RFC 9457 problem+json for the API, a page for browsers."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from chalicelib.handlers.request import Reply, Request, see_other
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


class InvalidError(Exception):
    """Input that breaks its schema; `errors` are codes by field name."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, object]) -> None:
        super().__init__("invalid")
        self.errors = errors


STATUS: Final[Mapping[str, int]] = {
    "not_found": 404,
    "case_unknown": 404,
    "item_unknown": 404,
    "upload_unknown": 404,
    "draft_unknown": 404,
    "link_unknown": 404,
    "reference_malformed": 404,
    "session_expired": 401,
    "staff_locked": 401,
    "forbidden": 403,
    "not_your_step": 403,
    "not_your_case": 404,
    "duties_separated": 403,
    "csrf": 403,
    "code_wrong": 403,
    "pin_wrong": 403,
    "pin_locked": 423,
    "too_many_requests": 429,
    "bad_form": 400,
    "not_json": 400,
    "not_utf8": 400,
    "form_too_long": 413,
    "payload_too_large": 413,
    "invalid": 422,
    "item_suspended": 410,
    "log_chain_broken": 500,
    "fact_unknown": 500,
    "no_edition": 503,
    "case_busy": 503,
    "setting_missing": 500,
}
"""Codes not named here are the engine's refusals: 409, the state does not allow it."""


def reply_to_error(request: Request, error: Exception) -> Reply:
    """The answer to any error; what is not ours is a 500 without a detail."""
    code = getattr(error, "code", "")
    if not isinstance(code, str) or not code:
        return _reply(request, "unavailable", 500, {})
    if isinstance(error, SignInRequiredError) and not request.wants_json:
        return see_other(f"{error.sign_in}?next={quote(_return_to(request))}")
    extra: dict[str, object] = {}
    if isinstance(error, InvalidError):
        extra["errors"] = error.errors
        extra["about"] = {"count": len(error.errors)}
    if about := getattr(error, "about", None):
        extra["about"] = dict(about)
    return _reply(request, code, int(getattr(error, "status", 0)) or STATUS.get(code, 409), extra)


def _return_to(request: Request) -> str:
    """Where the person was: the page asked for, or the home page where only a post could lead."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    return f"{request.path}?{urlencode(request.query)}" if request.query else request.path


def _reply(request: Request, code: str, status: int, extra: Mapping[str, object]) -> Reply:
    about = extra.get("about")
    error = _with_sentence(code, about if isinstance(about, Mapping) else {})
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

    return show("problem.html", status=status, error=error)


def _with_sentence(code: str, about: Mapping[str, object]) -> dict[str, Any]:
    """The error as its page takes it: a code whose sentence exists, with what the sentence names."""
    error = {**about, "code": code}
    try:
        error_text(code, **error)
    except TextError:
        return {"code": "unavailable"}
    return error
