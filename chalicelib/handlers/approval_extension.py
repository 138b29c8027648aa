"""The person in charge extends the statutory limit of a case, from its step or by its reference."""

from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.clocks import clock_of
from chalicelib.domain.commands import ExtendLimit
from chalicelib.domain.decide import RefusedError, refusal
from chalicelib.domain.effects.interruption import longest_extension
from chalicelib.domain.explanation import explain
from chalicelib.domain.reference import BadReferenceError, parse, reference_of, shown
from chalicelib.domain.sealed import PROBE
from chalicelib.domain.times import stamp
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.approval_door import leader, show_to_leader
from chalicelib.handlers.approval_operations import EXTEND_LIMIT
from chalicelib.handlers.case_acts import carry_out, case_state
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, json_reply, posted_command, see_other
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.texts import error_text, text
from chalicelib.usecases.acts import act_of
from chalicelib.usecases.asked_acts import Asked
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.list_tasks import applicant_name
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.sessions import Session

MOST_DIGITS: Final = 3
Shown = dict[str, Any]


def find(request: Request) -> Reply:
    """Which case: asked for by its reference."""
    held, typed = leader(request), request.query.get("q", "").strip()
    if not typed:
        return show_to_leader("leader/find_case.html", csrf=held.form_token, words="", errors={})
    try:
        return see_other(f"/leader/extension/{parse(typed)}")
    except BadReferenceError as error:
        told: Shown = {"words": typed[:60], "errors": {"q": error.code}}
        return show_to_leader("leader/find_case.html", status=422, csrf=held.form_token, **told)


def form(request: Request) -> Reply:
    held = leader(request)
    return _page(held, _file(request, held), typed={}, flash=_done(request), status=200)


def extend(request: Request) -> Reply:
    held = leader(request)
    file = _file(request, held)
    typed = {"amount": request.field("amount"), "reason": request.field("reason")}
    try:
        carry_out(file, act_of("extend_limit", _asked(posted_command(request), held, file, typed)))
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(held, file, typed=typed, flash={"kind": "error", "text": told}, status=status_of(error.code))
    return see_other(f"/leader/extension/{reference_of(file.case.matter)}?done=1")


def extend_limit(request: Request) -> Reply:
    held = decider(request)
    body, file = json_body(request, EXTEND_LIMIT), _file(request, held)
    done = carry_out(file, act_of("extend_limit", _asked(idempotency_key(request), held, file, body)))
    return json_reply(case_state(done))


def _asked(command: str, held: Session, file: CaseFile, fields: Any) -> Asked:
    amount = str(fields["amount"])
    days = int(amount) if amount.isascii() and amount.isdecimal() and len(amount) <= MOST_DIGITS else 0
    return Asked(command, staff_actor(held), {**fields, "amount": days}, file, wiring.now())


def _file(request: Request, held: Session) -> CaseFile:
    """Raises UnknownCaseError."""
    actor = staff_actor(held)
    return read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())


def _page(held: Session, file: CaseFile, *, typed: Shown, flash: Shown | None, status: int) -> Reply:
    case, definition = file.case, file.definition
    probe = ExtendLimit("", staff_actor(held), 1, PROBE)
    refused = refusal(case, probe, definition, wiring.calendar(), stamp(wiring.now()))
    longest = (
        text(f"limit.{definition.statutory.unit}", amount=longest_extension(definition)) if definition.statutory else ""
    )
    form = wiring.dossiers().get(case.matter, case.form.part) if case.form else None
    return show_to_leader(
        "leader/extension.html",
        status=status,
        csrf=held.form_token,
        command=wiring.entropy().token(),
        action=f"/leader/extension/{reference_of(case.matter)}",
        acts=f"/leader/cases/{reference_of(case.matter)}",
        title=definition.name,
        variant=definition.data["variant_name"],
        reference=shown(reference_of(case.matter)),
        applicant=applicant_name(form),
        limit=_limit(case, definition),
        refused=refused,
        longest=longest,
        typed=typed,
        flash=flash,
    )


def _limit(case: Case, definition: Definition) -> Shown | None:
    """The running statutory limit: how long, until when, how much is left."""
    running = clock_of(case, "statutory", definition, wiring.calendar())
    if not running or definition.statutory is None:
        return None
    seen = explain(case, running[0], definition, wiring.calendar(), wiring.now())
    facts = running[0].explanation
    return {
        "whole": text(f"limit.{facts['unit']}", amount=facts["amount"]),
        "on": seen.on,
        "left": text(f"days.{seen.unit}", amount=seen.left),
    }


def _done(request: Request) -> Shown | None:
    return {"kind": "done", "text": text("leader.extended")} if request.query.get("done") == "1" else None
