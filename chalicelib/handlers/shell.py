"""What every page has around it: the city's names, today's date, the nonce of its content security policy."""

from typing import Any

from chalicelib import settings, wiring
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.request import Reply
from chalicelib.usecases.acting_staff import names_of
from chalicelib.usecases.sessions import Session


def show(template: str, *, status: int = 200, cookies: tuple[str, ...] = (), **context: Any) -> Reply:
    """A page for one person, drawn from a template of `pages/`."""
    from chalicelib.pages.render import render

    nonce = wiring.entropy().token()
    today = wiring.now().astimezone(SHANGHAI).date()
    html = render(template, city=wiring.edition().city, nonce=nonce, today=today, **context)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _policy(nonce)}
    return Reply(status, html.encode(), headers=headers, cookies=cookies)


def staff_frame(held: Session) -> dict[str, Any]:
    """What the frame of the pages of window, supervision and admin needs."""
    return {"csrf": held.form_token, "officer": names_of([held.subject], parties=wiring.parties())[held.subject]}


def _policy(nonce: str) -> str:
    """Own scripts and styles only; photos and uploads go to the bucket's own origin."""
    bucket = settings.value("PAPERS_ORIGIN")
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        f"img-src 'self' data: blob: {bucket}; connect-src 'self' {bucket}; frame-src {bucket}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
