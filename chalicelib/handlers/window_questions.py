"""A unit's questions: its officers answer and publish, at a desk; its head or an admin takes a published answer off."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import reference_of, shown
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.pages import inquiry_view
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_inquiry import InquiryDone, act_on_inquiry, in_dossier
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.inquiry_acts import ACTS, possible_acts, words_of
from chalicelib.usecases.inquiry_file import InquiryFile
from chalicelib.usecases.my_inquiries import words_in
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.staff_names import names_of
from chalicelib.usecases.unit_questions import Question, answered_questions, open_questions, read_question, units_of

Shown = dict[str, Any]
OF_QUESTIONS = ("answer", "redirect", "publish", "take_off")


def questions(request: Request) -> Reply:
    """What the units in which somebody is an officer or the head have been asked."""
    held = decider(request)
    edition = wiring.edition()
    units = units_of(staff_actor(held), edition)
    waiting = open_questions(units, views=wiring.views(), dossiers=wiring.dossiers())
    answered = answered_questions(units, views=wiring.views(), dossiers=wiring.dossiers())
    done = request.query.get("done", "")
    return show(
        "window/questions.html",
        **staff_frame(held),
        leader=held.kind == "leader",
        several=len(units) > 1,
        waiting=[_row(one) for one in waiting],
        answered=[_row(one) for one in answered],
        flash={"kind": "done", "text": text(f"inquiry.done.{done}")} if done in OF_QUESTIONS else None,
    )


def question(request: Request) -> Reply:
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"inquiry.done.{done}")} if done in OF_QUESTIONS else None
    return _page(decider(request), request, flash=flash, status=200)


def act(request: Request) -> Reply:
    """One act on the question."""
    held, then = decider(request), request.field("then")
    if then not in OF_QUESTIONS:
        raise BadRequestError("form_incomplete")
    actor = staff_actor(held)
    said = {name: request.field(name) for name in request.form}
    try:
        acted(request.params["reference"], actor, then, said, posted_command(request))
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(held, request, flash={"kind": "error", "text": told}, status=status_of(error.code))
    if then == "redirect":
        return see_other("/window/questions?done=redirect")
    return see_other(f"{request.path}?done={then}")


def acted(reference: str, actor: Actor, name: str, said: Mapping[str, str], command: str) -> InquiryDone:
    """Raises UnknownInquiryError, RefusedError, BusyError."""
    file = read_question(reference, actor, wiring.edition(), log=wiring.log(), catalogue=wiring.catalogue())
    parts = words_in(file.inquiry, dossiers=wiring.dossiers())
    asked = inquiry_view.parts_text(parts, file.inquiry.opened.words)
    return act_on_inquiry(
        file.inquiry.matter,
        ACTS[name].command(command, actor, said),
        words_of(name, said, asked),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        sealer=in_dossier(dossiers=wiring.dossiers(), entropy=wiring.entropy()),
        now=wiring.now(),
    )


def _page(held: Session, request: Request, *, flash: Shown | None, status: int) -> Reply:
    actor = staff_actor(held)
    file = read_question(
        request.params["reference"], actor, wiring.edition(), log=wiring.log(), catalogue=wiring.catalogue()
    )
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    reference = reference_of(inquiry.matter)
    parts = words_in(inquiry, dossiers=wiring.dossiers())
    names = names_of(inquiry_view.people_in(inquiry), parties=wiring.parties())
    return show(
        "window/question.html",
        status=status,
        **staff_frame(held),
        leader=held.kind == "leader",
        reference=reference,
        shown_reference=shown(reference),
        about=inquiry_view.about(inquiry.item, edition),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        mark=inquiry_view.mark(inquiry.kind, inquiry.status),
        due=inquiry_view.due(inquiry, file.edition, wiring.calendar(), wiring.now()),
        cards=inquiry_view.cards(inquiry),
        events=inquiry_view.events(inquiry, parts, names),
        forms=_forms(file, actor, parts),
        action=f"/window/questions/{reference}",
        posted={name: request.field(name) for name in request.form} if request.method == "POST" else {},
        command=wiring.entropy().token(),
        flash=flash,
    )


def _forms(file: InquiryFile, actor: Actor, parts: inquiry_view.Parts) -> list[Shown]:
    """What is published begins with what was asked and answered."""
    inquiry = file.inquiry
    answer = inquiry.last("inquiry_answered")
    question = inquiry_view.parts_text(parts, inquiry.opened.words)
    filled = {
        "publish": {"question": question, "text": inquiry_view.parts_text(parts, answer.words if answer else None)}
    }
    return inquiry_view.forms(possible_acts(file, actor, wiring.now()), wiring.edition(), inquiry, filled)


def _row(question: Question) -> Shown:
    row, edition = question.row, wiring.edition()
    reference = reference_of(str(row["matter"]))
    return {
        "reference": reference,
        "shown_reference": shown(reference),
        "text": question.text,
        "about": inquiry_view.about(str(row["item"]), edition),
        "unit": inquiry_view.unit_name(str(row["unit"]), edition),
        "since": row["since"],
        "mark": inquiry_view.mark("q", str(row["status"])),
        "due": inquiry_view.due_of_row(row, edition, wiring.calendar(), wiring.now()),
    }
