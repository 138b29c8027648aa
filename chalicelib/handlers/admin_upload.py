"""Where a file with items is chosen: its script sends it to the API and opens the draft that it becomes."""

from chalicelib import wiring
from chalicelib.handlers.admin_drafts import desk_frame
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show
from chalicelib.handlers.visitor import admin
from chalicelib.usecases.edition_drafts import read_edition_draft


def upload(request: Request) -> Reply:
    """`?draft=` is the draft in whose place the file comes. Raises UnknownEditionDraftError."""
    held, draft = admin(request), request.query.get("draft", "")
    found = None
    if draft:
        found = read_edition_draft(
            draft, edition_drafts=wiring.edition_drafts(), catalogue=wiring.catalogue(), now=wiring.now()
        ).draft
    return show("admin/upload.html", **desk_frame(held), draft=found, command=wiring.entropy().token())
