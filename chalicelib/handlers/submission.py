"""The citizen's own pages: my cases, and an application or correction step by step until it is submitted."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.identity import masked_phone
from chalicelib.domain.reference import MatterKind, kind_of, reference_of
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers import submission_pages as pages
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, json_reply, see_other
from chalicelib.handlers.shell import show
from chalicelib.handlers.submission_batch_pages import batch_draft_row, batch_row, my_batches
from chalicelib.handlers.submission_case_pages import correction_page
from chalicelib.ports import Draft
from chalicelib.usecases.batch_draft import is_batch
from chalicelib.usecases.check_application import KIND, InvalidApplicationError, check_application
from chalicelib.usecases.drafts import (
    drafted,
    keep_pages,
    new_draft,
    offered_online,
    read_draft,
    save_draft,
)
from chalicelib.usecases.gather_papers import PapersIncompleteError, gather_papers
from chalicelib.usecases.list_my_cases import list_my_cases
from chalicelib.usecases.own_rows import LISTED, side_by_side
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.submit_case import submit_case
from chalicelib.usecases.supply_correction import supply_correction

UNCHOSEN = "variant_required"


def mine(request: Request) -> Reply:
    """Unfinished drafts, and the account's cases and batches, newest first; `?after=matter:seq` shows the person's own last
    change, `?before=` a later page."""
    found = visitor.citizen(request)
    after, before = request.query.get("after", ""), request.query.get("before", "")
    cases = list_my_cases(
        found.subject,
        after,
        before,
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        parties=wiring.parties(),
    )
    listed = side_by_side([cases, my_batches(found, after, before)], most=LISTED)
    drafts = wiring.drafts().of_owner(found.subject)
    return show(
        "hall/mine.html",
        csrf=found.form_token,
        phone=masked_phone(found.data["phone"]),
        cases=[
            pages.case_row(one) if kind_of(one.matter) is MatterKind.CASE else batch_row(one) for one in listed.matters
        ],
        drafts=[]
        if before
        else [batch_draft_row(draft) if is_batch(draft) else pages.draft_row(draft) for draft in drafts],
        more=f"/mine?{urlencode({'before': listed.beyond})}" if listed.beyond else "",
    )


def apply(request: Request) -> Reply:
    """Before a draft is made: which variant, or an unfinished application of this item to go on with.

    Raises UnknownItemError, ItemSuspendedError, ItemOfflineError.
    """
    found = visitor.citizen(request)
    return _apply_page(found, request.params["code"], request.query.get("variant", ""), {})


def begin_draft(request: Request) -> Reply:
    """The nonce of the page is the draft's id, so that a double tap makes one draft."""
    found = visitor.citizen(request)
    item, variant = request.field("item"), request.field("variant")
    if not variant:
        return _apply_page(found, item, "", {"variant": UNCHOSEN}, status=422)
    draft = new_draft(
        request.field("command"),
        found.subject,
        item,
        variant,
        edition=wiring.edition(),
        drafts=wiring.drafts(),
        now=wiring.now(),
    )
    return see_other(f"/drafts/{draft.id}")


def draft_form(request: Request) -> Reply:
    found, draft = _own_draft(request)
    if is_batch(draft):
        return see_other(f"/batch-drafts/{draft.id}")
    if draft.reference:
        return see_other(f"/cases/{draft.reference}")
    if draft.matter:
        return correction_page(found, draft, {})
    definition = _definition(draft)
    if _must_choose(draft, definition.data["applicants"], request):
        return pages.kind_page(found, draft, definition)
    return pages.form_page(found, draft, definition, {})


def choose_kind(request: Request) -> Reply:
    """Who applies decides which form is drawn; what was typed is kept."""
    found, draft = _own_draft(request)
    _save(found, draft, {**draft.fields, KIND: request.field(KIND)})
    return see_other(f"/drafts/{draft.id}")


def autosave(request: Request) -> Reply:
    """What draft.js sends while the person types: {"form": {name: value}}."""
    found, draft = _own_draft(request)
    form = request.json.get("form")
    _save(found, draft, form if isinstance(form, dict) else {})
    return json_reply({"saved": True})


def save_form(request: Request) -> Reply:
    found, draft = _own_draft(request)
    if draft.reference:
        return see_other(f"/cases/{draft.reference}")
    definition = _definition(draft)
    saved = _save(found, draft, _posted(request))
    try:
        _check(saved)
    except InvalidApplicationError as wrong:
        return pages.form_page(found, saved, definition, wrong.errors, status=422)
    return see_other(f"/drafts/{draft.id}/{'materials' if pages.wanted(saved, definition) else 'confirm'}")


def materials_form(request: Request) -> Reply:
    found, draft = _own_draft(request)
    if draft.reference:
        return see_other(f"/cases/{draft.reference}")
    return pages.materials_page(found, draft, _definition(draft), {})


def save_materials(request: Request) -> Reply:
    found, draft = _own_draft(request)
    if draft.reference:
        return see_other(f"/cases/{draft.reference}")
    kept = _keep_posted_pages(found, draft, request)
    definition = _definition(kept)
    try:
        gather_papers(kept, pages.wanted(kept, definition), uploads=wiring.uploads())
    except PapersIncompleteError as wrong:
        return pages.materials_page(found, kept, definition, wrong.errors, status=422)
    return see_other(f"/drafts/{draft.id}/confirm")


