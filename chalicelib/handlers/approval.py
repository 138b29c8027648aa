"""我的待办 and the step page: leaders decide from their list or straight from the link of an SMS."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from chalicelib import wiring
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.links import DecideLink
from chalicelib.domain.reference import reference_of, shown
from chalicelib.handlers.approval_door import (
    kept_fields,
    leader,
    leader_of,
    pin_page,
    remembered_staff,
    show_to_leader,
)
from chalicelib.handlers.approval_signin import TODO, enter, opened_link, send_new_link
from chalicelib.handlers.approval_view import Typed, card_row, closed_page, step_page, todo_row
from chalicelib.handlers.problems import BadFormTokenError
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.statuses import STATUS
from chalicelib.handlers.visitor import same_origin, session, staff_actor
from chalicelib.texts import text
from chalicelib.usecases.decide_step import BadAnswerError, StepAnswer, decide_step
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.leader_links import Standing, standing_of
from chalicelib.usecases.leader_sign_in import Onward
from chalicelib.usecases.list_tasks import Waiting
from chalicelib.usecases.my_todo import done_at, first_open, my_todo, place_of
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.show_step import StepView, changed_since, matter_of, show_step, step_view
from chalicelib.usecases.watch import unit_cards

SHOWN_AGAIN: Final = frozenset(
    {
        "step_already_decided",
        "step_not_open",
        "not_possible_now",
        "dossier_changed",
        "duties_separated",
        "join_vetoed",
        "no_step_to_return_to",
        "case_busy",
    }
)
"""Refusals that the step's own page explains, with everything typed still there."""

_COMMAND = re.compile(r"[A-Za-z0-9-]{16,80}")
_AFTER = re.compile(r"(?P<matter>c-[0-9A-Z]{10}):(?P<seq>[0-9]{1,6})")
_SEQ = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Desk:
    """One leader at one step: where its page is, and how a decision from there is recorded."""

    held: Session
    reference: str
    step: str
    here: str
    via: Literal["link", "page"]


def todo(request: Request) -> Reply:
    held = leader(request)
    after = request.query.get("after", "")
    rows = [todo_row(one) for one in _todo(held, after)]
    cards = [card_row(row) for row in unit_cards(staff_actor(held).posts, views=wiring.views())]
    return show_to_leader("leader/todo.html", csrf=held.form_token, rows=rows, cards=cards, flash=_flash(after, held))


def step(request: Request) -> Reply:
    desk = Desk(leader(request), request.params["reference"], request.params["step"], request.path, "page")
    return _page(desk, request, _view(desk))


def decide(request: Request) -> Reply:
    reference, step_id = request.params["reference"], request.params["step"]
    held = _still_signed_in(request)
    if held is None:
        onward = Onward(request.path, _kept(request, f"{reference}/{step_id}"))
        return pin_page("/leader", who=remembered_staff(request), onward=onward, status=401)
    return _decide(Desk(held, reference, step_id, request.path, "page"), request)


def open_decide_link(request: Request) -> Reply:
    """The step behind the PIN; opening changes nothing."""
    link = opened_link(request, DecideLink)
    if isinstance(link, Reply):
        return link
    held = leader_of(request, link.holder)
    if held is None:
        return pin_page(f"{request.path}/pin")
    standing, view = _at_link(link)
    if standing.state != "live":
        return closed_page(view, csrf=held.form_token, state=standing.state)
    return _page(_desk(link, held, request), request, view)


def pin_for_decide_link(request: Request) -> Reply:
    same_origin(request)
    link = opened_link(request, DecideLink)
    if isinstance(link, Reply):
        return link
    return enter(request, link.holder, Onward(f"/d/{request.params['token']}"), action=request.path)


def send_decide_link(request: Request) -> Reply:
    return send_new_link(request, DecideLink)


def decide_by_link(request: Request) -> Reply:
    link = opened_link(request, DecideLink)
    if isinstance(link, Reply):
        return link
    held = _still_signed_in(request)
    if held is None or held.subject != link.holder:
        kept = _kept(request, f"{reference_of(link.matter)}/{link.step}")
        return pin_page(f"{request.path}/pin", onward=Onward("", kept), status=401)
    standing, view = _at_link(link)
    # The command that killed the link is answered again when it is posted again.
    if standing.state != "live" and _command(request) not in standing.file.case.commands:
        return closed_page(view, csrf=held.form_token, state=standing.state, typed=Typed.of(request), status=409)
    return _decide(_desk(link, held, request), request)


