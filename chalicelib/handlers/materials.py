"""Uploads of pages: asked for here, posted by the browser straight to the bucket, judged by material_check."""

from typing import Final

from chalicelib import wiring
from chalicelib.handlers import visitor
from chalicelib.handlers.material_pages import shown
from chalicelib.handlers.problems import InvalidError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.usecases import create_upload as creating
from chalicelib.usecases import own_upload as owning

FIELDS: Final = {"draft": str, "material": str, "content_type": str, "size": int, "name": str}


def create_upload(request: Request) -> Reply:
    """{"draft", "material", "content_type", "size", "name"} → {"upload", "url", "fields"}."""
    owners = visitor.subjects(request)
    slot = creating.create_upload(
        _page(request),
        owners,
        catalogue=wiring.catalogue(),
        drafts=wiring.drafts(),
        uploads=wiring.uploads(),
        papers=wiring.papers(),
        guards=wiring.guards(),
        entropy=wiring.entropy(),
        now=wiring.now(),
    )
    return json_reply({"upload": slot.upload, "url": slot.url, "fields": slot.fields}, status=201)


def get_upload(request: Request) -> Reply:
    """→ {"upload", "state", "sentence", "preview"}."""
    owners = visitor.subjects(request)
    return json_reply(shown(owning.own_upload(request.params["upload"], owners, uploads=wiring.uploads())))


def remove_upload(request: Request) -> Reply:
    owners = visitor.subjects(request)
    owning.remove_upload(request.params["upload"], owners, uploads=wiring.uploads(), drafts=wiring.drafts())
    return json_reply({"removed": request.params["upload"]})


def _page(request: Request) -> creating.Page:
    """Raises InvalidError."""
    said = request.json
    wrong = {name: "required" for name, kind in FIELDS.items() if type(said.get(name)) is not kind}
    if wrong:
        raise InvalidError(wrong)
    return creating.Page(**{name: said[name] for name in FIELDS})
