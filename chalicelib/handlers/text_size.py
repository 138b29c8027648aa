"""The size of the text that a reader has chosen: a cookie, so that it holds on every page without a script."""

from dataclasses import replace
from typing import Final

from chalicelib import settings
from chalicelib.handlers.request import Reply, Request
from chalicelib.pages.text_size import LARGE, NORMAL, enlarged

SIZES: Final = (NORMAL, LARGE)
_YEAR: Final = 365 * 24 * 3600


def size_of(request: Request) -> str:
    return LARGE if request.cookies.get(_name()) == LARGE else NORMAL


def size_cookie(size: str) -> str:
    secure = "; Secure" if settings.secure_site() else ""
    return f"{_name()}={size}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"


def in_size(request: Request, reply: Reply) -> Reply:
    """The page in the reader's size; anything else as it is."""
    if size_of(request) == NORMAL or not reply.content_type.startswith("text/html"):
        return reply
    return replace(reply, body=enlarged(reply.body))


def _name() -> str:
    return "__Host-text" if settings.secure_site() else "text"
