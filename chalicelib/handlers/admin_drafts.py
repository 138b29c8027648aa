"""Drafts of the catalogue on pages: the list, one draft with its faults and its changes, and what may be done with it."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.actor import ADMIN
from chalicelib.domain.publication.draft import EditionDraft, possible_acts
from chalicelib.domain.refused import RefusedError
from chalicelib.handlers.admin_drafts_api import found_draft
from chalicelib.handlers.admin_drafts_list_api import listed_drafts
from chalicelib.handlers.admin_export import attachment
from chalicelib.handlers.problems import NotFoundError, status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import drafter, staff_actor
from chalicelib.pages.edition_draft_view import change_rows, draft_row, event_rows, fault_rows, mark_of, part_name
from chalicelib.texts import error_text, text
from chalicelib.usecases.edition_drafts import DraftChangedError, Found, act_on_edition_draft, change_edition_draft
from chalicelib.usecases.item_table import MOST_ROWS, read_items
from chalicelib.usecases.preview_edition_draft import part_words, preview_edition_draft
from chalicelib.usecases.publish_edition_draft import publish_edition_draft
from chalicelib.usecases.rebase_edition_draft import DraftConflictsError, look_at_rebase, rebase_edition_draft
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.staff_names import names_of

LOG = logging.getLogger("buqiuren")
DONE: Final = frozenset({"start", "change", "rebase", "submit", "take_back", "send_back", "discard", "publish"})
SHOWN: Final = 30
"""Changes of a page; the rest follows on the next."""

LOOKED_THROUGH: Final = 100
"""Drafts among which those that wait are looked for."""


def drafts(request: Request) -> Reply:
    """What waits for the legal office first, then everything, newest first; `?before=` is a later page."""
    held = drafter(request)
    found, more = listed_drafts(request)
    waiting = [] if "before" in request.query else _waiting()
    names = _names([*found, *waiting])
    return show(
        "admin/drafts.html",
        **desk_frame(held),
        waiting=[draft_row(draft, names) for draft in waiting],
        rows=[draft_row(draft, names) for draft in found],
        later="before" in request.query,
        more=f"/admin/drafts?before={more}" if more else "",
    )


def draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError."""
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"edition_draft.done.{done}")} if done in DONE else None
    return _page(request, drafter(request), flash=flash)


def act(request: Request) -> Reply:
    """One act by the draft's page; what is refused is told there, with what was typed. Raises UnknownEditionDraftError."""
    held, then = drafter(request), request.field("then")
    if then not in DONE - {"start"} or not request.field("version").isdecimal():
        raise BadRequestError("form_incomplete")
    try:
        _acted(request, held, then)
    except (RefusedError, DraftChangedError, DraftConflictsError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(request, held, flash={"kind": "error", "text": told}, status=status_of(error.code))
    LOG.info("%s: %s of edition draft %s", held.subject, then, request.params["edition_draft"])
    return see_other(f"/admin/drafts/{request.params['edition_draft']}?done={then}")


def workbook(request: Request) -> Reply:
    """The workbook as it came, with a comment on each wrong cell. Raises UnknownEditionDraftError, NotFoundError."""
    drafter(request)
    stand = found_draft(request).draft.stand
    if not stand.body:
        raise NotFoundError
    body = wiring.edition_drafts().read(stand.body)
    cells = wiring.tables().read(body, stand.file, most_rows=MOST_ROWS)
    read = read_items(cells, wiring.catalogue().edition(stand.base), now=wiring.now())
    marked = wiring.tables().mark(body, ((fault.cell, fault.sentence) for fault in read.faults))
    return attachment(marked, "xlsx", text("edition_draft.marked_name", name=stand.file.removesuffix(".xlsx")))


def desk_frame(held: Session) -> dict[str, Any]:
    """The admin's frame; who is of the legal office only sees the catalogue's pages only."""
    actor = staff_actor(held)
    only_legal = not any(post.endswith(f":{ADMIN}") for post in actor.posts)
    return {**staff_frame(held), "only_legal": only_legal}


def _acted(request: Request, held: Session, then: str) -> None:
    draft_id, version, actor = request.params["edition_draft"], int(request.field("version")[:9]), staff_actor(held)
    ports: dict[str, Any] = {
        "edition_drafts": wiring.edition_drafts(),
        "catalogue": wiring.catalogue(),
        "now": wiring.now(),
    }
    match then:
        case "publish":
            publish_edition_draft(draft_id, version, actor, **ports)
        case "rebase":
            rebase_edition_draft(draft_id, version, actor, _chosen(request), **ports)
        case "change":
            reason, basis = request.field("reason"), request.field("basis")
            change_edition_draft(draft_id, version, actor, reason=reason, basis=basis, **ports)
        case "submit" | "take_back" | "send_back" | "discard":
            act_on_edition_draft(draft_id, then, version, actor, request.field("words"), **ports)


def _chosen(request: Request) -> Mapping[str, Any]:
    """By a conflict's name, as its radio buttons say."""
    named = {name.removeprefix("of."): request.field(name) for name in request.form if name.startswith("of.")}
    return {name: side for name, side in named.items() if side in ("mine", "theirs")}


def _page(request: Request, held: Session, *, flash: Mapping[str, str] | None = None, status: int = 200) -> Reply:
    found, actor = found_draft(request), staff_actor(held)
    current = found.draft
    wrong = bool(found.content.wrong)
    changes = preview_edition_draft(found, catalogue=wiring.catalogue(), now=wiring.now())
    first = _first(request, len(changes))
    shown = changes[first : first + SHOWN]
    frame, acts = desk_frame(held), possible_acts(current, actor)
    item_names = {change.code: change.name for change in changes}
    return show(
        "admin/draft.html",
        status=status,
        **frame,
        draft=current,
        mark=mark_of(current),
        current=found.current or current.state in ("published", "discarded"),
        before=text("edition_draft.before." + ("in_force" if found.current else "base")),
        conflicts=_conflicts(found) if "rebase" in acts else [],
        faults=fault_rows(found.content.unread, found.content.faults, item_names),
        changes=change_rows(shown, wrong=wrong),
        changed=len(changes),
        first=first,
        beyond=first + SHOWN if first + SHOWN < len(changes) else 0,
        acts=acts,
        own="publish" not in acts and current.state == "submitted" and actor.id in current.authors,
        events=event_rows(current, _names([current])),
        posted={name: request.field(name) for name in request.form} if request.method == "POST" else {},
        flash=flash,
    )


def _conflicts(found: Found) -> list[dict[str, str]]:
    if found.current or found.draft.stand.back_to:
        return []
    laid = look_at_rebase(found, {}, catalogue=wiring.catalogue(), now=wiring.now())
    return [
        {
            "name": one.name,
            "item": str(found.content.items[one.item].get("name") or one.item),
            "part": part_name(one.part),
            "mine": part_words(one.part, one.mine),
            "theirs": part_words(one.part, one.theirs),
        }
        for one in laid.conflicts
    ]


def _waiting() -> list[EditionDraft]:
    """What the legal office has been given, the one that waits longest first."""
    newest = wiring.edition_drafts().newest(limit=LOOKED_THROUGH)
    return sorted((one for one in newest if one.state == "submitted"), key=lambda one: one.events[-1].at)


def _first(request: Request, count: int) -> int:
    typed = request.query.get("from", "")
    first = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(count)) else 0
    return first if first < count else 0


def _names(found: Iterable[EditionDraft]) -> Mapping[str, str]:
    people = {event.by for draft in found for event in draft.events}
    return names_of(sorted(people), parties=wiring.parties())
