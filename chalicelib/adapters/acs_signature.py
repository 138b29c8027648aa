"""Signature of a request to a domestic cloud's RPC interface, version 3 (ACS3-HMAC-SHA256): over method, path, query,
headers and the body's digest, with the time and a number used once."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

ALGORITHM: Final = "ACS3-HMAC-SHA256"
EMPTY_BODY: Final = hashlib.sha256(b"").hexdigest()


def query_string(params: Mapping[str, str]) -> str:
    """The parameters sorted and encoded by RFC 3986, as they are both sent and signed."""
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(params.items()))


def signature(method: str, query: str, headers: Mapping[str, str], *, secret: str) -> str:
    """Hex HMAC of a request to the path `/` with an empty body; names in `headers` are lower case and all are signed."""
    lines = "".join(f"{name}:{value.strip()}\n" for name, value in sorted(headers.items()))
    canonical = "\n".join((method, "/", query, lines, signed_headers(headers), headers["x-acs-content-sha256"]))
    text = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()


def authorization(method: str, query: str, headers: Mapping[str, str], *, key_id: str, secret: str) -> str:
    signed = signature(method, query, headers, secret=secret)
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={signed_headers(headers)},Signature={signed}"


def signed_headers(headers: Mapping[str, str]) -> str:
    return ";".join(sorted(headers))


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")
