"""Bringing a draft up to date with the edition that came into force after it was begun."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.publication.draft import EditionDraft, acted
from chalicelib.domain.publication.merge import Conflict, Merged, Side, merged
from chalicelib.domain.times import stamp
from chalicelib.ports import Catalogue, EditionDrafts, StaleError
from chalicelib.usecases.draft_content import checked_content, stand_of, stand_of_older
from chalicelib.usecases.edition_drafts import DraftChangedError, Found, read_edition_draft
from chalicelib.usecases.edition_in_force import edition_in_force


class DraftConflictsError(Exception):
    """Parts that the draft and the later edition both changed, and of which nobody chose one."""

    code = "draft_conflicts"

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__("draft_conflicts")
        self.about = {"count": len(conflicts), "names": tuple(one.name for one in conflicts)}
        self.conflicts = conflicts


def look_at_rebase(found: Found, chosen: Mapping[str, Side], *, catalogue: Catalogue, now: datetime) -> Merged:
    """The draft's items laid over the edition in force; changes nothing. One that goes back to an older edition takes its
    place as a whole and meets no conflict."""
    base, in_force = catalogue.edition(found.draft.stand.base), edition_in_force(catalogue, now)
    return merged(base.data["items"], found.content.items, in_force.data["items"], chosen)


def rebase_edition_draft(
    draft_id: str,
    version: int,
    actor: Actor,
    chosen: Mapping[str, Side],
    *,
    edition_drafts: EditionDrafts,
    catalogue: Catalogue,
    now: datetime,
) -> EditionDraft:
    """On the edition in force already, it stays as it is.

    Raises UnknownEditionDraftError, DraftChangedError, DraftConflictsError, RefusedError.
    """
    found = read_edition_draft(draft_id, edition_drafts=edition_drafts, catalogue=catalogue, now=now)
    draft, stand = found.draft, found.draft.stand
    acted(draft, "rebase", actor, now=stamp(now), in_force=stand.base)
    if found.current:
        return draft
    if draft.version != version:
        raise DraftChangedError
    base = edition_in_force(catalogue, now)
    if stand.back_to:
        target = catalogue.edition(stand.back_to)
        new = stand_of_older(target, base, reason=stand.reason, basis=stand.basis, edition_drafts=edition_drafts)
    else:
        laid = look_at_rebase(found, chosen, catalogue=catalogue, now=now)
        if laid.conflicts:
            raise DraftConflictsError(laid.conflicts)
        content = checked_content(laid.items, base, now=now, unread=found.content.unread)
        new = stand_of(content, base, reason=stand.reason, basis=stand.basis, edition_drafts=edition_drafts, like=stand)
    changed = acted(draft, "rebase", actor, now=stamp(now), in_force=base.digest, stand=new)
    try:
        edition_drafts.change(changed)
    except StaleError:
        raise DraftChangedError from None
    return changed
