"""The guide of an item: on a phone, on paper, on the wall. All three are drawn from the definition that the engine runs by."""

from typing import Final

from chalicelib import settings, wiring
from chalicelib.handlers.guide_request import asked_guide, drawn_guide
from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.shell import show, show_public
from chalicelib.texts import text
from chalicelib.usecases.lay_out_form import lay_out_form
from chalicelib.usecases.offered import ItemSuspendedError
from chalicelib.usecases.published_answers import PublishedAnswer, published_answers

WALL_WIDTH: Final = 620
"""SVG units of the wall sheet's flow chart: branches stand beside each other."""


def guide(request: Request) -> Reply:
    """The guide of an item, for what the reader has answered; 410 and where to go for one that is not open.

    Raises UnknownItemError.
    """
    from chalicelib.pages.change_words import announcements

    try:
        asked = asked_guide(request)
    except ItemSuspendedError as closed:
        return _closed(closed)
    return show_public(
        request,
        "hall/item.html",
        **drawn_guide(asked),
        apply=f"/items/{asked.item['code']}/apply?variant={asked.variant}",
        published=_answers(asked.item["code"]),
        coming=announcements(asked.item["code"], asked.edition),
    )


def printed(request: Request) -> Reply:
    """The guide on A4, with the code that opens it on a phone; 410 for an item that is not open.

    Raises UnknownItemError.
    """
    return _sheet(request, "hall/guide_print.html")


def wall(request: Request) -> Reply:
    """The flow chart on A3, to hang up at the window; 410 for an item that is not open.

    Raises UnknownItemError.
    """
    return _sheet(request, "hall/guide_wall.html", width=WALL_WIDTH)


def form(request: Request) -> Reply:
    """The application form for paper, blank or as a sample (`sample=1`), to be looked at and printed where no viewer of PDF
    is at hand, as inside WeChat; 410 for an item that is not open.

    Raises UnknownItemError.
    """
    from chalicelib.pages.qr import qr_svg

    try:
        asked = asked_guide(request)
    except ItemSuspendedError as closed:
        return _closed(closed)
    sample = request.query.get("sample") == "1"
    laid_out = lay_out_form(asked.definition, asked.edition, sample=sample, site=settings.site_origin())
    return show_public(
        request,
        "hall/form_print.html",
        form=laid_out,
        sample=sample,
        back=f"/items/{asked.item['code']}?{asked.query}",
        pdf=f"/items/{asked.item['code']}/form.pdf?{asked.query}",
        qr=qr_svg(laid_out.url, text("guide.qr")),
    )


def _sheet(request: Request, template: str, **chart: float) -> Reply:
    from chalicelib.pages.change_words import announcements
    from chalicelib.pages.guide import guide as drawn
    from chalicelib.pages.qr import qr_svg

    try:
        asked = asked_guide(request)
    except ItemSuspendedError as closed:
        return _closed(closed)
    path = f"/items/{asked.item['code']}?{asked.query}"
    return show_public(
        request,
        template,
        item=asked.item,
        guide=drawn(asked.definition, asked.edition, asked.told, **chart),
        variant=asked.variant,
        back=path,
        coming=announcements(asked.item["code"], asked.edition),
        published=_answers(asked.item["code"]),
        qr=qr_svg(settings.site_origin() + path, text("guide.qr")),
    )


def _answers(item: str) -> tuple[PublishedAnswer, ...]:
    """What others have asked about the item."""
    return published_answers(item, "", views=wiring.views(), dossiers=wiring.dossiers())


def _closed(closed: ItemSuspendedError) -> Reply:
    from chalicelib.pages.change_words import announcements

    edition = wiring.edition()
    unit, coming = edition.unit(closed.item["unit"]), announcements(closed.item["code"], edition)
    return show("hall/closed.html", status=410, item=closed.item, unit=unit, told=closed.about, coming=coming)
