"""Look-up keys that stand for a telephone or ID number without holding it."""

import base64
import hmac

_LEAST_KEY_BYTES = 16


def hmac_pseudonym(kind: str, value: str, *, key: bytes) -> str:
    """26 lower-case letters and digits (128 bits), the same for the same `kind`, normalised `value` and `key`.

    Without the key neither the value nor the equality of two kinds' values can be told from it.
    Raises ValueError for a key under 16 bytes.
    """
    if len(key) < _LEAST_KEY_BYTES:
        raise ValueError(f"a pseudonym key has at least {_LEAST_KEY_BYTES} bytes")
    key_of_kind = hmac.digest(key, kind.encode(), "sha256")
    digest = hmac.digest(key_of_kind, value.encode(), "sha256")[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()
