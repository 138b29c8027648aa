"""The window: what to receive, the command field, the receipt."""

from typing import Any
from urllib.parse import quote

from chalicelib import settings, wiring
from chalicelib.domain.actor import ADMIN, SUPERVISOR, Actor
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import handling_units
from chalicelib.domain.publication.draft import LEGAL
from chalicelib.domain.query_code import query_code
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.scan import Scan, read_scan
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_desk import draw_desk, offered_today
from chalicelib.pages import officer_view
from chalicelib.pages.document_view import given_in_the_sitting
from chalicelib.pages.qr import qr_svg
from chalicelib.texts import text
from chalicelib.usecases.keep_walk_in import kept_walk_ins
from chalicelib.usecases.officer_case import show_case
from chalicelib.usecases.record_pickup import find_by_pickup_code
from chalicelib.usecases.sessions import Session

Shown = dict[str, Any]


def desk(request: Request) -> Reply:
    """The list to choose from, or the screen of the variant chosen. Who only administers or supervises has no list."""
    held = staff(request)
    item, variant = request.query.get("item", ""), request.query.get("variant", "")
    if item:
        return draw_desk(held, offered_today(item, variant), {})
    posts = staff_actor(held).posts
    if posts and all(post.endswith(f":{ADMIN}") for post in posts):
        return see_other("/admin/staff")
    if posts and all(post.endswith((f":{ADMIN}", f":{LEGAL}")) for post in posts):
        return see_other("/admin/drafts")
    if posts and all(post.endswith(f":{SUPERVISOR}") for post in posts):
        return see_other("/oversight")
    return _choose(held, request.query.get("q", ""), flash=None)


def find(request: Request) -> Reply:
    """What was typed or scanned into the command field, wherever it leads."""
    held = staff(request)
    scan = read_scan(request.field("q"))
    if scan.kind == "reference":
        return see_other(f"/window/cases/{scan.value}")
    if scan.kind == "waybill":
        return see_other(f"/window/tasks?waybill={scan.value}#dispatch")
    if scan.kind == "pickup":
        return _find_pickup(held, scan.value)
    if scan.kind in ("resident_id", "company"):
        return _find_person(held, request, scan)
    return _find_variant(held, scan.value)


def receipt(request: Request) -> Reply:
    """What the applicant takes home: printed by one key."""
    held = staff(request)
    seen = show_case(
        request.params["reference"],
        staff_actor(held),
        log=wiring.log(),
        dossiers=wiring.dossiers(),
        catalogue=wiring.catalogue(),
        parties=wiring.parties(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    case, definition = seen.file.case, seen.file.definition
    edition = wiring.catalogue().edition(definition.edition)
    reference, code = reference_of(case.matter), query_code(case.matter, key=wiring.pseudonym_key())
    materials = officer_view.materials_of_case(definition, case.application.required, case.originals)
    return show(
        "window/receipt.html",
        **staff_frame(held),
        definition=definition,
        case=case,
        reference=shown(reference),
        state=text(f"window.receipt.{_receipt_state(case)}"),
        applicant=seen.part(case.form).get("applicant", {}).get("name", ""),
        materials=[material for material in materials if material["seen"]],
        unit=edition.unit(definition.unit),
        by=seen.names.get(seen.file.commits[0].actor["id"], ""),
        query_code=code,
        documents=given_in_the_sitting(case, definition, edition),
        qr=qr_svg(f"{settings.site_origin()}/query?reference={reference}&code={code}", text("window.receipt.qr")),
        correction=seen.part(case.corrections[-1].note if case.corrections else None),
        declined=seen.part(case.declined.note if case.declined else None),
    )


def _receipt_state(case: Case) -> str:
    return case.outcome or case.status


def _find_variant(held: Session, words: str) -> Reply:
    """Straight to the form when only one of the officer's own variants fits."""
    if not words:
        return see_other("/window")
    found = [choice for choice in _choices(held, words) if choice["own"]]
    wanted = words.casefold()
    exact = [one for one in _choices(held, "") if wanted in (one["variant"].casefold(), one["variant_name"].casefold())]
    only = exact or found
    if len(only) == 1:
        return see_other(f"/window?item={only[0]['item']}&variant={only[0]['variant']}")
    return see_other(f"/window?q={quote(words)}")


def _find_person(held: Session, request: Request, scan: Scan) -> Reply:
    """A card reader without the page's script: the number goes into the form, never into an address."""
    if not request.field("item"):
        return _choose(held, "", flash={"kind": "warning", "text": text("window.id_first")})
    form = {"uscc" if scan.kind == "company" else "id_number": [scan.value]}
    return draw_desk(held, offered_today(request.field("item"), request.field("variant")), form)


def _find_pickup(held: Session, code: str) -> Reply:
    found = find_by_pickup_code(
        staff_actor(held),
        code,
        parties=wiring.parties(),
        log=wiring.log(),
        catalogue=wiring.catalogue(),
        calendar=wiring.calendar(),
        now=wiring.now(),
    )
    if len(found) == 1:
        return see_other(f"/window/cases/{reference_of(found[0])}?code={code}")
    if found:
        told = text("window.pickup_shared", references=tuple(shown(reference_of(matter)) for matter in found))
    else:
        told = text("window.pickup_unknown", code=code)
    return _choose(held, "", flash={"kind": "warning", "text": told})


def _choices(held: Session, words: str) -> list[Shown]:
    edition, units = wiring.edition(), officer_units(staff_actor(held))
    own = [item for item in edition.items() if units & handling_units(item)]
    items = wiring.search_index().find(words) if words else own
    shown_items = [item for item in items if item["status"] == "published"]
    shown_items.sort(key=lambda item: not units & handling_units(item))
    return officer_view.choices(shown_items, edition, units)


def _choose(held: Session, words: str, *, flash: Shown | None) -> Reply:
    found = _choices(held, words)
    if words and not found:
        flash = {"kind": "warning", "text": text("window.not_found", text=words)}
    kept = [officer_view.kept(draft, wiring.edition()) for draft in kept_walk_ins(held.subject, drafts=wiring.drafts())]
    return show("window/choose.html", **staff_frame(held), choices=found, kept=kept, words=words, flash=flash)


def officer_units(actor: Actor) -> frozenset[str]:
    """The units for which this person receives applications."""
    return frozenset(post.partition(":")[0] for post in actor.posts if post.endswith(":officer"))
