"""Large text for who reads it better: chosen on any page, kept for a year."""

from urllib.parse import urlsplit

from chalicelib import settings
from chalicelib.handlers.request import BadRequestError, Reply, Request, see_other
from chalicelib.handlers.text_size import SIZES, size_cookie
from chalicelib.handlers.visitor import same_origin


def choose(request: Request) -> Reply:
    """Keeps the size and goes back to the page on which it was chosen.

    Raises BadFormTokenError, BadRequestError (form_incomplete).
    """
    same_origin(request)
    size = request.field("size")
    if size not in SIZES:
        raise BadRequestError("form_incomplete")
    return see_other(_came_from(request), cookies=(size_cookie(size),))


def _came_from(request: Request) -> str:
    """The path of our own page that the browser names, the home page where it names none."""
    came = urlsplit(request.headers.get("referer", ""))
    if f"{came.scheme}://{came.netloc}" != settings.site_origin():
        return "/"
    path = f"/{came.path.lstrip('/')}"
    return f"{path}?{came.query}" if came.query else path
