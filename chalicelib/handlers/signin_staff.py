"""Staff at the window's shared desks: sign in with a PIN, set it with a one-time code, lock and unlock."""

from urllib.parse import quote

from chalicelib import wiring
from chalicelib.handlers.problems import StaffSignInRequiredError
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.shell import show
from chalicelib.handlers.statuses import STATUS
from chalicelib.handlers.visitor import closed_cookie, cookie_name, same_origin, session, session_cookie
from chalicelib.texts import text
from chalicelib.usecases.check_form import FieldError
from chalicelib.usecases.pins import BadPinError, PinLockedError, WrongEnrolmentError, WrongPinError, enrol
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.sessions import Session, close_session
from chalicelib.usecases.sign_in_staff import (
    LeaderSignsInElsewhereError,
    SharedNameError,
    find_staff,
    is_only_leader,
    lock_desk,
    sign_in_staff,
    unlock_desk,
)
from chalicelib.usecases.tell_locked import tell_locked

HOME = "/window"
LEADERS_DOOR = "/leader"
REFUSED = 422


def staff_signin_page(request: Request) -> Reply:
    return _signin_page(request.query.get("next", ""), who="", errors={})


def staff_signin(request: Request) -> Reply:
    same_origin(request)
    who, onward = request.field("who"), request.field("next")
    errors: dict[str, FieldError] = {name: "required" for name in ("who", "pin") if not request.field(name)}
    if errors:
        return _signin_page(onward, who=who, errors=errors)
    try:
        opened = sign_in_staff(
            who,
            request.field("pin"),
            request.address,
            parties=wiring.parties(),
            guards=wiring.guards(),
            entropy=wiring.entropy(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
            locked=_tell_locked,
        )
    except SharedNameError as error:
        return _signin_page(onward, who=who, errors={"who": error.code})
    except (WrongPinError, PinLockedError) as error:
        return _signin_page(onward, who=who, errors={"pin": error.code})
    except TooManyRequestsError as error:
        return _signin_page(onward, who=who, errors={"who": {"code": error.code, **error.about}})
    except LeaderSignsInElsewhereError as error:
        action = {"href": LEADERS_DOOR, "text": text("leader.to_list")}
        return show("problem.html", status=STATUS[error.code], error=error.code, action=action)
    _close(request)
    return see_other(own_path(onward), cookies=(session_cookie(opened),))


def staff_enrol_page(_request: Request) -> Reply:
    return _enrol_page(who="", errors={})


def staff_enrol(request: Request) -> Reply:
    same_origin(request)
    who, pin = request.field("who"), request.field("pin")
    errors: dict[str, FieldError] = {
        name: "required" for name in ("who", "code", "pin", "pin_again") if not request.field(name)
    }
    if not errors and pin != request.field("pin_again"):
        errors["pin_again"] = "pin_differs"
    if errors:
        return _enrol_page(who=who, errors=errors)
    try:
        staff = find_staff(who, parties=wiring.parties())
        enrol(
            staff,
            request.field("code"),
            pin,
            parties=wiring.parties(),
            guards=wiring.guards(),
            entropy=wiring.entropy(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
        )
    except SharedNameError as error:
        return _enrol_page(who=who, errors={"who": error.code})
    except BadPinError as error:
        return _enrol_page(who=who, errors={"pin": error.code})
    except WrongEnrolmentError as error:
        return _enrol_page(who=who, errors={"code": error.code})
    return see_other(LEADERS_DOOR if is_only_leader(staff, parties=wiring.parties()) else "/staff/signin?enrolled=1")


def staff_lock(request: Request) -> Reply:
    """Locks the desk; the page one came from is kept for the way back."""
    lock_desk(_held(request), guards=wiring.guards())
    return see_other(f"/staff/unlock?next={quote(own_path(request.field('next')))}")


def staff_unlock_page(request: Request) -> Reply:
    """A desk that is not locked (any more), as after a new sign-in, leads on."""
    held, onward = _held(request), request.query.get("next", "")
    return _unlock_page(held, onward, errors={}) if held.data.get("locked") else see_other(own_path(onward))


def staff_unlock(request: Request) -> Reply:
    held, onward = _held(request), request.field("next")
    try:
        unlock_desk(
            held,
            request.field("pin"),
            parties=wiring.parties(),
            guards=wiring.guards(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
            locked=_tell_locked,
        )
    except (WrongPinError, PinLockedError) as error:
        return _unlock_page(held, onward, errors={"pin": error.code})
    return see_other(own_path(onward))


def staff_signout(request: Request) -> Reply:
    _held(request)
    _close(request)
    return see_other("/staff/signin", cookies=(closed_cookie("staff"),))


def own_path(path: str) -> str:
    """The path if it leads to this site, else the window."""
    own = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if own else HOME


def _held(request: Request) -> Session:
    """The desk's session, locked or not."""
    held = session(request, "staff")
    if held is None:
        raise StaffSignInRequiredError
    return held


def _close(request: Request) -> None:
    """The desk's earlier session ends when somebody signs in or out."""
    token = request.cookies.get(cookie_name("staff"), "")
    if token:
        close_session(token, guards=wiring.guards())


def _tell_locked(staff: str) -> None:
    tell_locked(staff, edition=wiring.edition(), parties=wiring.parties(), sms=wiring.sms())


def _signin_page(onward: str, *, who: str, errors: dict[str, FieldError]) -> Reply:
    status = REFUSED if errors else 200
    return show("window/signin.html", status=status, csrf="", who=who, next=own_path(onward), errors=errors)


def _enrol_page(*, who: str, errors: dict[str, FieldError]) -> Reply:
    return show("window/enrol.html", status=REFUSED if errors else 200, csrf="", who=who, errors=errors)


def _unlock_page(held: Session, onward: str, *, errors: dict[str, FieldError]) -> Reply:
    person = wiring.parties().get(held.subject, "staff") or {"name": ""}
    return show(
        "window/unlock.html",
        status=REFUSED if errors else 200,
        csrf=held.form_token,
        name=person["name"],
        next=own_path(onward),
        errors=errors,
    )
