"""The public part of the JSON API: the catalogue."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.search import search
from chalicelib.handlers.request import Reply, Request, json_reply


def list_items(request: Request) -> Reply:
    edition = wiring.edition()
    zone = request.query.get("zone", "")
    items = (item for item in edition.items() if not zone or item["zone"] == zone)
    return json_reply({"items": [_summary(item) for item in search(items, request.query.get("q", ""))]})


def get_item(request: Request) -> Reply:
    edition = wiring.edition()
    return json_reply({"edition": edition.digest, "item": edition.item(request.params["code"])})


def _summary(item: Mapping[str, Any]) -> Mapping[str, Any]:
    plain = {name: item[name] for name in ("code", "name", "unit", "zone", "status", "online")}
    return {**plain, "instant": item["promised_limit"]["unit"] == "session"}
