"""The public part of the JSON API: the catalogue."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from chalicelib import wiring
from chalicelib.domain.catalogue import UnknownEditionError
from chalicelib.domain.catalogue_totals import totals
from chalicelib.domain.search.filters import Filters
from chalicelib.handlers.guide_request import variants_of
from chalicelib.handlers.problems import InvalidError
from chalicelib.handlers.published import published
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases.offered import offered

CURRENT: Final = "current"
NAME: Final = re.compile("[0-9a-f]{64}(~[0-9]{8}T[0-9]{4})?")


def list_items(request: Request) -> Reply:
    zone = request.query.get("zone", "")
    items = [_summary(item) for item in wiring.edition().items() if zone in ("", item["zone"])]
    return published(request, json_reply({"items": items}))


def get_form(request: Request) -> Reply:
    """The form of one variant, by its own schemas, and where it is for paper.

    Raises UnknownItemError, ItemSuspendedError.
    """
    edition, code = wiring.edition(), request.params["code"]
    variant = request.query.get("variant", "") or variants_of(edition, code)[0]
    definition = offered(edition, code, variant, now=wiring.now())
    blocks = edition.data["applicants"]
    kinds = [*definition.data["applicants"], *(["agent"] if "person" in definition.data["applicants"] else [])]
    page, pdf = (f"/items/{code}/{path}?variant={variant}" for path in ("form", "form.pdf"))
    answer = {
        "edition": edition.digest,
        "item": code,
        "variant": variant,
        "schema": definition.data["form"],
        "applicants": {kind: _schema(blocks[kind]) for kind in kinds if kind in blocks},
        "materials": [material.data for material in definition.materials],
        "blank": {"page": page, "pdf": pdf},
        "sample": {"page": f"{page}&sample=1", "pdf": f"{pdf}&sample=1"},
    }
    return published(request, json_reply(answer))


def _schema(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON Schema alone: the agent's block also names the paper that an agent brings."""
    return {name: value for name, value in block.items() if name != "material"}


def search_items(request: Request) -> Reply:
    """Raises InvalidError (not_a_choice) for a filter that names nothing."""
    filters = Filters(**{name: request.query.get(name, "") for name in ("zone", "unit", "kind", "theme")})
    edition = wiring.edition()
    if unknown := filters.unknown(edition):
        raise InvalidError(dict.fromkeys(unknown, "not_a_choice"))
    found = wiring.search_index().find(request.query.get("q", ""), filters)
    return json_reply({"edition": edition.digest, "total": len(found), "items": [_summary(item) for item in found]})


def get_item(request: Request) -> Reply:
    """The item as it is in force, and what has been published to begin later. Raises UnknownItemError."""
    edition, code = wiring.edition(), request.params["code"]
    answer = {"edition": edition.digest, "item": edition.item(code), "coming": edition.coming(code)}
    return published(request, json_reply(answer))


def get_edition(request: Request) -> Reply:
    """Raises UnknownEditionError."""
    asked = request.params["edition"]
    if asked == CURRENT:
        edition = wiring.edition()
    elif NAME.fullmatch(asked):
        edition = wiring.catalogue().edition(asked)
    else:
        raise UnknownEditionError(asked)
    answer = {"edition": edition.digest, **asdict(totals(edition)), "history": edition.data.get("history")}
    return published(request, json_reply(answer))


def _summary(item: Mapping[str, Any]) -> Mapping[str, Any]:
    plain = {name: item[name] for name in ("code", "name", "unit", "zone", "status", "online")}
    return {**plain, "instant": item["promised_limit"]["unit"] == "session"}
