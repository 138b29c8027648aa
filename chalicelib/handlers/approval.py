"""The to-do list and the step page: leaders decide from their list or straight from the link of an SMS."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.case import Opened
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.facts import StepDecided
from chalicelib.domain.links import DecideLink
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.sign_off import in_hand_of, link_state, post_of
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
from chalicelib.handlers.problems import BadFormTokenError, status_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.visitor import same_origin, session, staff_actor
from chalicelib.handlers.window_rectifications import duties
from chalicelib.texts import text
from chalicelib.usecases.case_file import CaseFile, case_of, read_case
from chalicelib.usecases.decide_step import BadAnswerError, StepAnswer, decide_step_on
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.leader_sign_in import Onward
from chalicelib.usecases.list_tasks import Waiting
from chalicelib.usecases.my_todo import done_at, first_open, my_todo, place_of
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.show_step import StepView, changed_since, show_step, step_view
from chalicelib.usecases.staff_names import names_of
from chalicelib.usecases.watch import unit_cards

SHOWN_AGAIN: Final = frozenset(
    {
        "step_already_decided",
        "step_not_open",
        "not_possible_now",
        "dossier_changed",
        "duties_separated",
        "chairs_the_hearing",
        "join_vetoed",
        "no_step_to_return_to",
        "case_busy",
        "own_case",
        "result_awaited",
        "result_needed",
        "hearing_may_be_requested",
        "hearing_not_held",
    }
)
"""Refusals that the step's own page explains, with everything typed still there."""

_AFTER = re.compile(r"(?P<matter>c-[0-9A-Z]{10}):(?P<seq>[0-9]{1,6})")
_SEQ = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Desk:
    """One leader, as they act now, at one step: where its page is, and how a decision from there is recorded."""

    held: Session
    actor: Actor
    reference: str
    step: str
    here: str
    via: Literal["link", "page"]


def todo(request: Request) -> Reply:
    held = leader(request)
    after = request.query.get("after", "")
    actor = staff_actor(held)
    waiting = _todo(actor, after)
    holders = names_of({one.acts_for for one in waiting}, parties=wiring.parties())
    rows = [todo_row(one, holders) for one in waiting]
    cards = [card_row(row) for row in unit_cards(actor.posts, views=wiring.views())]
    told: Mapping[str, Any] = {
        "rows": rows,
        "cards": cards,
        "duties": duties(actor),
        "in_charge": _in_charge(actor.posts),
    }
    return show_to_leader("leader/todo.html", csrf=held.form_token, **told, flash=_flash(after, held))


def _in_charge(posts: Collection[str]) -> bool:
    """Whether one of these is the post that extends limits."""
    return any(post.endswith(f":{wiring.edition().data['rules']['in_charge_post']}") for post in posts)


def onward(request: Request) -> Reply:
    """From a decision to the step that its page named as the next one if it still waits, else to the first, else to the
    empty list: what deciding itself has no reads to spare for."""
    held, after = leader(request), request.query.get("after", "")
    wanted = request.query.get("wanted", "")
    todo = sorted(_todo(staff_actor(held), after), key=lambda one: _path(one) != wanted)
    found = first_open(todo, log=wiring.log(), catalogue=wiring.catalogue())
    query = urlencode({"after": after}, safe=":")
    return see_other(f"{TODO}/{_path(found)}?{query}" if found else f"{TODO}?{query}")


def step(request: Request) -> Reply:
    held = leader(request)
    desk = Desk(held, staff_actor(held), request.params["reference"], request.params["step"], request.path, "page")
    return _page(desk, request, _view(desk))


def decide(request: Request) -> Reply:
    reference, step_id = request.params["reference"], request.params["step"]
    held = _still_signed_in(request)
    if held is None:
        onward = Onward(request.path, _kept(request, f"{reference}/{step_id}"))
        return pin_page("/leader", who=remembered_staff(request), onward=onward, status=401)
    command, actor = posted_command(request), staff_actor(held)
    file = read_for_staff(reference, actor, log=wiring.log(), catalogue=wiring.catalogue())
    return _decide(Desk(held, actor, reference, step_id, request.path, "page"), file, command, request)


def open_decide_link(request: Request) -> Reply:
    """The step behind the PIN; opening changes nothing."""
    link = opened_link(request, DecideLink)
    if isinstance(link, Reply):
        return link
    held = leader_of(request, link.holder)
    if held is None:
        return pin_page(f"{request.path}/pin")
    desk, file = _desk(link, held, request), _file(reference_of(link.matter))
    state, view = link_state(link, file.case, file.definition, desk.actor), _view_at(link, file)
    if state != "live":
        return closed_page(view, csrf=held.form_token, state=state)
    return _page(desk, request, view)


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
    desk, file, command = _desk(link, held, request), _file(reference_of(link.matter)), posted_command(request)
    state = link_state(link, file.case, file.definition, desk.actor)
    # The command that killed the link is answered again when it is posted again.
    if state != "live" and command not in file.case.commands:
        view, typed = _view_at(link, file), Typed.of(request)
        return closed_page(view, csrf=held.form_token, state=state, typed=typed, status=409)
    return _decide(desk, file, command, request)


