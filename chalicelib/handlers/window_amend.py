"""Correcting the form of a case at the window: what was typed wrongly when it was taken in, not what is applied for."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import reference_of, shown
from chalicelib.handlers.case_acts import carry_out
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_desk import INVALID
from chalicelib.texts import error_text
from chalicelib.usecases.acts import act_of
from chalicelib.usecases.asked_acts import Asked
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.check_application import InvalidApplicationError, application_schemas, as_fields
from chalicelib.usecases.correct_form import corrected_form
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]


def form(request: Request) -> Reply:
    """The form as it stands in the case, to be put right."""
    held = staff(request)
    file = _file(request, held)
    return _page(held, file, as_fields(form_of(file, dossiers=wiring.dossiers())), errors={}, flash=None, status=200)


def amend(request: Request) -> Reply:
    held = staff(request)
    file = _file(request, held)
    fields = {name: request.field(name) for name in request.form}
    try:
        content = corrected_form(
            file, fields, catalogue=wiring.catalogue(), dossiers=wiring.dossiers(), now=wiring.now()
        )
        given = {"form": content, "reason": fields.get("reason", "")}
        carry_out(
            file, act_of("amend_form", Asked(posted_command(request), staff_actor(held), given, file, wiring.now()))
        )
    except InvalidApplicationError as error:
        return _page(held, file, fields, errors=error.errors, flash=None, status=INVALID)
    except (RefusedError, BusyError) as error:
        told = {"kind": "error", "text": error_text(error.code, **getattr(error, "about", {})).sentence}
        return _page(held, file, fields, errors={}, flash=told, status=status_of(error.code))
    return see_other(f"/window/cases/{reference_of(file.case.matter)}?done=amend_form")


def _page(
    held: Session,
    file: CaseFile,
    fields: Mapping[str, Any],
    *,
    errors: Mapping[str, object],
    flash: Shown | None,
    status: int,
) -> Reply:
    kinds = wiring.catalogue().edition(file.definition.edition).data["applicants"]
    return show(
        "window/amend.html",
        status=status,
        for_others=True,
        **staff_frame(held),
        definition=file.definition,
        reference=reference_of(file.case.matter),
        shown_reference=shown(reference_of(file.case.matter)),
        schemas=application_schemas(file.definition, kinds, fields),
        fields=fields,
        errors=errors,
        command=wiring.entropy().token(),
        flash=flash,
    )


def _file(request: Request, held: Session) -> CaseFile:
    """Raises UnknownCaseError."""
    actor = staff_actor(held)
    return read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
