"""The legal office publishes a draft: it becomes the edition in force, and its record says which one."""

from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.publication.draft import EditionDraft, acted, became
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, EditionDrafts, StaleError
from chalicelib.usecases.draft_content import next_edition
from chalicelib.usecases.edition_drafts import DraftChangedError, read_edition_draft
from chalicelib.usecases.publish_edition import BadEditionError, publish_edition

LOOKED_BACK = 20
"""Publications among which one that a crash cut off from its draft is looked for."""


def publish_edition_draft(
    draft_id: str, version: int, actor: Actor, *, edition_drafts: EditionDrafts, catalogue: Catalogue, now: datetime
) -> EditionDraft:
    """The draft, published; its last event names the edition. Publishing again is answered by what was published.

    Raises UnknownEditionDraftError, DraftChangedError, RefusedError.
    """
    found = read_edition_draft(draft_id, edition_drafts=edition_drafts, catalogue=catalogue, now=now)
    draft = found.draft
    if draft.state == "published" and draft.events[-1].by == actor.id:
        return draft
    if not found.current and (known := _published_as(draft_id, catalogue)):
        return _recorded(draft, known, actor, edition_drafts=edition_drafts, now=now)
    base = catalogue.edition(draft.stand.base)
    in_force = base.digest if found.current else ""
    acted(draft, "publish", actor, now=stamp(now), in_force=in_force)
    if draft.version != version:
        raise DraftChangedError
    following = next_edition(draft, found.content, catalogue, now=now)
    try:
        edition = publish_edition(
            following.data,
            catalogue=catalogue,
            now=now,
            before=base,
            reason=draft.stand.reason,
            basis=draft.stand.basis,
            draft=draft.id,
        )
    except StaleError:
        raise RefusedError("draft_outdated") from None
    except BadEditionError as error:
        raise RefusedError("draft_wrong", {"count": str(len(error.faults))}) from None
    return _recorded(draft, edition.digest, actor, edition_drafts=edition_drafts, now=now)


def _recorded(
    draft: EditionDraft, edition: str, actor: Actor, *, edition_drafts: EditionDrafts, now: datetime
) -> EditionDraft:
    """Whatever happened to the draft while it was being published is followed by its publication."""
    while True:
        published = became(draft, edition, actor, now=stamp(now))
        try:
            edition_drafts.change(published)
        except StaleError:
            standing = edition_drafts.get(draft.id)
            if standing is None or standing.state == "published":
                return standing or published
            draft = standing
        else:
            return published


def _published_as(draft_id: str, catalogue: Catalogue) -> str:
    """The edition that the record of publications names for the draft; empty for none."""
    newest = catalogue.publications(limit=LOOKED_BACK)
    return next((one.edition for one in newest if one.told.get("draft") == draft_id), "")
