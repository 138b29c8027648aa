"""Drafts of editions as admins make them and as the legal office answers: start, change, give, take back, send back, discard."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.draft import Act, EditionDraft, Stand, acted, started
from chalicelib.domain.refused import RefusedError
from chalicelib.domain.times import stamp
from chalicelib.domain.words import refuse_too_long
from chalicelib.ports import Catalogue, EditionDrafts, StaleError
from chalicelib.usecases.draft_content import Content, checked_content, content_from, stand_of, stand_of_older
from chalicelib.usecases.edition_in_force import edition_in_force
from chalicelib.usecases.item_file import ItemFile


class UnknownEditionDraftError(LookupError):
    """No draft of this id."""

    code = "edition_draft_unknown"


class DraftChangedError(Exception):
    """The draft is no longer as whoever acts on it last saw it."""

    code = "draft_changed"


@dataclass(frozen=True)
class Found:
    """A draft, what it says, and whether the edition that it was made on is still the one in force."""

    draft: EditionDraft
    content: Content
    current: bool


def read_edition_draft(draft_id: str, *, edition_drafts: EditionDrafts, catalogue: Catalogue, now: datetime) -> Found:
    """Raises UnknownEditionDraftError."""
    draft = _read(draft_id, edition_drafts)
    content = content_from(edition_drafts.read(draft.stand.content))
    return Found(draft, content, draft.stand.base == edition_in_force(catalogue, now).digest)


def start_edition_draft(
    command: str,
    actor: Actor,
    reason: str,
    basis: str,
    items: Callable[[Edition], Mapping[str, Mapping[str, Any]] | ItemFile],
    *,
    on: str = "",
    edition_drafts: EditionDrafts,
    catalogue: Catalogue,
    now: datetime,
) -> EditionDraft:
    """A draft on the edition in force, or on the one named by `on`; `items` makes them of it. The same command again is
    answered by its draft.

    Raises UnknownEditionError, RefusedError and what `items` raises.
    """
    draft_id = _id(command)
    if standing := edition_drafts.get(draft_id):
        return standing
    base = catalogue.edition(on) if on else edition_in_force(catalogue, now)
    stand = _made(items(base), base, reason, basis, edition_drafts=edition_drafts, now=now)
    return edition_drafts.add(started(draft_id, stand, actor, now=stamp(now)))


def start_return_to(
    command: str,
    actor: Actor,
    edition: str,
    reason: str,
    basis: str,
    *,
    edition_drafts: EditionDrafts,
    catalogue: Catalogue,
    now: datetime,
) -> EditionDraft:
    """A draft that puts an older edition in force again. Raises UnknownEditionError, RefusedError."""
    draft_id = _id(command)
    if standing := edition_drafts.get(draft_id):
        return standing
    _check_length(reason, basis)
    target, base = catalogue.edition(edition), edition_in_force(catalogue, now)
    stand = stand_of_older(target, base, reason=reason, basis=basis, edition_drafts=edition_drafts)
    return edition_drafts.add(started(draft_id, stand, actor, now=stamp(now)))


def change_edition_draft(
    draft_id: str,
    version: int,
    actor: Actor,
    *,
    edition_drafts: EditionDrafts,
    catalogue: Catalogue,
    now: datetime,
    file: Callable[[Edition], ItemFile] | None = None,
    item: Mapping[str, Any] | None = None,
    reason: str | None = None,
    basis: str | None = None,
) -> EditionDraft:
    """`file` takes the place of everything the draft says, `item` that of one item; reason and basis stay where they are not
    named. `version` is the draft's as the actor saw it.

    Raises UnknownEditionDraftError, DraftChangedError, RefusedError and what `file` raises.
    """
    draft = _read(draft_id, edition_drafts)
    was, base = draft.stand, catalogue.edition(draft.stand.base)
    why = was.reason if reason is None else reason
    law = was.basis if basis is None else basis
    _check_length(why, law)
    acted(draft, "change", actor, now=stamp(now), in_force=was.base)
    if was.back_to and (file or item):
        raise RefusedError("draft_goes_back")
    if file is not None:
        stand = _made(file(base), base, why, law, edition_drafts=edition_drafts, now=now)
    elif item is not None:
        known = content_from(edition_drafts.read(was.content))
        items = {**known.items, str(item["code"]): item}
        content = checked_content(items, base, now=now, unread=known.unread)
        stand = stand_of(content, base, reason=why, basis=law, edition_drafts=edition_drafts, like=was)
    else:
        stand = replace(was, reason=why, basis=law)
    return _act(draft, "change", version, actor, edition_drafts=edition_drafts, now=now, in_force=was.base, stand=stand)


def act_on_edition_draft(
    draft_id: str,
    act: Act,
    version: int,
    actor: Actor,
    words: str = "",
    *,
    edition_drafts: EditionDrafts,
    catalogue: Catalogue,
    now: datetime,
) -> EditionDraft:
    """Gives the draft to the legal office, takes it back, sends it back or discards it. The same act by the same person on
    the same version again is answered by the draft.

    Raises UnknownEditionDraftError, DraftChangedError, RefusedError.
    """
    draft = _read(draft_id, edition_drafts)
    if _done_already(draft, act, version, actor):
        return draft
    in_force = edition_in_force(catalogue, now).digest
    return _act(draft, act, version, actor, edition_drafts=edition_drafts, now=now, in_force=in_force, words=words)


def _act(
    draft: EditionDraft,
    act: Act,
    version: int,
    actor: Actor,
    *,
    edition_drafts: EditionDrafts,
    now: datetime,
    in_force: str,
    stand: Stand | None = None,
    words: str = "",
) -> EditionDraft:
    changed = acted(draft, act, actor, now=stamp(now), in_force=in_force, stand=stand, words=words)
    if draft.version != version:
        raise DraftChangedError
    try:
        edition_drafts.change(changed)
    except StaleError:
        raise DraftChangedError from None
    return changed


def _done_already(draft: EditionDraft, act: Act, version: int, actor: Actor) -> bool:
    last = draft.events[-1]
    return (draft.version, last.act, last.by) == (version + 1, act, actor.id)


def _made(
    found: Mapping[str, Mapping[str, Any]] | ItemFile,
    base: Edition,
    reason: str,
    basis: str,
    *,
    edition_drafts: EditionDrafts,
    now: datetime,
) -> Stand:
    _check_length(reason, basis)
    file = found if isinstance(found, ItemFile) else None
    items = found.items if isinstance(found, ItemFile) else found
    content = checked_content(items, base, now=now, unread=file.unread if file else ())
    return stand_of(content, base, reason=reason, basis=basis, edition_drafts=edition_drafts, file=file)


def _read(draft_id: str, edition_drafts: EditionDrafts) -> EditionDraft:
    draft = edition_drafts.get(draft_id)
    if draft is None:
        raise UnknownEditionDraftError(draft_id)
    return draft


def _check_length(reason: str, basis: str) -> None:
    refuse_too_long(reason)
    refuse_too_long(basis)


def _id(command: str) -> str:
    return hashlib.sha256(f"edition-draft:{command}".encode()).hexdigest()[:16]
