"""decideStep, getLink, decideByLink: sign-off for programs, by the same use cases as the pages."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import StepDecided
from chalicelib.domain.links import DecideLink, Link, LinkError, TodoLink
from chalicelib.domain.reference import reference_of
from chalicelib.domain.sign_off import LinkState, link_state
from chalicelib.domain.times import stamp
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.approval_door import device_of, door, leader_of, link_in, program_by_pin
from chalicelib.handlers.approval_operations import DECIDE_BY_LINK, DECIDE_STEP
from chalicelib.handlers.request import BadRequestError, Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.usecases.case_file import CaseFile, read_case
from chalicelib.usecases.decide_step import StepAnswer, decide_step_on
from chalicelib.usecases.execute import Executed
from chalicelib.usecases.leader_sign_in import confirm_leader_code
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.show_step import Opinion, StepView, step_view

_DEAD: Final = {"replaced": "link_replaced", "reassigned": "link_reassigned", "closed": "step_not_open"}


class SignOffRefusedError(Exception):
    """A sign-off that cannot go on: credential_missing, link_replaced, link_reassigned, step_already_decided,
    step_not_open."""

    def __init__(self, code: str, about: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.about = about or {}


def decide_step(request: Request) -> Reply:
    actor, body = staff_actor(decider(request)), json_body(request, DECIDE_STEP)
    file = read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    return _decided(file, request.params["step"], body, request, actor, via="page")


def get_link(request: Request) -> Reply:
    """Opening a link changes nothing; what it leads to is for the holder's session."""
    link, state = _any_link(request)
    told: dict[str, Any] = {"purpose": "todo" if isinstance(link, TodoLink) else "decide", "state": state}
    told["expires_at"] = stamp(link.expires_at)
    held = leader_of(request, link.holder) if state == "sign_in" else None
    if held:
        told["state"] = "live"
        if isinstance(link, DecideLink):
            told |= _seen_by_holder(link, held)
    return json_reply(told)


def decide_by_link(request: Request) -> Reply:
    link = link_in(request, DecideLink)
    command, body = idempotency_key(request), json_body(request, DECIDE_BY_LINK)
    actor = staff_actor(leader_of(request, link.holder) or _by_pin(link.holder, body, request))
    file = read_case(link.matter, log=wiring.log(), catalogue=wiring.catalogue())
    state = link_state(link, file.case, file.definition, actor)
    if state != "live" and command not in file.case.commands:
        raise _dead(link, file, state)
    try:
        return _decided(file, link.step, body, request, actor, via="link")
    except RefusedError as refused:
        if refused.code != "step_already_decided":
            raise
        # Whoever lost the race by a moment is told the same as who comes later.
        raise _dead(link, read_case(link.matter, log=wiring.log(), catalogue=wiring.catalogue()), "decided") from None


def _decided(
    file: CaseFile, step: str, body: Mapping[str, Any], request: Request, actor: Actor, *, via: Literal["link", "page"]
) -> Reply:
    done = decide_step_on(
        file,
        idempotency_key(request),
        StepAnswer(step, body["outcome"], body.get("to", ""), body.get("opinion", "").strip(), body["shown"]),
        actor,
        via=via,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    return json_reply(_answer(done, step))


def _answer(done: Executed, step: str) -> Mapping[str, Any]:
    """Raises BadRequestError (idempotency_key_used): the key's commit holds something else that was done to the case."""
    fact = next((fact for fact in done.commit.facts if isinstance(fact, StepDecided) and fact.step == step), None)
    if fact is None:
        raise BadRequestError("idempotency_key_used")
    return {
        "reference": reference_of(done.case.matter),
        "step": fact.step,
        "outcome": fact.outcome,
        "at": fact.effective_at,
        "status": done.case.status,
        "seq": done.commit.seq,
        "hash": done.commit.hash,
        "repeated": done.repeated,
    }


def _any_link(request: Request) -> tuple[Link, str]:
    """The link of either purpose, and `expired` or `sign_in`. Raises LinkError."""
    try:
        return _of_either_purpose(request), "sign_in"
    except LinkError as error:
        if error.code != "link_expired" or error.link is None:
            raise
        return error.link, "expired"


def _of_either_purpose(request: Request) -> Link:
    try:
        return link_in(request, DecideLink)
    except LinkError as error:
        if error.code != "link_wrong_purpose":
            raise
        return link_in(request, TodoLink)


def _by_pin(holder: str, body: Mapping[str, Any], request: Request) -> Session:
    """The holder by PIN on a device that is known, or by the code that was sent for a new one."""
    if "sign_in" in body:
        signed_in = confirm_leader_code(body["sign_in"], body.get("code", ""), door(request))
        if signed_in.session.subject != holder:
            raise SignOffRefusedError("credential_missing")
        return signed_in.session
    if not body.get("pin"):
        raise SignOffRefusedError("credential_missing")
    return program_by_pin(holder, body["pin"], device_of(request), request).session


def _dead(link: DecideLink, file: CaseFile, state: LinkState) -> SignOffRefusedError:
    if state != "decided":
        return SignOffRefusedError(_DEAD[state])
    decided = _view(link, file).decided
    return SignOffRefusedError("step_already_decided", _opinion(decided) if decided else None)


def _seen_by_holder(link: DecideLink, held: Session) -> Mapping[str, Any]:
    file = read_case(link.matter, log=wiring.log(), catalogue=wiring.catalogue())
    state = link_state(link, file.case, file.definition, staff_actor(held))
    view = _view(link, file)
    if state == "live":
        return {"state": state, "step": _step(view)}
    if state == "decided" and view.decided:
        return {"state": state, "decided": _opinion(view.decided)}
    return {"state": state}


def _step(view: StepView) -> Mapping[str, Any]:
    return {
        "reference": reference_of(view.case.matter),
        "step": view.step.id,
        "name": view.step.name,
        "item": view.file.definition.name,
        "applicant": view.applicant,
        "shown": view.shown,
        "answers": view.form.get("answers", {}),
        "papers": view.papers,
        "opinions": [_opinion(opinion) for opinion in view.opinions],
    }


def _opinion(opinion: Opinion) -> Mapping[str, str]:
    words = {"by": opinion.by, "at": opinion.at, "text": opinion.text}
    holder = {"for": opinion.for_whom} if opinion.for_whom else {}
    return {"step": opinion.step.id, "outcome": opinion.outcome, **words, **holder}


def _view(link: DecideLink, file: CaseFile) -> StepView:
    step = file.case.whole_flow(file.definition).step(link.step)
    return step_view(file, step, dossiers=wiring.dossiers(), parties=wiring.parties())
