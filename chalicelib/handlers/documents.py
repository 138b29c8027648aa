"""Documents of cases: drawn for who may read them, verified by anybody who has one in hand."""

from urllib.parse import quote

from chalicelib import settings, wiring
from chalicelib.handlers.readable_case import case_with_document
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.draw_document import DrawnDocument, draw_document
from chalicelib.usecases.verify_document import UnverifiedDocumentError, verify_document


def document(request: Request) -> Reply:
    """The document as PDF, for the applicant and for staff who have a part in the case.

    Raises SignInRequiredError, StaffLockedError, UnknownCaseError, UnopenedDocumentError, UnknownDocumentError.
    """
    drawn = drawn_document(case_with_document(request), request.params["document"])
    name = f"inline; filename=\"document.pdf\"; filename*=UTF-8''{quote(drawn.name, safe='')}.pdf"
    return Reply(
        body=drawn.pdf,
        content_type="application/pdf",
        headers={"Cache-Control": "no-store", "Content-Disposition": name},
    )


def drawn_document(file: CaseFile, document_id: str) -> DrawnDocument:
    """Raises UnknownDocumentError."""
    return draw_document(
        file,
        document_id,
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        calendar=wiring.calendar(),
        printer=wiring.document_printer(),
        site=settings.site_origin(),
    )


def verify(request: Request) -> Reply:
    """The page behind the QR code, and the form for who cannot scan."""
    values = {name: request.query.get(name, "").strip() for name in ("n", "k")}
    if not any(values.values()):
        return _form(values, {}, status=200)
    if missing := {name: "required" for name, value in values.items() if not value}:
        return _form(values, missing, status=422)
    try:
        found = verify_document(
            values["n"],
            values["k"],
            request.address,
            log=wiring.log(),
            catalogue=wiring.catalogue(),
            guards=wiring.guards(),
            now=wiring.now(),
        )
    except UnverifiedDocumentError as unknown:
        return _form(values, {}, status=404, unknown=unknown.code)
    return show("public/document.html", values=values, errors={}, unknown="", found=found)


def _form(values: dict[str, str], errors: dict[str, str], *, status: int, unknown: str = "") -> Reply:
    return show("public/document.html", status=status, values=values, errors=errors, unknown=unknown, found=None)
