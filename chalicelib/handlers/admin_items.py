"""One item of the catalogue changed on a page: into a new draft, or into one that is in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.draft import possible_acts
from chalicelib.domain.refused import RefusedError
from chalicelib.handlers.admin_drafts import desk_frame
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show
from chalicelib.handlers.visitor import admin, staff_actor
from chalicelib.texts import UnknownTextError, error_text, text
from chalicelib.usecases.edit_item import FIELDS, REST, edited_item, fields_of
from chalicelib.usecases.edition_drafts import (
    DraftChangedError,
    Found,
    change_edition_draft,
    read_edition_draft,
    start_edition_draft,
)
from chalicelib.usecases.edition_in_force import edition_in_force
from chalicelib.usecases.sessions import Session

LISTED: Final = 20
WRONG: Final = 422


@dataclass(frozen=True)
class _Opened:
    """The item that is changed, the edition that it is changed on, and the draft that it goes into, if there is one."""

    item: Mapping[str, Any]
    base: Edition
    found: Found | None

    @property
    def draft(self) -> str:
        return self.found.draft.id if self.found else ""

    @property
    def version(self) -> int:
        return self.found.draft.version if self.found else 0


def items(request: Request) -> Reply:
    """Items by name, to choose the one to change; `?draft=` is the draft that it goes into."""
    held, words = admin(request), request.query.get("q", "").strip()
    edition = wiring.edition()
    found = list(wiring.search_index().find(words))[:LISTED] if words else []
    rows = [{"code": one["code"], "name": one["name"], "unit": edition.unit(one["unit"])["name"]} for one in found]
    return show("admin/items.html", **desk_frame(held), rows=rows, words=words, draft=request.query.get("draft", ""))


def item(request: Request) -> Reply:
    """Raises UnknownItemError, UnknownEditionDraftError, UnknownEditionError."""
    held, opened = admin(request), _opened(request, request.query.get("draft", ""))
    return _page(held, opened, fields_of(opened.item))


def change(request: Request) -> Reply:
    """What cannot be read is told at its field, and nothing that was typed is lost.

    Raises UnknownItemError, UnknownEditionDraftError, UnknownEditionError.
    """
    held, command = admin(request), posted_command(request)
    if not request.field("version").isdecimal():
        raise BadRequestError("form_incomplete")
    opened = _opened(request, request.field("draft"), request.field("base"))
    typed = {name: request.form[name][-1] for name in (*(field.part for field in FIELDS), REST) if name in request.form}
    edited = edited_item(opened.item, typed)
    if edited.wrong:
        return _page(held, opened, typed, request=request, wrong=edited.wrong, status=WRONG)
    try:
        draft = _kept(request, held, command, opened, edited.item)
    except (RefusedError, DraftChangedError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        flash = {"kind": "error", "text": told}
        return _page(held, opened, typed, request=request, flash=flash, status=status_of(error.code))
    return see_other(f"/admin/drafts/{draft}?done={'change' if opened.found else 'start'}")


def _kept(request: Request, held: Session, command: str, opened: _Opened, edited: Mapping[str, Any]) -> str:
    """The id of the draft that holds the item now."""
    actor = staff_actor(held)
    if opened.found:
        version = int(request.field("version")[:9])
        kept = change_edition_draft(
            opened.draft,
            version,
            actor,
            item=edited,
            edition_drafts=wiring.edition_drafts(),
            catalogue=wiring.catalogue(),
            now=wiring.now(),
        )
    else:
        reason, basis = request.field("reason"), request.field("basis")
        kept = start_edition_draft(
            command,
            actor,
            reason,
            basis,
            lambda _: {str(edited["code"]): edited},
            on=opened.base.digest,
            edition_drafts=wiring.edition_drafts(),
            catalogue=wiring.catalogue(),
            now=wiring.now(),
        )
    return kept.id


def _opened(request: Request, draft: str, base: str = "") -> _Opened:
    code, catalogue, now = request.params["code"], wiring.catalogue(), wiring.now()
    if not draft:
        edition = catalogue.edition(base) if base else edition_in_force(catalogue, now)
        return _Opened(edition.item(code), edition, None)
    found = read_edition_draft(draft, edition_drafts=wiring.edition_drafts(), catalogue=catalogue, now=now)
    edition = catalogue.edition(found.draft.stand.base)
    return _Opened(found.content.items.get(code) or edition.item(code), edition, found)


def _page(
    held: Session,
    opened: _Opened,
    words: Mapping[str, str],
    *,
    request: Request | None = None,
    wrong: Mapping[str, str] | None = None,
    flash: Mapping[str, str] | None = None,
    status: int = 200,
) -> Reply:
    shown = {**fields_of(opened.item), **words}
    draft = opened.found.draft if opened.found else None
    return show(
        "admin/item.html",
        status=status,
        **desk_frame(held),
        item=opened.item,
        unit=opened.base.units().get(str(opened.item.get("unit")), {}).get("name", ""),
        draft=draft,
        closed=draft is not None and "change" not in possible_acts(draft, staff_actor(held)),
        base=opened.base.digest,
        version=opened.version,
        fields=[_field(field.part, field.title, shown[field.part]) for field in FIELDS],
        rest=_field(REST, text("edition_draft.rest"), shown[REST]),
        reason=request.field("reason") if request else "",
        basis=request.field("basis") if request else "",
        command=wiring.entropy().token(),
        wrong=wrong or {},
        flash=flash,
    )


def _field(part: str, title: str, words: str) -> dict[str, Any]:
    try:
        hint = text(f"edition_draft.hint.{part}")
    except UnknownTextError:
        hint = ""
    rows = min(16, words.count("\n") + 2) if part in _LONG or "\n" in words else 1
    return {"name": part, "title": title, "hint": hint, "words": words, "rows": rows}


_LONG: Final = ("who", "conditions", "legal_basis", "materials", "keywords", "fees", "fee_basis", "ended", REST)
