"""The code on a receipt with which anyone may ask how a case stands; nobody can make it without the key."""

from typing import Final

from chalicelib.domain.pseudonym import hmac_pseudonym
from chalicelib.domain.typed_code import code_of, is_code

LENGTH: Final = 6


def query_code(matter: str, *, key: bytes) -> str:
    """Six characters of the codes' alphabet (595 million codes), the same for ever for a matter."""
    return code_of(int(hmac_pseudonym("query-code", matter, key=key), 36), LENGTH)


def is_query_code(matter: str, typed: str, *, key: bytes) -> bool:
    """Whether this is the matter's code, as typed in any case or width; compared in constant time."""
    return is_code(query_code(matter, key=key), typed)
