"""Documents and certificates as pictures of their pages: inside WeChat, and on phones without a viewer, a PDF opens nowhere."""

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers import visitor
from chalicelib.handlers.documents import drawn_document
from chalicelib.handlers.documents_receipt import drawn_receipt
from chalicelib.handlers.readable_case import case_with_document
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show
from chalicelib.texts import text
from chalicelib.usecases.certificate_link import certificate_pdf
from chalicelib.usecases.draw_document import UnknownDocumentError


def document(request: Request) -> Reply:
    """Every page of a document, for whoever may read it.

    Raises SignInRequiredError, StaffLockedError, UnknownCaseError, UnopenedDocumentError, UnknownDocumentError.
    """
    file = case_with_document(request)
    drawn = drawn_document(file, request.params["document"])
    reference = reference_of(file.case.matter)
    here = f"/documents/{reference}/{request.params['document']}"
    return _shown(drawn.name, drawn.pdf, here, f"/cases/{reference}")


def document_page(request: Request) -> Reply:
    """One page as PNG; raises as `document` does, UnknownDocumentError also for a page that there is not."""
    return _picture(drawn_document(case_with_document(request), request.params["document"]).pdf, request)


def certificate(request: Request) -> Reply:
    """The applicant's certificate.

    Raises SignInRequiredError, UnknownCaseError, UnknownCertificateError, NotShownError.
    """
    reference = request.params["reference"]
    here = f"/cases/{reference}/certificate"
    return _shown(text("documents.certificate"), _certificate(request), here, f"/cases/{reference}")


def certificate_page(request: Request) -> Reply:
    """One page as PNG; raises as `certificate` does, and UnknownDocumentError for a page that there is not."""
    return _picture(_certificate(request), request)


def receipt(request: Request) -> Reply:
    """The receipt of one's own case. Raises SignInRequiredError, UnknownCaseError."""
    reference = request.params["reference"]
    here, data = f"/cases/{reference}/receipt", f"/api/cases/{reference}/receipt"
    return _shown(text("receipt.view"), drawn_receipt(request), here, f"/cases/{reference}", data=data)


def receipt_page(request: Request) -> Reply:
    """One page as PNG; raises as `receipt` does, and UnknownDocumentError for a page that there is not."""
    return _picture(drawn_receipt(request), request)


def _certificate(request: Request) -> bytes:
    return certificate_pdf(
        visitor.citizen(request).subject,
        request.params["reference"],
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        certificates=wiring.certificates(),
        now=wiring.now(),
    )


def _shown(title: str, pdf: bytes, here: str, back: str, *, data: str = "") -> Reply:
    sizes = wiring.page_pictures().sizes(pdf)
    pages = [{"src": f"{here}/pages/{n}", "width": size[0], "height": size[1]} for n, size in enumerate(sizes, 1)]
    file = f"{here}/pdf" if data else here
    return show("hall/pictures.html", title=title, pages=pages, pdf=file, back=back, data=data)


def _picture(pdf: bytes, request: Request) -> Reply:
    number, pictures = request.params["page"], wiring.page_pictures()
    if number not in {str(page) for page in range(1, len(pictures.sizes(pdf)) + 1)}:
        raise UnknownDocumentError(number)
    picture = pictures.picture(pdf, int(number))
    return Reply(body=picture, content_type="image/png", headers={"Cache-Control": "no-store"})
