"""The citizen's sign-in pages: telephone, code, and the last four of the identity number on a new device."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from chalicelib import settings, wiring
from chalicelib.domain.identity import IdentityError, check_mobile, masked_phone
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.shell import show
from chalicelib.handlers.visitor import same_origin
from chalicelib.ports import SmsFailedError
from chalicelib.usecases.request_code import (
    PENDING_LIFETIME,
    PendingSignIn,
    TooManyRequestsError,
    read_pending,
    request_code,
    send_again,
)
from chalicelib.usecases.sessions import close_session
from chalicelib.usecases.sign_in import DEVICE_LIFETIME, SignedIn, SignInError, confirm_code, confirm_last_four

PENDING, DEVICE = "signin", "device"


def phone_form(request: Request) -> Reply:
    return _phone_page(request.query.get("next", ""), "", {})


def send_code(request: Request) -> Reply:
    """Sends a code and goes to the code page, whoever the number belongs to."""
    same_origin(request)
    typed, return_to = request.field("phone"), same_site_path(request.field("next"))
    try:
        phone = check_mobile(typed)
        pending = request_code(phone, return_to, request.address, **sending())
    except IdentityError as error:
        return _phone_page(return_to, typed, {"phone": error.code if typed else "phone_required"}, status=422)
    except TooManyRequestsError as error:
        return _phone_page(return_to, typed, {"phone": {"code": error.code, **error.about}}, status=429)
    except SmsFailedError as error:
        return _phone_page(return_to, typed, {"phone": error.code}, status=503)
    return see_other("/signin/code", cookies=(_cookie(PENDING, pending.id, int(PENDING_LIFETIME.total_seconds())),))


def code_form(request: Request) -> Reply:
    """Survives a reload: what is pending stands in the guards, its id in a short cookie."""
    pending = _pending(request)
    return _code_page(pending, {}) if pending else see_other("/signin")


def code_again(request: Request) -> Reply:
    same_origin(request)
    pending = _pending(request)
    if pending is None:
        return see_other("/signin")
    try:
        send_again(pending, request.address, **sending())
    except TooManyRequestsError as error:
        return _code_page(pending, {"code": {"code": error.code, **error.about}}, status=429)
    except SmsFailedError as error:
        return _code_page(pending, {"code": error.code}, status=503)
    return see_other("/signin/code")


def enter_code(request: Request) -> Reply:
    same_origin(request)
    pending = _pending(request)
    if pending is None:
        return see_other("/signin")
    try:
        done = confirm_code(pending.id, request.field("code"), request.cookies.get(_name(DEVICE), ""), **signing_in())
    except SignInError as error:
        if error.code == "last_four_needed":
            return see_other("/signin/four")
        return _code_page(pending, {"code": error.code}, status=422)
    return _signed_in(done)


def four_form(request: Request) -> Reply:
    pending = _pending(request)
    if pending is None or not pending.four_asked:
        return see_other("/signin")
    return _four_page(pending, {})


def enter_four(request: Request) -> Reply:
    same_origin(request)
    pending = _pending(request)
    if pending is None:
        return see_other("/signin")
    try:
        done = confirm_last_four(pending.id, request.field("four"), **signing_in())
    except SignInError as error:
        if error.code == "sign_in_unknown":
            return see_other("/signin")
        return _four_page(pending, {"four": error.code}, status=422)
    return _signed_in(done)


def sign_out(request: Request) -> Reply:
    found = visitor.session(request, "citizen")
    if found:
        close_session(found.token, guards=wiring.guards())
    return see_other("/", cookies=(visitor.closed_cookie("citizen"),))


def same_site_path(text: str) -> str:
    """The path to return to after signing in; the list of one's cases for anything that could lead elsewhere."""
    is_path = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if is_path and text.isprintable() and len(text) <= 500 else "/mine"  # noqa: PLR2004 - a path of ours is short


def _phone_page(return_to: str, typed: str, errors: Mapping[str, Any], *, status: int = 200) -> Reply:
    values = {"phone": typed}
    return show("hall/signin.html", status=status, csrf="", values=values, errors=errors, return_to=return_to)


def _code_page(pending: PendingSignIn, errors: Mapping[str, Any], *, status: int = 200) -> Reply:
    wait = pending.resend_at - int(wiring.now().timestamp())
    phone = masked_phone(pending.phone)
    return show("hall/code.html", status=status, csrf="", phone=phone, wait=wait, errors=errors)


def _four_page(pending: PendingSignIn, errors: Mapping[str, Any], *, status: int = 200) -> Reply:
    return show("hall/four.html", status=status, csrf="", phone=masked_phone(pending.phone), errors=errors)


def _signed_in(done: SignedIn) -> Reply:
    device = _cookie(DEVICE, done.device, int(DEVICE_LIFETIME.total_seconds()))
    cookies = (visitor.session_cookie(done.session), device, _cookie(PENDING, "", 0))
    return see_other(quote(done.next, safe="/?=&%-._~:"), cookies=cookies)


def _pending(request: Request) -> PendingSignIn | None:
    return read_pending(request.cookies.get(_name(PENDING), ""), guards=wiring.guards(), now=wiring.now())


def _name(cookie: str) -> str:
    return f"__Host-{cookie}" if settings.secure_site() else cookie


def _cookie(cookie: str, value: str, seconds: int) -> str:
    secure = "; Secure" if settings.secure_site() else ""
    return f"{_name(cookie)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def sending() -> dict[str, Any]:
    return {
        "edition": wiring.edition(),
        "guards": wiring.guards(),
        "sms": wiring.sms(),
        "entropy": wiring.entropy(),
        "key": wiring.pseudonym_key(),
        "now": wiring.now(),
    }


def signing_in() -> dict[str, Any]:
    return {
        "guards": wiring.guards(),
        "parties": wiring.parties(),
        "entropy": wiring.entropy(),
        "key": wiring.pseudonym_key(),
        "now": wiring.now(),
    }
