"""Answers that are the same for everybody: caches may keep them, and whoever has one is told that it still holds."""

from collections.abc import Callable, Mapping
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
    kept = _kept(reply.body + size_of(request).encode())
    if _has(request, kept):
        return Reply(304, b"", reply.content_type, {**reply.headers, **kept})
    return replace(reply, headers={**reply.headers, **kept})


def drawn_from(request: Request, source: bytes, draw: Callable[[], Reply]) -> Reply:
    """The same for what takes long to draw: the tag is of all that it is drawn from, and who has it costs no drawing."""
    kept = _kept(source)
    if _has(request, kept):
        return Reply(304, headers=kept)
    reply = draw()
    return replace(reply, headers={**reply.headers, **kept})


def _kept(source: bytes) -> Mapping[str, str]:
    tag = f'W/"{sha256(source).hexdigest()[:32]}"'
    return {"Cache-Control": f"public, max-age={PUBLIC_SECONDS}", "ETag": tag, "Vary": "Cookie"}


def _has(request: Request, kept: Mapping[str, str]) -> bool:
    return kept["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
