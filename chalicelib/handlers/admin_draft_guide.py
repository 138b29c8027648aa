"""The guide of an item as it would be once a draft is published."""

from chalicelib import wiring
from chalicelib.domain.catalogue import Edition, UnknownItemError
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.versions import versions_of
from chalicelib.handlers.admin_drafts_api import found_draft
from chalicelib.handlers.guide_request import asked_ahead, drawn_guide
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show
from chalicelib.handlers.visitor import drafter
from chalicelib.usecases.draft_content import next_edition
from chalicelib.usecases.edition_drafts import Found


def guide(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, UnknownItemError, RefusedError (draft_wrong: it cannot be drawn yet)."""
    drafter(request)
    found, code = found_draft(request), request.params["code"]
    asked = asked_ahead(request, _as_drafted(found, code))
    return show(
        "admin/guide.html",
        draft=found.draft,
        **drawn_guide(asked),
        address=f"/admin/drafts/{found.draft.id}/items/{code}",
        published=(),
        coming=(),
    )


def _as_drafted(found: Found, code: str) -> Edition:
    """The edition that the draft makes, with the item in the version that begins last."""
    if found.content.wrong:
        raise RefusedError("draft_wrong", {"count": str(found.content.wrong)})
    after = next_edition(found.draft, found.content, wiring.catalogue(), now=wiring.now())
    versions = versions_of(after.data, code)
    if not versions:
        raise UnknownItemError(code)
    return Edition(after.digest, {**after.data, "items": {**after.data["items"], code: versions[-1]}})
