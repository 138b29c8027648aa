"""The editions that have been in force, and the way back to one: by a draft that the legal office publishes."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.catalogue import digest_in
from chalicelib.domain.refused import RefusedError
from chalicelib.handlers.admin_drafts import desk_frame
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show
from chalicelib.handlers.site_changes import beyond, listed
from chalicelib.handlers.visitor import admin, staff_actor
from chalicelib.ports import Publication
from chalicelib.texts import error_text
from chalicelib.usecases.edition_drafts import start_return_to
from chalicelib.usecases.edition_in_force import edition_in_force
from chalicelib.usecases.sessions import Session


def editions(request: Request) -> Reply:
    """Newest first; `?before=` is a later page."""
    return _page(request, admin(request))


def go_back(request: Request) -> Reply:
    """Raises UnknownEditionError."""
    held, command = admin(request), posted_command(request)
    try:
        draft = start_return_to(
            command,
            staff_actor(held),
            request.field("edition"),
            request.field("reason"),
            request.field("basis"),
            edition_drafts=wiring.edition_drafts(),
            catalogue=wiring.catalogue(),
            now=wiring.now(),
        )
    except RefusedError as error:
        told = error_text(error.code, **error.about).sentence
        return _page(request, held, flash={"kind": "error", "text": told}, status=status_of(error.code))
    return see_other(f"/admin/drafts/{draft.id}?done=start")


def _page(request: Request, held: Session, *, flash: dict[str, str] | None = None, status: int = 200) -> Reply:
    found, more = listed(beyond(request))
    in_force = digest_in(edition_in_force(wiring.catalogue(), wiring.now()).digest)
    return show(
        "admin/editions.html",
        status=status,
        **desk_frame(held),
        rows=[_row(one, in_force) for one in found],
        more=f"/admin/editions?before={more}" if more else "",
        typed={name: request.field(name) for name in ("edition", "reason", "basis")},
        command=wiring.entropy().token(),
        flash=flash,
    )


def _row(one: Publication, in_force: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "edition": one.edition,
        "published_at": one.published_at,
        "reason": one.told.get("reason", ""),
        "count": len(one.told.get("changes", [])),
        "in_force": one.edition == in_force,
    }
