"""What the desks of complaints and of bad ratings have in common: the list, a page, an act on it by form or by program."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.domain.row import Row
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.operation import Operation
from chalicelib.handlers.problems import ForbiddenError, status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, json_reply, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.pages import inquiry_view
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_inquiry import InquiryDone, Sealer, act_on_inquiry
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.handled_inquiries import list_handled, read_handled
from chalicelib.usecases.handlers_of_complaints import handling_posts
from chalicelib.usecases.inquiry_acts import ACTS, possible_acts, words_of
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.staff_names import names_of

Shown = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """One kind of matter: `acts` by name, `settled` what of an act nobody types, `shown` what its own page shows beside what
    all have in common, `told` its row for programs."""

    kind: MatterKind
    acts: tuple[str, ...]
    list_page: str
    page: str
    sealer: Callable[[], Sealer]
    settled: Callable[[str, InquiryFile], Mapping[str, str]]
    shown: Callable[[InquiryFile, Actor], Shown]
    told: Callable[[Row], Mapping[str, str | int]]


def listed(desk: Desk, request: Request) -> Reply:
    held = handler(request)
    found = list_handled(desk.kind, staff_actor(held), wiring.edition(), views=wiring.views())
    running, closed = ([handled_row(row) for row in rows] for rows in (found.open, found.closed))
    return show(desk.list_page, **staff_frame(held), running=running, closed=closed)


def opened(desk: Desk, request: Request) -> Reply:
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"inquiry.done.{done}")} if done in desk.acts else None
    return _page(desk, handler(request), request, flash=flash, status=200)


def posted(desk: Desk, request: Request) -> Reply:
    """One act on the matter, by its page's form."""
    held, then = handler(request), request.field("then")
    if then not in desk.acts:
        raise BadRequestError("form_incomplete")
    said = {name: request.field(name) for name in request.form}
    try:
        _acted(desk, request, staff_actor(held), then, said, command=posted_command(request))
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(desk, held, request, flash={"kind": "error", "text": told}, status=status_of(error.code))
    return see_other(f"{request.path}?done={then}")


def listed_for_programs(desk: Desk, request: Request) -> Reply:
    found = list_handled(desk.kind, staff_actor(handler(request)), wiring.edition(), views=wiring.views())
    return json_reply(
        {"open": [desk.told(row) for row in found.open], "closed": [desk.told(row) for row in found.closed]}
    )


def acted_by_program(desk: Desk, request: Request, operation: Operation, name: str) -> Reply:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    actor, body = staff_actor(handler(request)), json_body(request, operation)
    said = {"text" if key == "words" else key: str(value) for key, value in body.items()}
    done = _acted(desk, request, actor, name, said, command=idempotency_key(request))
    inquiry = done.inquiry
    state = {"reference": reference_of(inquiry.matter), "unit": inquiry.unit, "status": inquiry.status}
    return json_reply({**state, "seq": inquiry.seq, "hash": inquiry.head, "repeated": done.repeated})


def handler(request: Request) -> Session:
    """An unlocked session of somebody who holds one of the posts that handle complaints.

    Raises StaffSignInRequiredError, StaffLockedError, BadFormTokenError, ForbiddenError.
    """
    held = staff(request)
    if not handling_posts(staff_actor(held), wiring.edition()):
        raise ForbiddenError
    return held


def _file(desk: Desk, request: Request, actor: Actor) -> InquiryFile:
    reference = request.params["reference"]
    return read_handled(desk.kind, reference, actor, log=wiring.log(), catalogue=wiring.catalogue())


def _acted(
    desk: Desk, request: Request, actor: Actor, name: str, said: Mapping[str, str], *, command: str
) -> InquiryDone:
    file = _file(desk, request, actor)
    return act_on_inquiry(
        file.inquiry.matter,
        ACTS[name].command(command, actor, {**said, **desk.settled(name, file)}),
        words_of(name, said),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        sealer=desk.sealer(),
        now=wiring.now(),
    )


def _page(desk: Desk, held: Session, request: Request, *, flash: Shown | None, status: int) -> Reply:
    actor = staff_actor(held)
    file = _file(desk, request, actor)
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    return show(
        desk.page,
        status=status,
        **staff_frame(held),
        shown_reference=shown(reference_of(inquiry.matter)),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        **desk.shown(file, actor),
        action=request.path,
        posted={name: request.field(name) for name in request.form} if request.method == "POST" else {},
        command=wiring.entropy().token(),
        flash=flash,
    )


def handling(file: InquiryFile, actor: Actor, parts: inquiry_view.Parts) -> Shown:
    """State, events and possible acts, whose words are in `parts`."""
    inquiry = file.inquiry
    names = names_of(inquiry_view.people_in(inquiry), parties=wiring.parties())
    return {
        "mark": inquiry_view.mark(inquiry.kind, inquiry.status),
        "due": inquiry_view.due(inquiry, file.edition, wiring.calendar(), wiring.now()),
        "finding": text(f"inquiry.finding.{inquiry.finding}") if inquiry.finding else "",
        "result": text(f"inquiry.result.{inquiry.result}") if inquiry.result else "",
        "cards": inquiry_view.cards(inquiry),
        "events": inquiry_view.events(inquiry, parts, names),
        "forms": inquiry_view.forms(possible_acts(file, actor, wiring.now()), wiring.edition(), inquiry),
    }


def handled_row(row: Row) -> Shown:
    """One complaint or bad rating of a list (macros/inquiry.html)."""
    edition = wiring.edition()
    matter, case = str(row["matter"]), str(row["case"])
    return {
        "reference": reference_of(matter),
        "shown_reference": shown(reference_of(matter)),
        "unit": inquiry_view.unit_name(str(row["unit"]), edition),
        "case": shown(reference_of(case)) if case else "",
        "level": text(f"inquiry.level.{row['level']}") if "level" in row else "",
        "since": row["since"],
        "mark": inquiry_view.mark(matter[0], str(row["status"])),
        "due": inquiry_view.due_of_row(
            row, wiring.catalogue().edition(str(row["edition"])), wiring.calendar(), wiring.now()
        ),
        "reopened": bool(row.get("reopened")),
        "result": text(f"inquiry.result.{row['result']}") if row["result"] else "",
    }