def _decide(desk: Desk, request: Request) -> Reply:
    typed = Typed.of(request)
    matter = matter_of(desk.reference)
    answer = StepAnswer(desk.step, typed.outcome, typed.to, typed.words, request.field("shown"))
    try:
        done = decide_step(
            matter,
            _command(request),
            answer,
            staff_actor(desk.held),
            via=desk.via,
            log=wiring.log(),
            dossiers=wiring.dossiers(),
            catalogue=wiring.catalogue(),
            entropy=wiring.entropy(),
            calendar=wiring.calendar(),
            now=wiring.now(),
        )
    except BadAnswerError as error:
        return _again(desk, request, typed, {error.field: error.code}, error.status)
    except (BusyError, RefusedError) as error:
        if error.code not in SHOWN_AGAIN:
            raise
        return _again(desk, request, typed, {"case": error.code}, STATUS.get(error.code, 409))
    return _next(desk, request, f"{matter}:{done.commit.seq}")


def _again(desk: Desk, request: Request, typed: Typed, errors: Mapping[str, object], status: int) -> Reply:
    """The page as it is now, with what is wrong and everything that was typed."""
    view = _view(desk)
    changed: tuple[str, ...] = ()
    if "dossier_changed" in errors.values():
        seen = _SEQ.fullmatch(request.field("seen"))
        changed = changed_since(view, int(seen[0]) if seen else 0, request.field("shown")) or ("unknown",)
    return _page(desk, request, view, typed, errors=errors, changed=changed, status=status)


def _page(desk: Desk, request: Request, view: StepView, typed: Typed | None = None, **told: Any) -> Reply:
    if not view.shown:
        return closed_page(view, csrf=desk.held.form_token, typed=typed, status=told.get("status", 200))
    after = request.query.get("after", "")
    return step_page(
        view,
        place_of(view.case.matter, view.step.id, _todo(desk.held, after)),
        action=desk.here,
        csrf=desk.held.form_token,
        typed=typed or Typed.kept(desk.held.data.get("kept", {}), f"{desk.reference}/{desk.step}"),
        flash=_flash(after, desk.held),
        **told,
    )


def _next(desk: Desk, request: Request, after: str) -> Reply:
    """To the step that the page named as the next one if it still waits, else to the first, else to the empty list."""
    wanted = request.field("next")
    todo = sorted(_todo(desk.held, after), key=lambda one: _path(one) != wanted)
    onward = first_open(todo, log=wiring.log(), catalogue=wiring.catalogue())
    return see_other(f"{TODO}/{_path(onward)}?after={after}" if onward else f"{TODO}?after={after}")


def _path(one: Waiting) -> str:
    return f"{one.reference}/{one.row['step']}"


def _at_link(link: DecideLink) -> tuple[Standing, StepView]:
    standing = standing_of(
        link,
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        guards=wiring.guards(),
        now=wiring.now(),
    )
    step = standing.file.case.flow(standing.file.definition).step(link.step)
    return standing, step_view(standing.file, step, dossiers=wiring.dossiers(), parties=wiring.parties())


def _view(desk: Desk) -> StepView:
    return show_step(
        desk.reference,
        desk.step,
        desk.held.subject,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )


def _todo(held: Session, after: str) -> Sequence[Waiting]:
    return my_todo(
        staff_actor(held).posts,
        after,
        views=wiring.views(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
    )


def _desk(link: DecideLink, held: Session, request: Request) -> Desk:
    return Desk(held, reference_of(link.matter), link.step, request.path, "link")


def _still_signed_in(request: Request) -> Session | None:
    """The session; none also for a form drawn before the leader signed in anew, whose words must not be lost."""
    same_origin(request)
    try:
        return session(request, "leader")
    except BadFormTokenError:
        return None


def _kept(request: Request, at: str) -> Mapping[str, str]:
    return {**kept_fields(request), "at": at}


def _command(request: Request) -> str:
    command = request.field("command")
    if not _COMMAND.fullmatch(command):
        raise BadFormTokenError
    return command


def _flash(after: str, held: Session) -> Mapping[str, str] | None:
    named = _AFTER.fullmatch(after)
    decided = done_at(named["matter"], int(named["seq"]), held.subject, log=wiring.log()) if named else None
    if named is None or decided is None:
        return None
    told = text(f"leader.done.{decided.outcome}", reference=shown(reference_of(named["matter"])))
    return {"kind": "done", "text": told}
