"""Who is asking: the session behind a cookie or bearer token, and the proof that a form post comes from our own page.

What only staff need is imported where it is asked for: a page before any sign-in starts without the law's tables.
"""

import hmac

from chalicelib import settings, wiring
from chalicelib.domain.actor import ADMIN, SUPERVISOR, Actor, held
from chalicelib.domain.desk_posts import at_the_desk
from chalicelib.handlers.problems import (
    BadFormTokenError,
    ForbiddenError,
    SignInRequiredError,
    StaffLockedError,
    StaffSignInRequiredError,
)
from chalicelib.handlers.request import Request
from chalicelib.usecases.acting_staff import acting_staff
from chalicelib.usecases.sessions import LIFETIME, Kind, Session, read_session

SAFE_METHODS = frozenset({"GET", "HEAD"})


def cookie_name(kind: Kind) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http is only ever the local cloud."""
    return f"__Host-{kind}" if settings.secure_site() else kind


def session_cookie(session: Session) -> str:
    secure = "; Secure" if settings.secure_site() else ""
    seconds = int(LIFETIME[session.kind].total_seconds())
    name = cookie_name(session.kind)
    return f"{name}={session.token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def closed_cookie(kind: Kind) -> str:
    secure = "; Secure" if settings.secure_site() else ""
    return f"{cookie_name(kind)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"


def session(request: Request, *kinds: Kind) -> Session | None:
    """The visitor's session of one of these kinds, the first that there is, if any.

    Raises BadFormTokenError when a cookie's session changes something without the form token of that session.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = _session_of(bearer.strip(), request)
        return found if found and found.kind in kinds else None
    for kind in kinds:
        found = _session_of(request.cookies.get(cookie_name(kind), ""), request)
        if found and found.kind == kind:
            if request.method not in SAFE_METHODS:
                _check_form_token(request, found)
            return found
    return None


def _session_of(token: str, request: Request) -> Session | None:
    if token not in request.looked_up:
        request.looked_up[token] = read_session(token, guards=wiring.guards(), now=wiring.now())
    found: Session | None = request.looked_up[token]
    return found


def citizen(request: Request) -> Session:
    """Raises SignInRequiredError, BadFormTokenError."""
    found = session(request, "citizen")
    if found is None:
        raise SignInRequiredError
    return found


def staff(request: Request) -> Session:
    """An unlocked staff session.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError.
    """
    found = session(request, "staff")
    if found is None:
        raise StaffSignInRequiredError
    if found.data.get("locked"):
        raise StaffLockedError
    return found


def subjects(request: Request) -> frozenset[str]:
    """Everyone whom the visitor is signed in as: one browser may hold a citizen's and an officer's session, and a form
    token is of one of them.

    Raises SignInRequiredError, StaffLockedError, BadFormTokenError when there is none.
    """
    found, refused = set(), dict[type[Exception], Exception]()
    for read in (citizen, staff):
        try:
            found.add(read(request).subject)
        except (SignInRequiredError, BadFormTokenError) as error:
            refused[type(error)] = error
    if found:
        return frozenset(found)
    raise next(refused[kind] for kind in (BadFormTokenError, StaffLockedError, SignInRequiredError) if kind in refused)


def decider(request: Request) -> Session:
    """A leader's session or an unlocked one of staff.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError.
    """
    found = session(request, "leader", "staff")
    if found is None:
        raise StaffSignInRequiredError
    if found.data.get("locked"):
        raise StaffLockedError
    return found


def staff_actor(found: Session) -> Actor:
    """The staff member with the posts they hold at this moment, be it for somebody away: all in a leader's session, else
    those of the desk. One query.

    Raises StaffSignInRequiredError.
    """
    actor = acting_staff(found.subject, parties=wiring.parties(), now=wiring.now())
    if actor is None:
        raise StaffSignInRequiredError
    return actor if found.kind == "leader" else at_the_desk(actor)


def admin(request: Request) -> Session:
    """An unlocked session of a member of staff who holds the admin's post.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError, ForbiddenError.
    """
    return _holder_of((ADMIN,), request)


def drafter(request: Request) -> Session:
    """An unlocked session of somebody who works on drafts of the catalogue: an admin, or the legal office.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError, ForbiddenError.
    """
    from chalicelib.domain.publication.draft import LEGAL

    return _holder_of((ADMIN, LEGAL), request)


def supervisor(request: Request) -> Session:
    """An unlocked session of a member of staff who holds the supervisor's post in any unit, be it for another.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError, ForbiddenError.
    """
    found = staff(request)
    if not held(staff_actor(found), lambda _unit, code: code == SUPERVISOR):
        raise ForbiddenError
    return found


def _holder_of(posts: tuple[str, ...], request: Request) -> Session:
    """In one's own name."""
    found = staff(request)
    if not any(post.rpartition(":")[2] in posts for post in staff_actor(found).posts):
        raise ForbiddenError
    return found


def same_origin(request: Request) -> None:
    """For posts before a session exists (sign-in): the browser must say that our own page sent them.

    Raises BadFormTokenError.
    """
    origin = request.headers.get("origin", "")
    if origin and origin != settings.site_origin():
        raise BadFormTokenError


def _check_form_token(request: Request, found: Session) -> None:
    same_origin(request)
    sent = request.headers.get("x-csrf-token", "")
    if not sent and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        sent = request.field("csrf_token")
    if not hmac.compare_digest(sent.encode(), found.form_token.encode()):
        raise BadFormTokenError
