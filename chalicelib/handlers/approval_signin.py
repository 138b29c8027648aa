"""How leaders come in: by the link of an SMS or by their number, with a PIN, and a code on a device that is new."""

import re
from collections.abc import Mapping
from typing import Final

from chalicelib import settings, wiring
from chalicelib.domain.links import Link, LinkError, TodoLink
from chalicelib.handlers.approval_door import (
    LONGEST_KEPT,
    closed_pending_cookie,
    device_cookie,
    device_of,
    door,
    kept_fields,
    leader,
    leader_of,
    link_in,
    pending_cookie,
    pending_of,
    pin_page,
    remembered_staff,
    show_to_leader,
)
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.statuses import STATUS
from chalicelib.handlers.visitor import closed_cookie, same_origin, session_cookie
from chalicelib.ports import SmsFailedError
from chalicelib.texts import text
from chalicelib.usecases.leader_links import L
from chalicelib.usecases.leader_sign_in import (
    CodeSent,
    LeaderSignedIn,
    Onward,
    confirm_leader_code,
    send_leader_code_again,
    sign_in_leader,
)
from chalicelib.usecases.pins import ATTEMPTS, PinLockedError, WrongPinError
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.sessions import close_session
from chalicelib.usecases.sign_in import SignInError
from chalicelib.usecases.sign_in_staff import SharedNameError, find_staff

TODO: Final = "/todo"
_OWN_PAGES = re.compile(r"/(todo|d)(/[A-Za-z0-9_-]+)*")


def open_todo_link(request: Request) -> Reply:
    """The to-do list behind the PIN; opening changes nothing."""
    link = opened_link(request, TodoLink)
    if isinstance(link, Reply):
        return link
    return see_other(TODO) if leader_of(request, link.holder) else pin_page(request.path)


def pin_for_todo_link(request: Request) -> Reply:
    same_origin(request)
    link = opened_link(request, TodoLink)
    if isinstance(link, Reply):
        return link
    return enter(request, link.holder, Onward(TODO), action=request.path)


def send_todo_link(request: Request) -> Reply:
    return send_new_link(request, TodoLink)


def signin_page(request: Request) -> Reply:
    onward = Onward(_own_page(request.query.get("next", "")))
    return pin_page("/leader", who=remembered_staff(request), onward=onward)


def signin(request: Request) -> Reply:
    same_origin(request)
    who = request.field("who")
    onward = Onward(_own_page(request.field("next")), kept_fields(request))
    try:
        staff = find_staff(who, parties=wiring.parties())
    except SharedNameError as error:
        return pin_page("/leader", who=who, onward=onward, errors={"who": error.code}, status=422)
    return enter(request, staff, onward, action="/leader", who=who)


def code_page(request: Request) -> Reply:
    return _code_page({}) if pending_of(request) else see_other("/leader")


def code(request: Request) -> Reply:
    same_origin(request)
    try:
        signed_in = confirm_leader_code(pending_of(request), request.field("code"), door(request))
    except SignInError as error:
        if error.code == "sign_in_unknown":
            return see_other("/leader", cookies=(closed_pending_cookie(),))
        return _code_page({"code": error.code}, STATUS[error.code])
    return _welcome(signed_in)


def code_again(request: Request) -> Reply:
    same_origin(request)
    try:
        send_leader_code_again(pending_of(request), door(request))
    except SignInError:
        return see_other("/leader", cookies=(closed_pending_cookie(),))
    except TooManyRequestsError as error:
        return _code_page({"code": {"code": error.code, **error.about}}, STATUS[error.code])
    except SmsFailedError as error:
        return _code_page({"code": error.code}, STATUS[error.code])
    return see_other("/leader/code")


def signout(request: Request) -> Reply:
    close_session(leader(request).token, guards=wiring.guards())
    return see_other("/leader", cookies=(closed_cookie("leader"),))


def enter(request: Request, staff: str, onward: Onward, *, action: str, who: str | None = None) -> Reply:
    """Checks the PIN that was typed for this member of staff and leads on, where the device is new to the code page."""
    pin = request.field("pin")
    onward = Onward(onward.path, onward.kept or kept_fields(request))
    errors: Mapping[str, object]
    try:
        if not pin:
            return pin_page(action, who=who, onward=onward, errors={"pin": "required"}, status=422)
        entered = sign_in_leader(staff, pin, device_of(request), onward, door(request))
    except WrongPinError as error:
        status, errors = STATUS[error.code], {"pin": {"code": error.code, "attempts": ATTEMPTS}}
    except TooManyRequestsError as error:
        status, errors = STATUS[error.code], {"pin": {"code": error.code, **error.about}}
    except (PinLockedError, SmsFailedError) as error:
        status, errors = STATUS[error.code], {"pin": error.code}
    else:
        if isinstance(entered, CodeSent):
            return see_other("/leader/code", cookies=(pending_cookie(entered.pending),))
        return _welcome(entered)
    return pin_page(action, who=who, onward=onward, errors=errors, status=status)


def opened_link(request: Request, purpose: type[L]) -> L | Reply:
    """The link in the path, or the page that says why it opens nothing; an expired one offers a new one."""
    try:
        return link_in(request, purpose)
    except LinkError as error:
        if error.code != "link_expired":
            return bad_link_page(error)
        flash = {"kind": "done", "text": text("leader.sent")} if request.query.get("sent") else None
        return show_to_leader(
            "leader/expired.html",
            status=STATUS[error.code],
            csrf="",
            action=f"{request.path.removesuffix('/pin')}/resend",
            flash=flash,
            kept=request.field("opinion")[:LONGEST_KEPT],
        )


def bad_link_page(error: LinkError) -> Reply:
    action = {"href": "/leader", "text": text("leader.to_list")}
    return show_to_leader("problem.html", status=STATUS[error.code], error=error.code, action=action)


def send_new_link(request: Request, purpose: type[L]) -> Reply:
    """The button on the page of an expired link; a link that still opens is simply opened."""
    same_origin(request)
    path = request.path.removesuffix("/resend")
    try:
        link_in(request, purpose)
    except LinkError as error:
        if error.code != "link_expired" or error.link is None:
            return bad_link_page(error)
        _resend(error.link)
        return see_other(f"{path}?sent=1")
    return see_other(path)


def _resend(expired: Link) -> None:
    from chalicelib.usecases.resend_link import (
        resend_link,  # the page that asks for a PIN starts without the law's tables
    )

    resend_link(
        expired,
        origin=settings.site_origin(),
        keys=wiring.link_keys(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        parties=wiring.parties(),
        guards=wiring.guards(),
        sms=wiring.sms(),
        now=wiring.now(),
    )


def _welcome(signed_in: LeaderSignedIn) -> Reply:
    cookies = (session_cookie(signed_in.session), device_cookie(signed_in), closed_pending_cookie())
    return see_other(signed_in.path, cookies=cookies)


def _code_page(errors: Mapping[str, object], status: int = 200) -> Reply:
    return show_to_leader("leader/code.html", status=status, csrf="", errors=errors)


def _own_page(path: str) -> str:
    return path if _OWN_PAGES.fullmatch(path) else TODO
