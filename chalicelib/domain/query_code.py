"""The code on a receipt with which anyone may ask how a case stands; nobody can make it without the key."""

import hmac

from chalicelib.domain.pseudonym import hmac_pseudonym
from chalicelib.domain.reference import ALPHABET
from chalicelib.domain.typed_text import compact, without_dashes

LENGTH = 6


def query_code(matter: str, *, key: bytes) -> str:
    """Six characters of the reference's alphabet (595 million codes), the same for ever for a matter."""
    number = int(hmac_pseudonym("query-code", matter, key=key), 36)
    code = ""
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        code += ALPHABET[index]
    return code


def is_query_code(matter: str, typed: str, *, key: bytes) -> bool:
    """Whether this is the matter's code, as typed in any case or width; compared in constant time."""
    return hmac.compare_digest(without_dashes(compact(typed)).encode(), query_code(matter, key=key).encode())
