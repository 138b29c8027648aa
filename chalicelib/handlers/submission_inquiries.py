"""The citizen's questions: asking one, its answer, and the list of all that one has asked, complained of and rated."""

from collections.abc import Mapping
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.identity import masked_phone
from chalicelib.domain.inquiry.clocks import inquiry_rules
from chalicelib.domain.reference import MatterKind, reference_of, shown
from chalicelib.handlers import visitor
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show
from chalicelib.pages import inquiry_view
from chalicelib.texts import text
from chalicelib.usecases.ask_consultation import ask_consultation
from chalicelib.usecases.my_inquiries import list_my_inquiries, read_my_inquiry, words_in
from chalicelib.usecases.request_code import TooManyRequestsError
from chalicelib.usecases.sessions import Session


def ask_form(request: Request) -> Reply:
    """Raises UnknownItemError."""
    found = visitor.citizen(request)
    return _ask_page(found, request.query.get("item", ""), {}, {})


def ask(request: Request) -> Reply:
    """Raises UnknownItemError."""
    found = visitor.citizen(request)
    item, said = request.field("item"), request.field("text")
    try:
        reference = asked(found, item, said, posted_command(request))
    except (RefusedError, TooManyRequestsError) as error:
        told = {"code": "required" if error.code == "words_required" else error.code, **error.about}
        return _ask_page(found, item, {"text": said}, {"text": told}, status=status_of(error.code))
    return see_other(f"/consultations/{reference}?done=asked")


def asked(found: Session, item: str, said: str, command: str) -> str:
    """The reference of the question."""
    return ask_consultation(
        found.subject,
        found.data["phone"],
        item,
        said,
        command,
        edition=wiring.edition(),
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        guards=wiring.guards(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )


def consultation(request: Request) -> Reply:
    """Raises UnknownInquiryError."""
    found = visitor.citizen(request)
    file = read_my_inquiry(
        found.subject,
        MatterKind.CONSULTATION,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    inquiry, edition = file.inquiry, wiring.pinned_edition(file.edition.digest)
    asked_now = request.query.get("done") == "asked"
    sentence = text("inquiry.asked", phone=masked_phone(found.data["phone"]))
    return show(
        "hall/consultation.html",
        csrf=found.form_token,
        flash={"kind": "done", "text": sentence} if asked_now else None,
        reference=shown(reference_of(inquiry.matter)),
        about=inquiry_view.about(inquiry.item, edition),
        unit=inquiry_view.unit_name(inquiry.unit, edition),
        telephone=str(edition.unit(inquiry.unit)["telephone"]),
        mark=inquiry_view.mark(inquiry.kind, inquiry.status),
        due=inquiry_view.due(inquiry, file.edition, wiring.calendar(), wiring.now()),
        events=inquiry_view.events(inquiry, words_in(inquiry, dossiers=wiring.dossiers())),
        after=f"{inquiry.matter}:{inquiry.seq}",
    )


def inquiries(request: Request) -> Reply:
    """`?after=matter:seq` shows the person's own last change, `?before=` a later page."""
    found = visitor.citizen(request)
    page = list_my_inquiries(
        found.subject,
        request.query.get("after", ""),
        request.query.get("before", ""),
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
    )
    return show(
        "hall/inquiries.html",
        rows=[inquiry_view.row(one.row, wiring.edition()) for one in page.matters],
        more=f"/inquiries?{urlencode({'before': page.beyond})}" if page.beyond else "",
    )


def _ask_page(
    found: Session, item: str, values: Mapping[str, str], errors: Mapping[str, object], *, status: int = 200
) -> Reply:
    edition = wiring.edition()
    if item:
        edition.item(item)
    return show(
        "hall/ask.html",
        status=status,
        csrf=found.form_token,
        item=item,
        about=inquiry_view.about(item, edition),
        days=inquiry_rules(edition)["limits"]["consultation"]["amount"],
        phone=masked_phone(found.data["phone"]),
        values=values,
        errors=errors,
        command=wiring.entropy().token(),
    )
