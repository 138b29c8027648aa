"""What every page for leaders needs at its door: the link that led there, the session, the device, the PIN page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from chalicelib import settings, wiring
from chalicelib.handlers.problems import SignInRequiredError
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show
from chalicelib.handlers.visitor import session
from chalicelib.usecases.leader_links import L, read_link
from chalicelib.usecases.leader_sign_in import CodeSent, LeaderDoor, LeaderSignedIn, Onward, sign_in_leader
from chalicelib.usecases.request_code import PENDING_LIFETIME
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.sign_in import DEVICE_LIFETIME
from chalicelib.usecases.tell_locked import tell_locked

KEPT_FIELDS: Final = ("at", "opinion", "phrase", "reason", "to")
"""What a leader had typed when their half hour was over: carried through the PIN page, so that nothing is lost."""

LONGEST_KEPT: Final = 600
"""A little more than the longest opinion, so that one too long comes back to be shortened."""

DEVICE: Final = "leader-device"
PENDING: Final = "leader-pending"


class LeaderSignInRequiredError(SignInRequiredError):
    sign_in = "/leader"


class DeviceNewError(Exception):
    """A program's PIN was right, but its device is new: `about["sign_in"]` comes back with the code of the SMS."""

    code = "device_new"

    def __init__(self, sign_in: str) -> None:
        super().__init__("device_new")
        self.about: Mapping[str, object] = {"sign_in": sign_in}


def show_to_leader(template: str, *, status: int = 200, cookies: tuple[str, ...] = (), **context: Any) -> Reply:
    """A page that no search engine shall find, beside what every page has."""
    reply = show(template, status=status, cookies=cookies, **context)
    return replace(reply, headers={**reply.headers, "X-Robots-Tag": "noindex, nofollow"})


def link_in(request: Request, purpose: type[L]) -> L:
    """The link in the path.

    Raises LinkError.
    """
    return read_link(
        request.params["token"], purpose, keys=wiring.link_keys, fresh_keys=wiring.fresh_link_keys, now=wiring.now()
    )


def leader(request: Request) -> Session:
    """Raises LeaderSignInRequiredError, BadFormTokenError."""
    held = session(request, "leader")
    if held is None:
        raise LeaderSignInRequiredError
    return held


def leader_of(request: Request, holder: str) -> Session | None:
    """The live session of this very leader; another's on the same phone is none."""
    held = session(request, "leader")
    return held if held and held.subject == holder else None


def door(request: Request) -> LeaderDoor:
    edition, parties, sms = wiring.edition(), wiring.parties(), wiring.sms()
    return LeaderDoor(
        address=request.address,
        edition=edition,
        parties=parties,
        guards=wiring.guards(),
        sms=sms,
        entropy=wiring.entropy(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
        locked=lambda staff: tell_locked(staff, edition=edition, parties=parties, sms=sms),
    )


def program_by_pin(staff: str, pin: str, device: str, request: Request) -> LeaderSignedIn:
    """Raises DeviceNewError, WrongPinError, PinLockedError, TooManyRequestsError, SmsFailedError."""
    entered = sign_in_leader(staff, pin, device, Onward("/todo"), door(request))
    if isinstance(entered, CodeSent):
        raise DeviceNewError(entered.pending)
    return entered


def pin_page(
    action: str,
    *,
    who: str | None = None,
    onward: Onward | None = None,
    errors: Mapping[str, object] | None = None,
    status: int = 200,
) -> Reply:
    """Asks for the PIN; for the number too unless `who` is None, because the link names the holder."""
    onward = onward or Onward("")
    return show_to_leader(
        "leader/pin.html",
        status=status,
        csrf="",
        action=action,
        who=who,
        next=onward.path,
        kept=onward.kept,
        errors=errors or {},
    )


def kept_fields(request: Request) -> dict[str, str]:
    """What the form in the request had typed into it, as far as it is kept."""
    return {name: request.field(name)[:LONGEST_KEPT] for name in KEPT_FIELDS if request.field(name)}


def remembered_staff(request: Request) -> str:
    """Who signed in last on this device."""
    return _device(request).partition(".")[0]


def device_of(request: Request) -> str:
    return _device(request).partition(".")[2]


def device_cookie(signed_in: LeaderSignedIn) -> str:
    value = f"{signed_in.session.subject}.{signed_in.device}"
    return _cookie(DEVICE, value, int(DEVICE_LIFETIME.total_seconds()))


def pending_of(request: Request) -> str:
    return request.cookies.get(_cookie_name(PENDING), "")


def pending_cookie(pending: str) -> str:
    return _cookie(PENDING, pending, int(PENDING_LIFETIME.total_seconds()))


def closed_pending_cookie() -> str:
    return _cookie(PENDING, "", 0)


def _device(request: Request) -> str:
    return request.cookies.get(_cookie_name(DEVICE), "")


def _cookie_name(name: str) -> str:
    return f"__Host-{name}" if settings.secure_site() else name


def _cookie(name: str, value: str, seconds: int) -> str:
    secure = "; Secure" if settings.secure_site() else ""
    return f"{_cookie_name(name)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
