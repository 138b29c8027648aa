"""The receipt of one's own case on paper."""

from chalicelib import wiring
from chalicelib.domain.reference import reference_of
from chalicelib.handlers.documents_receipt_api import own_case
from chalicelib.handlers.request import Reply, Request
from chalicelib.usecases.case_receipt import chains_of
from chalicelib.usecases.my_case import form_of
from chalicelib.usecases.receipt_letter import receipt_letter


def receipt(request: Request) -> Reply:
    """As PDF. Raises SignInRequiredError, UnknownCaseError, UnprintableError."""
    name = f'inline; filename="receipt-{reference_of(own_case(request).case.matter)}.pdf"'
    headers = {"Cache-Control": "no-store", "Content-Disposition": name}
    return Reply(body=drawn_receipt(request), content_type="application/pdf", headers=headers)


def drawn_receipt(request: Request) -> bytes:
    """Raises SignInRequiredError, UnknownCaseError, UnprintableError."""
    file = own_case(request)
    form = form_of(file, dossiers=wiring.dossiers())
    letter = receipt_letter(
        chains_of(file, log=wiring.log()),
        str(form.get("applicant", {}).get("name", "")),
        wiring.catalogue().edition(file.definition.edition),
    )
    return wiring.document_printer().print(letter)
