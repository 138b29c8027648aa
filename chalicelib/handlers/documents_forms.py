"""Application forms as PDF: drawn on demand from the item's schema, for whoever wants to fill them in by hand."""

from urllib.parse import quote

from chalicelib import settings, wiring
from chalicelib.handlers.guide_request import asked_guide
from chalicelib.handlers.published import drawn_from
from chalicelib.handlers.request import Reply, Request
from chalicelib.texts import text
from chalicelib.usecases.lay_out_form import lay_out_form


def form(request: Request) -> Reply:
    """The form of a variant, blank or filled in as a sample (`sample=1`).

    Raises UnknownItemError, ItemSuspendedError, UnprintableError.
    """
    asked, sample = asked_guide(request), request.query.get("sample") == "1"
    laid_out = lay_out_form(asked.definition, asked.edition, sample=sample, site=settings.site_origin())

    def drawn() -> Reply:
        title = text("paper_form.sample_title" if sample else "paper_form.blank_title", name=asked.definition.name)
        name = f"inline; filename=\"form.pdf\"; filename*=UTF-8''{quote(title, safe='')}.pdf"
        pdf = wiring.form_printer().print(laid_out)
        return Reply(body=pdf, content_type="application/pdf", headers={"Content-Disposition": name})

    return drawn_from(request, repr(laid_out).encode(), drawn)
