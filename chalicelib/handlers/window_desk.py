"""The walk-in on one screen: drawn, posted, kept for a moment with what was scanned, and come back to."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.material_pages import pages_of_draft
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, json_reply, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_forms import posted_intent, posted_walk_in
from chalicelib.pages import officer_view
from chalicelib.texts import error_text
from chalicelib.usecases.check_application import DISTRICT, InvalidApplicationError, application_schemas
from chalicelib.usecases.drafts import DRAFT_ID, SubmittedDraftError, UnknownDraftError
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.keep_walk_in import (
    Form,
    begin_walk_in,
    discard_walk_in,
    finish_walk_in,
    is_entered,
    keep_walk_in,
    papers_of_walk_in,
    walk_in_draft,
)
from chalicelib.usecases.offered import offered
from chalicelib.usecases.receive_at_window import receive_at_window
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.sign_in_staff import lock_desk

INVALID = 422
Shown = dict[str, Any]


def receive(request: Request) -> Reply:
    """The walk-in's form: the same form posted twice is the same case."""
    held = staff(request)
    actor, draft = staff_actor(held), request.field("draft")
    definition = offered_today(request.field("item"), request.field("variant"))
    intent = posted_intent(request, definition)
    try:
        papers = papers_of_walk_in(draft, held.subject, request.form, drafts=wiring.drafts(), uploads=wiring.uploads())
        done = receive_at_window(
            posted_walk_in(request, intent, papers),
            actor,
            log=wiring.log(),
            dossiers=wiring.dossiers(),
            catalogue=wiring.catalogue(),
            parties=wiring.parties(),
            entropy=wiring.entropy(),
            calendar=wiring.calendar(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
        )
    except (InvalidApplicationError, PapersIncompleteError) as error:
        return draw_desk(held, definition, request.form, draft=draft, errors=error.errors, status=INVALID)
    except RefusedError as error:
        flash = {"kind": "error", "text": error_text(error.code, **error.about).sentence}
        return draw_desk(held, definition, request.form, draft=draft, flash=flash, status=status_of(error.code))
    reference = reference_of(done.case.matter)
    finish_walk_in(draft, held.subject, reference, drafts=wiring.drafts())
    return see_other(f"/window/receipts/{reference}")


def kind(request: Request) -> Reply:
    """The same screen for a person or for a company, with what was entered so far."""
    held = staff(request)
    definition = offered_today(request.field("item"), request.field("variant"))
    return draw_desk(held, definition, request.form, draft=request.field("draft"))


def begin(request: Request) -> Reply:
    """Before the first page is scanned: {} → {"draft"}; the pages' own requests name it from then on."""
    held = staff(request)
    definition = offered_today(request.query.get("item", ""), request.query.get("variant", ""))
    draft = begin_walk_in(request.params["draft"], held.subject, definition, drafts=wiring.drafts(), now=wiring.now())
    return json_reply({"draft": draft.id}, status=201)


def lock(request: Request) -> Reply:
    """Locks the desk with the walk-in as it stands; it waits for its officer behind the PIN."""
    held = staff(request)
    lock_desk(held, guards=wiring.guards())
    return see_other(f"/staff/unlock?{urlencode({'next': _kept(held, request)})}")


def resume(request: Request) -> Reply:
    """The walk-in as it was kept; for whoever did not keep it, an empty desk.

    Raises UnknownDraftError when it cannot be one.
    """
    held, draft_id = staff(request), request.params["draft"]
    if not DRAFT_ID.fullmatch(draft_id):
        raise UnknownDraftError(draft_id)
    draft = walk_in_draft(draft_id, held.subject, drafts=wiring.drafts())
    if draft is None:
        return see_other("/window")
    if draft.matter:
        return see_other(f"/window/cases/{reference_of(draft.matter)}/correction")
    if draft.reference:
        return see_other(f"/window/receipts/{draft.reference}")
    return draw_desk(held, offered_today(draft.item, draft.variant), draft.fields, draft=draft.id)


def discard(request: Request) -> Reply:
    held = staff(request)
    discard_walk_in(request.params["draft"], held.subject, drafts=wiring.drafts())
    return see_other("/window")


def draw_desk(
    held: Session,
    definition: Definition,
    form: Form,
    *,
    draft: str = "",
    errors: Mapping[str, object] | None = None,
    flash: Shown | None = None,
    status: int = 200,
) -> Reply:
    """The walk-in's screen with what was entered, under a fresh command id: nothing of an earlier post stands. The
    draft's id stays, and with it what was scanned."""
    edition, command = wiring.edition(), wiring.entropy().token()
    fields = {DISTRICT: _own_county(held, definition)}
    fields |= {name: values[-1].strip() for name, values in form.items() if values}
    scans = officer_view.scan_slots(definition, _scanned(held, draft))
    return show(
        "window/desk.html",
        status=status,
        for_others=True,
        **staff_frame(held),
        definition=definition,
        schemas=application_schemas(definition, edition.data["applicants"], fields),
        fields=fields,
        materials=officer_view.materials_to_tick(definition, frozenset(form.get("original", ()))),
        scans=scans,
        scan_titles={f"pages.{slot['code']}": slot["name"] for slot in scans},
        rows=frozenset(form.get("row", ())),
        grounds=officer_view.grounds(),
        units=[unit for code, unit in edition.open_units().items() if code != definition.unit],
        grants=definition.instant and definition.flow.one_officer,
        command=command,
        draft=draft if DRAFT_ID.fullmatch(draft) else command,
        seconds_left=held.expires_at - int(wiring.now().timestamp()),
        errors=errors or {},
        flash=flash,
    )


def offered_today(item: str, variant: str) -> Definition:
    """Raises UnknownItemError, ItemSuspendedError."""
    return offered(wiring.edition(), item, variant, now=wiring.now())


def _own_county(held: Session, definition: Definition) -> str:
    """The county for which this officer receives a delegated item; empty at the city's own windows."""
    posts = staff_actor(held).posts
    given = (entry["county"] for entry in definition.data["delegation"] if f"{entry['unit']}:officer" in posts)
    return next(given, "")


def _kept(held: Session, request: Request) -> str:
    """Where the officer comes back to: the walk-in as kept, or the empty form when there was nothing to keep."""
    definition = wiring.edition().definition(request.field("item"), request.field("variant"))
    empty, draft = f"/window?item={definition.item}&variant={definition.variant}", request.field("draft")
    if not is_entered(request.form):
        return empty
    try:
        keep_walk_in(draft, held.subject, definition, request.form, drafts=wiring.drafts(), now=wiring.now())
    except SubmittedDraftError:
        return empty
    return f"/window/drafts/{draft}"


def _scanned(held: Session, draft_id: str) -> Mapping[str, Sequence[Shown]]:
    draft = walk_in_draft(draft_id, held.subject, drafts=wiring.drafts())
    return pages_of_draft(draft) if draft else {}
