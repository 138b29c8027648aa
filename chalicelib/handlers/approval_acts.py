"""What a leader does to a case beside deciding: a special procedure for the step in their hands; as the person in charge,
voiding it or ending it."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.sign_off import in_hand_of
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.approval_door import leader, show_to_leader
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, see_other
from chalicelib.handlers.visitor import staff_actor
from chalicelib.handlers.window_acts import act as act_by_form
from chalicelib.pages import act_forms
from chalicelib.pages.case_events import day
from chalicelib.pages.officer_events import Known
from chalicelib.texts import error_text, text
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.officer_case import OfficerCase, read_for_staff, show_case
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.tried_acts import earliest_hearing

BY_LEADERS: Final = frozenset(
    {
        *("open_procedure", "prolong_procedure", "close_procedure"),
        *("propose_void", "confirm_void", "take_back_void", "terminate"),
    }
)
"""Acts whose forms stand on the leader's page of a case; extending the limit has a page of its own."""

Shown = dict[str, Any]


def form(request: Request) -> Reply:
    """What this leader may do to the case now. Raises UnknownCaseError."""
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"window.done.{done}")} if done in BY_LEADERS else None
    return _page(leader(request), request, flash=flash, status=200)


def act(request: Request) -> Reply:
    """Raises UnknownCaseError, BadRequestError (form_incomplete)."""
    held, then = leader(request), request.field("then")
    if then not in BY_LEADERS:
        raise BadRequestError("form_incomplete")
    actor = staff_actor(held)
    file = read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    try:
        act_by_form(request, then, actor, file)
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(held, request, flash={"kind": "error", "text": told}, status=status_of(error.code))
    return see_other(f"/leader/cases/{reference_of(file.case.matter)}?done={then}")


def _page(held: Session, request: Request, *, flash: Shown | None, status: int) -> Reply:
    actor = staff_actor(held)
    seen = show_case(
        request.params["reference"],
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    case, definition = seen.file.case, seen.file.definition
    known = Known(case, seen.parts, seen.names, definition, wiring.pinned_edition(definition.edition))
    own = [step for step, opened in case.opened.items() if in_hand_of(opened, actor, definition)]
    return show_to_leader(
        "leader/acts.html",
        status=status,
        csrf=held.form_token,
        command=wiring.entropy().token(),
        action=f"/leader/cases/{reference_of(case.matter)}",
        title=definition.name,
        variant=definition.data["variant_name"],
        reference=shown(reference_of(case.matter)),
        groups=_groups(seen, known, own),
        posted={name: values[-1] for name, values in request.form.items() if values} if status != 200 else {},  # noqa: PLR2004
        flash=flash,
    )


def _groups(seen: OfficerCase, known: Known, own: list[str]) -> list[Shown]:
    possible = {name: subjects for name, subjects in seen.acts.items() if name in BY_LEADERS}
    steps: Mapping[str, str] = {step: known.step(step) for step in own}
    choices = {"step": {**steps, "": text("window.field_hint.step_whole")}}
    earliest = day(earliest_hearing(wiring.calendar(), wiring.now().astimezone(SHANGHAI).date()))
    return act_forms.groups(possible, known, earliest_hearing=earliest, choices=choices)
