"""Batches online: a table, who applies, the papers, one confirmation; then one page for all the cases."""

from typing import Any, Final

from chalicelib import wiring
from chalicelib.handlers import submission_batch_pages as pages
from chalicelib.handlers import visitor
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.submission_batch_api import draft_of
from chalicelib.handlers.submission_pages import unread
from chalicelib.usecases.batch_draft import BATCH, BatchDraft, batch_definition
from chalicelib.usecases.check_application import InvalidApplicationError
from chalicelib.usecases.check_table import columns_of, result_columns, sample_row
from chalicelib.usecases.drafts import new_draft, save_draft
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.my_batches import read_my_batch
from chalicelib.usecases.repeat_batch import repeat_batch
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.submit_batch import NoRowsError, RowsIncompleteError, check_applicant, submit_batch

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OURS: Final = ("csrf_token", "command")


def begin_form(request: Request) -> Reply:
    """Before a draft is made: which variant, an unfinished batch to go on with, or a former one to repeat.

    Raises UnknownItemError, ItemSuspendedError, ItemOfflineError, NoBatchError.
    """
    found = visitor.citizen(request)
    return pages.begin_page(found, request.params["code"], request.query.get("variant", ""))


def begin(request: Request) -> Reply:
    """The page's nonce is the draft's id, so that a double tap makes one draft; `from` names a batch to repeat."""
    found = visitor.citizen(request)
    draft_id = request.field("command")
    if request.field("from"):
        draft = repeat_batch(
            found.subject,
            draft_id,
            request.field("from"),
            edition=wiring.edition(),
            log=wiring.log(),
            catalogue=wiring.catalogue(),
            dossiers=wiring.dossiers(),
            papers=wiring.papers(),
            parties=wiring.parties(),
            drafts=wiring.drafts(),
            uploads=wiring.uploads(),
            now=wiring.now(),
        )
        return see_other(f"/batch-drafts/{draft.id}")
    edition, now = wiring.edition(), wiring.now()
    definition = batch_definition(edition, request.field("item"), request.field("variant"), now=now)
    draft = new_draft(
        draft_id, found.subject, definition.item, definition.variant, edition=edition, drafts=wiring.drafts(), now=now
    )
    if not draft.fields and not draft.reference:
        save_draft(found.subject, draft.id, pages.first_fields(found, definition), drafts=wiring.drafts(), now=now)
    return see_other(f"/batch-drafts/{draft.id}")


def template(request: Request) -> Reply:
    """The table to fill in: a heading and a sample row; `of` is rows or results, `as` csv or xlsx."""
    visitor.citizen(request)
    edition, code = wiring.edition(), request.params["code"]
    variant = request.query.get("variant", "") or edition.item(code)["variants"][0]["code"]
    definition = batch_definition(edition, code, variant, now=wiring.now())
    columns = result_columns(definition) if request.query.get("of") == "results" else columns_of(definition)
    kind = "csv" if request.query.get("as") == "csv" else "xlsx"
    body = wiring.tables().write([list(columns.values()), sample_row(columns, definition)], kind)
    disposition = f'attachment; filename="{code}-{request.query.get("of") or "rows"}.{kind}"'
    return Reply(200, body, KINDS[kind], {"Cache-Control": "no-store", "Content-Disposition": disposition})


def table_form(request: Request) -> Reply:
    found, batch = _own(request)
    if batch.draft.reference:
        return see_other(f"/batches/{batch.draft.reference}")
    return pages.table_page(found, batch)


def applicant_form(request: Request) -> Reply:
    found, batch = _own(request)
    return pages.applicant_page(found, batch, {})


def save_applicant(request: Request) -> Reply:
    found, batch = _own(request)
    posted = {name: request.field(name) for name in request.form if name not in OURS}
    save_draft(found.subject, batch.draft.id, {**posted, BATCH: "1"}, drafts=wiring.drafts(), now=wiring.now())
    saved = draft_of(found.subject, batch.draft.id)
    try:
        check_applicant(saved.draft, saved.definition, wiring.edition(), now=wiring.now())
    except InvalidApplicationError as wrong:
        return pages.applicant_page(found, saved, wrong.errors, status=422)
    return see_other(f"/batch-drafts/{batch.draft.id}/papers")


def papers_form(request: Request) -> Reply:
    found, batch = _own(request)
    return pages.papers_page(found, batch, {})


def confirm_form(request: Request) -> Reply:
    """What will be submitted, and what is left out."""
    found, batch = _own(request)
    if batch.draft.reference:
        return see_other(f"/batches/{batch.draft.reference}")
    return _confirm(found, batch, {}, status=200)


def submit(request: Request) -> Reply:
    """Posted again it leads to the same receipt. Where the item changed after the page was drawn, nothing is submitted
    before its changes have been shown."""
    found, batch = _own(request)
    if not batch.draft.reference and unread(request, batch.definition):
        return _confirm(found, batch, {}, status=409)
    try:
        reference = submit_batch(
            found.subject,
            found.data["phone"],
            batch.draft.id,
            "complete" if request.field("rows") == "complete" else "all",
            edition=wiring.edition(),
            drafts=wiring.drafts(),
            uploads=wiring.uploads(),
            papers=wiring.papers(),
            dossiers=wiring.dossiers(),
            log=wiring.log(),
            parties=wiring.parties(),
            entropy=wiring.entropy(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
        )
    except InvalidApplicationError as wrong:
        return pages.applicant_page(found, batch, wrong.errors, status=422)
    except (RowsIncompleteError, NoRowsError) as wrong:
        return _confirm(found, batch, {"rows": wrong.code}, status=422)
    except PapersIncompleteError as wrong:
        return pages.papers_page(found, batch, wrong.errors, status=422)
    return see_other(f"/batches/{reference}?done=submitted")


def batch(request: Request) -> Reply:
    """The receipt and how far each case is. Raises UnknownBatchError."""
    found = visitor.citizen(request)
    file = read_my_batch(
        found.subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    return pages.batch_page(found, file, request.query.get("done", ""))


def _confirm(found: Session, batch: BatchDraft, errors: dict[str, Any], *, status: int) -> Reply:
    try:
        checked = check_applicant(batch.draft, batch.definition, wiring.edition(), now=wiring.now())
    except InvalidApplicationError as wrong:
        return pages.applicant_page(found, batch, wrong.errors, status=422)
    return pages.confirm_page(found, batch, checked, errors, status=status)


def _own(request: Request) -> tuple[Session, BatchDraft]:
    found = visitor.citizen(request)
    return found, draft_of(found.subject, request.params["draft"])
