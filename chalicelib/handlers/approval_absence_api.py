"""delegate and reassign: a leader's post or one open step to a colleague, for programs."""

from typing import Final

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.approval_absence_operations import DELEGATE, REASSIGN
from chalicelib.handlers.approval_door import leader
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.usecases.delegate import Wish
from chalicelib.usecases.delegate import delegate as give
from chalicelib.usecases.hand_over import Handover, hand_over
from chalicelib.usecases.officer_case import read_to_reassign

SHOWN: Final = ("post", "by", "to", "classes", "from_on", "until_on")


def delegate(request: Request) -> Reply:
    staff, body = leader(request).subject, json_body(request, DELEGATE)
    wish = Wish(body["post"], body["to"], tuple(body.get("classes", ())), body["from_on"], body["until_on"])
    given = give(
        idempotency_key(request),
        wish,
        staff,
        given_by=staff,
        edition=wiring.edition(),
        parties=wiring.parties(),
        now=wiring.now(),
    )
    return json_reply({"delegation": given.id, **{name: getattr(given, name) for name in SHOWN}}, status=201)


def reassign(request: Request) -> Reply:
    """Raises NotAHolderError, RefusedError, UnknownCaseError, UnknownStepError."""
    actor, body = staff_actor(decider(request)), json_body(request, REASSIGN)
    file = read_to_reassign(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    step = request.params["step"]
    done = hand_over(
        file,
        idempotency_key(request),
        Handover(step, body["to"], body["reason"].strip()),
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    told = {"reference": reference_of(done.case.matter), "step": step, "status": done.case.status}
    return json_reply({**told, "seq": done.commit.seq, "hash": done.commit.hash, "repeated": done.repeated})