def _decide(desk: Desk, file: CaseFile, command: str, request: Request) -> Reply:
    typed = Typed.of(request)
    answer = StepAnswer(desk.step, typed.outcome, typed.to, typed.words, request.field("shown"))
    try:
        done = decide_step_on(
            file,
            command,
            answer,
            desk.actor,
            via=desk.via,
            log=wiring.log(),
            dossiers=wiring.dossiers(),
            entropy=wiring.entropy(),
            calendar=wiring.calendar(),
            now=wiring.now(),
        )
    except BadAnswerError as error:
        return _again(desk, request, typed, {error.field: error.code}, status_of(error.code))
    except (BusyError, RefusedError) as error:
        if error.code not in SHOWN_AGAIN:
            raise
        return _again(desk, request, typed, {"case": error.code}, status_of(error.code))
    onward = {"after": f"{file.case.matter}:{done.commit.seq}", "wanted": request.field("next")}
    query = urlencode(onward, safe=":")
    return see_other(f"{TODO}/next?{query}")


def _again(desk: Desk, request: Request, typed: Typed, errors: Mapping[str, object], status: int) -> Reply:
    """The page as it is now, with what is wrong and everything that was typed."""
    view = _view(desk)
    changed: tuple[str, ...] = ()
    if "dossier_changed" in errors.values():
        seen = _SEQ.fullmatch(request.field("seen"))
        changed = changed_since(view, int(seen[0]) if seen else 0, request.field("shown")) or ("unknown",)
    return _page(desk, request, view, typed, errors=errors, changed=changed, status=status)


def _page(desk: Desk, request: Request, view: StepView, typed: Typed | None = None, **told: Any) -> Reply:
    opened = view.case.opened.get(view.step.id)
    if opened is None or not in_hand_of(opened, desk.actor, view.file.definition):
        state, status = "reassigned" if opened else "", told.get("status", 200)
        return closed_page(view, csrf=desk.held.form_token, state=state, typed=typed, status=status)
    after = request.query.get("after", "")
    return step_page(
        view,
        place_of(view.case.matter, view.step.id, _todo(desk.actor, after)),
        action=desk.here,
        csrf=desk.held.form_token,
        typed=typed or Typed.kept(desk.held.data.get("kept", {}), f"{desk.reference}/{desk.step}"),
        flash=_flash(after, desk.held),
        acts_for=_acts_for(desk.actor, opened, view),
        **told,
    )


def _acts_for(actor: Actor, opened: Opened, view: StepView) -> str:
    """The name of the holder in whose place the leader is about to decide; empty where in nobody's."""
    holder = actor.acts_for(post_of(opened), view.file.definition, opened.staff)
    return names_of([holder], parties=wiring.parties()).get(holder, "")


def _path(one: Waiting) -> str:
    return f"{one.reference}/{one.row['step']}"


def _file(reference: str) -> CaseFile:
    return read_case(case_of(reference), log=wiring.log(), catalogue=wiring.catalogue())


def _view_at(link: DecideLink, file: CaseFile) -> StepView:
    step = file.case.whole_flow(file.definition).step(link.step)
    return step_view(file, step, dossiers=wiring.dossiers(), parties=wiring.parties())


def _view(desk: Desk) -> StepView:
    return show_step(
        desk.reference,
        desk.step,
        desk.actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )


def _todo(actor: Actor, after: str) -> Sequence[Waiting]:
    return my_todo(
        actor,
        after,
        views=wiring.views(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
    )


def _desk(link: DecideLink, held: Session, request: Request) -> Desk:
    return Desk(held, staff_actor(held), reference_of(link.matter), link.step, request.path, "link")


def _still_signed_in(request: Request) -> Session | None:
    """The session; none also for a form drawn before the leader signed in anew, whose words must not be lost."""
    same_origin(request)
    try:
        return session(request, "leader")
    except BadFormTokenError:
        return None


def _kept(request: Request, at: str) -> Mapping[str, str]:
    return {**kept_fields(request), "at": at}


def _flash(after: str, held: Session) -> Mapping[str, str] | None:
    named = _AFTER.fullmatch(after)
    done = done_at(named["matter"], int(named["seq"]), held.subject, log=wiring.log()) if named else None
    if named is None or done is None:
        return None
    what = done.outcome if isinstance(done, StepDecided) else "reassigned"
    told = text(f"leader.done.{what}", reference=shown(reference_of(named["matter"])))
    return {"kind": "done", "text": told}
