"""The window's worklist, and what an officer does on the page of one case."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.carriers import carriers
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import BadReferenceError, MatterKind, kind_of, parse, reference_of, shown
from chalicelib.domain.row import is_shown
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.oversight_inquiry_desk import handled_row
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_acts import AT_THE_WINDOW
from chalicelib.handlers.window_acts import act as act_by_form
from chalicelib.handlers.window_case_page import case_page, case_page_again
from chalicelib.handlers.window_forms import posted_intent
from chalicelib.handlers.window_pickup import collect
from chalicelib.handlers.window_rectifications import duties
from chalicelib.handlers.window_tasks_api import asked_beyond
from chalicelib.pages import officer_view
from chalicelib.pages.call_form import told_of
from chalicelib.texts import error_text, text
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.conclude import conclude_on
from chalicelib.usecases.decide_step import BadAnswerError, StepAnswer, decide_step_on
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.handled_inquiries import list_handled
from chalicelib.usecases.list_staff import UnknownStaffError
from chalicelib.usecases.list_tasks import DELIVERY, Waiting, list_tasks
from chalicelib.usecases.officer_case import read_for_staff
from chalicelib.usecases.record_dispatch import ABOUT, BadParcelError, record_dispatch
from chalicelib.usecases.record_pickup import Coming
from chalicelib.usecases.sign_in_staff import SharedNameError

Shown = dict[str, Any]


def tasks(request: Request) -> Reply:
    """What waits in the queues of the officer's posts; certificates to send have a form of their own."""
    held = staff(request)
    actor, beyond = staff_actor(held), asked_beyond(request)
    listed = list_tasks(
        actor,
        request.query.get("after", ""),
        views=wiring.views(),
        dossiers=wiring.dossiers(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        beyond=beyond,
    )
    complaints, ratings = (_handled(kind, actor) for kind in (MatterKind.COMPLAINT, MatterKind.RATING))
    today = wiring.now().astimezone(SHANGHAI).date()
    waiting = [one for one in listed.waiting if is_shown(one.row, today)]
    to_send = [one for one in waiting if one.queue.endswith(f":{DELIVERY}")]
    to_call = [one for one in waiting if one.row["task"] == "telephone"]
    return show(
        "window/tasks.html",
        **staff_frame(held),
        tasks=[_task(one) for one in waiting if one not in (*to_send, *to_call)],
        calls=[_call(one) for one in to_call],
        duties=duties(actor),
        complaints=complaints,
        ratings=ratings,
        deliveries=[_task(one) for one in to_send],
        more=[officer_view.more(row, wiring.edition()) for row in listed.more],
        later=beyond is not None,
        carriers=list(carriers(wiring.edition()).values()),
        waybill=request.query.get("waybill", ""),
        command=wiring.entropy().token(),
        flash=_dispatched_flash(request.query),
    )


def _handled(kind: MatterKind, actor: Actor) -> list[Shown]:
    """The complaints or bad ratings under way that this person handles; no read for whoever handles none."""
    return [handled_row(row) for row in list_handled(kind, actor, wiring.edition(), views=wiring.views()).open]


def case(request: Request) -> Reply:
    held, done = staff(request), request.query.get("done", "")
    return case_page(held, request, done=done if done in DONE else "")


def act(request: Request) -> Reply:
    """One action on the case; who comes second is shown what was done, by whom."""
    held = staff(request)
    actor, then = staff_actor(held), request.field("then")
    if then not in ASKED:
        raise BadRequestError("form_incomplete")
    file = read_for_staff(request.params["reference"], actor, log=wiring.log(), catalogue=wiring.catalogue())
    try:
        if then in ACTIONS:
            ACTIONS[then](request, file, actor)
        else:
            act_by_form(request, then, actor, file)
    except (RefusedError, BadAnswerError, BusyError, UnknownStaffError, SharedNameError) as error:
        return case_page_again(held, request, error)
    return see_other(f"/window/cases/{reference_of(file.case.matter)}?done={then}")


def dispatch(request: Request) -> Reply:
    """One waybill for the certificates ticked."""
    actor = staff_actor(staff(request))
    try:
        sent = record_dispatch(
            request.form.get("reference", ()),
            request.field("carrier"),
            request.field("waybill"),
            posted_command(request),
            actor,
            log=wiring.log(),
            catalogue=wiring.catalogue(),
            calendar=wiring.calendar(),
            now=wiring.now(),
        )
    except BadParcelError as error:
        return see_other(f"/window/tasks?{urlencode({'refused': error.code})}#dispatch")
    failed = [one for one in sent if one.code]
    told = {"sent": str(len(sent) - len(failed))}
    if failed:
        told |= {"failed": failed[0].reference, "refused": failed[0].code}
    if sent[0].matter:
        told |= {"after": f"{sent[0].matter}:0"}
    return see_other(f"/window/tasks?{urlencode(told)}#dispatch")


def _conclude(request: Request, file: CaseFile, actor: Actor) -> None:
    conclude_on(
        file,
        posted_command(request),
        posted_intent(request, file.definition),
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def _decide(request: Request, file: CaseFile, actor: Actor) -> None:
    outcome = request.field("outcome")
    opinion = request.field("opinion") or (text("window.opinion_passed") if outcome == "pass" else "")
    to = request.field("to") if outcome == "return" else ""
    answer = StepAnswer(request.field("step"), outcome, to, opinion, request.field("shown"))
    decide_step_on(
        file,
        posted_command(request),
        answer,
        actor,
        via="window",
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        entropy=wiring.entropy(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )


def _pickup(request: Request, file: CaseFile, actor: Actor) -> None:
    """By the code on the holder's phone, or by the identity document that the officer has in hand."""
    typed = {name: request.field(f"agent_{name}") for name in ("name", "id_number")}
    coming = Coming(request.field("code"), bool(request.field("identity_seen")), typed if any(typed.values()) else {})
    collect(file, posted_command(request), coming, actor)


ACTIONS: Final[Mapping[str, Callable[[Request, CaseFile, Actor], None]]] = {
    "accept": _conclude,
    "grant": _conclude,
    "correct": _conclude,
    "decline": _conclude,
    "decide": _decide,
    "pickup": _pickup,
}
ASKED: Final = frozenset(ACTIONS) | AT_THE_WINDOW
"""What a form of the case's page may ask."""

DONE: Final = ASKED | {"amend_form", "supply", "resend"}
"""What the page tells that it is done."""


PLACES: Final = {MatterKind.CASE: "cases", MatterKind.BATCH: "batches", MatterKind.CERTIFICATE: "certificates"}
"""Where at the window a matter has its page."""

NOT_SENT: Final = frozenset({"withheld", "recall_parcel", "set_aside"})
"""Tasks of a certificate that must not be given to a courier."""


def _task(one: Waiting) -> Shown:
    row = one.row
    edition = wiring.catalogue().edition(str(row["edition"]))
    definition = edition.definition(str(row["item"]), str(row["variant"]))
    told = officer_view.task(row, definition, wiring.calendar(), wiring.now())
    kind = kind_of(str(row["matter"]))
    href = f"/window/{PLACES[kind]}/{one.reference}"
    href += f"/cards/{row['card']}" if row["task"] == "card" else ""
    own = {
        "href": href,
        "sent": kind is MatterKind.CASE and row["task"] not in NOT_SENT,
        "reference": one.reference,
        "shown_reference": shown(one.reference),
    }
    return {**told, **own, "applicant": one.applicant}


def _call(one: Waiting) -> Shown:
    """A notice to be told by telephone: which, at which numbers, on how many days nobody answered."""
    tried = int(one.row["tried_days"])
    kind = str(one.row["subject"]).rpartition("-")[0]
    return {
        **_task(one),
        "document": told_of(kind_of(str(one.row["matter"])), kind),
        "telephones": [number.removeprefix("+86") for number in one.telephones],
        "tried": text("window.calls.tried", days=tried) if tried else text("window.calls.not_yet"),
    }


def _dispatched_flash(query: Mapping[str, str]) -> Shown | None:
    refused = query.get("refused", "")
    if refused in SENDING_ERRORS:
        return {"kind": "error", "text": _not_sent(query.get("failed", ""), refused)}
    if query.get("sent", "").isdecimal():
        return {"kind": "done", "text": text("window.sent", count=query["sent"])}
    if query.get("waybill"):
        return {"kind": "done", "text": text("window.waybill", waybill=query["waybill"])}
    return None


def _not_sent(reference: str, code: str) -> str:
    try:
        return text("window.not_sent", reference=shown(parse(reference)), why=error_text(code).sentence)
    except BadReferenceError:
        return error_text(code, **ABOUT.get(code, {})).sentence


SENDING_ERRORS: Final = frozenset(
    {
        "carrier_unknown",
        "waybill_format",
        "nothing_to_send",
        "too_many_on_a_waybill",
        "carrier_not_official",
        "case_unknown",
        "case_busy",
        "already_dispatched",
        "certificate_not_ready",
        "certificate_taken_away",
        "nothing_to_hand_over",
        "not_possible_now",
        "not_your_step",
        "own_case",
        "reference_length",
        "reference_characters",
        "reference_check_character",
    }
)
"""Codes that come back in the address of the worklist and have a sentence."""
