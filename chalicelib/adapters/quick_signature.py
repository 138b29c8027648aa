"""AWS's Signature Version 4 for less processor time: a third of it, the same bytes (tests hold both against each other).

botocore derives the signing key anew for each request, four HMACs, though it changes once a day, gathers the headers to be
signed twice, and prepares the whole request once more to look at its body.
"""

import hmac
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from botocore.auth import AUTH_TYPE_MAPS, SIGNED_HEADERS_BLACKLIST, SIGV4_TIMESTAMP, SigV4Auth, _host_from_url
from botocore.awsrequest import AWSRequest
from botocore.compat import get_current_datetime
from botocore.credentials import ReadOnlyCredentials

QUICK = "buqiuren-v4"
"""The signer's name in botocore's table; no client but ours asks for it."""

_KEPT_KEYS = 16
"""One for each service of a process, and for new credentials or a new day."""

_UNSIGNED = frozenset(SIGNED_HEADERS_BLACKLIST)
_host = lru_cache(_host_from_url)

Headers = dict[str, list[str]]


class Scope(NamedTuple):
    """What a signature is good for, besides its day."""

    region: str
    service: str


class QuickSigV4Auth(SigV4Auth):
    """Signs one request; botocore makes one of it for each."""

    _named: Headers | None = None

    def add_auth(self, request: AWSRequest) -> None:
        self._named = None
        super().add_auth(request)

    def headers_to_sign(self, request: AWSRequest) -> Headers:
        """By their names, sorted."""
        if self._named is None:
            named: Headers = {}
            for name, value in request.headers.items():
                if (lower := name.lower()) not in _UNSIGNED:
                    named.setdefault(lower, []).append(value)
            if "host" not in named:
                named["host"] = [_host(request.url)]
            self._named = dict(sorted(named.items()))
        return self._named

    def canonical_headers(self, headers_to_sign: Headers) -> str:
        return "\n".join(
            f"{name}:{','.join([' '.join(value.split()) for value in values])}"
            for name, values in headers_to_sign.items()
        )

    def signed_headers(self, headers_to_sign: Headers) -> str:
        return ";".join(headers_to_sign)

    def payload(self, request: AWSRequest) -> str:
        body = request.data
        unsigned = self._is_streaming_checksum_payload(request) or not self._should_sha256_sign_payload(request)
        return super().payload(request) if unsigned or not isinstance(body, bytes) else sha256(body).hexdigest()

    def signature(self, string_to_sign: str, request: AWSRequest) -> str:
        day = request.context["timestamp"][:8]
        key = _signing_key(self.credentials.secret_key, day, self._region_name, self._service_name)
        return _hmac(key, string_to_sign).hex()


def signed_post(
    url: str, headers: Mapping[str, str], body: bytes, keys: ReadOnlyCredentials, scope: Scope
) -> dict[str, str]:
    """The headers, time and signature added, of a POST to the root of an address."""
    stamp = get_current_datetime().strftime(SIGV4_TIMESTAMP)
    sent = {**headers, "X-Amz-Date": stamp}
    if keys.token:
        sent["X-Amz-Security-Token"] = keys.token
    named = {name.lower(): " ".join(value.split()) for name, value in sent.items()}
    named = dict(sorted({"host": _host(url), **named}.items()))
    signed = ";".join(name for name in named if name not in _UNSIGNED)
    canonical = [f"{name}:{value}" for name, value in named.items() if name not in _UNSIGNED]
    asked = "\n".join(["POST", "/", "", *canonical, "", signed, sha256(body).hexdigest()])
    day = f"{stamp[:8]}/{scope.region}/{scope.service}/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{day}\n{sha256(asked.encode()).hexdigest()}"
    signature = _hmac(_signing_key(keys.secret_key, stamp[:8], *scope), to_sign).hex()
    sent["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={keys.access_key}/{day}, SignedHeaders={signed}, Signature={signature}"
    )
    sent["Content-Length"] = str(len(body))
    return sent


def choose(signature_version: Any, **_event: Any) -> str | None:
    """Botocore's `choose-signer` event: ours for what botocore would sign by Signature Version 4 in the headers."""
    return QUICK if signature_version == "v4" else None


@lru_cache(_KEPT_KEYS)
def _signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


AUTH_TYPE_MAPS[QUICK] = QuickSigV4Auth