def confirm_form(request: Request) -> Reply:
    """Everything once more; what is not complete leads back to its page."""
    found, draft = _own_draft(request)
    if draft.reference:
        return see_other(f"/cases/{draft.reference}")
    return _confirm(found, draft, status=200)


def _confirm(found: Session, draft: Draft, *, status: int) -> Reply:
    definition = _definition(draft)
    try:
        return pages.confirm_page(found, draft, definition, _check(draft), status=status)
    except InvalidApplicationError as wrong:
        return pages.form_page(found, draft, definition, wrong.errors, status=422)


def submit_form(request: Request) -> Reply:
    """The address of a refused submission, opened again."""
    _, draft = _own_draft(request)
    return see_other(f"/drafts/{draft.id}" if draft.matter else f"/drafts/{draft.id}/confirm")


def submit(request: Request) -> Reply:
    """Submits an application or a correction; posted again it leads to the same receipt. Where the item changed after the
    page was drawn, nothing is submitted before its changes have been shown."""
    found, draft = _own_draft(request)
    if draft.matter:
        return _supply(request, found, draft)
    if not draft.reference and pages.unread(request, _definition(draft)):
        return _confirm(found, draft, status=409)
    try:
        reference = submit_case(
            found.subject,
            found.data["phone"],
            draft.id,
            edition=wiring.edition(),
            calendar=wiring.calendar(),
            drafts=wiring.drafts(),
            uploads=wiring.uploads(),
            dossiers=wiring.dossiers(),
            log=wiring.log(),
            parties=wiring.parties(),
            entropy=wiring.entropy(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
        )
    except InvalidApplicationError as wrong:
        return pages.form_page(found, draft, _definition(draft), wrong.errors, status=422)
    except PapersIncompleteError as wrong:
        return pages.materials_page(found, draft, _definition(draft), wrong.errors, status=422)
    return see_other(f"/cases/{reference}?done=submitted")


def _supply(request: Request, found: Session, draft: Draft) -> Reply:
    reference = reference_of(draft.matter)
    if not draft.reference:
        fields = _posted(request)
        draft = _save(found, draft, fields) if KIND in fields else draft
        draft = _keep_posted_pages(found, draft, request)
    try:
        supply_correction(
            found.subject,
            reference,
            draft.id,
            calendar=wiring.calendar(),
            catalogue=wiring.catalogue(),
            drafts=wiring.drafts(),
            uploads=wiring.uploads(),
            dossiers=wiring.dossiers(),
            log=wiring.log(),
            parties=wiring.parties(),
            entropy=wiring.entropy(),
            now=wiring.now(),
        )
    except (InvalidApplicationError, PapersIncompleteError) as wrong:
        return correction_page(found, draft, wrong.errors, status=422)
    return see_other(f"/cases/{reference}?done=supplied")


def _apply_page(found: Session, item: str, variant: str, errors: Mapping[str, str], *, status: int = 200) -> Reply:
    edition = wiring.edition()
    data = edition.item(item)
    known = [own["code"] for own in data["variants"]]
    offered_online(edition, item, known[0], now=wiring.now())
    drafts = [
        draft
        for draft in wiring.drafts().of_owner(found.subject)
        if draft.item == item and not draft.matter and not is_batch(draft)
    ]
    return show(
        "hall/apply.html",
        status=status,
        csrf=found.form_token,
        command=wiring.entropy().token(),
        item=data,
        variants=data["variants"],
        chosen=variant,
        drafts=[pages.draft_row(draft) for draft in drafts],
        errors=errors,
    )


def _own_draft(request: Request) -> tuple[Session, Draft]:
    found = visitor.citizen(request)
    return found, read_draft(found.subject, request.params["draft"], drafts=wiring.drafts())


def _definition(draft: Draft) -> Any:
    """The item as it stands now: a draft is pinned to nothing until it is submitted."""
    return drafted(wiring.edition(), draft, now=wiring.now())


def _check(draft: Draft) -> Any:
    today = wiring.now().astimezone(SHANGHAI).date()
    return check_application(draft.fields, _definition(draft), wiring.edition().data["applicants"], today=today)


def _save(found: Session, draft: Draft, fields: Mapping[str, Any]) -> Draft:
    save_draft(found.subject, draft.id, fields, drafts=wiring.drafts(), now=wiring.now())
    return read_draft(found.subject, draft.id, drafts=wiring.drafts())


def _keep_posted_pages(found: Session, draft: Draft, request: Request) -> Draft:
    posted = {name.removeprefix("pages."): ids for name, ids in request.form.items() if name.startswith("pages.")}
    keep_pages(found.subject, draft.id, posted, drafts=wiring.drafts())
    return read_draft(found.subject, draft.id, drafts=wiring.drafts())


def _posted(request: Request) -> Mapping[str, str]:
    ours = ("csrf_token", "command")
    return {name: request.field(name) for name in request.form if name not in ours and not name.startswith("pages.")}


def _must_choose(draft: Draft, kinds: list[str], request: Request) -> bool:
    chosen = draft.fields.get(KIND) in kinds
    return len(kinds) > 1 and (not chosen or request.query.get("choose") == "kind")
