"""GET /openapi.json: made once in each process, served from memory."""

import hashlib
import json
from functools import cache
from typing import Final

from chalicelib import settings
from chalicelib.handlers.request import Reply, Request

SECONDS_KEPT: Final = 3600


def openapi(request: Request) -> Reply:
    body, tag = _document(settings.site_origin())
    headers = {"Cache-Control": f"public, max-age={SECONDS_KEPT}", "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Reply(304, headers=headers)
    return Reply(200, body, "application/json", headers)


@cache
def _document(origin: str) -> tuple[bytes, str]:
    from chalicelib.handlers.openapi import description

    body = json.dumps(description(origin), ensure_ascii=False, separators=(",", ":")).encode()
    return body, f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
