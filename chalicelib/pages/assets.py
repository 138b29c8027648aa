"""The pages' scripts under fingerprinted paths, so that a browser may keep them for a year."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "script"
CACHE_CONTROL = "public, max-age=31536000, immutable"


class UnknownAssetError(LookupError):
    code = "not_found"


class Asset(NamedTuple):
    """One script: `path` is what a page links to, `content` what the handler answers with."""

    path: str
    content: bytes
    content_type: str = "text/javascript; charset=utf-8"


def asset_path(name: str) -> str:
    """`upload` → `/assets/upload.1a2b3c4d.js`; raises UnknownAssetError."""
    try:
        return _scripts()[name].path
    except KeyError:
        raise UnknownAssetError(name) from None


def asset(filename: str) -> Asset:
    """The script behind the last part of its path; an outdated fingerprint is an UnknownAssetError."""
    name = filename.split(".", 1)[0]
    found = _scripts().get(name)
    if found is None or found.path != f"/assets/{filename}":
        raise UnknownAssetError(filename)
    return found


@cache
def _scripts() -> Mapping[str, Asset]:
    return {path.stem: _read(path) for path in FOLDER.glob("*.js")}


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(f"/assets/{path.stem}.{sha256(content).hexdigest()[:8]}.js", content)
