"""What a correction notice asked for, brought to the window: seen, scanned where there is a scanner, and supplied for the
applicant."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.sealed import FORM_ROW
from chalicelib.handlers.material_pages import pages_of_case, pages_of_draft
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, json_reply, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_case_page import case_page_again
from chalicelib.handlers.window_desk import INVALID
from chalicelib.pages import correction_view, officer_view
from chalicelib.texts import error_text
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.check_application import (
    InvalidApplicationError,
    answers_in,
    application_schemas,
    as_fields,
)
from chalicelib.usecases.drafts import DRAFT_ID
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.gather_papers import PapersIncompleteError
from chalicelib.usecases.keep_walk_in import begin_walk_in, finish_walk_in, papers_of_walk_in, walk_in_draft
from chalicelib.usecases.my_case import form_of, papers_of, told_correction
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.supply_at_window import Brought, supply_at_window
from chalicelib.usecases.supply_correction import asks_for_form, wanted_materials

Shown = dict[str, Any]


def form(request: Request) -> Reply:
    """What was asked for, to be ticked off; where nothing is asked for any more, the case. Raises UnknownCaseError."""
    held = staff(request)
    file = _file(request, held)
    if file.case.open_correction is None:
        return see_other(f"/window/cases/{reference_of(file.case.matter)}")
    return _page(held, file, request)


def supply(request: Request) -> Reply:
    """The same form posted twice is the same answer."""
    held = staff(request)
    file, draft = _file(request, held), request.field("draft")
    try:
        papers = papers_of_walk_in(draft, held.subject, request.form, drafts=wiring.drafts(), uploads=wiring.uploads())
        supply_at_window(
            file,
            Brought(
                command=posted_command(request),
                identity=request.field("identity"),
                originals=tuple(request.form.get("original", ())),
                papers=papers,
                fields={name: request.field(name) for name in request.form},
            ),
            staff_actor(held),
            log=wiring.log(),
            dossiers=wiring.dossiers(),
            catalogue=wiring.catalogue(),
            entropy=wiring.entropy(),
            calendar=wiring.calendar(),
            now=wiring.now(),
        )
    except (InvalidApplicationError, PapersIncompleteError) as error:
        return _page(held, file, request, errors=error.errors, status=INVALID)
    except (RefusedError, BusyError) as error:
        file = _file(request, held)
        if file.case.open_correction is None:
            return case_page_again(held, request, error)
        told = {"kind": "error", "text": error_text(error.code, **getattr(error, "about", {})).sentence}
        return _page(held, file, request, flash=told, status=status_of(error.code))
    reference = reference_of(file.case.matter)
    finish_walk_in(draft, held.subject, reference, drafts=wiring.drafts())
    return see_other(f"/window/cases/{reference}?done=supply")


def begin(request: Request) -> Reply:
    """Before the first page is scanned: {} → {"draft"}. Raises UnknownCaseError."""
    held = staff(request)
    file = _file(request, held)
    draft = begin_walk_in(
        request.params["draft"],
        held.subject,
        file.definition,
        matter=file.case.matter,
        drafts=wiring.drafts(),
        now=wiring.now(),
    )
    return json_reply({"draft": draft.id}, status=201)


def _page(
    held: Session,
    file: CaseFile,
    request: Request,
    *,
    errors: Mapping[str, object] | None = None,
    flash: Shown | None = None,
    status: int = 200,
) -> Reply:
    case, definition, dossiers = file.case, file.definition, wiring.dossiers()
    standing = form_of(file, dossiers=dossiers)
    typed = {name: values[-1].strip() for name, values in request.form.items() if values}
    fields = {**as_fields(standing), **typed}
    schemas = None
    if asks_for_form(case):
        kinds = wiring.catalogue().edition(definition.edition).data["applicants"]
        schemas = application_schemas(definition, kinds, fields)
    wanted = wanted_materials(file, answers_in(fields) if schemas else standing.get("answers", {}))
    notice, seen = told_correction(file, dossiers=dossiers), frozenset(request.form.get("original", ()))
    told, earlier = notice.rows if notice else {}, pages_of_case(papers_of(file, dossiers=dossiers))
    command, draft_id = wiring.entropy().token(), request.field("draft")
    draft = walk_in_draft(draft_id, held.subject, drafts=wiring.drafts())
    slots = officer_view.scan_slots(definition, pages_of_draft(draft) if draft else {})
    return show(
        "window/correction.html",
        status=status,
        for_others=True,
        **staff_frame(held),
        definition=definition,
        reference=reference_of(case.matter),
        shown_reference=shown(reference_of(case.matter)),
        asked=[*correction_view.asked(definition, wanted, told, earlier, seen=seen)],
        form_told=told.get(FORM_ROW, ""),
        identities=correction_view.identities(case, standing),
        scans=[slot for slot in slots if slot["code"] in wanted],
        schemas=schemas,
        fields=fields,
        titles=correction_view.titles(definition, wanted, schemas),
        draft=draft_id if DRAFT_ID.fullmatch(draft_id) else command,
        command=command,
        errors=errors or {},
        flash=flash,
    )


def _file(request: Request, held: Session) -> CaseFile:
    """Raises UnknownCaseError."""
    actor = staff_actor(held)
    return read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
