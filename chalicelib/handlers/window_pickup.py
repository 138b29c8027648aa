"""Handing a result to who comes for it, from the page and for programs."""

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.case_acts import case_state
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.handlers.window_acts_operations import RECORD_PICKUP
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.record_pickup import Coming, record_collection


def collect(file: CaseFile, command: str, coming: Coming, actor: Actor) -> Executed:
    """Raises RefusedError, BusyError."""
    return record_collection(
        file,
        command,
        coming,
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
    )


def record_pickup(request: Request) -> Reply:
    """Raises StaffSignInRequiredError, InvalidError, UnknownCaseError, RefusedError, BusyError."""
    actor, body = staff_actor(decider(request)), json_body(request, RECORD_PICKUP)
    file = read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    coming = Coming(body.get("code", ""), body.get("identity_seen", False), body.get("agent", {}))
    return json_reply(case_state(collect(file, idempotency_key(request), coming, actor)))
