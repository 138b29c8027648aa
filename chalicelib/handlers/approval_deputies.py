"""A leader gives their post to a colleague for some days, and takes it back."""

from collections.abc import Mapping

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.delegation import DelegationError
from chalicelib.domain.times import local_date, stamp
from chalicelib.handlers.approval_door import leader, show_to_leader
from chalicelib.handlers.delegation_form import Typed, form_context, wish_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.statuses import STATUS
from chalicelib.handlers.visitor import staff_actor
from chalicelib.pages import deputy_view
from chalicelib.texts import text
from chalicelib.usecases.acting_staff import delegations_to
from chalicelib.usecases.delegate import delegate, revoke_delegation
from chalicelib.usecases.sessions import Session

HERE = "/leader/deputies"


def deputies(request: Request) -> Reply:
    told = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"leader.delegation_done.{told}")} if told in ("given", "revoked") else None
    return _page(leader(request), Typed(), {}, flash=flash)


def give(request: Request) -> Reply:
    held, command = leader(request), posted_command(request)
    actor, typed = staff_actor(held), Typed.of(request)
    try:
        delegate(
            command,
            wish_of(typed),
            actor.id,
            given_by=actor.id,
            edition=wiring.edition(),
            parties=wiring.parties(),
            now=wiring.now(),
        )
    except DelegationError as error:
        return _page(held, typed, {error.field: error.code}, status=STATUS[error.code])
    return see_other(f"{HERE}?done=given")


def revoke(request: Request) -> Reply:
    staff = leader(request).subject
    revoke_delegation(request.params["delegation"], staff, revoked_by=staff, parties=wiring.parties(), now=wiring.now())
    return see_other(f"{HERE}?done=revoked")


def _page(
    held: Session,
    typed: Typed,
    errors: Mapping[str, object],
    *,
    flash: Mapping[str, str] | None = None,
    status: int = 200,
) -> Reply:
    actor = staff_actor(held)
    context = form_context(actor.id, actor.posts)
    return show_to_leader(
        "leader/deputies.html",
        status=status,
        csrf=held.form_token,
        typed=typed,
        errors=errors,
        flash=flash,
        held=_held(actor, context.names),
        **context.shown,
    )


def _held(actor: Actor, names: Mapping[str, str]) -> list[Mapping[str, object]]:
    """What others have given to this leader and is not over."""
    today = local_date(stamp(wiring.now()))
    given = [one for one in delegations_to(actor.id, parties=wiring.parties()) if not one.over(today)]
    return [deputy_view.shown(one, names, wiring.edition(), today) for one in given]
