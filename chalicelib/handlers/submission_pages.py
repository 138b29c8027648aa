"""What the pages of an application show, and the rows of the list of one's cases: put together from draft, item and texts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib import wiring
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.reference import shown
from chalicelib.domain.times import SHANGHAI, local
from chalicelib.handlers.material_pages import pages_of_draft
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show
from chalicelib.handlers.submission_papers import with_offers
from chalicelib.pages.case_view import status_mark
from chalicelib.pages.guide import upload_slots
from chalicelib.ports import Draft
from chalicelib.texts import text
from chalicelib.usecases.check_application import (
    KIND,
    CheckedApplication,
    answers_in,
    applicant_kind,
    application_schemas,
    as_fields,
    has_agent,
)
from chalicelib.usecases.check_form import check_form
from chalicelib.usecases.drafts import drafted
from chalicelib.usecases.last_applicant import last_applicant
from chalicelib.usecases.own_rows import OwnMatter
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]


def draft_row(draft: Draft) -> Shown:
    name = wiring.catalogue().edition(draft.edition).item(draft.item)["name"]
    mark = text("hall.correction_mark" if draft.matter else "hall.draft_mark")
    saved = local(draft.saved_at)
    note = text("hall.draft_saved", month=saved.month, day=saved.day, hour=saved.hour, minute=saved.minute)
    return {"href": f"/drafts/{draft.id}", "title": name, "note": note, "mark": mark, "colour": "yellow"}


def case_row(case: OwnMatter) -> Shown:
    row = case.row
    name = wiring.catalogue().edition(str(row["edition"])).item(str(row["item"]))["name"]
    mark = status_mark(str(row["phase"]), str(row["outcome"]))
    received = local(str(row["received_at"]))
    note = text("hall.case_note", reference=shown(case.reference), month=received.month, day=received.day)
    return {
        "href": f"/cases/{case.reference}",
        "title": name,
        "note": note,
        "mark": mark["text"],
        "colour": mark["colour"],
    }


def kind_page(found: Session, draft: Draft, definition: Definition) -> Reply:
    kinds = [(kind, text(f"applicant_kind.{kind}")) for kind in definition.data["applicants"]]
    return show(
        "hall/kind.html",
        csrf=found.form_token,
        draft=draft.id,
        name=definition.name,
        kinds=kinds,
        stages=stages(definition),
    )


def form_page(
    found: Session, draft: Draft, definition: Definition, errors: Mapping[str, object], *, status: int = 200
) -> Reply:
    """The form with what was typed; a new one with what the applicant wrote last time."""
    kinds = wiring.edition().data["applicants"]
    return show(
        "hall/draft.html",
        status=status,
        csrf=found.form_token,
        draft=draft.id,
        name=definition.name,
        stages=stages(definition),
        schemas=application_schemas(definition, kinds, draft.fields),
        values=_values(found, draft, definition),
        errors=errors,
        materials=any(not material.shared for material in definition.materials),
        missed=missed(draft, definition),
    )


def materials_page(
    found: Session, draft: Draft, definition: Definition, errors: Mapping[str, object], *, status: int = 200
) -> Reply:
    required = wanted(draft, definition)
    needed = [slot for slot in slots_of(draft, definition, required) if slot["required"] == "always" or slot["pages"]]
    slots = with_offers(found.subject, draft, definition, needed)
    return show(
        "hall/materials.html",
        status=status,
        csrf=found.form_token,
        draft=draft.id,
        name=definition.name,
        stages=stages(definition),
        slots=slots,
        titles={f"pages.{slot['code']}": slot["name"] for slot in slots},
        fetched=_fetched(definition, draft),
        missed=missed(draft, definition),
        errors=errors,
    )


def confirm_page(
    found: Session, draft: Draft, definition: Definition, checked: CheckedApplication, *, status: int = 200
) -> Reply:
    kinds = wiring.edition().data["applicants"]
    schemas = application_schemas(definition, kinds, draft.fields)
    delivery = [(text("delivery.title"), text(f"delivery.{checked.delivery}"))] if schemas["courier"] else []
    if checked.address:
        delivery.append((schemas["address"]["title"], checked.address))
    counts = {code: len(pages) for code, pages in pages_of_draft(draft).items()}
    uploaded = [m for m in definition.materials if m.code in wanted(draft, definition)]
    return show(
        "hall/confirm.html",
        status=status,
        csrf=found.form_token,
        draft=draft.id,
        name=definition.name,
        variant=definition.data["variant_name"],
        stages=stages(definition),
        applicant=_pairs(schemas["applicant"], checked.applicant),
        agent=_pairs(kinds["agent"], checked.agent) if checked.agent else [],
        answers=_pairs(definition.data["form"], checked.answers),
        delivery=delivery,
        pages=[(m.name, text("hall.pages_count", count=counts.get(m.code, 0))) for m in uploaded],
        fetched=_fetched(definition, draft),
        promised=definition.data["promised_limit"],
        version=definition.data["version"],
        missed=missed(draft, definition),
    )


def missed(draft: Draft, definition: Definition) -> list[str]:
    """What has changed in the item since the draft was begun, in sentences."""
    from chalicelib.pages.change_words import differences

    was = wiring.catalogue().edition(draft.edition).variant_data(draft.item, draft.variant)
    return differences(was, definition.data)


def changed_since(draft: Draft) -> list[str]:
    """`missed` of a draft of an application. Raises as `drafted` does."""
    return missed(draft, drafted(wiring.edition(), draft, now=wiring.now()))


def unread(request: Request, definition: Definition) -> bool:
    """Whether the page that was submitted showed another version of the item than the one in force now."""
    return request.field("version") not in ("", str(definition.data["version"]))


def stages(definition: Definition) -> list[str]:
    """The names of the application's pages; without the materials' page where nothing is to be uploaded."""
    middle = ["materials"] if any(not material.shared for material in definition.materials) else []
    return [text(f"apply_stage.{stage}") for stage in ("form", *middle, "confirm")]


def wanted(draft: Draft, definition: Definition) -> tuple[str, ...]:
    """The codes of the materials that the applicant must upload with the answers as they stand."""
    required = definition.required_materials(_circumstances(draft, definition))
    return tuple(material.code for material in required if not material.shared)


def _circumstances(draft: Draft, definition: Definition) -> Mapping[str, Any]:
    """As CheckedApplication.circumstances, of what is right so far."""
    answers, _ = check_form(definition.data["form"], answers_in(draft.fields), today=_today())
    return {**answers, "agent": has_agent(draft.fields)}


def _today() -> date:
    return wiring.now().astimezone(SHANGHAI).date()


def slots_of(draft: Draft, definition: Definition, required: tuple[str, ...]) -> list[Shown]:
    return upload_slots(definition.materials, required, pages_of_draft(draft))


def _fetched(definition: Definition, draft: Draft) -> list[str]:
    required = definition.required_materials(_circumstances(draft, definition))
    return [material.name for material in required if material.shared]


def _values(found: Session, draft: Draft, definition: Definition) -> Mapping[str, Any]:
    if draft.fields.keys() - {KIND}:
        return {"delivery": "", **draft.fields}
    last = last_applicant(
        found.subject,
        applicant_kind(definition, draft.fields),
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
    )
    return {"phone": _national(found.data["phone"]), "delivery": "", **as_fields({"applicant": last}), **draft.fields}


def _national(phone: str) -> str:
    return phone.removeprefix("+86")


def _pairs(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names and values as a person reads them."""
    return [
        (field["title"], _readable(field, values[name]))
        for name, field in schema["properties"].items()
        if name in values
    ]


def _readable(field: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, bool):
        return text(f"choice.{str(value).lower()}")
    return _national(value) if field.get("format") == "mobile" else value
