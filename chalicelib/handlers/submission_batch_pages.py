"""What the pages of a batch show: put together from its draft, the item and the texts."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.reference import reference_of, shown
from chalicelib.handlers.material_pages import pages_of_draft
from chalicelib.handlers.request import Reply
from chalicelib.handlers.shell import show
from chalicelib.handlers.submission_pages import draft_row, missed
from chalicelib.pages.batch_view import child_rows, counts, row_errors
from chalicelib.pages.guide import upload_slots
from chalicelib.texts import joined, text
from chalicelib.usecases.batch_cases import list_children
from chalicelib.usecases.batch_draft import BATCH, PHOTO, BatchDraft, batch_definition, is_batch
from chalicelib.usecases.batch_file import BatchFile, read_table
from chalicelib.usecases.check_application import CheckedApplication, applicant_kind, application_schemas
from chalicelib.usecases.check_table import columns_of
from chalicelib.usecases.last_applicant import last_applicant
from chalicelib.usecases.my_batches import list_my_batches
from chalicelib.usecases.own_rows import OwnMatter, OwnPage
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.submit_batch import without_answers

Shown = dict[str, Any]
STAGES: Final = ("table", "applicant", "papers", "confirm")
SHOWN_ROWS: Final = 5
"""Rows of a right table that are shown; the person has the whole in the file."""


def begin_page(found: Session, code: str, variant: str) -> Reply:
    edition = wiring.edition()
    item = edition.item(code)
    batch_definition(edition, code, item["variants"][0]["code"], now=wiring.now())
    drafts = [draft for draft in wiring.drafts().of_owner(found.subject) if draft.item == code and is_batch(draft)]
    former = [batch for batch in my_batches(found, "", "").matters if batch.row["item"] == code]
    return show(
        "hall/batch_begin.html",
        csrf=found.form_token,
        command=wiring.entropy().token(),
        item=item,
        variants=item["variants"],
        chosen=variant or item["variants"][0]["code"],
        drafts=[batch_draft_row(draft) for draft in drafts],
        former=[_former(batch) for batch in former[:3]],
        again=[wiring.entropy().token() for _ in former[:3]],
    )


def table_page(found: Session, batch: BatchDraft) -> Reply:
    columns = columns_of(batch.definition)
    return show(
        "hall/batch_table.html",
        **_common(found, batch, "table"),
        file=batch.table.name if batch.table else "",
        rows=len(batch.rows),
        errors=row_errors(batch.wrong, columns),
        titles=list(columns.values())[:_SHOWN_COLUMNS],
        sample=[
            [row.values.get(name, "") for name in list(columns)[:_SHOWN_COLUMNS]] for row in batch.rows[:SHOWN_ROWS]
        ],
        most_rows=batch.rules["most_rows"],
    )


def applicant_page(found: Session, batch: BatchDraft, errors: Mapping[str, object], *, status: int = 200) -> Reply:
    kinds = wiring.edition().data["applicants"]
    return show(
        "hall/batch_applicant.html",
        status=status,
        **_common(found, batch, "applicant"),
        schemas=application_schemas(without_answers(batch.definition), kinds, batch.draft.fields),
        values={"delivery": "", **batch.draft.fields},
        errors=errors,
    )


def papers_page(found: Session, batch: BatchDraft, errors: Mapping[str, object], *, status: int = 200) -> Reply:
    drawn, definition, rules = pages_of_draft(batch.draft), batch.definition, batch.rules
    shared = tuple(material for material in definition.materials if material.code in rules["shared"])
    photos = tuple(material for material in definition.materials if material.code in rules["photos"])
    slots = upload_slots(shared, rules["shared"], drawn)
    slots += [
        {**slot, "code": PHOTO + slot["code"], "name": text("batch.photos_of", name=slot["name"])}
        for slot in upload_slots(photos, rules["photos"], _photo_pages(batch, drawn))
    ]
    results = rules.get("results")
    return show(
        "hall/batch_papers.html",
        status=status,
        **_common(found, batch, "papers"),
        slots=slots,
        titles={f"pages.{slot['code']}": slot["name"] for slot in slots},
        results=_material(definition, results["material"]) if results else "",
        results_file=batch.results.name if batch.results else "",
        strays=[stray.values.get(rules["key"], "") for stray in batch.strays],
        lacking=_lacking(batch),
        rows=len(batch.rows),
        complete=len(batch.complete),
        errors=errors,
    )


def confirm_page(
    found: Session, batch: BatchDraft, checked: CheckedApplication, errors: Mapping[str, object], *, status: int
) -> Reply:
    kinds = wiring.edition().data["applicants"]
    block = kinds[checked.kind]["properties"]
    told = [(block[name]["title"], str(value).removeprefix("+86")) for name, value in checked.applicant.items()]
    delivery = [(text("delivery.title"), text(f"delivery.{checked.delivery}"))]
    return show(
        "hall/batch_confirm.html",
        status=status,
        **_common(found, batch, "confirm"),
        applicant=[*told, *delivery, *([(block["address"]["title"], checked.address)] if checked.address else [])],
        rows=len(batch.rows),
        complete=len(batch.complete),
        wrong=row_errors(batch.wrong, columns_of(batch.definition)),
        lacking=_lacking(batch),
        promised=batch.definition.data["promised_limit"],
        version=batch.definition.data["version"],
        errors=errors,
    )


def batch_page(found: Session, file: BatchFile, done: str) -> Reply:
    definition, received = file.definition, file.batch.received
    table = read_table(file.batch, dossiers=wiring.dossiers(), papers=wiring.papers())
    children = child_rows(list_children(file, views=wiring.views()), [row["key"] for row in table.rows])
    edition = wiring.catalogue().edition(definition.edition)
    reference = reference_of(file.batch.matter)
    return show(
        "hall/batch.html",
        csrf=found.form_token,
        flash={"kind": "done", "text": text("batch.submitted")} if done == "submitted" else None,
        name=definition.name,
        variant=definition.data["variant_name"],
        id=reference,
        reference=shown(reference),
        status_text=text(f"batch.status.{file.batch.status}"),
        counts=counts(children),
        children=children,
        received_at=received.effective_at,
        rows=received.rows,
        unit=edition.unit(definition.unit)["name"],
        window=definition.data["window"],
        telephone=definition.data["telephone"],
    )


def batch_row(batch: OwnMatter) -> Shown:
    """A line of the list of one's cases."""
    row = batch.row
    name = wiring.catalogue().edition(str(row["edition"])).item(str(row["item"]))["name"]
    return {
        "href": f"/batches/{batch.reference}",
        "title": text("batch.title", name=name),
        "note": text("batch.note", reference=shown(batch.reference), rows=row["rows"]),
        "mark": text(f"batch.status.{row['status']}"),
        "colour": "green" if row["status"] != "in_review" else "",
    }


