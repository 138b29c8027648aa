"""Answers that are the same for everybody: caches may keep them, and whoever has one is told that it still holds."""

from dataclasses import replace
from hashlib import sha256
from typing import Final

from chalicelib.handlers.request import Reply, Request
from chalicelib.handlers.text_size import size_of

PUBLIC_SECONDS: Final = 30
"""How long a cache may answer without asking. With the half minute for which a function keeps the pointer to the edition,
nothing is stale beyond a minute after publication."""


def published(request: Request, reply: Reply) -> Reply:
    """The reply with its tag; 304 without a body for who has it already.

    The tag is the digest of what the edition, the day and the code make of the page, so that no dependency can be left
    out and a new edition costs nothing where it changes nothing. It is weak, for the same page travels compressed or not.
    """
    tag = f'W/"{sha256(reply.body + size_of(request).encode()).hexdigest()[:32]}"'
    headers = {
        **reply.headers,
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}",
        "ETag": tag,
        "Vary": "Cookie",
    }
    if tag in _known(request):
        return Reply(304, b"", reply.content_type, headers)
    return replace(reply, headers=headers)


def _known(request: Request) -> list[str]:
    return [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
