"""目录变更公告: what was published, changed, suspended, cancelled and resumed, why and on what legal basis."""

from typing import Any, Final

from chalicelib import wiring
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show_public
from chalicelib.ports import Publication

PAGE: Final = 10
"""Publications of a page; each is one read."""
DIGITS: Final = 8
LINES: Final = 12
"""Lines told of one publication on the page; a program gets all."""


def changes(request: Request) -> Reply:
    """Newest first; `?before=` is a later page."""
    before = beyond(request)
    found, more = listed(before)
    return show_public(
        request,
        "hall/changes.html",
        rows=[_row(one) for one in found],
        later=bool(before),
        more=f"/changes?before={more}" if more else "",
    )


def beyond(request: Request) -> int:
    """The number below which to begin; 0 (the newest) also for what is no number of a publication."""
    typed = request.query.get("before", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS else 0


def listed(before: int) -> tuple[list[Publication], int]:
    """A page of publications, and the number beyond which the next page begins (0: none)."""
    newest = wiring.catalogue().publications(limit=1)
    if not newest:
        return [], 0
    top = min(before or newest[0].number + 1, newest[0].number + 1)
    found = list(wiring.catalogue().publications(beyond=top, limit=PAGE)) if top > 1 else []
    return found, found[-1].number if found and found[-1].number > 1 else 0


def _row(one: Publication) -> dict[str, Any]:
    from chalicelib.pages.change_words import log_line

    edition = wiring.edition()
    lines = one.told.get("changes", [])
    return {
        "published_at": one.published_at,
        "reason": one.told.get("reason", ""),
        "basis": one.told.get("basis", ""),
        "lines": [log_line(line, edition) for line in lines[:LINES]],
        "count": len(lines),
    }