def batch_draft_row(draft: Any) -> Shown:
    row = draft_row(draft)
    return {**row, "href": f"/batch-drafts/{draft.id}", "title": text("batch.title", name=row["title"])}


def my_batches(found: Session, after: str, before: str) -> OwnPage:
    return list_my_batches(
        found.subject,
        after,
        before,
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )


def first_fields(found: Session, definition: Definition) -> Shown:
    """What a new batch begins with: what the applicant wrote about themselves last time."""
    last = last_applicant(
        found.subject,
        applicant_kind(definition, {}),
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
    )
    phone = {"phone": str(last.get("phone") or found.data["phone"]).removeprefix("+86")}
    return {BATCH: "1", **{name: value for name, value in last.items() if value}, **phone}


_SHOWN_COLUMNS: Final = 4


def _common(found: Session, batch: BatchDraft, stage: str) -> Shown:
    return {
        "csrf": found.form_token,
        "draft": batch.draft.id,
        "item": batch.definition.item,
        "variant": batch.definition.variant,
        "name": batch.definition.name,
        "variant_name": batch.definition.data["variant_name"],
        "stages": [text(f"batch.stage.{name}") for name in STAGES],
        "stage": STAGES.index(stage) + 1,
        "missed": missed(batch.draft, batch.definition),
    }


def _former(batch: OwnMatter) -> Shown:
    return {"reference": batch.reference, "note": batch_row(batch)["note"], "received_at": batch.row["received_at"]}


def _photo_pages(batch: BatchDraft, drawn: Mapping[str, list[Shown]]) -> Mapping[str, list[Shown]]:
    """The photos of all rows under their material, each with the key that it was matched by as its name."""
    pages: dict[str, list[Shown]] = {}
    for material, key in batch.photos:
        for page in drawn.get(f"{PHOTO}{material}:{key}", ()):
            pages.setdefault(material, []).append({**page, "name": key})
    return pages


def _lacking(batch: BatchDraft) -> list[Shown]:
    keys = {row.line: row.key for row in batch.rows}
    names = {material.code: material.name for material in batch.definition.materials}
    return [
        {"key": keys[line], "names": joined(names[code] for code in lacks)} for line, lacks in batch.lacking.items()
    ]


def _material(definition: Definition, code: str) -> str:
    return next(material.name for material in definition.materials if material.code == code)
