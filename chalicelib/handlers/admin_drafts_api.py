"""Drafts of the catalogue for programs: by the bearer session of an admin or of the legal office."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from chalicelib import wiring
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.publication.draft import Act
from chalicelib.handlers.admin_drafts_list_api import told_draft
from chalicelib.handlers.admin_drafts_operations import (
    CHANGE_EDITION_DRAFT,
    CREATE_EDITION_DRAFT,
    DISCARD_EDITION_DRAFT,
    PUBLISH_EDITION,
    REBASE_EDITION_DRAFT,
    RETURN_EDITION_DRAFT,
    SUBMIT_EDITION_DRAFT,
    TAKE_BACK_EDITION_DRAFT,
)
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.operation import Operation
from chalicelib.handlers.problems import InvalidError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import drafter, staff_actor
from chalicelib.usecases.edition_drafts import (
    Found,
    act_on_edition_draft,
    read_edition_draft,
    start_edition_draft,
    start_return_to,
)
from chalicelib.usecases.edition_drafts import change_edition_draft as change
from chalicelib.usecases.edition_in_force import edition_in_force
from chalicelib.usecases.item_file import ItemFile, read_item_file
from chalicelib.usecases.preview_edition_draft import part_words, preview_edition_draft
from chalicelib.usecases.publish_edition_draft import publish_edition_draft
from chalicelib.usecases.rebase_edition_draft import look_at_rebase
from chalicelib.usecases.rebase_edition_draft import rebase_edition_draft as rebase


def create_edition_draft(request: Request) -> Reply:
    """Raises RefusedError, ItemFileError, TableUnreadableError, UnknownEditionError, InvalidError."""
    actor = staff_actor(drafter(request))
    body, command = json_body(request, CREATE_EDITION_DRAFT), idempotency_key(request)
    why = (body["reason"], body["basis"])
    if "back_to" in body:
        draft = start_return_to(
            command,
            actor,
            body["back_to"],
            *why,
            edition_drafts=wiring.edition_drafts(),
            catalogue=wiring.catalogue(),
            now=wiring.now(),
        )
    else:
        draft = start_edition_draft(
            command,
            actor,
            *why,
            _file(body),
            edition_drafts=wiring.edition_drafts(),
            catalogue=wiring.catalogue(),
            now=wiring.now(),
        )
    told = told_draft(draft, current=True)
    return json_reply(told, status=201, headers={"Location": f"/api/edition-drafts/{draft.id}"})


def get_edition_draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError."""
    drafter(request)
    found = found_draft(request)
    return json_reply(told_draft(found.draft, current=found.current))


def change_edition_draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, DraftChangedError, RefusedError, ItemFileError, TableUnreadableError, InvalidError."""
    actor, body = staff_actor(drafter(request)), json_body(request, CHANGE_EDITION_DRAFT)
    missing = {"name", "content"} - body.keys()
    if len(missing) == 1:
        raise InvalidError(dict.fromkeys(missing, "required"))
    draft = change(
        request.params["edition_draft"],
        body["version"],
        actor,
        file=_file(body) if "content" in body else None,
        reason=body.get("reason"),
        basis=body.get("basis"),
        edition_drafts=wiring.edition_drafts(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )
    return json_reply(
        told_draft(draft, current=draft.stand.base == edition_in_force(wiring.catalogue(), wiring.now()).digest)
    )


def preview_edition(request: Request) -> Reply:
    """Raises UnknownEditionDraftError."""
    drafter(request)
    found = found_draft(request)
    changes = preview_edition_draft(found, catalogue=wiring.catalogue(), now=wiring.now())
    conflicts = (
        () if found.current else look_at_rebase(found, {}, catalogue=wiring.catalogue(), now=wiring.now()).conflicts
    )
    cells = [
        {"cell": cell, "item": "", "variant": "", "place": "", "sentence": sentence}
        for cell, sentence in found.content.unread
    ]
    return json_reply(
        {
            "changes": [asdict(change) for change in changes],
            "faults": [*cells, *({"cell": "", **asdict(fault)} for fault in found.content.faults)],
            "conflicts": [
                {"name": one.name, "mine": part_words(one.part, one.mine), "theirs": part_words(one.part, one.theirs)}
                for one in conflicts
            ],
        }
    )


def submit_edition_draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, DraftChangedError, RefusedError."""
    return _acted(request, SUBMIT_EDITION_DRAFT, "submit")


def take_back_edition_draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, DraftChangedError, RefusedError."""
    return _acted(request, TAKE_BACK_EDITION_DRAFT, "take_back")


def return_edition_draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, DraftChangedError, RefusedError."""
    return _acted(request, RETURN_EDITION_DRAFT, "send_back")


def discard_edition_draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, DraftChangedError, RefusedError."""
    return _acted(request, DISCARD_EDITION_DRAFT, "discard")


def rebase_edition_draft(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, DraftChangedError, DraftConflictsError, RefusedError."""
    actor, body = staff_actor(drafter(request)), json_body(request, REBASE_EDITION_DRAFT)
    draft = rebase(
        request.params["edition_draft"],
        body["version"],
        actor,
        body["chosen"],
        edition_drafts=wiring.edition_drafts(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )
    return json_reply(told_draft(draft, current=True))


def publish_edition(request: Request) -> Reply:
    """Raises UnknownEditionDraftError, DraftChangedError, RefusedError."""
    actor, body = staff_actor(drafter(request)), json_body(request, PUBLISH_EDITION)
    draft = publish_edition_draft(
        request.params["edition_draft"],
        body["version"],
        actor,
        edition_drafts=wiring.edition_drafts(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )
    return json_reply(told_draft(draft, current=False))


def found_draft(request: Request) -> Found:
    """Raises UnknownEditionDraftError."""
    return read_edition_draft(
        request.params["edition_draft"],
        edition_drafts=wiring.edition_drafts(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )


def _acted(request: Request, operation: Operation, act: Act) -> Reply:
    actor, body = staff_actor(drafter(request)), json_body(request, operation)
    draft = act_on_edition_draft(
        request.params["edition_draft"],
        act,
        body["version"],
        actor,
        body.get("words", ""),
        edition_drafts=wiring.edition_drafts(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )
    return json_reply(
        told_draft(draft, current=draft.stand.base == edition_in_force(wiring.catalogue(), wiring.now()).digest)
    )


def _file(body: Mapping[str, Any]) -> Callable[[Edition], ItemFile]:
    try:
        content = base64.b64decode(body["content"], validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError({"content": "pattern"}) from None
    return lambda base: read_item_file(body["name"], content, base, tables=wiring.tables())
