"""The public site: nobody signs in here and nothing of a person is read."""

from typing import Any
from urllib.parse import urlencode

from chalicelib import wiring
from chalicelib.domain.case import ENDED
from chalicelib.domain.reference import reference_of, shown
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.shell import show
from chalicelib.usecases.case_file import CaseFile
from chalicelib.usecases.query_case import QueryRefusedError, query_case


def healthz(request: Request) -> Reply:
    """Says that the function runs and which edition it serves."""
    return json_reply({"status": "ok", "edition": wiring.edition().digest})


def query(request: Request) -> Reply:
    """How a case stands, for anyone with its reference and query code; a limited number of tries."""
    values = {name: request.query.get(name, "").strip() for name in ("reference", "code")}
    if not any(values.values()):
        return show("hall/query.html", values=values, errors={}, found=None)
    errors: dict[str, str] = {name: "required" for name, value in values.items() if not value}
    if errors:
        return show("hall/query.html", status=422, values=values, errors=errors, found=None)
    try:
        file = query_case(
            values["reference"],
            values["code"],
            request.address,
            log=wiring.log(),
            catalogue=wiring.catalogue(),
            guards=wiring.guards(),
            key=wiring.pseudonym_key(),
            now=wiring.now(),
        )
    except QueryRefusedError as refused:
        return show("hall/query.html", status=404, values=values, errors={"reference": refused.code}, found=None)
    return show("hall/query.html", values=values, errors={}, found=_found(file, values["code"]))


def asset(request: Request) -> Reply:
    """A page's script under its fingerprinted name.

    Raises UnknownAssetError.
    """
    from chalicelib.pages.assets import CACHE_CONTROL
    from chalicelib.pages.assets import asset as read_asset

    found = read_asset(request.params["name"])
    return Reply(200, found.content, found.content_type, {"Cache-Control": CACHE_CONTROL})


def _found(file: CaseFile, code: str) -> Any:
    from chalicelib.pages.case_timeline import timeline
    from chalicelib.pages.case_view import clock, next_sentence, status_mark

    case, definition = file.case, file.definition
    edition = wiring.pinned_edition(definition.edition)
    return {
        "name": definition.name,
        "unit": edition.unit(definition.unit)["name"],
        "mark": status_mark(case.phase, case.outcome),
        "next": next_sentence(case),
        "clock": clock(case, definition, wiring.calendar(), wiring.now()),
        "steps": timeline(case, definition, edition),
        "reference": shown(reference_of(case.matter)),
        "telephone": definition.data["telephone"],
        "rate": f"/r/{reference_of(case.matter)}?{urlencode({'code': code})}" if case.status in ENDED else "",
    }
