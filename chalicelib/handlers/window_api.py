"""The window for programs: the same use cases, by a member of staff's bearer session."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.sealed import CorrectionRow
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.case_acts import case_state
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_forms import granting_opinion
from chalicelib.handlers.window_operations import ACCEPT_CASE, DECLINE_CASE, RECEIVE_AT_WINDOW, REQUEST_CORRECTION
from chalicelib.handlers.window_tasks_operations import RECORD_DISPATCH
from chalicelib.usecases.check_application import AGENT, ANSWER
from chalicelib.usecases.conclude import Acceptance, CorrectionNotice, Declination, Intent, conclude_on
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.receive_at_window import WalkIn
from chalicelib.usecases.receive_at_window import receive_at_window as receive
from chalicelib.usecases.record_dispatch import record_dispatch as dispatch


def receive_at_window(request: Request) -> Reply:
    actor = staff_actor(staff(request))
    body = json_body(request, RECEIVE_AT_WINDOW)
    answers = {ANSWER + name: value for name, value in body.get("answers", {}).items()}
    agent = {AGENT + name: value for name, value in body.get("agent", {}).items()}
    own = {name: body[name] for name in ("applicant_kind", "delivery") if name in body}
    conclusion = body["conclusion"]
    definition = wiring.edition().definition(body["item"], body["variant"])
    intent: Intent
    match conclusion["then"]:
        case "correct":
            intent = _correction(conclusion)
        case "decline":
            intent = _declination(conclusion)
        case sitting:
            intent = Acceptance(sitting, conclusion.get("opinion") or granting_opinion(definition))
    done = receive(
        WalkIn(
            command=idempotency_key(request),
            item=body["item"],
            variant=body["variant"],
            fields={"delivery": "pickup", **body["applicant"], **agent, **answers, **own},
            originals=tuple(body["originals"]),
            intent=intent,
        ),
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        key=wiring.pseudonym_key(),
        now=wiring.now(),
    )
    return json_reply(case_state(done), status=201)


def accept_case(request: Request) -> Reply:
    actor = staff_actor(staff(request))
    body = json_body(request, ACCEPT_CASE)
    return _conclude(request, actor, Acceptance(body["sitting"], body.get("opinion", "")))


def request_correction(request: Request) -> Reply:
    actor = staff_actor(staff(request))
    return _conclude(request, actor, _correction(json_body(request, REQUEST_CORRECTION)))


def decline_case(request: Request) -> Reply:
    actor = staff_actor(staff(request))
    return _conclude(request, actor, _declination(json_body(request, DECLINE_CASE)))


def record_dispatch(request: Request) -> Reply:
    """Each reference is told apart, for one that cannot go does not hold up the rest."""
    actor = staff_actor(staff(request))
    body = json_body(request, RECORD_DISPATCH)
    sent = dispatch(
        body["references"],
        body["carrier"],
        body["waybill"],
        idempotency_key(request),
        actor,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    results = [
        {
            "reference": one.reference,
            "recorded": not one.code,
            "code": one.code,
            **({"seq": one.seq, "hash": one.hash} if one.hash else {}),
        }
        for one in sent
    ]
    return json_reply({"waybill": body["waybill"], "results": results})


def _conclude(request: Request, actor: Actor, intent: Intent) -> Reply:
    file = read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    if isinstance(intent, Acceptance) and not intent.opinion:
        intent = Acceptance(intent.sitting, granting_opinion(file.definition))
    done = conclude_on(
        file,
        idempotency_key(request),
        intent,
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    return json_reply(case_state(done))


def _correction(body: Mapping[str, Any]) -> CorrectionNotice:
    rows = tuple(CorrectionRow(row["material"], row["sentence"]) for row in body.get("rows", ()))
    return CorrectionNotice(rows, body.get("note", ""))


def _declination(body: Mapping[str, Any]) -> Declination:
    return Declination(body.get("ground", ""), body.get("to_unit", ""), body.get("note", ""))
