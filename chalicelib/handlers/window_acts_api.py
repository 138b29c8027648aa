"""The acts on a case for programs: the same use cases as the window's forms, by an officer's or a leader's session."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.handlers import window_acts_operations as operations
from chalicelib.handlers import window_interruptions_operations as interruptions
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.case_acts import carry_out, case_state
from chalicelib.handlers.operation import Operation
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.handlers.window_acts import moment
from chalicelib.usecases.acts import act_of
from chalicelib.usecases.asked_acts import Asked
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.correct_form import corrected_form
from chalicelib.usecases.decide_step import StepAnswer, decide_step_on
from chalicelib.usecases.name_staff import staff_ids
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.supply_at_window import Brought, supply_at_window


def open_special_procedure(request: Request) -> Reply:
    return _act(request, interruptions.OPEN_SPECIAL_PROCEDURE, "open_procedure")


def prolong_special_procedure(request: Request) -> Reply:
    return _act(request, interruptions.PROLONG_SPECIAL_PROCEDURE, "prolong_procedure")


def close_special_procedure(request: Request) -> Reply:
    return _act(request, interruptions.CLOSE_SPECIAL_PROCEDURE, "close_procedure")


def offer_hearing(request: Request) -> Reply:
    return _act(request, interruptions.OFFER_HEARING, "offer_hearing")


def record_hearing_request(request: Request) -> Reply:
    return _act(request, interruptions.RECORD_HEARING_REQUEST, "request_hearing")


def call_hearing(request: Request) -> Reply:
    return _act(request, interruptions.CALL_HEARING, "call_hearing")


def record_hearing(request: Request) -> Reply:
    return _act(request, interruptions.RECORD_HEARING, "hold_hearing")


def assign_survey(request: Request) -> Reply:
    return _act(request, interruptions.ASSIGN_SURVEY, "assign_survey")


def record_survey(request: Request) -> Reply:
    return _act(request, interruptions.RECORD_SURVEY, "record_survey")


def notify_fee(request: Request) -> Reply:
    return _act(request, interruptions.NOTIFY_FEE, "notify_fee")


def record_payment(request: Request) -> Reply:
    return _act(request, interruptions.RECORD_PAYMENT, "record_payment")


def add_branch(request: Request) -> Reply:
    return _act(request, operations.ADD_BRANCH, "add_branch")


def withdraw_branch(request: Request) -> Reply:
    return _act(request, operations.WITHDRAW_BRANCH, "withdraw_branch")


def return_step(request: Request) -> Reply:
    """The holder of an open step sends the case back; the lead unit sends back one branch."""
    actor, body, file = _asked(request, operations.RETURN_STEP)
    if not body.get("step"):
        return _done(request, file, "return_branch", actor, body)
    done = decide_step_on(
        file,
        idempotency_key(request),
        StepAnswer(body["step"], "return", body["to"], body["reason"].strip(), body.get("shown", "")),
        actor,
        via="page",
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    return json_reply(case_state(done))


def allow_correction(request: Request) -> Reply:
    return _act(request, operations.ALLOW_CORRECTION, "allow_correction")


def supply_correction_at_window(request: Request) -> Reply:
    """Raises InvalidApplicationError, PapersIncompleteError."""
    actor, body, file = _asked(request, operations.SUPPLY_CORRECTION_AT_WINDOW)
    brought = Brought(idempotency_key(request), body["identity"], tuple(body["originals"]), fields=body.get("form", {}))
    done = supply_at_window(
        file,
        brought,
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    return json_reply(case_state(done))


def withdraw_at_window(request: Request) -> Reply:
    return _act(request, operations.WITHDRAW_AT_WINDOW, "withdraw")


def amend_case(request: Request) -> Reply:
    """Raises InvalidApplicationError for a form that the item would not take."""
    actor, body, file = _asked(request, operations.AMEND_CASE)
    form = body.get("form")
    if form:
        form = corrected_form(file, form, catalogue=wiring.catalogue(), dossiers=wiring.dossiers(), now=wiring.now())
    return _done(request, file, f"amend_{body['subject']}", actor, {**body, "form": form})


def keep_for_pickup(request: Request) -> Reply:
    return _act(request, operations.KEEP_FOR_PICKUP, "keep_for_pickup")


def set_aside_certificate(request: Request) -> Reply:
    return _act(request, operations.SET_ASIDE_CERTIFICATE, "set_aside")


def confirm_arrival(request: Request) -> Reply:
    return _act(request, operations.CONFIRM_ARRIVAL, "confirm_arrival")


def take_back_void(request: Request) -> Reply:
    return _act(request, operations.TAKE_BACK_VOID, "take_back_void")


def void_case(request: Request) -> Reply:
    """The first of the two people proposes, the second confirms; a program need not know who came first."""
    actor, body, file = _asked(request, operations.VOID_CASE)
    return _done(request, file, "confirm_void" if file.case.void_proposed_by else "propose_void", actor, body)


def forward_case(request: Request) -> Reply:
    return _act(request, operations.FORWARD_CASE, "forward")


def terminate_case(request: Request) -> Reply:
    return _act(request, operations.TERMINATE_CASE, "terminate")


def record_service(request: Request) -> Reply:
    return _act(request, operations.RECORD_SERVICE, "serve")


def note_phone_call(request: Request) -> Reply:
    return _act(request, operations.NOTE_PHONE_CALL, "note_call")


def _act(request: Request, operation: Operation, name: str) -> Reply:
    actor, body, file = _asked(request, operation)
    return _done(request, file, name, actor, body)


def _asked(request: Request, operation: Operation) -> tuple[Actor, Mapping[str, Any], CaseFile]:
    """Raises StaffSignInRequiredError, InvalidError, UnknownCaseError."""
    actor, body = staff_actor(decider(request)), json_body(request, operation)
    file = read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    return actor, body, file


def _done(request: Request, file: CaseFile, name: str, actor: Actor, body: Mapping[str, Any]) -> Reply:
    path = {part: value for part, value in request.params.items() if part != "reference"}
    fields: dict[str, Any] = {**body, **path}
    for people in ("officers", "chair"):
        if people in fields:
            named = fields[people] if people == "officers" else [fields[people]]
            fields[people] = staff_ids(named, parties=wiring.parties())
    for at in {"served_at", "called_at"} & fields.keys():
        fields[at] = moment(fields[at])
    return json_reply(
        case_state(carry_out(file, act_of(name, Asked(idempotency_key(request), actor, fields, file, wiring.now()))))
    )
