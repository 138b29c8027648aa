"""Every error that a person can meet, mapped to a status once: RFC 9457 problem+json for the API, a page for browsers."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from chalicelib import settings
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


STATUS: Final[Mapping[str, int]] = {
    "not_found": 404,
    "case_unknown": 404,
    "item_unknown": 404,
    "upload_unknown": 404,
    "draft_unknown": 404,
    "papers_unknown": 404,
    "link_unknown": 404,
    "certificate_unknown": 404,
    "link_malformed": 404,
    "link_forged": 404,
    "link_unknown_key": 404,
    "link_wrong_purpose": 404,
    "link_expired": 410,
    "step_unknown": 404,
    "session_expired": 401,
    "staff_locked": 401,
    "forbidden": 403,
    "not_your_step": 403,
    "not_your_case": 404,
    "duties_separated": 403,
    "leader_signs_in_elsewhere": 403,
    "csrf": 403,
    "code_wrong": 403,
    "code_dead": 403,
    "last_four_needed": 403,
    "last_four_wrong": 403,
    "last_four_locked": 423,
    "sign_in_unknown": 404,
    "query_unknown": 404,
    "sms_failed": 503,
    "pin_wrong": 403,
    "pin_locked": 423,
    "too_many_requests": 429,
    "form_incomplete": 400,
    "idempotency_key_missing": 400,
    "not_json": 400,
    "not_utf8": 400,
    "form_too_long": 413,
    "method_not_allowed": 405,
    "payload_too_large": 413,
    "push_too_large": 413,
    "unsupported_media_type": 415,
    "push_malformed": 400,
    "push_unsigned": 401,
    "push_forged": 401,
    "push_stale": 401,
    "credential_missing": 401,
    "device_new": 401,
    "link_replaced": 410,
    "link_reassigned": 410,
    "invalid": 422,
    "draft_id": 422,
    "wrong_type": 422,
    "empty": 422,
    "too_large": 422,
    "too_many_pages": 422,
    "material_unknown": 422,
    "sentence_unknown": 422,
    "correction_without_rows": 422,
    "correction_unexplained": 422,
    "ground_unknown": 422,
    "other_unit_unnamed": 422,
    "unit_unknown": 422,
    "return_to_required": 422,
    "reason_required": 422,
    "carrier_unknown": 422,
    "waybill_format": 422,
    "item_suspended": 410,
    "log_chain_broken": 500,
    "fact_unknown": 500,
    "no_edition": 503,
    "case_busy": 503,
    "sms_unknown": 503,
    "setting_missing": 500,
    "commit_too_large": 500,
    "enrolment_wrong": 403,
    "staff_unknown": 404,
    "staff_name_shared": 422,
    "pin_format": 422,
    "pin_weak": 422,
    "opinion_too_long": 422,
    "outcome_required": 422,
    "shown_required": 422,
    "nothing_to_send": 422,
    "too_many_on_a_waybill": 422,
    "edition_refused": 422,
    "reference_length": 422,
    "reference_characters": 422,
    "reference_check_character": 422,
    "resident_id_length": 422,
    "resident_id_characters": 422,
    "resident_id_check_digit": 422,
    "resident_id_birth_date": 422,
    "resident_id_birth_date_future": 422,
    "uscc_length": 422,
    "uscc_characters": 422,
    "uscc_check_character": 422,
    "mobile_format": 422,
    # The state of the case or draft does not allow it.
    "not_possible_now": 409,
    "not_an_instant_item": 409,
    "originals_unchecked": 409,
    "second_correction_notice": 409,
    "correction_closed": 409,
    "draft_submitted": 409,
    "item_offline": 409,
    "step_already_decided": 409,
    "step_not_open": 409,
    "dossier_changed": 409,
    "no_step_to_return_to": 409,
    "join_vetoed": 409,
    "nothing_to_hand_over": 409,
    "certificate_not_ready": 409,
    "certificate_exists": 409,
    "holder_erased": 409,
    "glyph_missing": 409,
    "reference_exhausted": 409,
    "already_dispatched": 409,
    "carrier_not_official": 409,
    "pickup_code_wrong": 409,
    "waybill_unknown": 409,
    "parcel_event_stale": 409,
    "changed": 409,
}
"""A code that is not here is a mistake of ours: 500."""


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
    return _reply(request, code, int(getattr(error, "status", 0)) or status_of(code), extra)


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
