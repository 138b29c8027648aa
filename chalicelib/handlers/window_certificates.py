"""Certificates at the unit: found by number, ended, suspended, put back in force; what one person proposes waits here for the
second."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib import wiring
from chalicelib.domain.actor import Actor
from chalicelib.domain.certificate_commands import (
    CertificateCommand,
    ConfirmEnd,
    EndCertificate,
    NoteCall,
    Resume,
    Suspend,
    TakeBackEnd,
)
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import BadRequestError, Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.telephone_calls import asked_call, call_choices
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.pages import certificate_view, inquiry_view
from chalicelib.pages.call_form import NOTE_CALL, call_form
from chalicelib.texts import error_text, text
from chalicelib.usecases.act_on_certificate import CertificateDone, act_on_certificate, replacement
from chalicelib.usecases.certificate_file import UnknownCertificateError
from chalicelib.usecases.certificate_sheet import shown_day
from chalicelib.usecases.certificate_standing import (
    Standing,
    possible_on_certificate,
    proposals_for,
    read_certificate_for_staff,
    standing_sentence,
)
from chalicelib.usecases.execute import BusyError
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.staff_names import names_of

Shown = dict[str, Any]
ACTS = ("end", "suspend", "confirm", "take_back", "resume", NOTE_CALL)


def certificates(request: Request) -> Reply:
    """What waits for a second person, and the way to a certificate by its number."""
    held = decider(request)
    actor, typed = staff_actor(held), request.query.get("number", "").strip()
    unknown = ""
    if typed:
        try:
            found = _read(typed, actor)
            return see_other(f"/window/certificates/{reference_of(found.certificate.matter)}")
        except UnknownCertificateError as error:
            unknown = error.code
    waiting = proposals_for(actor, wiring.edition(), views=wiring.views())
    return show(
        "window/certificates.html",
        status=404 if unknown else 200,
        **staff_frame(held),
        leader=held.kind == "leader",
        typed=typed,
        unknown=text("certificate.not_of_the_unit") if unknown else "",
        waiting=[_row(row) for row in waiting],
    )


def certificate(request: Request) -> Reply:
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"certificate.done.{done}")} if done in ACTS else None
    return _page(decider(request), request, flash=flash, status=200)


def act(request: Request) -> Reply:
    """One act on the certificate."""
    held, then = decider(request), request.field("then").partition("-")[0]
    if then not in ACTS:
        raise BadRequestError("form_incomplete")
    said = {name: request.field(name).strip() for name in request.form}
    said["end"] = request.field("then").partition("-")[2]
    try:
        acted(request.params["certificate"], staff_actor(held), then, said, posted_command(request))
    except (RefusedError, BusyError) as error:
        told = error_text(error.code, **getattr(error, "about", {})).sentence
        return _page(held, request, flash={"kind": "error", "text": told}, status=status_of(error.code))
    return see_other(f"{request.path}?done={then}")


def acted(reference: str, actor: Actor, name: str, said: Mapping[str, str], command: str) -> CertificateDone:
    """`said` are the fields of the act. Raises UnknownCertificateError, RefusedError, BusyError."""
    file = _read(reference, actor).file
    typed = said.get("replaced_by", "")
    new = replacement(typed, file, log=wiring.log()) if typed and command not in file.certificate.commands else ""
    asked, words = _asked(name, actor, said, command, new)
    return act_on_certificate(
        file.certificate.matter,
        asked,
        words,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )


def _asked(
    name: str, actor: Actor, said: Mapping[str, str], command: str, replaced_by: str
) -> tuple[CertificateCommand, str]:
    """The act's command, and the words that go with it."""
    document, reason = said.get("document", ""), said.get("reason", "")
    match name:
        case "end":
            by = said.get("by", "") or "organ"
            ground = said.get("ground", "")
            return EndCertificate(command, actor, said["end"], ground, document, by, replaced_by), reason
        case "suspend":
            return Suspend(command, actor, document, said.get("until", "")), reason
        case "confirm":
            return ConfirmEnd(command, actor), ""
        case "take_back":
            return TakeBackEnd(command, actor), reason
        case "note_call":
            call = asked_call(said)
            return NoteCall(command, actor, call.document, call.reached, call.called_at), said.get("note", "")
    return Resume(command, actor), reason


def _read(reference: str, actor: Actor) -> Standing:
    return read_certificate_for_staff(
        reference,
        actor,
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        now=wiring.now(),
    )


def _page(held: Session, request: Request, *, flash: Shown | None, status: int) -> Reply:
    actor = staff_actor(held)
    standing = _read(request.params["certificate"], actor)
    certificate, issued = standing.certificate, standing.certificate.issued
    proposal, reference = certificate.proposal, reference_of(certificate.matter)
    edition = wiring.pinned_edition(issued.edition)
    names = names_of([proposal.staff] if proposal else [], parties=wiring.parties())
    posted = {name: request.field(name) for name in request.form} if request.method == "POST" else {}
    return show(
        "window/certificate.html",
        status=status,
        **staff_frame(held),
        leader=held.kind == "leader",
        name=standing.file.definition.data["result"]["name"],
        number=issued.number,
        case=reference_of(issued.case),
        shown_case=shown(reference_of(issued.case)),
        unit=inquiry_view.unit_name(issued.unit, edition),
        issued_on=shown_day(issued.issued_on),
        valid_until=shown_day(issued.valid_until) if issued.valid_until else text("certificate.valid_for_ever"),
        sentence=standing_sentence(certificate, standing.validity),
        colour=certificate_view.COLOURS[standing.validity],
        events=[certificate_view.event(one, standing.reason(one)) for one in standing.why],
        proposal=certificate_view.event(proposal.fact, standing.reason(proposal.fact)) if proposal else None,
        proposed_by=names.get(proposal.staff, "") if proposal else "",
        forms=[
            *(_calls(standing, actor) if held.kind != "leader" else ()),
            *certificate_view.forms(possible_on_certificate(standing, actor, wiring.now())),
        ],
        action=f"/window/certificates/{reference}",
        posted=posted,
        command=wiring.entropy().token(),
        flash=flash,
    )


def _calls(standing: Standing, actor: Actor) -> Sequence[Shown]:
    """The form for the notices that its officers are to tell by telephone."""
    certificate = standing.certificate
    mine = actor.holds(f"{certificate.issued.unit}:officer", standing.file.definition)
    waiting = certificate.to_tell if mine else ()
    return call_form(MatterKind.CERTIFICATE, waiting, call_choices())


def _row(row: Mapping[str, str | int]) -> Shown:
    edition = wiring.pinned_edition(str(row["edition"]))
    return {
        "reference": reference_of(str(row["matter"])),
        "number": row["number"],
        "end": text(f"certificate.end.{row['end']}"),
        "unit": inquiry_view.unit_name(str(row["unit"]), edition),
        "since": row["since"],
    }
