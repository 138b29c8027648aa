"""What the pages of one's own case show: receipt, progress, correction, withdrawal."""

from collections.abc import Mapping
from typing import Any

from chalicelib import settings, wiring
from chalicelib.domain.carriers import carriers
from chalicelib.domain.catalogue import Definition, Edition
from chalicelib.domain.document.check import title_and_number
from chalicelib.domain.ledger import ledger, moments
from chalicelib.domain.publication.succession import taken_over
from chalicelib.domain.query_code import query_code
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.times import stamp
from chalicelib.domain.transitions import BEFORE_DECISION
from chalicelib.handlers.material_pages import pages_of_case
from chalicelib.handlers.request import Reply
from chalicelib.handlers.shell import show
from chalicelib.handlers.submission_case_certificate import certificate_shown
from chalicelib.handlers.submission_case_told import told
from chalicelib.handlers.submission_pages import slots_of
from chalicelib.handlers.submission_papers import with_offers
from chalicelib.pages.case_timeline import timeline
from chalicelib.pages.case_view import clock, next_sentence, own_clock, status_mark
from chalicelib.pages.correction_view import material_name
from chalicelib.pages.document_view import document_view
from chalicelib.pages.ledger_view import ledger_bar
from chalicelib.pages.parcel_view import parcel_view
from chalicelib.ports import Draft
from chalicelib.texts import text
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.check_application import answers_in, application_schemas, as_fields
from chalicelib.usecases.my_case import Told, form_of, papers_of, read_my_case, told_correction
from chalicelib.usecases.open_documents import waiting_documents
from chalicelib.usecases.rate_case import may_rate
from chalicelib.usecases.request_hearing import may_request_hearing
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.supply_correction import asks_for_form, wanted_materials

Shown = dict[str, Any]

FLASHES = ("submitted", "supplied", "withdrawn", "hearing_requested")


def case_page(found: Session, file: CaseFile, done: str) -> Reply:
    case, definition = file.case, file.definition
    edition = wiring.pinned_edition(definition.edition)
    return show(
        "hall/case.html",
        csrf=found.form_token,
        flash={"kind": "done", "text": text(f"hall.{done}")} if done in FLASHES else None,
        case={
            **_named(file),
            "variant": definition.data["variant_name"],
            "mark": status_mark(case.phase, case.outcome),
            "next": next_sentence(case),
            "clock": clock(case, definition, wiring.calendar(), wiring.now()),
            "own_clock": own_clock(case, definition, wiring.calendar(), wiring.now()),
            "steps": timeline(case, definition, edition),
            "unit": edition.unit(definition.unit),
            "window": definition.data["window"],
            "telephone": definition.data["telephone"],
            "heirs": _heirs(definition.unit),
            "received_at": case.application.effective_at,
        },
        told=told(file, edition),
        ledger=_ledger(file, edition),
        receipt=_receipt(file),
        actions={"withdraw": case.phase in BEFORE_DECISION, "rate": may_rate(file, log=wiring.log())},
        certificate=certificate_shown(file, edition),
        waiting=_waiting(file, edition),
        documents=document_view(case, definition, edition, without=waiting_documents(file)),
        parcels=parcel_view(case, file.commits, carriers(wiring.edition())),
    )


def _waiting(file: CaseFile, edition: Edition) -> Shown | None:
    """What waits to be opened: the titles and the words of the button."""
    waiting = waiting_documents(file)
    if not waiting:
        return None
    kinds = {one.kind for one in waiting}
    return {
        "titles": [title_and_number(one, file.case.matter, file.definition, edition)[0] for one in waiting],
        "button": text("hall.waiting.correction" if kinds == {"correction_notice"} else "hall.waiting.button"),
    }


def _heirs(unit: str) -> list[Mapping[str, Any]]:
    """The units that go on with the cases of a unit that was merged or split."""
    current = wiring.edition()
    return [current.unit(heir) for heir in taken_over(current).get(unit, ())]


def withdraw_page(found: Session, file: CaseFile) -> Reply:
    command = wiring.entropy().token()
    return show("hall/withdraw.html", csrf=found.form_token, case=_named(file), command=command)


def hearing_page(found: Session, file: CaseFile) -> Reply:
    """The confirmation; where a hearing cannot be asked for, the page says so and has no button."""
    possible = may_request_hearing(file, calendar=wiring.calendar(), now=wiring.now())
    command = wiring.entropy().token()
    return show("hall/hearing.html", csrf=found.form_token, case=_named(file), command=command, possible=possible)


def correction_page(found: Session, draft: Draft, errors: Mapping[str, object], *, status: int = 200) -> Reply:
    """What must be corrected, each with the applicant's own photo beside the advice, and only those slots."""
    file = read_my_case(
        found.subject,
        reference_of(draft.matter),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    dossiers = wiring.dossiers()
    definition, form = file.definition, form_of(file, dossiers=dossiers)
    notice = told_correction(file, dossiers=dossiers)
    earlier = pages_of_case(papers_of(file, dossiers=dossiers))
    typed = {**as_fields(form), **draft.fields}
    schemas = None
    if asks_for_form(file.case):
        kinds = wiring.catalogue().edition(definition.edition).data["applicants"]
        schemas = application_schemas(definition, kinds, typed)
    codes = wanted_materials(file, answers_in(typed) if schemas else form.get("answers", {}))
    asked = [slot for slot in slots_of(draft, definition, codes) if slot["code"] in codes]
    slots = with_offers(found.subject, draft, definition, asked)
    rows = _correction_rows(notice, definition, earlier)
    fields = {**schemas["applicant"]["properties"], **schemas["answers"]["properties"]} if schemas else {}
    return show(
        "hall/correction.html",
        status=status,
        csrf=found.form_token,
        draft=draft.id,
        case=_named(file),
        rows=rows,
        note=notice.note if notice and not notice.rows else "",
        slots=slots,
        schemas=schemas,
        values={"delivery": "pickup", "address": "", **typed},
        titles={**fields, **{f"pages.{slot['code']}": slot["name"] for slot in slots}},
        errors=errors,
    )


def _named(file: CaseFile) -> Shown:
    reference = reference_of(file.case.matter)
    return {"id": reference, "reference": shown(reference), "item": file.definition.name}


def _correction_rows(notice: Told | None, definition: Definition, earlier: Mapping[str, list[Shown]]) -> list[Shown]:
    photos = {material.code: material.data["good_photo"] for material in definition.materials}
    return [
        {
            "name": material_name(definition, code),
            "text": words,
            "good_photo": photos.get(code, ""),
            "pages": earlier.get(code, []),
        }
        for code, words in (notice.rows if notice else {}).items()
    ]


def _ledger(file: CaseFile, edition: Edition) -> Shown | None:
    held = ledger(moments(file.case.matter, file.commits, file.definition), file.definition, stamp(wiring.now()))
    return ledger_bar(held, edition, wiring.calendar())


def _receipt(file: CaseFile) -> Shown:
    from chalicelib.pages.qr import qr_svg

    reference = reference_of(file.case.matter)
    code = query_code(file.case.matter, key=wiring.pseudonym_key())
    address = f"{settings.site_origin()}/query?reference={reference}&code={code}"
    return {"code": code, "qr": qr_svg(address, text("hall.receipt_qr"))}
