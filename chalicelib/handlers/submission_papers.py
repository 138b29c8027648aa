"""Papers of earlier cases in a draft: what can be offered again, and taking it."""

from typing import Any

from chalicelib import wiring
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.times import local_date
from chalicelib.handlers import visitor
from chalicelib.handlers.material_pages import SHOWN_FOR
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.ports import Draft
from chalicelib.texts import text
from chalicelib.usecases.earlier_papers import EarlierPapers, attach_earlier_papers, earlier_papers

Slots = list[dict[str, Any]]


def with_offers(account: str, draft: Draft, definition: Definition, slots: Slots) -> Slots:
    """The slots of macros/materials.html, those without a page with what an earlier case has for them."""
    if all(slot["pages"] for slot in slots):
        return slots
    offers = earlier_papers(
        account,
        draft,
        definition,
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
    )
    shown = {offer.material: _shown(draft, offer) for offer in offers}
    return [slot if slot["pages"] else {**slot, "earlier": shown.get(slot["code"])} for slot in slots]


def attach_earlier(request: Request) -> Reply:
    """Takes one offer, named `<material> <matter>` by its button, and leads back to the draft's materials."""
    found = visitor.citizen(request)
    draft, (material, _, matter) = request.params["draft"], request.field("earlier").partition(" ")
    attach_earlier_papers(
        found.subject,
        draft,
        material,
        matter,
        log=wiring.log(),
        views=wiring.views(),
        catalogue=wiring.catalogue(),
        dossiers=wiring.dossiers(),
        parties=wiring.parties(),
        drafts=wiring.drafts(),
        uploads=wiring.uploads(),
        now=wiring.now(),
    )
    standing = wiring.drafts().get(draft)
    page = f"/drafts/{draft}" if standing and standing.matter else f"/drafts/{draft}/materials"
    return see_other(f"{page}#f-pages.{material}")


def _shown(draft: Draft, offer: EarlierPapers) -> dict[str, Any]:
    received_on = local_date(offer.received_at)
    return {
        "sentence": text(
            "upload.earlier",
            year=received_on.year,
            month=received_on.month,
            item=offer.item_name,
            pages=len(offer.pages),
        ),
        "preview": wiring.papers().sign_preview(offer.pages[0]["sha256"], seconds=SHOWN_FOR),
        "action": f"/drafts/{draft.id}/papers",
        "value": f"{offer.material} {offer.matter}",
    }
