"""The drafts of the catalogue as a list: apart from what is done with one, so that it starts without publication's checks."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.publication.draft import EditionDraft
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import drafter
from chalicelib.usecases.edition_in_force import edition_in_force

PAGE = 20
"""Drafts of a page."""

DIGITS = 8


def list_edition_drafts(request: Request) -> Reply:
    drafter(request)
    found, more = listed_drafts(request)
    in_force = edition_in_force(wiring.catalogue(), wiring.now()).digest
    told = [told_draft(draft, current=draft.stand.base == in_force) for draft in found]
    return json_reply({"drafts": told, "beyond": str(more or "")})


def listed_drafts(request: Request) -> tuple[list[EditionDraft], int]:
    """A page of drafts by `?before=`, and the number beyond which the next page begins (0: none)."""
    typed = request.query.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS else 0
    found = list(wiring.edition_drafts().newest(beyond=before, limit=PAGE))
    return found, found[-1].number if len(found) == PAGE and found[-1].number > 1 else 0


def told_draft(draft: EditionDraft, *, current: bool) -> Mapping[str, Any]:
    stand = draft.stand
    return {
        "id": draft.id,
        "number": draft.number,
        "version": draft.version,
        "state": draft.state,
        "base": stand.base,
        "current": current,
        "back_to": stand.back_to,
        "reason": stand.reason,
        "basis": stand.basis,
        "file": stand.file,
        "changed": stand.changed,
        "wrong": stand.wrong,
        "events": [{"act": one.act, "by": one.by, "at": one.at, "words": one.words} for one in draft.events],
    }
