"""The window: a walk-in on one screen, the command field, the receipt."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from chalicelib import settings, wiring
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import Definition
from chalicelib.domain.commands import Actor
from chalicelib.domain.decide import RefusedError
from chalicelib.domain.query_code import query_code
from chalicelib.domain.reference import reference_of, shown
from chalicelib.domain.scan import Scan, read_scan
from chalicelib.domain.search import search
from chalicelib.domain.times import SHANGHAI
from chalicelib.handlers.problems import status_of
from chalicelib.handlers.request import Reply, Request, see_other
from chalicelib.handlers.shell import show
from chalicelib.handlers.visitor import staff, staff_actor
from chalicelib.handlers.window_forms import posted_intent, posted_walk_in
from chalicelib.pages import officer_view
from chalicelib.pages.qr import qr_svg
from chalicelib.texts import error_text, text
from chalicelib.usecases.check_application import InvalidApplicationError, application_schemas
from chalicelib.usecases.list_tasks import find_by_pickup_code
from chalicelib.usecases.officer_case import show_case
from chalicelib.usecases.receive_at_window import offered, receive_at_window
from chalicelib.usecases.sessions import Session

INVALID = 422
Shown = dict[str, Any]


def desk(request: Request) -> Reply:
    """The empty screen, or that of the variant chosen."""
    held = staff(request)
    item, variant = request.query.get("item", ""), request.query.get("variant", "")
    if item:
        return _desk(held, _offered(item, variant), fields={})
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


def receive(request: Request) -> Reply:
    """The walk-in's form: the same form posted twice is the same case."""
    held = staff(request)
    actor = staff_actor(held)
    definition = _offered(request.field("item"), request.field("variant"))
    walk_in = posted_walk_in(request, posted_intent(request, definition))
    try:
        done = receive_at_window(
            walk_in,
            actor,
            log=wiring.log(),
            dossiers=wiring.dossiers(),
            catalogue=wiring.catalogue(),
            parties=wiring.parties(),
            entropy=wiring.entropy(),
            calendar=wiring.calendar(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
        )
    except InvalidApplicationError as error:
        return _desk(held, definition, walk_in.fields, request=request, errors=error.errors, status=INVALID)
    except RefusedError as error:
        flash = {"kind": "error", "text": error_text(error.code).sentence}
        return _desk(held, definition, walk_in.fields, request=request, flash=flash, status=status_of(error.code))
    return see_other(f"/window/receipts/{reference_of(done.case.matter)}")


def kind(request: Request) -> Reply:
    """The same screen for a person or for a company, with what was entered so far."""
    held = staff(request)
    definition = _offered(request.field("item"), request.field("variant"))
    return _desk(held, definition, {name: request.field(name) for name in request.form}, request=request)


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
        now=wiring.now(),
    )
    case, definition = seen.file.case, seen.file.definition
    edition = wiring.catalogue().edition(definition.edition)
    reference, code = reference_of(case.matter), query_code(case.matter, key=wiring.pseudonym_key())
    materials = officer_view.materials_of_case(definition, case.application.required, case.originals)
    return show(
        "window/receipt.html",
        **officer_context(held),
        definition=definition,
        case=case,
        reference=shown(reference),
        state=text(f"window.receipt.{_receipt_state(case)}"),
        applicant=seen.part(case.form).get("applicant", {}).get("name", ""),
        materials=[material for material in materials if material["seen"]],
        unit=edition.unit(definition.unit),
        by=seen.names.get(seen.file.commits[0].actor["id"], ""),
        query_code=code,
        qr=qr_svg(f"{settings.site_origin()}/query?reference={reference}&code={code}", text("window.receipt.qr")),
        correction=seen.part(case.corrections[-1].note if case.corrections else None),
        declined=seen.part(case.declined.note if case.declined else None),
    )


def officer_context(held: Session) -> Shown:
    """What the window's frame needs."""
    person = wiring.parties().get(held.subject, "staff") or {"name": ""}
    return {"csrf": held.form_token, "officer": person["name"]}


def _receipt_state(case: Case) -> str:
    return case.outcome or case.status


def _offered(item: str, variant: str) -> Definition:
    return offered(wiring.edition(), item, variant, today=wiring.now().astimezone(SHANGHAI).date())


def _find_variant(held: Session, words: str) -> Reply:
    """Straight to the form when only one of the officer's own variants fits."""
    if not words:
        return see_other("/window")
    found = [choice for choice in _choices(held, words) if choice["own"]]
    exact = [choice for choice in _choices(held, "") if words.upper() in (choice["variant"], choice["variant_name"])]
    only = exact or found
    if len(only) == 1:
        return see_other(f"/window?item={only[0]['item']}&variant={only[0]['variant']}")
    return see_other(f"/window?q={quote(words)}")


def _find_person(held: Session, request: Request, scan: Scan) -> Reply:
    """A card reader without the page's script: the number goes into the form, never into an address."""
    if not request.field("item"):
        return _choose(held, "", flash={"kind": "warning", "text": text("window.id_first")})
    fields = {"uscc" if scan.kind == "company" else "id_number": scan.value}
    return _desk(held, _offered(request.field("item"), request.field("variant")), fields=fields)


def _find_pickup(held: Session, code: str) -> Reply:
    posts = staff_actor(held).posts
    found = find_by_pickup_code(posts, code, views=wiring.views(), key=wiring.pseudonym_key())
    if found:
        return see_other(f"/window/cases/{reference_of(found)}?code={code}")
    return _choose(held, "", flash={"kind": "warning", "text": text("window.pickup_unknown", code=code)})


def _choices(held: Session, words: str) -> list[Shown]:
    edition, units = wiring.edition(), officer_units(staff_actor(held))
    own = [item for item in edition.items() if item["unit"] in units]
    items = search(edition.items(), words) if words else own
    shown_items = [item for item in items if item["status"] == "published"]
    shown_items.sort(key=lambda item: item["unit"] not in units)
    return officer_view.choices(shown_items, edition, units)


def _choose(held: Session, words: str, *, flash: Shown | None) -> Reply:
    found = _choices(held, words)
    if words and not found:
        flash = {"kind": "warning", "text": text("window.not_found", text=words)}
    return show("window/choose.html", **officer_context(held), choices=found, words=words, flash=flash)


def _desk(
    held: Session,
    definition: Definition,
    fields: Mapping[str, Any],
    *,
    request: Request | None = None,
    errors: Mapping[str, Any] | None = None,
    flash: Shown | None = None,
    status: int = 200,
) -> Reply:
    """The walk-in's screen with what was entered, under a fresh command id: nothing of an earlier post stands."""
    edition = wiring.edition()
    posted = request.form if request else {}
    schemas = application_schemas(definition, edition.data["applicants"], fields)
    return show(
        "window/desk.html",
        status=status,
        for_others=True,
        **officer_context(held),
        definition=definition,
        schemas=schemas,
        fields=fields,
        materials=officer_view.materials_to_tick(definition, frozenset(posted.get("original", ()))),
        rows=frozenset(posted.get("row", ())),
        posted={name: values[-1] for name, values in posted.items()},
        grounds=officer_view.grounds(),
        units=_other_units(definition),
        grants=definition.instant and definition.flow.one_officer,
        command=wiring.entropy().token(),
        errors=errors or {},
        flash=flash,
    )


def _other_units(definition: Definition) -> list[Mapping[str, Any]]:
    return [unit for code, unit in wiring.edition().units().items() if code != definition.unit]


def officer_units(actor: Actor) -> frozenset[str]:
    """The units for which this person receives applications."""
    return frozenset(post.partition(":")[0] for post in actor.posts if post.endswith(":officer"))
