"""A leader hands an open step over to a colleague who holds the same post."""

from collections.abc import Mapping

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import shown
from chalicelib.domain.sign_off import in_hand_of
from chalicelib.handlers.approval_door import leader, show_to_leader
from chalicelib.handlers.approval_signin import TODO
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.statuses import STATUS
from chalicelib.handlers.visitor import staff_actor
from chalicelib.usecases.case_file import CaseFile, UnknownCaseError
from chalicelib.usecases.hand_over import Handover, NotAHolderError, hand_over, may_take_over
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.sessions import Session


def handover(request: Request) -> Reply:
    held = leader(request)
    actor = staff_actor(held)
    file = _file(request, actor)
    if not _in_hand(file, request.params["step"], actor):
        return see_other(request.path.removesuffix("/handover"))
    return _page(request, held, actor, file, errors={})


def give(request: Request) -> Reply:
    held, command = leader(request), posted_command(request)
    actor, step = staff_actor(held), request.params["step"]
    file = _file(request, actor)
    if not _in_hand(file, step, actor) and command not in file.case.commands:
        return see_other(request.path.removesuffix("/handover"))
    try:
        done = hand_over(
            file,
            command,
            Handover(step, request.field("to"), request.field("reason").strip()),
            actor,
            log=wiring.log(),
            dossiers=wiring.dossiers(),
            parties=wiring.parties(),
            entropy=wiring.entropy(),
            calendar=wiring.calendar(),
            now=wiring.now(),
        )
    except NotAHolderError as error:
        return _page(request, held, actor, file, errors={error.field: error.code}, status=STATUS[error.code])
    except RefusedError as error:
        if error.code not in ("reason_required", "words_too_long"):
            raise
        return _page(
            request,
            held,
            actor,
            file,
            errors={"reason": {"code": error.code, **error.about}},
            status=STATUS[error.code],
        )
    return see_other(f"{TODO}?after={file.case.matter}:{done.commit.seq}")


def _file(request: Request, actor: Actor) -> CaseFile:
    return read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())


def _in_hand(file: CaseFile, step: str, actor: Actor) -> bool:
    """Raises UnknownCaseError for a step that is nobody's: who looks has no part in the case, or typed the address."""
    if step not in {one.id for one in file.case.flow(file.definition).steps()}:
        raise UnknownCaseError(step)
    opened = file.case.opened.get(step)
    return opened is not None and in_hand_of(opened, actor, file.definition)


def _page(
    request: Request, held: Session, actor: Actor, file: CaseFile, *, errors: Mapping[str, object], status: int = 200
) -> Reply:
    step = request.params["step"]
    return show_to_leader(
        "leader/handover.html",
        status=status,
        csrf=held.form_token,
        action=request.path,
        back=request.path.removesuffix("/handover"),
        command=wiring.entropy().token(),
        title=file.definition.name,
        reference=shown(request.params["reference"]),
        step=file.case.flow(file.definition).step(step).name,
        people=may_take_over(file, step, actor, parties=wiring.parties(), calendar=wiring.calendar(), now=wiring.now()),
        to=request.field("to"),
        reason=request.field("reason"),
        errors=errors,
    )
