"""What every page has around it: the city's names, today's date, the nonce of its content security policy."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from chalicelib import settings, wiring
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.published import published
from chalicelib.handlers.request import Reply, Request
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.staff_names import names_of


def show(template: str, *, status: int = 200, cookies: tuple[str, ...] = (), **context: Any) -> Reply:
    """A page for one person, drawn from a template of `pages/`."""
    from chalicelib.pages.render import render

    nonce = wiring.entropy().token()
    today = wiring.now().astimezone(SHANGHAI).date()
    html = render(template, city=wiring.edition().city, nonce=nonce, today=today, **context)
    own = f"'nonce-{nonce}'"
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _policy(scripts=own, styles=own)}
    return Reply(status, html.encode(), headers=headers, cookies=cookies)


def show_public(request: Request, template: str, **context: Any) -> Reply:
    """A page that is the same for everybody, which caches may keep; its style is named by digest in the policy, because a
    nonce must not be kept."""
    from chalicelib.pages.render import inline_styles, render

    today = wiring.now().astimezone(SHANGHAI).date()
    html = render(template, city=wiring.edition().city, nonce="", today=today, **context)
    styles = " ".join(
        f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in inline_styles(html)
    )
    headers = {"Content-Security-Policy": _policy(scripts="'self'", styles=styles)}
    return published(request, Reply(200, html.encode(), headers=headers))


def staff_frame(held: Session) -> dict[str, Any]:
    """What the frame of the pages of window, supervision and admin needs."""
    return {"csrf": held.form_token, "officer": names_of([held.subject], parties=wiring.parties())[held.subject]}


def _policy(*, scripts: str, styles: str) -> str:
    """Own scripts and styles only; photos and uploads go to the bucket's own origin."""
    bucket = settings.value("PAPERS_ORIGIN")
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; "
        f"img-src 'self' data: blob: {bucket}; connect-src 'self' {bucket}; frame-src {bucket}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
