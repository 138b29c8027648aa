"""The code (取件码) that a holder shows at the window to be handed a finished certificate."""

import hmac

from chalicelib.domain.pseudonym import hmac_pseudonym
from chalicelib.domain.typed_text import compact

LENGTH = 6


def pickup_code(matter: str, *, key: bytes) -> str:
    """Six digits, always the same for a matter; nobody can make them without the key."""
    return f"{int(hmac_pseudonym('pickup', matter, key=key), 36) % 10**LENGTH:0{LENGTH}}"


def is_pickup_code(matter: str, typed: str, *, key: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(compact(typed).encode(), pickup_code(matter, key=key).encode())
